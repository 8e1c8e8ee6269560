// npm run catalogue: writes what is known of lanewise/activations elsewhere, from their docstrings: the table
// ACTIVATIONS.md, and their names for the errors of lanewise/layers, which must not hold the catalogue itself.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const FOLDER = 'src/activations';
/** What is written, by file. */
export const WRITTEN = { 'ACTIVATIONS.md': document, 'src/layers/catalogue.ts': names };

/** What the docstring of an activation says. */
export interface Entry {
  readonly name: string;
  readonly layerName: string;
  /** The docstring without its asterisks. */
  readonly text: string;
  readonly formula: string;
  readonly source: string;
  /** The sample, and the values that it prints. */
  readonly sample: string;
  readonly values: string;
}

export function entries(): Entry[] {
  const files = readdirSync(FOLDER).map((file) => readFileSync(`${FOLDER}/${file}`, 'utf8'));
  const spiky = readFileSync('src/spiky.ts', 'utf8');
  const documented = /\/\*\*\n((?: \*.*\n)+?) \*\/\nexport const (\w+)[^']*'(\w+)'/g;
  return [...files, spiky]
    .flatMap((file) => [...file.matchAll(documented)])
    .map(([, comment, name, layerName]) => entry(name!, layerName!, comment!.replace(/^ \* ?/gm, '')))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function entry(name: string, layerName: string, text: string): Entry {
  const part = (what: string, pattern: RegExp): string[] => {
    const found = pattern.exec(text);
    if (found === null)
      throw new Error(`catalogue: expected ${what} in the docstring of ${name}, got ${text}`);
    return found.slice(1);
  };
  const [formula] = part('a formula', /^\w+\(x\) = (.*?)\.$/m);
  const [source] = part('a source', /\bSource: (.*?)\.$/m);
  const [sample, values] = part('a sample with its values', /^(\w+\(\[.*\]\))\.print\(\); \/\/ (\[.*\])$/m);
  return { name, layerName, text, formula: formula!, source: source!, sample: sample!, values: values! };
}

function document(): string {
  const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  const rows = entries().map(({ name, layerName, formula, source }) => {
    const paper = source.replace(/arXiv:([\d.]+\d)/, '[arXiv:$1](https://arxiv.org/abs/$1)');
    const called = layerName === name ? `\`${name}\`` : `\`${name}\`, in tf.layers \`${layerName}\``;
    return row([called, formula.replaceAll('|', '\\|'), paper]);
  });
  return [
    '# Activations',
    '',
    'What `lanewise/activations` holds. The documentation of each says what happens at kinks and infinities.',
    'This page is written by `npm run catalogue`.',
    '',
    row(['name', 'formula', 'from']),
    row(['---', '---', '---']),
    ...rows,
    '',
  ].join('\n');
}

function names(): string {
  const list = entries().map(({ layerName }) => `  '${layerName}',\n`);
  return [
    '// Written by `npm run catalogue`. The names in tf.layers of the activations of lanewise/activations.',
    `export const CATALOGUE: ReadonlySet<string> = new Set([\n${list.join('')}]);\n`,
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [file, text] of Object.entries(WRITTEN)) writeFileSync(file, text());
}

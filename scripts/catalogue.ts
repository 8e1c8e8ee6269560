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
  /** What it says besides, in one line. */
  readonly remarks: string;
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
  const [body] = part('remarks', /\.\n\n(.*?)\n\n```ts/s);
  const remarks = body!
    .replace(/\bSource: .*?\.$/m, '')
    .replace(/\s+/g, ' ')
    .trim();
  return {
    name,
    layerName,
    text,
    formula: formula!,
    source: source!,
    remarks,
    sample: sample!,
    values: values!,
  };
}

function document(): string {
  const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const rows = entries().map(({ name, layerName, formula, source, remarks }) => {
    const paper = source.replace(/arXiv:([\d.]+\d)/, '[arXiv:$1](https://arxiv.org/abs/$1)');
    const called = layerName === name ? `**\`${name}\`**` : `**\`${name}\`**, in tf.layers \`${layerName}\``;
    const picture = `<img src="docs/pictures/${name}.svg" width="240" alt="${name} and its derivative">`;
    const from = paper[0]!.toUpperCase() + paper.slice(1);
    return row([picture, `${called}<br>${cell(formula)}<br>${cell(remarks)}<br>${from}.`]);
  });
  return [
    '# Activations',
    '',
    `The ${rows.length} activations of \`lanewise/activations\`: each with its derivative f′, its formula, what happens at kinks and`,
    'infinities, and where it comes from. A dot shows the value at a jump. [How to choose one](docs/choosing.md)',
    'says which to try.',
    '',
    'At NaN each is NaN, but for `spiky`, which is 0. A comparison with NaN is false. So a derivative that a comparison',
    'chooses has a value at NaN: that of `leakyRelu` is 0.2.',
    '',
    'This page is written by `npm run catalogue`, from the docstrings.',
    '',
    row(['f and f′', 'what it is']),
    row(['---', '---']),
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

// What tools need that do not read ES modules, or not the field `exports`: a copy of dist in CommonJS, for Jest, and
// a folder for each entry, for Parcel and for TypeScript's moduleResolution "node10". Both name files of one dist.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const DIST = 'dist';
const COMMONJS = 'dist/cjs';

/** The names of the entries beside the main one, and the file of each, without its ending. */
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, string | { default: string }>;
};
const entries = Object.entries(exports).flatMap(([key, target]) =>
  typeof target === 'string' ? [] : [{ name: key.slice('./'.length), file: withoutEnding(target.default) }],
);

function withoutEnding(file: string): string {
  return file.replace(/^\.\//, '').replace(/\.js$/, '');
}

/** The declarations that the entries reach. The others describe what no program can import. */
function reached(): Set<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    const imports = readFileSync(file, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)\.js['"]/g);
    for (const [, path] of imports) visit(`${join(dirname(file), path!)}.d.ts`);
  };
  for (const { file } of entries) visit(`${file}.d.ts`);
  return found;
}

const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).map((file) => join(DIST, file));
const declarations = reached();
for (const file of files) if (file.endsWith('.d.ts') && !declarations.has(file)) rmSync(file);

await build({
  // The command runs by itself, and is an ES module.
  entryPoints: files.filter((file) => file.endsWith('.js') && !file.includes(join('export', 'command'))),
  outdir: COMMONJS,
  outbase: DIST,
  format: 'cjs',
  platform: 'node',
  target: 'es2022',
  logLevel: 'warning',
});
for (const file of declarations) {
  const copy = join(COMMONJS, file.slice(DIST.length));
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(file, copy);
}
writeFileSync(`${COMMONJS}/package.json`, `${JSON.stringify({ type: 'commonjs' })}\n`);

for (const { name, file } of entries) {
  if (name === '') continue;
  const fields = {
    main: `../${file.replace(DIST, COMMONJS)}.js`,
    module: `../${file}.js`,
    types: `../${file}.d.ts`,
  };
  mkdirSync(name, { recursive: true });
  writeFileSync(`${name}/package.json`, `${JSON.stringify(fields)}\n`);
}

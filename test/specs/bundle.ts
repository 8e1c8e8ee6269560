// Bundles the specs of tfjs-core with lanewise. Namespaces of modules are frozen, so the specs are given another index.
import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { OPS } from './ops.js';

const ROOT = resolve(import.meta.dirname, '../..');
const CORE = join(ROOT, 'node_modules/@tensorflow/tfjs-core/dist');
const INDEX = join(CORE, 'index.js');

/** Specs of ops, and those of what all ops share. */
const FILES = [
  ...readdirSync(join(CORE, 'ops')).map((file) => `ops/${file}`),
  ...['tensor_test.js', 'gradients_test.js', 'variable_test.js', 'debug_mode_test.js', 'globals_test.js'],
].filter((file) => file.endsWith('_test.js'));

/** The bundle as a file. */
export async function bundleSpecs(outfile: string): Promise<void> {
  const contents = [
    `import { finish } from './run.ts';`,
    ...FILES.map((file) => `import ${JSON.stringify(join(CORE, file))};`),
    'await finish();',
  ].join('\n');
  await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'js' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    // tfjs-core says that its specs have no effect when they are imported.
    ignoreAnnotations: true,
    external: ['jasmine-core'],
    logLevel: 'error',
    // Parts of the bundle are CommonJS, which has these.
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = import.meta.dirname; const __filename = import.meta.filename;`,
    },
    plugins: [replacedIndex],
  });
}

const replacedIndex: Plugin = {
  name: 'replaced index',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => ({ path: INDEX }));
    onResolve({ filter: /^(\.\.?|\.\.?\/index)$/ }, ({ path, importer, resolveDir }) => {
      const isIndex = resolve(resolveDir, path.replace(/index$/, '')) === CORE;
      return importer.endsWith('_test.js') && isIndex ? { path: 'index', namespace: 'replaced' } : undefined;
    });
    onLoad({ filter: /./, namespace: 'replaced' }, () => ({
      // What a module exports itself goes before what it passes on.
      contents: [
        `export * from ${JSON.stringify(INDEX)};`,
        `import { replaced } from ${JSON.stringify(join(import.meta.dirname, 'replacement.ts'))};`,
        ...[...Object.keys(OPS), 'addN'].map((name) => `export const ${name} = replaced.${name};`),
      ].join('\n'),
      resolveDir: dirname(INDEX),
    }));
    // It loads jasmine for a default that is not used here.
    onResolve({ filter: /^jasmine-core\/lib\/jasmine-core\/jasmine\.js$/ }, () => ({
      path: 'jasmine',
      namespace: 'stub',
    }));
    onLoad({ filter: /./, namespace: 'stub' }, () => ({
      contents: 'module.exports = { core: () => ({}) };',
    }));
  },
};

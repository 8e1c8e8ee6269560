// What a bundler makes of a program that imports lanewise as it is built, tfjs left out.
import { build } from 'esbuild';
import { expectBuilt } from '../scripts/built.js';

export async function bundled(contents: string, minify = true): Promise<string> {
  expectBuilt('js');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify,
    format: 'esm',
    external: ['@tensorflow/*'],
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}

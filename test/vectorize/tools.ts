// The functions as the tools of users make them: bundled, compiled to old JavaScript, minified, instrumented.
import { transformAsync } from '@babel/core';
import { transform as swc } from '@swc/core';
import { transform as esbuild } from 'esbuild';
import { createInstrumenter } from 'istanbul-lib-instrument';
import { minify } from 'terser';

/** From the text of a module to that of another which does the same. */
export type Tool = (code: string) => Promise<string>;

export const TOOLS: Readonly<Record<string, Tool>> = {
  'esbuild, minified': async (code) => (await esbuild(code, { minify: true, format: 'esm' })).code,
  // For ES2015 it writes x ** 2 as a call of a function beside the user's, whose name says nothing.
  'esbuild, minified for ES2016': async (code) =>
    (await esbuild(code, { minify: true, format: 'esm', target: 'es2016' })).code,
  'esbuild, keeping names': async (code) => (await esbuild(code, { keepNames: true, format: 'esm' })).code,
  terser: async (code) => (await minify(code, { module: true, compress: { passes: 3 } })).code!,
  'swc, minified': async (code) =>
    (
      await swc(code, {
        isModule: true,
        jsc: { target: 'es2020', minify: { compress: true, mangle: true } },
        minify: true,
      })
    ).code,
  'swc, minified for ES5': async (code) =>
    (
      await swc(code, {
        isModule: true,
        jsc: { target: 'es5', minify: { compress: true, mangle: true } },
        minify: true,
      })
    ).code,
  'Babel preset-env, then terser': async (code) => {
    const old = await transformAsync(code, {
      configFile: false,
      babelrc: false,
      presets: [['@babel/preset-env', { targets: 'ie 11', modules: false }]],
    });
    return (await minify(old!.code!, { module: true, compress: { passes: 2 } })).code!;
  },
  istanbul: async (code) => createInstrumenter({ esModules: true }).instrumentSync(code, 'functions.js'),
};

/** What the module `code` exports. */
export async function exportsOf(code: string): Promise<Record<string, unknown>> {
  return import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}

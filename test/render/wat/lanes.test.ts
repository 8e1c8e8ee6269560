import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { CLAIMS } from '../../../assembly/lanes/claims.js';
import { laneFiles } from '../../../scripts/lanes/files.js';
import { functionsOf, packed } from '../../../scripts/lanes/functions.js';
import { functionOf, inlined, type Lane, laneNamed, localsOf } from '../../../src/render/wat/lanes.js';

const LANE: Lane = { name: 'tenfold', params: 'vv', locals: 'il', code: '!0 !1 ?mul %0' };

const FUNCTIONS = functionsOf(readFileSync('build/lanes.wat', 'utf8'));
const codeOf = (name: string): string => packed(FUNCTIONS.get(name)!.code);

const RENDERER = `
  import { call } from '../../expr/build.ts';
  import { input } from '../../expr/expr.ts';
  import { renderWat } from './module.ts';
  export const renderTanh = () =>
    renderWat({ inputs: 1, outputs: [call('tanh', input(0))], precision: 'exact' }, { shared: false });
`;
const PROVIDER = `
  import { provideLanes } from './lanes.ts';
  import { tanhExact } from './lanes/tanh.ts';
  export const provide = () => provideLanes(tanhExact);
`;

/** What a bundler makes of a program of src/render/wat where tanh's lane functions are optional. */
async function bundleOf(contents: string): Promise<string> {
  const files = laneFiles(FUNCTIONS, { ...CLAIMS, tanh: { ...CLAIMS.tanh!, optional: true } });
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: 'src/render/wat', loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [
      {
        name: 'lane files',
        setup: ({ onLoad }) =>
          onLoad({ filter: /[\\/]wat[\\/]lanes[\\/]\w+\.ts$/ }, ({ path }) => ({
            contents: files.get(basename(path))!,
            loader: 'ts',
          })),
      },
    ],
  });
  return outputFiles[0]!.text;
}

const running = async (bundle: string): Promise<Record<string, () => string>> =>
  import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(bundle)}`);

describe('an optional lane function', () => {
  it('is in a bundle only with a module that imports it', async () => {
    const without = await bundleOf(RENDERER);
    expect(without).toContain(codeOf('expExact'));
    expect(without).not.toContain(codeOf('tanhExact'));
    const together = await bundleOf(RENDERER + PROVIDER);
    expect(together).toContain(codeOf('tanhExact'));
    expect(together).not.toContain(codeOf('tanhFast'));
  });

  it('can be used once a module provides it', async () => {
    const { renderTanh, provide } = await running(await bundleOf(RENDERER + PROVIDER));
    expect(renderTanh).toThrow('internal: no module provides the lane function tanhExact');
    provide!();
    expect(renderTanh!()).toContain('(func $tanhExact (param $0 v128) (result v128) ');
  });
});

describe('laneNamed', () => {
  it('knows every lane function that is not optional', () => {
    for (const [name, { optional }] of Object.entries(CLAIMS)) {
      if (!optional) expect(laneNamed(`${name}Exact` as 'expExact').name).toBe(`${name}Exact`);
    }
  });

  it('does not compile with a name that the build did not make', () => {
    // @ts-expect-error
    expect(() => laneNamed('tanhExakt')).toThrow('internal: no module provides the lane function tanhExakt');
  });
});

describe('a lane function', () => {
  it('is rendered as a function with its own numbers of parameters and locals', () => {
    expect(functionOf(LANE)).toBe(
      '(func $tenfold (param $0 v128) (param $1 v128) (result v128) (local $2 i32) (local $3 i64) ' +
        'local.get $0 local.get $1 f32x4.mul local.tee $0)',
    );
    expect(functionOf({ ...LANE, result: 'f' })).toContain('(result f32)');
  });

  it('is written out over locals with its name, after all operands', () => {
    expect(localsOf(LANE)).toEqual([
      '(local $tenfold0 v128)',
      '(local $tenfold1 v128)',
      '(local $tenfold2 i32)',
      '(local $tenfold3 i64)',
    ]);
    expect(inlined(LANE, [['(a)'], ['(b)']]).join('')).toBe(
      '(block (result v128) (a) (b) local.set $tenfold1 local.set $tenfold0 ' +
        'local.get $tenfold0 local.get $tenfold1 f32x4.mul local.tee $tenfold0)',
    );
  });
});

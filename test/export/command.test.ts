// npx lanewise export, as it is built, in projects of TypeScript and JavaScript.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const COMMAND = resolve('dist/export/command/main.js');
const MODULE = `
import * as tf from '@tensorflow/tfjs-core';
import { activation, elementwise } from 'lanewise';
console.log('printed by the module');
export const mine = activation('mine', (x: tf.Tensor) => tf.mul(x, tf.sigmoid(x)));
`;
const SEVERAL = `${MODULE}
export const scaled = elementwise('scaledBy', (x: tf.Tensor, a: tf.Tensor) => tf.mul(x, a), { inputs: ['x', 'a'] });
export const other = 3;
`;
const LATEX = String.raw`\operatorname{mine}(x) &= x \, \sigma\left(x\right)`;

let root: string;

/** A project of the `type` of modules, with lanewise, tfjs and perhaps tsx. */
function project(name: string, type: string, withTsx = true): string {
  const folder = join(root, name);
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
  symlinkSync(resolve('.'), join(folder, 'node_modules/lanewise'));
  for (const each of ['@tensorflow', ...(withTsx ? ['tsx'] : [])]) {
    symlinkSync(resolve('node_modules', each), join(folder, 'node_modules', each));
  }
  const javascript = (text: string): string => text.replace(/: tf\.Tensor/g, '');
  writeFileSync(join(folder, 'one.ts'), MODULE);
  writeFileSync(join(folder, 'one.mts'), MODULE);
  writeFileSync(join(folder, 'one.mjs'), javascript(MODULE));
  writeFileSync(join(folder, 'several.mjs'), javascript(SEVERAL));
  writeFileSync(join(folder, 'none.mjs'), 'export const answer = 42;');
  writeFileSync(join(folder, 'broken.mjs'), "throw new Error('it broke');");
  return folder;
}

function run(folder: string, ...args: string[]): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, error: stderr };
}

describe('npx lanewise export', () => {
  let esm: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'lanewise-command-'));
    esm = project('esm', 'module');
    project('cjs', 'commonjs');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ['esm', 'one.ts'],
    ['esm', 'one.mts'],
    ['esm', 'one.mjs'],
    ['cjs', 'one.ts'],
    ['cjs', 'one.mts'],
  ])('reads %s/%s, and writes the export alone to the standard output', (name, file) => {
    const { code, out, error } = run(join(root, name), 'export', `./${file}`, '--to', 'latex');
    expect(out).toContain(LATEX);
    expect(out).not.toContain('printed by the module');
    expect(error).toContain('printed by the module');
    expect(code).toBe(0);
  });

  it.each(['torch', 'c', 'wat'])('writes %s', (target) => {
    const { code, out } = run(esm, 'export', 'one.mjs', '--to', target);
    expect(code).toBe(0);
    expect(out.length).toBeGreaterThan(150);
  });

  it('writes a model to a file, and the derivative of an op among several', () => {
    const path = join(esm, 'model.onnx');
    const words = ['export', 'several.mjs', '--to', 'onnx', '--op', 'scaled', '--out', path, '--opset', '18'];
    expect(run(esm, ...words)).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(path).includes('scaledBy')).toBe(true);
    const slope = run(esm, 'export', 'several.mjs', '--to', 'c', '--op', 'scaledBy', '--derivative', 'a');
    expect(slope.out).toContain('float scaledByDerivative1_scalar(float x, float a)');
    expect(run(esm, 'export', 'several.mjs', '--to', 'c', '--op', 'scaled', '--derivative', '0').code).toBe(
      0,
    );
  });

  it('shows help that suffices, and the version', () => {
    for (const words of [['--help'], ['export', '-h'], []]) {
      const { code, out } = run(esm, ...words);
      expect(code).toBe(0);
      for (const option of [
        '--to',
        '--op',
        '--name',
        '--derivative',
        '--opset',
        '--out',
        'Exit codes',
        'onnx',
      ]) {
        expect(out).toContain(option);
      }
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    }
    expect(run(esm, '--version').out.trim()).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  });

  it.each([
    [['exprt', 'one.mjs'], 'expected the command export, got "exprt"'],
    [['export'], 'expected a FILE, got none'],
    [['export', 'a', 'b', '--to', 'c'], 'expected one FILE, got 2'],
    [
      ['export', 'one.mjs'],
      '--to expected torch, jax, keras, tensorflow, numpy, onnx, c, wat, latex, got none',
    ],
    [['export', 'one.mjs', '--to', 'pytorch'], 'got "pytorch"'],
    [['export', 'one.mjs', '--to', 'c', '--opset', '17'], '--opset expected --to onnx'],
    [['export', 'one.mjs', '--to', 'onnx', '--opset', 'x'], '--opset expected an integer, got "x"'],
    [['export', 'one.mjs', '--to', 'c', '--wrong'], "Unknown option '--wrong'"],
  ])('says what is wrong with the line %j, and exits with 2', (words, message) => {
    const { code, out, error } = run(esm, ...words);
    expect(error).toContain(message);
    expect(error).toContain('--help');
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it.each([
    [['missing.ts', '--to', 'c'], 'got missing.ts, which does not exist'],
    [['broken.mjs', '--to', 'c'], 'broken.mjs could not be loaded: it broke'],
    [['none.mjs', '--to', 'c'], "to export an op, as export const mine = activation('mine', …); got answer"],
    [['several.mjs', '--to', 'c'], 'expected one op in several.mjs, got mine, scaled; choose one by --op'],
    [['several.mjs', '--to', 'c', '--op', 'x'], '--op expected mine, scaled, got "x"'],
    [['one.mjs', '--to', 'c', '--derivative', 'y'], '--derivative expected an input of mine (x), got "y"'],
    [['one.mjs', '--to', 'onnx', '--opset', '9'], 'opset expected 15 to 25, got 9'],
    [['one.mjs', '--to', 'torch', '--name', 'def'], 'got "def"'],
  ])('says what is wrong with %j, and exits with 1', (words, message) => {
    const { code, out, error } = run(esm, 'export', ...words);
    expect(error).toContain(message);
    expect(out).toBe('');
    expect(code).toBe(1);
  });

  // Node that reads TypeScript itself needs nothing.
  it.skipIf('typescript' in process.features && Boolean(process.features.typescript))(
    'says what to install where nothing reads TypeScript',
    () => {
      const bare = project('bare', 'module', false);
      const { code, error } = run(bare, 'export', 'one.ts', '--to', 'c');
      expect(error).toContain('does not read TypeScript; install tsx (npm i -D tsx)');
      expect(code).toBe(1);
    },
  );
});

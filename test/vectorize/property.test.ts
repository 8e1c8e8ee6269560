// Random programs mean the same compiled, minified, and to JavaScript; so do their derivatives.
import * as tf from '@tensorflow/tfjs';
import { transform } from 'esbuild';
import fc from 'fast-check';
import { minify } from 'terser';
import { beforeAll, describe, expect, it } from 'vitest';
import { derivative } from '../../src/expr/derivative.js';
import { type Compiled, compile } from '../../src/vectorize/compile.js';
import { vectorize } from '../../src/vectorize/index.js';
import { checkAgainst } from '../../src/vectorize/oracle.js';
import { Tape } from '../../src/vectorize/tape.js';
import { useBackend } from '../tfjs/backends.js';
import { slopeOf } from './differences.js';
import { program } from './programs.js';

type Plain = (x: number, y: number) => number;

const SEED = 20250117;
const RUNS = 250;
const SOURCES = fc.sample(program, { seed: SEED, numRuns: RUNS });
const POINTS = Array.from({ length: 60 }, (_, i) =>
  [((i * 37) % 61) / 8.7 - 3.4, ((i * 23) % 59) / 9.1 - 3.1].map(Math.fround),
);

/** What JavaScript makes of a source. */
const functionOf = (source: string): Plain => new Function(`return ${source}`)() as Plain;
const compiled = (source: string): Compiled => compile(source, { uses: new Map() });
const check = (fn: Plain, of: Compiled): void =>
  void checkAgainst(fn as (...inputs: number[]) => unknown, of);

describe('random programs', () => {
  beforeAll(() => useBackend('wasm'));

  it('are of every kind of statement', () => {
    for (const part of [
      'if',
      'else',
      'return',
      'for',
      'break',
      'continue',
      'switch',
      'case',
      'helper',
      '&&',
      '||',
      '%',
      '**',
      '!',
      '?',
      '++',
      'const',
    ]) {
      expect(SOURCES.filter((source) => source.includes(part)).length, part).toBeGreaterThan(10);
    }
  });

  it.each(SOURCES.map((source, i) => [i, source] as const))('%i is what it is to JavaScript', (_, source) => {
    check(functionOf(source), compiled(source));
  });

  it('are the same minified', async () => {
    for (const source of SOURCES.slice(0, 120)) {
      const fn = functionOf(source);
      const small = [
        (await transform(`export default ${source}`, { minify: true })).code.replace('export default', ''),
        (await minify(`export default ${source}`, { module: true })).code!.replace('export default', ''),
      ];
      for (const text of small) check(fn, compiled(text.trim().replace(/;$/, '')));
    }
  });

  it('have derivatives that agree with differences', () => {
    const counts = { points: 0, compared: 0 };
    for (const source of SOURCES) {
      const [fn, { exact, constants }] = [functionOf(source), compiled(source)];
      for (const index of [0, 1]) {
        const tape = new Tape(derivative(exact[0]!, index));
        for (const point of POINTS.slice(0, 30)) {
          counts.points++;
          const want = slopeOf(fn as (...point: number[]) => number, point, index);
          if (want === undefined || Math.abs(want) > 1e4) continue;
          counts.compared++;
          const got = tape.evaluate([...point, ...constants]);
          expect(
            Math.abs(got - want),
            `d/d${'xy'[index]} at ${point}: ${got}, not ${want}\n${source}`,
          ).toBeLessThan(1e-2 * (1 + Math.abs(want)));
        }
      }
    }
    expect(counts.compared / counts.points).toBeGreaterThan(0.5);
  });

  it('run as kernels', () => {
    const counts = { points: 0, compared: 0 };
    for (const [i, source] of SOURCES.slice(0, 60).entries()) {
      const op = vectorize(`program${i}`, source, { inputs: ['x', 'y'] });
      const { exprs } = compiled(source);
      const tape = new Tape(exprs[0]!);
      const values = tf.tidy(() =>
        op(tf.tensor1d(POINTS.map(([x]) => x!)), tf.tensor1d(POINTS.map(([, y]) => y!))).dataSync(),
      );
      POINTS.forEach((point, p) => {
        counts.points++;
        const want = tape.bounded(point, 2 ** -21, true);
        if (want === undefined || want.error > 1e-3 * (1 + Math.abs(want.value))) return;
        counts.compared++;
        const isNear =
          Math.abs(values[p]! - want.value) <= want.error + 1e-30 ||
          Object.is(values[p], Math.fround(want.value));
        expect(isNear, `at ${point}: ${values[p]}, not ${want.value}\n${source}`).toBe(true);
      });
    }
    expect(counts.compared / counts.points).toBeGreaterThan(0.5);
  });
});

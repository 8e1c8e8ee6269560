// Kernels of many operations, whose values take turns in the locals: the oracle is float32 by float64, bit for bit.
import { describe, expect, it } from 'vitest';
import { build } from '../../../src/expr/build.js';
import { constant, type Expr, input, nodesOf } from '../../../src/expr/expr.js';
import { programOf } from '../../../src/expr/program.js';
import { excessOf, MOST_LOCALS, MOST_OPERATIONS } from '../../../src/render/wat/budget.js';
import { renderWat } from '../../../src/render/wat/module.js';
import { assemble } from '../../../src/wasm/assemble/assemble.js';
import { evaluate32, randoms } from '../../expr/float32.js';

const EXACT = ['add', 'sub', 'mul', 'min', 'max', 'abs', 'neg', 'floor'] as const;

/** An expression of `count` steps, each on parts among the last `reach`. */
function drawn(count: number, reach: number, seed: number): Expr[] {
  const draws = randoms(4 * count, 0, 1, seed);
  const pool: Expr[] = [constant(0.75), input(0), input(1), input(2)];
  const pick = (draw: number): Expr =>
    pool[pool.length - 1 - Math.floor(draw * Math.min(pool.length, reach))]!;
  for (let i = 0; i < count; i++) {
    const [which, a, b, c] = draws.slice(4 * i, 4 * i + 4) as [number, number, number, number];
    const name = EXACT[Math.floor(which * EXACT.length)]!;
    const isUnary = name === 'abs' || name === 'neg' || name === 'floor';
    let made = build(name, isUnary ? [pick(a)] : [pick(a), pick(b)]);
    if (c < 0.1) made = build('select', [build('lt', [made, pick(c * 10)]), pick(a), made]);
    // Small again, so that no bit is lost to infinity.
    pool.push(i % 8 === 0 ? build('sub', [made, build('floor', [made])]) : made);
  }
  return pool;
}

function values(outputs: readonly Expr[], points: readonly (readonly number[])[]): number[][] {
  const text = renderWat({ inputs: 3, outputs, precision: 'exact' }, { shared: false });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assemble(text)), { env: { memory } });
  const floats = new Float32Array(memory.buffer);
  const n = points.length;
  for (let i = 0; i < 3; i++)
    floats.set(
      points.map((point) => point[i]!),
      64 * i,
    );
  (exports.run as (...args: number[]) => void)(
    ...[0, 1, 2].flatMap((i) => [256 * i, 0, 16]),
    ...outputs.map((_, j) => 1024 + 256 * j),
    ...[1, n],
  );
  return outputs.map((_, j) => Array.from(floats.subarray(256 + 64 * j, 256 + 64 * j + n)));
}

describe('a kernel of many operations', () => {
  const points = Array.from({ length: 11 }, (_, i) => randoms(3, -4, 4, i + 1).map(Math.fround));

  it.each([
    [800, 1, 3],
    [1500, 40, 4],
    [4000, 3, 5],
    [2000, 400, 6],
    [5000, 5000, 7],
  ])('of %i steps on parts among the last %i computes every bit', (count, reach, seed) => {
    const pool = drawn(count, reach, seed);
    // Outputs that are parts of others, that are there twice, and that need no operation.
    const outputs = [pool.at(-1)!, pool[count >> 1]!, pool.at(-1)!, input(1), constant(2), pool.at(-7)!];
    const expected = outputs.map((output) => points.map((point) => evaluate32(output, point)));
    expect(values(outputs, points)).toEqual(expected);
    expect(renderWat({ inputs: 3, outputs, precision: 'exact' }, { shared: false })).not.toContain(
      'full arrays',
    );
  });

  it('needs no more locals than values that wait at once', () => {
    let x: Expr = input(0);
    for (let i = 0; i < 1000; i++) x = build('add', [build('mul', [x, x]), constant(i / 1024)]);
    const text = renderWat({ inputs: 1, outputs: [x], precision: 'exact' }, { shared: false });
    expect(text.match(/\(local \$t/g)).toHaveLength(1);
  });

  it('calls its lane functions', () => {
    let x: Expr = input(0);
    for (let i = 0; i < 65; i++) x = build('sin', [x]);
    const text = renderWat({ inputs: 1, outputs: [x], precision: 'fast' }, { shared: false });
    expect(text).not.toContain('block (result');
    expect(text.match(/call \$sinExact/g)).toHaveLength(2 * 65);
  });

  it('nests its text only so deep', () => {
    let x: Expr = input(0);
    for (let i = 0; i < 20_000; i++) x = build('abs', [build('sub', [x, constant(i / 4096)])]);
    let [depth, deepest] = [0, 0];
    for (const character of renderWat({ inputs: 1, outputs: [x], precision: 'fast' }, { shared: false })) {
      if (character === '(') deepest = Math.max(deepest, ++depth);
      else if (character === ')') depth--;
    }
    expect(deepest).toBeLessThan(60);
  });
});

describe('excessOf', () => {
  const chain = (count: number): Expr => {
    let x: Expr = input(0);
    for (let i = 0; i < count; i++) x = build('sub', [x, constant(i / 4096)]);
    return x;
  };
  const of = (inputs: number, ...outputs: Expr[]): string | null =>
    excessOf(programOf(inputs, outputs, 'fast'));

  it('allows so many operations, and no more', () => {
    // x - 0 is x.
    expect(of(1, chain(MOST_OPERATIONS + 1))).toBe(null);
    const more = chain(MOST_OPERATIONS + 2);
    expect(nodesOf([more]).filter(({ kind }) => kind === 'operation')).toHaveLength(MOST_OPERATIONS + 1);
    expect(of(1, more)).toBe('too large for a kernel: 50001 operations, where at most 50000 are allowed');
  });

  it('allows so many values at once, and no more', () => {
    const waiting = (count: number): Expr[] => {
      const squares = Array.from({ length: count }, (_, i) => build('mul', [input(0), constant(i + 0.5)]));
      // All squares come before the first sum, as each is an output's part twice.
      return squares.map((square) => build('mul', [square, square]));
    };
    const sum = (terms: Expr[]): Expr => terms.reduce((a, b) => build('add', [a, b]));
    expect(of(1, sum(waiting(MOST_LOCALS + 10)))).toBe(null);
    const held = (count: number): Expr => {
      const kept: Expr[] = [];
      let x: Expr = input(0);
      for (let i = 0; i < count; i++) {
        x = build('sub', [build('mul', [x, x]), constant(0.5)]);
        kept.push(x);
      }
      return kept.reverse().reduce((a, b) => build('add', [a, b]));
    };
    expect(of(1, held(MOST_LOCALS - 10))).toBe(null);
    expect(of(1, held(MOST_LOCALS + 10))).toMatch(
      /^too large for a kernel: 8\d\d\d values at once, where at most 8192/,
    );
  });

  it('allows as many parameters as engines do', () => {
    const sum = (count: number): Expr =>
      Array.from({ length: count }, (_, i): Expr => input(i)).reduce((a, b) => build('add', [a, b]));
    const compiles = (count: number): boolean =>
      WebAssembly.validate(
        assemble(renderWat({ inputs: count, outputs: [sum(count)], precision: 'fast' }, { shared: false })),
      );
    expect([compiles(332), compiles(333)]).toEqual([true, false]);
    expect(of(332, sum(332))).toBe(null);
    expect(of(333, sum(333))).toBe('too large for a kernel: 1002 parameters, where at most 1000 are allowed');
  });
});

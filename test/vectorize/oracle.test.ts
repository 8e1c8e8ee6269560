// The function as the oracle: what was misread is refused, and what is rounding is not.
import { describe, expect, it } from 'vitest';
import { call } from '../../src/expr/build.js';
import { constant, type Expr, input } from '../../src/expr/expr.js';
import type { Compiled } from '../../src/vectorize/compile.js';
import { checkAgainst } from '../../src/vectorize/oracle.js';
import { pointsOf } from '../../src/vectorize/points.js';

const x = input(0);
const ONE = constant(1);
const compiledTo = (expr: Expr, inputs = ['x'], rounds = false): Compiled => ({
  inputs,
  takesUses: false,
  exprs: [expr],
  exact: [expr],
  constants: [],
  rounds,
});

describe('a misreading', () => {
  it.each<[string, (x: number) => number, Expr]>([
    [
      'of a comparison at its constant',
      (t) => (t < 1 ? t : 5),
      call('select', call('le', x, ONE), x, constant(5)),
    ],
    ['of NaN', (t) => (t > 1 ? t : 5), call('select', call('le', x, ONE), constant(5), x)],
    ['of a half', (t) => Math.round(t), call('nearest', x)],
    ['of the sign of a remainder', (t) => t % 3, call('mod', x, constant(3))],
    ['at infinity', (t) => Math.min(t, 1e30), x],
    ['of what is huge', (t) => (Math.abs(t) > 1e9 ? 0 : t), x],
    ['of what is tiny', (t) => (t !== 0 && Math.abs(t) < 1e-30 ? 1 : t), x],
    ['by one part in a million', (t) => t * 1.000001, x],
  ])('%s is refused', (_, fn, expr) => {
    expect(() => checkAgainst(fn, compiledTo(expr))).toThrow(
      /the function is .* at x = .*, and what was understood/,
    );
  });

  it('of one of several inputs is refused', () => {
    const product = call('mul', x, input(1));
    expect(checkAgainst((a, b) => a! * b!, compiledTo(product, ['a', 'b'])).points).toBeGreaterThan(300);
    expect(() => checkAgainst((a, b) => (b === 0 ? 1 : a! * b!), compiledTo(product, ['a', 'b']))).toThrow(
      'b = -0',
    );
  });

  it('is a function that is not the same at every call', () => {
    let calls = 0;
    expect(() => checkAgainst((t) => t! + calls++, compiledTo(x))).toThrow('depend on its inputs alone');
  });

  it('is named where the function throws or returns no number', () => {
    expect(() =>
      checkAgainst((t) => {
        if (t! > 1e9) throw new Error('too large');
        return t;
      }, compiledTo(x)),
    ).toThrow(/the function throws at x = Infinity: too large/);
    expect(() => checkAgainst(() => 'text', compiledTo(x))).toThrow(
      'the function is text at x = 0; expected a number',
    );
  });
});

describe('rounding', () => {
  it('of a few units is taken for what it is, also before a step', () => {
    const root = call('pow', x, constant(0.5));
    expect(() =>
      checkAgainst(
        (t) => Math.floor(Math.exp(Math.log(t!))),
        compiledTo(call('floor', call('exp', call('log', x)))),
      ),
    ).not.toThrow();
    expect(() =>
      checkAgainst(
        (t) => Math.sqrt(t!) - t! ** 0.5 + (t! === -Infinity ? NaN : 0),
        compiledTo(call('sub', call('sqrt', x), root)),
      ),
    ).not.toThrow();
  });

  it('to float32 by the function itself is allowed for', () => {
    const sum = call('add', x, constant(0.25));
    const rounded = (t: number): number => Math.fround(Math.fround(t) + 0.25);
    expect(() => checkAgainst(rounded as never, compiledTo(sum))).toThrow();
    expect(() => checkAgainst(rounded as never, compiledTo(sum, ['x'], true))).not.toThrow();
  });
});

describe('the points', () => {
  const points = pointsOf(1, [0.3, -7]).map(([value]) => value!);

  it('are a hundred and more float32, with all that is special', () => {
    expect(points.length).toBeGreaterThan(120);
    for (const value of points) expect(Object.is(Math.fround(value), value)).toBe(true);
    for (const value of [0, -0, NaN, Infinity, -Infinity, 2 ** -149, -3.4028234663852886e38]) {
      expect(
        points.some((each) => Object.is(each, value)),
        String(value),
      ).toBe(true);
    }
  });

  it('hold each number of the source, with its neighbours', () => {
    for (const value of [0.3, -7].map(Math.fround)) {
      expect(points).toContain(value);
      const gap = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 23);
      expect(points).toContain(value + gap);
      expect(points).toContain(value - gap);
    }
  });
});

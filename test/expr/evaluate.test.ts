import { describe, expect, it } from 'vitest';
import { build } from '../../src/expr/build.js';
import { evaluate } from '../../src/expr/evaluate.js';
import { constant, input, operation } from '../../src/expr/expr.js';
import {
  BINARY,
  COMPARISON,
  LOGIC,
  OPERATIONS,
  type OperationName,
  UNARY,
} from '../../src/expr/operations.js';
import { SPECIAL } from './float32.js';

const apply = (name: OperationName, args: readonly number[]): number => OPERATIONS[name].value(...args);

const { NaN: NAN, POSITIVE_INFINITY: INFINITY } = Number;

describe('evaluate', () => {
  it('takes inputs, constants and shared parts', () => {
    const square = operation('mul', [input(1), input(1)]);
    const expr = operation('sub', [operation('add', [square, square]), constant(0.5)]);
    expect(evaluate(expr, [9, 3])).toBe(17.5);
  });

  it('takes the value of an override, not its derivative', () => {
    expect(evaluate(operation('override', [input(0), constant(7), input(0)]), [2])).toBe(2);
  });

  it('takes the branch that the condition says, whatever the other is', () => {
    const x = input(0);
    const expr = build('select', [build('gt', [x, constant(0)]), build('log', [x]), constant(5)]);
    expect([evaluate(expr, [1]), evaluate(expr, [-1]), evaluate(expr, [NAN])]).toEqual([0, 5, 5]);
  });

  it('knows every operation', () => {
    for (const name of UNARY) expect(apply(name, [0.5]), name).toEqual(expect.any(Number));
    for (const name of [...BINARY, ...COMPARISON]) expect(apply(name, [0.5, 2]), name).not.toBeNaN();
    for (const name of LOGIC) expect([0, 1], name).toContain(apply(name, [1, 0]));
  });

  it.each([...UNARY, ...BINARY])('%s of NaN is NaN', (name) => {
    expect(apply(name, [NAN, 2])).toBeNaN();
  });
});

describe('erf', () => {
  // Digits from Abramowitz and Stegun, table 7.1, and its continuations.
  it.each([
    [0.1, 0.11246291601828488],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.5, 0.9661051464753108],
    [2, 0.9953222650189527],
    [2.4, 0.9993114861033549],
    [2.6, 0.9997639655834707],
    [3, 0.9999779095030014],
    [4, 0.9999999845827421],
    [1e-10, 1.1283791670955126e-10],
    [7, 1],
    [INFINITY, 1],
  ])('of %f is %f, within 2e-15, and odd', (x, value) => {
    expect(Math.abs(apply('erf', [x]) - value)).toBeLessThanOrEqual(2e-15 * value);
    expect(apply('erf', [-x])).toBe(-apply('erf', [x]));
  });

  it('keeps the sign of 0', () => {
    expect([apply('erf', [0]), apply('erf', [-0])]).toEqual([0, -0]);
  });

  it('does not jump where its methods meet', () => {
    for (const x of [2.5, 6]) {
      expect(Math.abs(apply('erf', [x - 1e-12]) - apply('erf', [x + 1e-12]))).toBeLessThan(1e-14);
    }
  });
});

describe('mod', () => {
  // numpy.mod of float64.
  it.each([
    [5, 3, 2],
    [-5, 3, 1],
    [5, -3, -1],
    [-5, -3, -2],
    [0.75, 0.5, 0.25],
    [-0.25, 1, 0.75],
    [6, 3, 0],
    [-6, 3, 0],
    [6, -3, -0],
    [-6, -3, -0],
    [0, 1, 0],
    [-0, 1, 0],
    [0, -1, -0],
    [5, INFINITY, 5],
    [-5, INFINITY, INFINITY],
    [5, -INFINITY, -INFINITY],
    [-5, -INFINITY, -5],
    [5, 0, NAN],
    [INFINITY, 3, NAN],
    [NAN, 3, NAN],
    [3, NAN, NAN],
  ])('%f mod %f is %f', (a, b, value) => {
    expect(apply('mod', [a, b])).toBe(value);
  });
});

describe('rem', () => {
  it('is the remainder of JavaScript, with the sign of the first', () => {
    for (const a of [5, -5, 6, -6, 0, -0, 0.75, INFINITY, NAN])
      for (const b of [3, -3, 0.5, INFINITY, -INFINITY, 0, NAN]) expect(apply('rem', [a, b])).toBe(a % b);
  });
});

describe('nearest', () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, -0],
    [-1.5, -2],
    [-2.5, -2],
    [0.49999999999999994, 0],
    [0.7, 1],
    [-0.3, -0],
    [-0.7, -1],
    [0, 0],
    [-0, -0],
    [4503599627370497, 4503599627370497],
    [INFINITY, INFINITY],
    [-INFINITY, -INFINITY],
    [NAN, NAN],
  ])('%f rounds to %f', (x, value) => {
    expect(apply('nearest', [x])).toBe(value);
  });
});

describe('pow', () => {
  it.each([
    [2, 10, 1024],
    [1, NAN, 1],
    [NAN, 0, 1],
    [NAN, -0, 1],
    [1, INFINITY, 1],
    [-1, INFINITY, 1],
    [-1, -INFINITY, 1],
    [-2, 3, -8],
    [-2, 0.5, NAN],
    [0, -1, INFINITY],
    [-0, -1, -INFINITY],
    [-0, 2, 0],
    [0.5, INFINITY, 0],
    [INFINITY, -1, 0],
  ])('%f ^ %f is %f', (a, b, value) => {
    expect(apply('pow', [a, b])).toBe(value);
  });
});

describe('sigmoid and softplus', () => {
  it('neither overflow nor cancel', () => {
    const values = [-INFINITY, -1000, -40, 0, 40, 1000, INFINITY];
    expect(values.map((x) => apply('sigmoid', [x]))).toEqual([0, 0, Math.exp(-40), 0.5, 1, 1, 1]);
    expect(values.map((x) => apply('softplus', [x]))).toEqual([
      ...[0, 0, Math.exp(-40), Math.LN2, 40, 1000, INFINITY],
    ]);
  });

  it('are inverse of what defines them', () => {
    for (const x of [-5, -1, 0.25, 3]) {
      expect(apply('sigmoid', [x])).toBeCloseTo(1 / (1 + Math.exp(-x)), 14);
      expect(apply('softplus', [x])).toBeCloseTo(Math.log(1 + Math.exp(x)), 14);
    }
  });
});

describe('comparisons, logic, min and max', () => {
  it('are false with NaN, but ne is true', () => {
    for (const a of SPECIAL) {
      for (const pair of [
        [a, NAN],
        [NAN, a],
      ]) {
        expect(COMPARISON.map((name) => apply(name, pair))).toEqual([0, 1, 0, 0, 0, 0]);
      }
    }
  });

  it('compare numbers', () => {
    expect(COMPARISON.map((name) => apply(name, [1, 2]))).toEqual([0, 1, 1, 1, 0, 0]);
    expect(COMPARISON.map((name) => apply(name, [2, 1]))).toEqual([0, 1, 0, 0, 1, 1]);
    expect(COMPARISON.map((name) => apply(name, [0, -0]))).toEqual([1, 0, 0, 1, 0, 1]);
  });

  it('have the truth tables of and, or, not', () => {
    const table = (name: 'and' | 'or'): number[] =>
      [0, 1, 2, 3].map((bits) => apply(name, [bits >> 1, bits & 1]));
    expect([table('and'), table('or')]).toEqual([
      [0, 0, 0, 1],
      [0, 1, 1, 1],
    ]);
    expect([apply('not', [0]), apply('not', [1])]).toEqual([1, 0]);
  });

  it('propagate NaN, and order the zeros', () => {
    for (const a of SPECIAL) {
      expect([apply('min', [a, NAN]), apply('max', [NAN, a])]).toEqual([NAN, NAN]);
    }
    expect([apply('min', [0, -0]), apply('max', [-0, 0])]).toEqual([-0, 0]);
  });
});

describe('floor, ceil, trunc', () => {
  it('keep the sign of what rounds to 0', () => {
    expect([
      apply('floor', [-0]),
      apply('ceil', [-0.5]),
      apply('trunc', [-0.5]),
      apply('trunc', [1.5]),
    ]).toEqual([...[-0, -0, -0, 1]]);
  });
});

import { describe, expect, it } from 'vitest';
import { build, toNumber, toTruth } from '../../src/expr/build.js';
import { derivative } from '../../src/expr/derivative.js';
import { evaluate } from '../../src/expr/evaluate.js';
import { constant, type Expr, input } from '../../src/expr/expr.js';
import {
  BINARY,
  COMPARISON,
  LOGIC,
  OPERATIONS,
  type OperationName,
  UNARY,
} from '../../src/expr/operations.js';
import { randoms, SPECIAL } from './float32.js';

const { NaN: NAN, POSITIVE_INFINITY: INFINITY } = Number;
const x = input(0);
const y = input(1);
const c = constant;
const ZERO = constant(0);
const call = (name: OperationName, ...args: Expr[]): Expr => build(name, args);
const slope = (expr: Expr, at: number, index = 0): number => evaluate(derivative(expr, index), [at]);

/** The domain of the first argument less a twentieth at both ends, where a derivative may be infinite. */
const intervalOf = (name: OperationName): [number, number] => {
  const [low, high] = OPERATIONS[name].domain[0]!;
  const margin = (high - low) / 20;
  return [low + margin, high - margin];
};

/** Farther from every multiple of 1/2, where something rounds, than the differences reach. */
const isOffStep = (value: number): boolean => Math.abs(2 * value - Math.round(2 * value)) > 0.01;

const H = 1e-5;

/** Asserts that the first and the second derivatives by each input are the central differences. */
function expectDifferences(expr: Expr, points: readonly number[][]): void {
  const check = (f: Expr, index: number, tolerance: number): Expr => {
    const d = derivative(f, index);
    for (const point of points) {
      const near = (h: number): number =>
        evaluate(
          f,
          point.map((value, i) => (i === index ? value + h : value)),
        );
      const difference = (near(H) - near(-H)) / (2 * H);
      const actual = evaluate(d, point);
      if (!(Math.abs(actual - difference) <= tolerance * (1 + Math.abs(difference)))) {
        expect.fail(`at ${point}: d/dx${index} is ${actual}, the difference is ${difference}`);
      }
    }
    return d;
  };
  for (let i = 0; i < points[0]!.length; i++) check(check(expr, i, 1e-7), i, 1e-5);
}

/** low + (high - low) sigmoid(x): inside the interval for every x. */
const inside = ([low, high]: [number, number], of: Expr): Expr =>
  call('add', c(low), call('mul', c(high - low), call('sigmoid', of)));

describe('derivative', () => {
  it.each(UNARY)('of %s agrees with central differences', (name) => {
    const points = randoms(200, ...intervalOf(name)).filter(isOffStep);
    expect(points.length).toBeGreaterThan(150);
    expectDifferences(
      call(name, x),
      points.map((point) => [point]),
    );
  });

  it.each(UNARY)('of %s of a function agrees with central differences', (name) => {
    const inner = inside(intervalOf(name), x);
    const points = randoms(200, -2, 2).filter((point) => isOffStep(evaluate(inner, [point])));
    expectDifferences(
      call(name, inner),
      points.map((point) => [point]),
    );
  });

  const pairs = (name: OperationName): number[][] => {
    const second = randoms(200, -3, 3, 2);
    return randoms(200, ...intervalOf(name))
      .map((a, i) => [a, second[i]!])
      .filter(([a, b]) => Math.abs(b!) > 0.2 && Math.abs(a! - b!) > 0.01 && isOffStep(a! / b! / 2));
  };

  it.each(BINARY)('of %s agrees with central differences by each input', (name) => {
    expect(pairs(name).length).toBeGreaterThan(150);
    expectDifferences(call(name, x, y), pairs(name));
  });

  it.each(BINARY)('of %s of functions agrees with central differences', (name) => {
    const a = inside(intervalOf(name), call('sub', x, y));
    const b = call('add', call('mul', c(0.5), x), call('mul', y, y));
    const points = pairs('add').filter((point) => {
      const [left, right] = [evaluate(a, point), evaluate(b, point)];
      return Math.abs(right) > 0.2 && Math.abs(left - right) > 0.01 && isOffStep(left / right / 2);
    });
    expect(points.length).toBeGreaterThan(100);
    expectDifferences(call(name, a, b), points);
  });

  it.each([...COMPARISON, ...LOGIC])('of %s as a number is 0', (name) => {
    const args = LOGIC.includes(name as never) ? [toTruth(x), toTruth(y)] : [x, y];
    expect(derivative(toNumber(call(name, ...args)), 0)).toBe(ZERO);
  });

  it('of an input is 1 by itself, and 0 by another; of a constant 0', () => {
    expect([derivative(x, 0), derivative(x, 1), derivative(c(3), 0)]).toEqual([c(1), ZERO, ZERO]);
  });

  it('by an input that an expression does not have is 0', () => {
    for (const name of UNARY) expect(derivative(call(name, x), 1), name).toBe(ZERO);
    for (const name of BINARY) expect(derivative(call(name, x, y), 2), name).toBe(ZERO);
    expect(derivative(call('select', call('lt', x, y), call('exp', x), x), 1)).toBe(ZERO);
  });

  it('of steps, and of anything of steps, is 0 by structure', () => {
    for (const name of ['floor', 'ceil', 'trunc', 'nearest'] as const) {
      expect(derivative(call(name, call('exp', x)), 0), name).toBe(ZERO);
      expect(derivative(call('log', call(name, x)), 0), name).toBe(ZERO);
    }
  });

  it('of a select is that of the branch taken', () => {
    const expr = call('select', call('gt', x, ZERO), call('mul', x, x), call('neg', x));
    expect([-2, 0, 3, NAN].map((at) => slope(expr, at))).toEqual([-1, -1, 6, -1]);
  });

  it.each<[title: string, expr: Expr, at: readonly number[], value: number]>([
    ['sqrt x where x > 0', call('select', call('gt', x, ZERO), call('sqrt', x), ZERO), [0, -1, -INFINITY], 0],
    [
      'x log x where x > 0',
      call('select', call('gt', x, ZERO), call('mul', x, call('log', x)), x),
      [0, -1],
      1,
    ],
    ['1 / x where x != 0', call('select', call('ne', x, ZERO), call('div', c(1), x), ZERO), [0, -0], 0],
    ['exp x where x < 1', call('select', call('lt', x, c(1)), call('exp', x), x), [1000, INFINITY, NAN], 1],
  ])('of %s does not leak from the branch not taken', (_, expr, at, value) => {
    for (const point of at) {
      expect(slope(expr, point)).toBe(value);
      expect(slope(call('mul', c(3), expr), point)).toBe(3 * value);
      expect(slope(derivative(expr, 0), point)).toBe(0);
    }
  });

  it('of abs is the sign, 0 at 0, NaN at NaN', () => {
    const at = [2, -2, INFINITY, -INFINITY, 0, -0, 2 ** -149];
    expect(at.map((point) => slope(call('abs', x), point) + 0)).toEqual([1, -1, 1, -1, 0, 0, 1]);
    expect(slope(call('abs', x), NAN)).toBeNaN();
  });

  it('of min and max at a tie is that of the first', () => {
    const [once, twice] = [x, call('mul', c(2), x)];
    for (const name of ['min', 'max'] as const) {
      expect(slope(call(name, once, twice), 0), name).toBe(1);
      expect(slope(call(name, twice, once), 0), name).toBe(2);
    }
  });

  it('of mod is 1 by the dividend and -floor(a / b) by the divisor', () => {
    const partials = [derivative(call('mod', x, y), 0), derivative(call('mod', x, y), 1)];
    const at = (...point: number[]): number[] => partials.map((partial) => evaluate(partial, point));
    expect([at(7, 2), at(-7, 2), at(7, -2), at(6, 2)]).toEqual([
      [1, -3],
      [1, 4],
      [1, 4],
      [1, -3],
    ]);
  });

  it('of pow by the base does not need its logarithm, nor that by the exponent at a base of 0', () => {
    const cube = call('pow', x, c(3));
    expect([-2, 0, 2].map((at) => slope(cube, at))).toEqual([12, 0, 12]);
    const power = derivative(call('pow', x, y), 1);
    expect([evaluate(power, [0, 2]), evaluate(power, [2, 3])]).toEqual([0, 8 * Math.log(2)]);
  });

  it('of pow by the base and then the exponent is 1 / a where the exponent is 0', () => {
    const both = derivative(derivative(call('pow', x, y), 0), 1);
    expect([2, 0.25].map((at) => evaluate(both, [at, 0]))).toEqual([0.5, 4]);
    const other = derivative(derivative(call('pow', x, y), 1), 0);
    expect([2, 0.25].map((at) => evaluate(other, [at, 0]))).toEqual([0.5, 4]);
    // x^x: its third derivative at 1 is 3.
    const third = [0, 0, 0].reduce((expr) => derivative(expr, 0), call('pow', x, x));
    expect(evaluate(third, [1])).toBeCloseTo(3, 12);
  });

  it('of pow by the base is 0 where the exponent is 0, for it is 1 there', () => {
    const power = derivative(call('pow', x, y), 0);
    expect([0, -0, 1, -3, INFINITY].map((at) => evaluate(power, [at, 0]) + 0)).toEqual([0, 0, 0, 0, 0]);
  });

  it('of an override is what it declares, by each input', () => {
    // A value of steps, declared to change as 3 (x y)' + y x'.
    const product = call('mul', x, y);
    const expr = build('override', [call('floor', product), c(3), product, y, x]);
    const at = [2, 5];
    expect(evaluate(expr, at)).toBe(10);
    expect([evaluate(derivative(expr, 0), at), evaluate(derivative(expr, 1), at)]).toEqual([20, 6]);
    expect(evaluate(derivative(derivative(expr, 0), 1), at)).toBe(4);
  });

  it.each<[name: OperationName, at: number, value: number]>([
    ['tanh', 100, 0],
    ['tanh', -100, 0],
    ['sigmoid', INFINITY, 0],
    ['sigmoid', -INFINITY, 0],
    ['softplus', INFINITY, 1],
    ['softplus', -INFINITY, 0],
    ['erf', INFINITY, 0],
    ['exp', -INFINITY, 0],
    ['atan', INFINITY, 0],
    ['asinh', INFINITY, 0],
    ['log', INFINITY, 0],
    ['log1p', INFINITY, 0],
    ['sqrt', INFINITY, 0],
    ['sqrt', 0, INFINITY],
    ['asin', 1, INFINITY],
    ['acosh', 1, INFINITY],
    ['atanh', 1, INFINITY],
  ])("%s' (%f) is %f", (name, at, value) => {
    expect(slope(call(name, x), at)).toBe(value);
  });

  it('is NaN where the value is, of smooth operations', () => {
    for (const name of UNARY) {
      if (derivative(call(name, x), 0).kind === 'constant') continue;
      for (const at of SPECIAL) {
        const value = evaluate(call(name, x), [at]);
        if (Number.isNaN(value) && Number.isNaN(at)) expect(slope(call(name, x), at), name).toBeNaN();
      }
    }
  });
});

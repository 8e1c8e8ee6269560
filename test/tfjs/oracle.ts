// What an op computes beside the float64 oracle of its row: the points, the bounds, and what is right where
// the formula is not finite.
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { type Formula, NAN_AT_INFINITY } from '../formulas/index.js';

export type Order = 'value' | 'derivative' | 'second';

const EPSILON = 2 ** -24;

/**
 * The bound is this many EPSILON times 1 + |want|, the terms of most formulas; of a value, whose formula
 * holds terms as large as x, times 1 + |want| + |x|. Measured: 3.3 (tfjs's own erf, on the backend that
 * composes; else 2.7), 9.4 and 16.6.
 */
const BOUND: Readonly<Record<Order, number>> = { value: 4, derivative: 12, second: 20 };

/** Rows whose derivatives enlarge the rounding of an intermediate term. */
const WIDER: Readonly<Record<string, Partial<Record<Order, number>>>> = {
  // 5 x is up to 16 EPSILON off, and the derivatives 1 + sin(2u) and 10 cos(2u) turn it into 32 and 320.
  fastSnake: { derivative: 40, second: 340 },
  // 1 - tanh^2 is EPSILON off, times 2 x exp(x)^2, which reaches 356 where tanh becomes 1.
  tanhExp: { second: 400 },
  // 1 - tanh^2 is EPSILON off, times x v'(x)^2, which reaches 69 where tanh becomes 1.
  geluTanh: { second: 80 },
  // A sigmoid of 2 v: 1 - y is 2 EPSILON off, times 2 x v'(x), which reaches 35 there, and 4 x v'(x)^2.
  'lanewise.geluTanh': { derivative: 40, second: 360 },
};

/** The branch that the formula takes at infinity, where the oracle has another limit, or none. */
const AT_INFINITY: Readonly<Record<string, Partial<Record<Order, number>>>> = {
  maxout: { derivative: 1 / 2 }, // x / 2 and x - 1 are the same infinity: a tie
  parabolicWave: { second: 2 }, // (2 r)' is 2 whatever r is
};

const random = (i: number): number => ((i * 0.618033988749895) % 1) - 0.5;

/** All kinks of the table are multiples of 1/16. The length leaves a tail of 3. */
export const NEAR = Float32Array.from({ length: 419 }, (_, i) => (i <= 192 ? i / 16 - 6 : random(i) * 12));
/** More than a chunk of the cpu path, and a tail of 3. */
export const FAR = Float32Array.from({ length: 4099 }, (_, i) => random(i) * 80);
const TINY = [2 ** -149, 2 ** -127, 1e-38].map(Math.fround);
export const SPECIAL = Float32Array.of(
  ...[0, -0, ...TINY, ...TINY.map((x) => -x)],
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
);

/** What the oracle says, once for all backends. */
const oracles = new Map<Formula, Record<Order, Map<Float32Array, Float64Array>>>();

function wanted(row: Formula, order: Order, x: Float32Array): Float64Array {
  let oracle = oracles.get(row);
  if (oracle === undefined) {
    oracle = { value: new Map(), derivative: new Map(), second: new Map() };
    oracles.set(row, oracle);
  }
  let values = oracle[order].get(x);
  if (values === undefined) {
    values = Float64Array.from(x, row[order]);
    oracle[order].set(x, values);
  }
  return values;
}

/**
 * Whether `got` is right at `x`. The rule for what is not finite:
 * - At NaN the value is the oracle's. A derivative is the slope of a branch, which may be NaN: it is finite
 *   or NaN.
 * - At infinity the formula may be inf - inf, inf * 0 or inf / inf: NaN is right for a value that
 *   NAN_AT_INFINITY lists, and for any derivative. Else it is the oracle's.
 */
function isRight(row: Formula, order: Order, x: number, got: number, want: number): boolean {
  if (Number.isNaN(x) && order !== 'value') return Number.isNaN(got) || Number.isFinite(got);
  if (!Number.isFinite(x)) {
    if (Number.isNaN(got) && (order !== 'value' || NAN_AT_INFINITY[row.name]?.includes(x))) return true;
    return got === (AT_INFINITY[row.name]?.[order] ?? want) || isNear(row, order, 0, got, want);
  }
  return isNear(row, order, x, got, want);
}

/** Whether `got` is within the bound of `want`. */
export function isNear(row: Formula, order: Order, x: number, got: number, want: number): boolean {
  if (!Number.isFinite(Math.fround(want))) return Object.is(got, Math.fround(want));
  const scale = 1 + Math.abs(want) + (order === 'value' ? Math.abs(x) : 0);
  return Math.abs(got - want) <= (WIDER[row.name]?.[order] ?? BOUND[order]) * EPSILON * scale;
}

/** The elements of `x` at which `f` is not what the oracle says. */
export function wrong(row: Formula, order: Order, x: Float32Array, f: (x: tf.Tensor) => tf.Tensor): string[] {
  const got = tf.tidy(() => f(tf.tensor1d(x)).dataSync());
  const want = wanted(row, order, x);
  expect(got.length).toBe(x.length);
  return Array.from(got).flatMap((y, i) =>
    isRight(row, order, x[i]!, y, want[i]!) ? [] : [`at ${x[i]}: got ${y}, want ${want[i]}`],
  );
}

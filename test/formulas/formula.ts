// The type of a row of the table, and how values with their two derivatives are made of others: products with
// x, chains, multiples.
import type * as tf from '@tensorflow/tfjs-core';

/** An activation as a user writes it, and beside it its value and derivatives by hand. */
export interface Formula {
  readonly name: string;
  readonly op: (x: tf.Tensor) => tf.Tensor;
  readonly value: (x: number) => number;
  readonly derivative: (x: number) => number;
  /** It may jump where `kinks` has nothing, as squaredRelu's does at 0; then the branch the op takes. */
  readonly second: (x: number) => number;
  /** Where value or derivative jumps, or for periodic functions the distance to the nearest jump. */
  readonly kinks: readonly number[] | ((x: number) => number);
}

export type Curve = Pick<Formula, 'value' | 'derivative' | 'second'>;

/** a * b, and 0 where one factor has vanished: at infinity the limit of products that decay. */
export const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

/** x * g(x). */
export const timesX = (g: Curve): Curve => ({
  value: (x) => times(x, g.value(x)),
  derivative: (x) => g.value(x) + times(x, g.derivative(x)),
  second: (x) => 2 * g.derivative(x) + times(x, g.second(x)),
});

/** f(u(x)). */
export const chain = (f: Curve, u: Curve): Curve => ({
  value: (x) => f.value(u.value(x)),
  derivative: (x) => times(f.derivative(u.value(x)), u.derivative(x)),
  second: (x) =>
    times(f.second(u.value(x)), u.derivative(x) ** 2) + times(f.derivative(u.value(x)), u.second(x)),
});

/** factor * x. */
export const linear = (factor: number): Curve => ({
  value: (x) => factor * x,
  derivative: () => factor,
  second: () => 0,
});

/** factor * f(x). */
export const scaled = (factor: number, f: Curve): Curve => ({
  value: (x) => factor * f.value(x),
  derivative: (x) => factor * f.derivative(x),
  second: (x) => factor * f.second(x),
});

export const zero = (): number => 0;
export const one = (): number => 1;

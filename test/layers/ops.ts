// Ops with parameters, and inputs, for the tests of layers.
import * as tf from '@tensorflow/tfjs';
import { elementwise } from '../../src/index.js';

export const snake = elementwise(
  'snake',
  (x: tf.Tensor, a: tf.Tensor) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(a, x))), a)),
  { inputs: ['x', 'a'] },
);
export const snakeOf = (x: number, a: number): number => x + Math.sin(a * x) ** 2 / a;

export const gated = elementwise(
  'gated',
  (x: tf.Tensor, slope: tf.Tensor, shift: tf.Tensor) => tf.mul(slope, tf.tanh(tf.add(x, shift))),
  { inputs: ['x', 'slope', 'shift'] },
);

export const xs = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => ((i * 7) % 13) / 4 - 1.5);
export const constant = (value: number): ReturnType<typeof tf.initializers.constant> =>
  tf.initializers.constant({ value });

// What tensors hold, as numbers, leaving no tensor behind.
import * as tf from '@tensorflow/tfjs';

/** The elements of the tensor that `f` makes. */
export const valuesOf = (f: () => tf.Tensor): number[] => tf.tidy(() => Array.from(f().dataSync()));

/** f(x), element by element. */
export const valuesAt = (f: (x: tf.Tensor) => tf.Tensor, x: readonly number[]): number[] =>
  valuesOf(() => f(tf.tensor1d([...x])));

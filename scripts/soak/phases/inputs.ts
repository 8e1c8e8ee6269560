// Inputs that phases call ops with: small ones of all the kinds that an op takes.
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../random.js';

const LENGTHS = [0, 1, 3, 4, 16, 31, 32, 33, 67];

export interface Inputs {
  /** Of float32, int32 and bool, of several shapes. */
  readonly one: readonly tf.Tensor[];
  /** Pairs that broadcast. */
  readonly two: readonly (readonly [tf.Tensor, tf.Tensor])[];
  dispose(): void;
}

export function inputsOf(random: Random): Inputs {
  const values = (length: number): number[] => Array.from({ length }, () => random.between(-4, 4));
  const floats = (shape: number[]): tf.Tensor => tf.tensor(values(tf.util.sizeFromShape(shape)), shape);
  const one = [
    ...LENGTHS.map((length) => floats([length])),
    floats([]),
    floats([3, 5]),
    tf.tensor1d([-2, 0, 1, 7, -9], 'int32'),
    tf.tensor1d([true, false, true], 'bool'),
  ];
  const two = [
    [floats([33]), floats([33])],
    [floats([4, 5]), floats([5])],
    [floats([4, 1]), floats([1, 5])],
    [floats([]), floats([2, 3])],
    [floats([2, 1, 3]), floats([1, 4, 1])],
  ] as const;
  return { one, two, dispose: () => tf.dispose([...one, ...two.flat()]) };
}

// Runs ops between live tensors, which must stay as they are.
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

export const X = Float32Array.from({ length: 67 }, (_, i) => Math.fround((i - 33) / 8));

/** Calls `run` with a live tensor on each side, and checks that both stay as they are. */
export function guarded<T>(run: () => T): T {
  const held = tf.backend().numDataIds();
  const guards = [tf.fill([67], 7)];
  try {
    return run();
  } finally {
    guards.push(tf.fill([67], 7));
    for (const guard of guards) {
      expect(Array.from(guard.dataSync())).toEqual(new Array(67).fill(7));
      guard.dispose();
    }
    expect(tf.backend().numDataIds()).toBe(held);
  }
}

export const valuesOf = (run: () => tf.Tensor): number[] =>
  guarded(() => tf.tidy(() => Array.from(run().dataSync())));

export const listOf = (run: () => tf.Tensor[]): number[][] =>
  guarded(() => {
    const tensors = tf.tidy(run);
    const values = tensors.map((tensor) => Array.from(tensor.dataSync()));
    tf.dispose(tensors);
    return values;
  });

// Whether small calls become slower as a process lives. An op of ours and one of tfjs are timed in turn, so that a
// slow machine slows both.
import * as tf from '@tensorflow/tfjs-core';
import { activation } from '../../src/index.js';

/** Microseconds per call. */
export interface Latency {
  /** The median of the batches, which a person wants to know. */
  readonly median: number;
  /** The fastest batch, which other programs disturb least. */
  readonly best: number;
  /** The fastest batch of tfjs's own op. */
  readonly control: number;
}

const BATCHES = 25;
const CALLS = 200;

/** Times a call on 16 elements on the active backend. */
export function latencyProbe(): () => Latency {
  const op = activation('soakProbe', (x) => tf.mul(x, tf.sigmoid(x)));
  const batch = (run: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): number => {
    const start = performance.now();
    for (let i = 0; i < CALLS; i++) run(x).dispose();
    return ((performance.now() - start) * 1000) / CALLS;
  };
  return () => {
    const x = tf.linspace(-4, 4, 16);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let i = 0; i < BATCHES; i++) {
      ours.push(batch(op, x));
      theirs.push(batch(tf.abs, x));
    }
    x.dispose();
    ours.sort((a, b) => a - b);
    return { median: ours[BATCHES >> 1]!, best: ours[0]!, control: Math.min(...theirs) };
  };
}

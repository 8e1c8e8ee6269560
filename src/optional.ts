// What the operations need that no tf.* op is: lane functions, and a composition of tf.* ops. A function each brings
// them, so that a bundle holds those alone that it can reach.
import * as tf from '@tensorflow/tfjs-core';
import { cbrtExact } from './render/wat/lanes/cbrt.js';
import { erfcExact } from './render/wat/lanes/erfc.js';
import { hypotExact } from './render/wat/lanes/hypot.js';
import { log2Exact, log2Fast } from './render/wat/lanes/log2.js';
import { provideLanes } from './render/wat/lanes.js';
import { provideComposition } from './tfjs/backends/composition.js';

/** A power to the third that float32 can write, then a step of Newton's method, which is NaN where x is 0 or infinite. */
export function cbrt(): void {
  provideLanes(cbrtExact);
  provideComposition('cbrt', (x) => {
    const y = tf.mul(tf.sign(x!), tf.pow(tf.abs(x!), 1 / 3));
    const root = tf.sub(y, tf.div(tf.sub(y, tf.div(x!, tf.square(y))), 3));
    return tf.where(tf.isNaN(root), x!, root);
  });
}

/** The larger size times the root of 1 + the square of the ratio, which is at most 1. */
export function hypot(): void {
  provideLanes(hypotExact);
  provideComposition('hypot', (a, b) => {
    const [x, y] = [tf.abs(a!), tf.abs(b!)];
    const most = tf.maximum(x, y);
    const ratio = tf.divNoNan(tf.minimum(x, y), most);
    const root = tf.mul(most, tf.sqrt(tf.add(1, tf.square(ratio))));
    return tf.where(tf.logicalOr(tf.isInf(x), tf.isInf(y)), Number.POSITIVE_INFINITY, root);
  });
}

const ERFC = [
  ...[0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807],
  ...[-0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223],
];

/** t e^(p(t) - x^2) of t = 1 / (1 + |x| / 2): Numerical Recipes' erfcc, whose fractional error is 1.2e-7. */
export function erfc(): void {
  provideLanes(erfcExact);
  provideComposition('erfc', (x) => {
    const size = tf.abs(x!);
    const t = tf.div(1, tf.add(1, tf.mul(0.5, size)));
    const p = ERFC.reduce<tf.Tensor>((sum, c) => tf.add(tf.mul(sum, t), c), tf.scalar(0));
    const y = tf.mul(t, tf.exp(tf.sub(p, tf.square(x!))));
    return tf.where(tf.less(x!, 0), tf.sub(2, y), y);
  });
}

export function log2(): void {
  provideLanes(log2Exact, log2Fast);
  provideComposition('log2', (x) => tf.mul(tf.log(x!), Math.LOG2E));
}

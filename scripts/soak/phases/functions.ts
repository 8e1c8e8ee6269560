// Functions that differ from each other, so that each has kernels of its own.
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../random.js';

type Step = (x: tf.Tensor, c: number) => tf.Tensor;

const STEPS: readonly Step[] = [
  (x, c) => tf.add(x, c),
  (x, c) => tf.mul(x, c),
  (x, c) => tf.where(tf.greater(x, c), x, tf.square(x)),
  (x, c) => tf.tanh(tf.mul(x, c)),
  (x, c) => tf.mul(x, tf.sigmoid(tf.add(x, c))),
  (x, c) => tf.sub(tf.exp(tf.minimum(x, c)), 1),
  (x, c) => tf.div(x, tf.add(tf.abs(x), c * c + 1)),
];

/** A function of one input in tf.* ops, whose constants are drawn. */
export function drawnFunction(random: Random): (x: tf.Tensor) => tf.Tensor {
  const steps = Array.from({ length: 2 + random.whole(2) }, () => {
    const [step, c] = [random.pick(STEPS), random.between(-2, 2)];
    return (x: tf.Tensor): tf.Tensor => step(x, c);
  });
  return (x) => steps.reduce((y, step) => step(y), x);
}

const TEXTS: readonly ((c: string) => string)[] = [
  (c) => `x => x * ${c} + Math.sin(x)`,
  (c) => `function f(x) { if (x > ${c}) return x; return Math.exp(x - ${c}); }`,
  (c) => `x => { let y = ${c}; for (let i = 0; i < 3; i++) y = y * x + ${c}; return Math.tanh(y); }`,
  (c) => `x => x / (1 + Math.exp(-x * ${c}))`,
];

/** The source of a plain function of one input, whose constants are drawn. */
export function drawnSource(random: Random): string {
  return random.pick(TEXTS)(String(random.between(0.1, 2)));
}

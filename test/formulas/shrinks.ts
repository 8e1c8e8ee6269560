// Shrinking and thresholds.
import * as tf from '@tensorflow/tfjs-core';
import { sech, TANH } from './float64.js';
import { type Formula, zero } from './formula.js';

export const SHRINKS: readonly Formula[] = [
  {
    name: 'tanhShrink',
    op: (x) => tf.sub(x, tf.tanh(x)),
    value: (x) =>
      Math.abs(x) < 0.01 ? x ** 3 / 3 - (2 * x ** 5) / 15 + (17 * x ** 7) / 315 : x - Math.tanh(x),
    derivative: (x) => Math.tanh(x) ** 2,
    second: (x) => 2 * Math.tanh(x) * sech(x) ** 2,
    kinks: [],
  },
  {
    name: 'softShrink',
    op: (x) => tf.sub(tf.relu(tf.sub(x, 0.5)), tf.relu(tf.sub(tf.neg(x), 0.5))),
    value: (x) => Math.sign(x) * Math.max(Math.abs(x) - 0.5, 0),
    derivative: (x) => (Math.abs(x) > 0.5 ? 1 : 0),
    second: zero,
    kinks: [-0.5, 0.5],
  },
  {
    name: 'hardShrink',
    op: (x) => tf.where(tf.greater(tf.abs(x), 0.5), x, 0),
    value: (x) => (Math.abs(x) > 0.5 ? x : 0),
    derivative: (x) => (Math.abs(x) > 0.5 ? 1 : 0),
    second: zero,
    kinks: [-0.5, 0.5],
  },
  {
    name: 'deadZone',
    op: (x) => tf.where(tf.logicalNot(tf.greater(tf.abs(x), 1)), 0, tf.sub(x, tf.sign(x))),
    value: (x) => (Math.abs(x) > 1 ? x - Math.sign(x) : 0),
    derivative: (x) => (Math.abs(x) > 1 ? 1 : 0),
    second: zero,
    kinks: [-1, 1],
  },
  {
    name: 'threshold',
    op: (x) => tf.where(tf.lessEqual(x, 0.5), tf.onesLike(x), x),
    value: (x) => (x <= 0.5 ? 1 : x),
    derivative: (x) => (x <= 0.5 ? 0 : 1),
    second: zero,
    kinks: [0.5],
  },
  {
    name: 'stepTanh',
    op: (x) => tf.add(tf.step(x), tf.mul(0.125, tf.tanh(x))),
    value: (x) => (x > 0 ? 1 : 0) + Math.tanh(x) / 8,
    derivative: (x) => sech(x) ** 2 / 8,
    second: (x) => TANH.second(x) / 8,
    kinks: [0],
  },
];

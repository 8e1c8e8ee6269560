// Rectifiers and exponential linear units.
import * as tf from '@tensorflow/tfjs-core';
import { logistic, SIGMOID } from './float64.js';
import { type Formula, times, zero } from './formula.js';

const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

export const RECTIFIERS: readonly Formula[] = [
  // The rectifiers.
  {
    name: 'selectRelu',
    op: (x) => tf.where(tf.greater(x, 0), x, 0),
    value: (x) => (x > 0 ? x : 0),
    derivative: (x) => (x > 0 ? 1 : 0),
    second: zero,
    kinks: [0],
  },
  {
    name: 'maximumRelu',
    op: (x) => tf.maximum(0, x),
    value: (x) => Math.max(x, 0),
    derivative: (x) => (x > 0 ? 1 : 0),
    second: zero,
    kinks: [0],
  },
  {
    name: 'plainRelu',
    op: (x) => tf.relu(x),
    value: (x) => Math.max(x, 0),
    derivative: (x) => (x > 0 ? 1 : 0),
    second: zero,
    kinks: [0],
  },
  {
    name: 'absRelu',
    op: (x) => tf.div(tf.add(x, tf.abs(x)), 2),
    value: (x) => Math.max(x, 0),
    derivative: (x) => (1 + Math.sign(x)) / 2,
    second: zero,
    kinks: [0],
  },
  {
    name: 'castRelu',
    op: (x) => tf.mul(x, tf.cast(tf.greater(x, 0), 'float32')),
    value: (x) => Math.max(x, 0),
    derivative: (x) => (x > 0 ? 1 : 0),
    second: zero,
    kinks: [0],
  },
  {
    name: 'plainReluSix',
    op: (x) => tf.relu6(x),
    value: (x) => Math.min(Math.max(x, 0), 6),
    derivative: (x) => (x > 0 && x <= 6 ? 1 : 0),
    second: zero,
    kinks: [0, 6],
  },
  {
    name: 'boundedRelu',
    op: (x) => tf.minimum(tf.maximum(x, 0), 4),
    value: (x) => Math.min(Math.max(x, 0), 4),
    derivative: (x) => (x >= 0 && x <= 4 ? 1 : 0),
    second: zero,
    kinks: [0, 4],
  },
  {
    name: 'shiftedRelu',
    op: (x) => tf.maximum(x, -1),
    value: (x) => Math.max(x, -1),
    derivative: (x) => (x >= -1 ? 1 : 0),
    second: zero,
    kinks: [-1],
  },
  {
    name: 'thresholdedRelu',
    op: (x) => tf.where(tf.greater(x, 1), x, tf.zerosLike(x)),
    value: (x) => (x > 1 ? x : 0),
    derivative: (x) => (x > 1 ? 1 : 0),
    second: zero,
    kinks: [1],
  },
  {
    name: 'leakyRelu',
    op: (x) => tf.leakyRelu(x, 0.2),
    value: (x) => (x > 0 ? x : 0.2 * x),
    derivative: (x) => (x > 0 ? 1 : 0.2),
    second: zero,
    kinks: [0],
  },
  {
    name: 'prelu',
    op: (x) => tf.prelu(x, tf.scalar(0.25)),
    value: (x) => (x > 0 ? x : x / 4),
    derivative: (x) => (x > 0 ? 1 : 1 / 4),
    second: zero,
    kinks: [0],
  },
  {
    name: 'stepSlope',
    op: (x) => tf.mul(x, tf.step(x, 0.25)),
    value: (x) => (x > 0 ? x : x / 4),
    derivative: (x) => (x > 0 ? 1 : 1 / 4),
    second: zero,
    kinks: [0],
  },
  {
    name: 'squaredRelu',
    op: (x) => tf.square(tf.relu(x)),
    value: (x) => Math.max(x, 0) ** 2,
    derivative: (x) => 2 * Math.max(x, 0),
    second: (x) => (x > 0 ? 2 : 0),
    kinks: [],
  },
  {
    name: 'maxout',
    op: (x) => tf.maximum(tf.mul(x, 0.5), tf.sub(x, 1)),
    value: (x) => Math.max(x / 2, x - 1),
    derivative: (x) => (x > 2 ? 1 : 1 / 2),
    second: zero,
    kinks: [2],
  },

  // The exponential linear units.
  {
    name: 'plainElu',
    op: (x) => tf.elu(x),
    value: (x) => (x < 0 ? Math.expm1(x) : x),
    derivative: (x) => (x < 0 ? Math.exp(x) : 1),
    second: (x) => (x < 0 ? Math.exp(x) : 0),
    kinks: [],
  },
  {
    name: 'halfElu',
    op: (x) => tf.where(tf.greaterEqual(x, 0), x, tf.mul(0.5, tf.expm1(x))),
    value: (x) => (x >= 0 ? x : Math.expm1(x) / 2),
    derivative: (x) => (x >= 0 ? 1 : Math.exp(x) / 2),
    second: (x) => (x >= 0 ? 0 : Math.exp(x) / 2),
    kinks: [0],
  },
  {
    name: 'plainSelu',
    op: (x) => tf.selu(x),
    value: (x) => (x > 0 ? SELU_SCALE * x : SELU_SCALE_ALPHA * Math.expm1(x)),
    derivative: (x) => (x > 0 ? SELU_SCALE : SELU_SCALE_ALPHA * Math.exp(x)),
    second: (x) => (x > 0 ? 0 : SELU_SCALE_ALPHA * Math.exp(x)),
    kinks: [0],
  },
  {
    name: 'celu',
    op: (x) => tf.where(tf.less(x, 0), tf.mul(2, tf.expm1(tf.div(x, 2))), x),
    value: (x) => (x < 0 ? 2 * Math.expm1(x / 2) : x),
    derivative: (x) => (x < 0 ? Math.exp(x / 2) : 1),
    second: (x) => (x < 0 ? Math.exp(x / 2) / 2 : 0),
    kinks: [],
  },
  {
    name: 'parametricElu',
    op: (x) => tf.where(tf.greaterEqual(x, 0), tf.mul(3, x), tf.mul(1.5, tf.expm1(tf.mul(2, x)))),
    value: (x) => (x >= 0 ? 3 * x : 1.5 * Math.expm1(2 * x)),
    derivative: (x) => (x >= 0 ? 3 : 3 * Math.exp(2 * x)),
    second: (x) => (x >= 0 ? 0 : 6 * Math.exp(2 * x)),
    kinks: [],
  },
  {
    name: 'elish',
    op: (x) => tf.where(tf.greaterEqual(x, 0), tf.mul(x, tf.sigmoid(x)), tf.mul(tf.expm1(x), tf.sigmoid(x))),
    value: (x) => (x >= 0 ? x * logistic(x) : Math.expm1(x) * logistic(x)),
    derivative: (x) =>
      x >= 0
        ? logistic(x) + times(x, SIGMOID.derivative(x))
        : Math.exp(x) * logistic(x) + Math.expm1(x) * SIGMOID.derivative(x),
    second: (x) =>
      x >= 0
        ? 2 * SIGMOID.derivative(x) + times(x, SIGMOID.second(x))
        : Math.exp(x) * (logistic(x) + 2 * SIGMOID.derivative(x)) + Math.expm1(x) * SIGMOID.second(x),
    kinks: [],
  },
  {
    name: 'hexpo',
    op: (x) => tf.where(tf.greaterEqual(x, 0), tf.neg(tf.expm1(tf.neg(x))), tf.expm1(x)),
    value: (x) => (x >= 0 ? -Math.expm1(-x) : Math.expm1(x)),
    derivative: (x) => Math.exp(-Math.abs(x)),
    second: (x) => (x >= 0 ? -Math.exp(-x) : Math.exp(x)),
    kinks: [],
  },
  {
    name: 'softExponential',
    op: (x) => tf.add(tf.div(tf.expm1(tf.mul(0.5, x)), 0.5), 0.5),
    value: (x) => 2 * Math.expm1(x / 2) + 0.5,
    derivative: (x) => Math.exp(x / 2),
    second: (x) => Math.exp(x / 2) / 2,
    kinks: [],
  },
];

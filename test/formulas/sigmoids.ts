// Sigmoids, and functions near them: most are bounded.
import * as tf from '@tensorflow/tfjs-core';
import { bell, DECAY, ERF, EXP, logistic, SIGMOID, sech, softplus, TANH } from './float64.js';
import { chain, type Formula, linear, scaled, times, zero } from './formula.js';

export const SIGMOIDS: readonly Formula[] = [
  {
    name: 'logistic',
    op: (x) => tf.div(tf.onesLike(x), tf.add(tf.onesLike(x), tf.exp(tf.neg(x)))),
    ...SIGMOID,
    kinks: [],
  },
  {
    name: 'quarterHardSigmoid',
    op: (x) => tf.clipByValue(tf.add(tf.mul(0.25, x), 0.5), 0, 1),
    value: (x) => Math.min(Math.max(x / 4 + 0.5, 0), 1),
    derivative: (x) => (Math.abs(x) <= 2 ? 1 / 4 : 0),
    second: zero,
    kinks: [-2, 2],
  },
  {
    name: 'hardTanh',
    op: (x) => tf.clipByValue(x, -1, 1),
    value: (x) => Math.min(Math.max(x, -1), 1),
    derivative: (x) => (Math.abs(x) <= 1 ? 1 : 0),
    second: zero,
    kinks: [-1, 1],
  },
  {
    name: 'nestedHardTanh',
    op: (x) => tf.maximum(-1, tf.minimum(1, x)),
    value: (x) => Math.min(Math.max(x, -1), 1),
    derivative: (x) => (Math.abs(x) < 1 ? 1 : 0),
    second: zero,
    kinks: [-1, 1],
  },
  {
    name: 'scaledTanh',
    op: (x) => tf.mul(1.7159, tf.tanh(tf.mul(2 / 3, x))),
    ...scaled(1.7159, chain(TANH, linear(2 / 3))),
    kinks: [],
  },
  {
    name: 'penalizedTanh',
    op: (x) => tf.where(tf.greater(x, 0), tf.tanh(x), tf.mul(0.25, tf.tanh(x))),
    value: (x) => (x > 0 ? 1 : 1 / 4) * Math.tanh(x),
    derivative: (x) => (x > 0 ? 1 : 1 / 4) * TANH.derivative(x),
    second: (x) => (x > 0 ? 1 : 1 / 4) * TANH.second(x),
    kinks: [0],
  },
  {
    name: 'softsignAbs',
    op: (x) => tf.div(x, tf.add(1, tf.abs(x))),
    value: (x) => Math.sign(x) / (1 + 1 / Math.abs(x)),
    derivative: (x) => 1 / (1 + Math.abs(x)) ** 2,
    second: (x) => (-2 * Math.sign(x)) / (1 + Math.abs(x)) ** 3,
    kinks: [],
  },
  {
    name: 'elliot',
    op: (x) => tf.add(tf.div(tf.mul(0.5, x), tf.add(1, tf.abs(x))), 0.5),
    value: (x) => (x < 0 ? 0.5 / (1 - x) : 1 - 0.5 / (1 + x)),
    derivative: (x) => 0.5 / (1 + Math.abs(x)) ** 2,
    second: (x) => -Math.sign(x) / (1 + Math.abs(x)) ** 3,
    kinks: [],
  },
  {
    name: 'squareNonlinearity',
    op: (x) => {
      const quarter = tf.div(tf.square(x), 4);
      const middle = tf.where(tf.greaterEqual(x, 0), tf.sub(x, quarter), tf.add(x, quarter));
      return tf.where(tf.logicalOr(tf.greater(x, 2), tf.less(x, -2)), tf.sign(x), middle);
    },
    value: (x) => (Math.abs(x) > 2 ? Math.sign(x) : x - (Math.sign(x) * x * x) / 4),
    derivative: (x) => Math.max(0, 1 - Math.abs(x) / 2),
    second: (x) => (Math.abs(x) > 2 ? 0 : x >= 0 ? -1 / 2 : 1 / 2),
    kinks: [],
  },
  {
    name: 'isruThree',
    op: (x) => tf.mul(x, tf.rsqrt(tf.add(1, tf.mul(3, tf.square(x))))),
    value: (x) => Math.sign(x) / Math.hypot(1 / x, Math.sqrt(3)),
    derivative: (x) => bell(Math.sqrt(3) * x, -3 / 2),
    second: (x) => times(-9 * x, bell(Math.sqrt(3) * x, -5 / 2)),
    kinks: [],
  },
  {
    name: 'isru',
    op: (x) => tf.div(x, tf.sqrt(tf.add(tf.square(x), 1))),
    value: (x) => Math.sign(x) / Math.hypot(1 / x, 1),
    derivative: (x) => bell(x, -3 / 2),
    second: (x) => times(-3 * x, bell(x, -5 / 2)),
    kinks: [],
  },
  {
    name: 'isrlu',
    op: (x) => tf.where(tf.less(x, 0), tf.div(x, tf.sqrt(tf.add(1, tf.square(x)))), x),
    value: (x) => (x < 0 ? -1 / Math.hypot(1 / x, 1) : x),
    derivative: (x) => (x < 0 ? bell(x, -3 / 2) : 1),
    second: (x) => (x < 0 ? times(-3 * x, bell(x, -5 / 2)) : 0),
    kinks: [],
  },
  {
    name: 'rootSigmoid',
    op: (x) => tf.div(x, tf.add(1, tf.sqrt(tf.add(1, tf.mul(x, x))))),
    value: (x) => Math.sign(x) / (1 / Math.abs(x) + Math.hypot(1 / x, 1)),
    derivative: (x) => 1 / (Math.hypot(x, 1) * (1 + Math.hypot(x, 1))),
    second: (x) => {
      const q = Math.hypot(x, 1);
      return (times(-x, q ** -2) * (1 / q + 2)) / (1 + q) ** 2;
    },
    kinks: [],
  },
  {
    name: 'arctan',
    op: (x) => tf.atan(x),
    value: Math.atan,
    derivative: (x) => bell(x, -1),
    second: (x) => times(-2 * x, bell(x, -2)),
    kinks: [],
  },
  {
    name: 'angle',
    op: (x) => tf.atan2(x, tf.scalar(2)),
    value: (x) => Math.atan(x / 2),
    derivative: (x) => bell(x / 2, -1) / 2,
    second: (x) => times(-x / 4, bell(x / 2, -2)),
    kinks: [],
  },
  {
    name: 'gudermannian',
    op: (x) => tf.mul(2, tf.atan(tf.tanh(tf.div(x, 2)))),
    value: (x) => 2 * Math.atan(Math.tanh(x / 2)),
    derivative: sech,
    second: (x) => -sech(x) * Math.tanh(x),
    kinks: [],
  },
  { name: 'erf', op: (x) => tf.erf(x), ...ERF, kinks: [] },
  {
    name: 'cloglog',
    op: (x) => tf.neg(tf.expm1(tf.neg(tf.exp(x)))),
    ...chain({ value: (u) => -Math.expm1(-u), derivative: DECAY.value, second: DECAY.derivative }, EXP),
    kinks: [],
  },
  {
    name: 'loglog',
    op: (x) => tf.exp(tf.neg(tf.exp(tf.neg(x)))),
    ...chain(DECAY, DECAY),
    kinks: [],
  },
  {
    name: 'softClip',
    op: (x) => tf.sub(tf.softplus(x), tf.softplus(tf.sub(x, 1))),
    value: (x) =>
      x > 0 ? 1 + Math.log1p(Math.exp(-x)) - Math.log1p(Math.exp(1 - x)) : softplus(x) - softplus(x - 1),
    derivative: (x) => logistic(x) - logistic(x - 1),
    second: (x) => SIGMOID.derivative(x) - SIGMOID.derivative(x - 1),
    kinks: [],
  },
  {
    name: 'clippedArtanh',
    op: (x) => tf.atanh(tf.clipByValue(x, -0.75, 0.75)),
    value: (x) => Math.atanh(Math.min(Math.max(x, -0.75), 0.75)),
    derivative: (x) => (Math.abs(x) <= 0.75 ? 1 / (1 - x * x) : 0),
    second: (x) => (Math.abs(x) <= 0.75 ? (2 * x) / (1 - x * x) ** 2 : 0),
    kinks: [-0.75, 0.75],
  },
  {
    name: 'clippedArcsin',
    op: (x) => tf.asin(tf.clipByValue(x, -0.5, 0.5)),
    value: (x) => Math.asin(Math.min(Math.max(x, -0.5), 0.5)),
    derivative: (x) => (Math.abs(x) <= 0.5 ? 1 / Math.sqrt(1 - x * x) : 0),
    second: (x) => (Math.abs(x) <= 0.5 ? x / (1 - x * x) ** 1.5 : 0),
    kinks: [-0.5, 0.5],
  },
  {
    name: 'arccosTanh',
    op: (x) => tf.acos(tf.mul(0.5, tf.tanh(x))),
    value: (x) => Math.acos(Math.tanh(x) / 2),
    derivative: (x) => -(sech(x) ** 2) / Math.sqrt(4 - Math.tanh(x) ** 2),
    second: (x) => {
      const [t, d] = [Math.tanh(x), sech(x) ** 2];
      return (2 * t * d) / Math.sqrt(4 - t * t) - (t * d * d) / (4 - t * t) ** 1.5;
    },
    kinks: [],
  },
  {
    name: 'clippedTan',
    op: (x) => tf.tan(tf.clipByValue(x, -1, 1)),
    value: (x) => Math.tan(Math.min(Math.max(x, -1), 1)),
    derivative: (x) => (Math.abs(x) <= 1 ? Math.cos(x) ** -2 : 0),
    second: (x) => (Math.abs(x) <= 1 ? (2 * Math.sin(x)) / Math.cos(x) ** 3 : 0),
    kinks: [-1, 1],
  },
];

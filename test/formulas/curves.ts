// Curves without bounds, made of logarithms and roots, and bumps.
import * as tf from '@tensorflow/tfjs-core';
import { bell, logistic, SIGMOID, SOFTPLUS, sech, softplus } from './float64.js';
import { type Formula, times } from './formula.js';

export const CURVES: readonly Formula[] = [
  // Logarithms and roots.
  { name: 'smoothRelu', op: (x) => tf.softplus(x), ...SOFTPLUS, kinks: [] },
  {
    name: 'selectSoftplus',
    op: (x) => tf.where(tf.greater(x, 0), tf.add(x, tf.log1p(tf.exp(tf.neg(x)))), tf.log1p(tf.exp(x))),
    ...SOFTPLUS,
    kinks: [],
  },
  {
    name: 'logSigmoid',
    op: (x) => tf.logSigmoid(x),
    value: (x) => -softplus(-x),
    derivative: (x) => logistic(-x),
    second: (x) => -SIGMOID.derivative(x),
    kinks: [],
  },
  {
    name: 'arcsinh',
    op: (x) => tf.asinh(x),
    value: Math.asinh,
    derivative: (x) => bell(x, -1 / 2),
    second: (x) => times(-x, bell(x, -3 / 2)),
    kinks: [],
  },
  {
    name: 'arccosh',
    op: (x) => tf.acosh(tf.add(2, tf.square(x))),
    value: (x) => Math.acosh(2 + x * x),
    derivative: (x) => (2 * x) / Math.sqrt((2 + x * x) ** 2 - 1),
    // (u^2 - 1) 2 - 4 x^2 u over (u^2 - 1)^(3/2), of u = x^2 + 2.
    second: (x) => (6 - 2 * x ** 4) / ((2 + x * x) ** 2 - 1) ** 1.5,
    kinks: [],
  },
  {
    name: 'symmetricLog',
    op: (x) => tf.where(tf.greaterEqual(x, 0), tf.log1p(x), tf.neg(tf.log1p(tf.neg(x)))),
    value: (x) => (x >= 0 ? Math.log1p(x) : -Math.log1p(-x)),
    derivative: (x) => 1 / (1 + Math.abs(x)),
    second: (x) => (x >= 0 ? -1 : 1) / (1 + Math.abs(x)) ** 2,
    kinks: [],
  },
  {
    // Smooth at 0, but there the rules sign' = 0 and abs' = 0 give 0 instead of 1: a kink of the op.
    name: 'signedLog',
    op: (x) => tf.mul(tf.sign(x), tf.log1p(tf.abs(x))),
    value: (x) => Math.sign(x) * Math.log1p(Math.abs(x)),
    derivative: (x) => (x === 0 ? 0 : 1 / (1 + Math.abs(x))),
    second: (x) => -Math.sign(x) / (1 + Math.abs(x)) ** 2,
    kinks: [0],
  },
  {
    name: 'signedSqrt',
    op: (x) =>
      tf.where(tf.greaterEqual(x, 0), tf.sub(tf.sqrt(tf.add(1, x)), 1), tf.sub(1, tf.sqrt(tf.sub(1, x)))),
    value: (x) => (x === 0 ? 0 : Math.sign(x) / (1 / Math.abs(x) + Math.sqrt(1 / x ** 2 + 1 / Math.abs(x)))),
    derivative: (x) => 0.5 / Math.sqrt(1 + Math.abs(x)),
    second: (x) => ((x >= 0 ? -1 : 1) * 0.25) / (1 + Math.abs(x)) ** 1.5,
    kinks: [],
  },
  {
    name: 'safeCbrt',
    op: (x) => tf.mul(x, tf.pow(tf.add(tf.square(x), 1), tf.scalar(-1 / 3))),
    value: (x) => Math.cbrt(x / (1 + 1 / (x * x))),
    derivative: (x) => bell(x, -1 / 3) / 3 + (2 / 3) * bell(x, -4 / 3),
    second: (x) => times(-x, (2 / 9) * bell(x, -4 / 3) + (16 / 9) * bell(x, -7 / 3)),
    kinks: [],
  },
  {
    name: 'bentIdentity',
    op: (x) => tf.add(tf.div(tf.sub(tf.sqrt(tf.add(tf.square(x), 1)), 1), 2), x),
    value: (x) => (Math.abs(x) < 1e9 ? (Math.hypot(x, 1) - 1) / 2 + x : (1 + Math.sign(x) / 2) * x - 1 / 2),
    derivative: (x) => 1 + (Math.sign(x) * 0.5) / Math.hypot(1 / x, 1),
    second: (x) => bell(x, -3 / 2) / 2,
    kinks: [],
  },
  {
    name: 'squareplus',
    op: (x) => tf.div(tf.add(x, tf.sqrt(tf.add(tf.square(x), 4))), 2),
    value: (x) => (x < 0 ? 2 / (Math.hypot(x, 2) - x) : (x + Math.hypot(x, 2)) / 2),
    derivative: (x) => (1 + Math.sign(x) / Math.hypot(2 / x, 1)) / 2,
    second: (x) => bell(x / 2, -3 / 2) / 4,
    kinks: [],
  },
  {
    name: 'multiquadric',
    op: (x) => tf.sqrt(tf.add(tf.squaredDifference(x, 0.5), 1)),
    value: (x) => Math.hypot(x - 0.5, 1),
    derivative: (x) => Math.sign(x - 0.5) / Math.hypot(1 / (x - 0.5), 1),
    second: (x) => bell(x - 0.5, -3 / 2),
    kinks: [],
  },
  {
    name: 'logCauchy',
    op: (x) => tf.log1p(tf.square(x)),
    value: (x) => Math.log1p(x * x),
    derivative: (x) => 2 / (x + 1 / x),
    second: (x) => 4 * bell(x, -2) - 2 * bell(x, -1),
    kinks: [],
  },

  // Bumps.
  {
    name: 'gaussian',
    op: (x) => tf.exp(tf.neg(tf.square(x))),
    value: (x) => Math.exp(-x * x),
    derivative: (x) => times(-2 * x, Math.exp(-x * x)),
    second: (x) => times(4 * x * x - 2, Math.exp(-x * x)),
    kinks: [],
  },
  {
    name: 'cauchy',
    op: (x) => tf.reciprocal(tf.add(1, tf.square(x))),
    value: (x) => bell(x, -1),
    derivative: (x) => times(-2 * x, bell(x, -2)),
    second: (x) => 6 * bell(x, -2) - 8 * bell(x, -3),
    kinks: [],
  },
  {
    name: 'sech',
    op: (x) => tf.reciprocal(tf.cosh(x)),
    value: sech,
    derivative: (x) => -sech(x) * Math.tanh(x),
    second: (x) => sech(x) * (1 - 2 * sech(x) ** 2),
    kinks: [],
  },
  {
    name: 'halving',
    op: (x) => tf.pow(tf.scalar(2), tf.neg(tf.abs(x))),
    value: (x) => 2 ** -Math.abs(x),
    derivative: (x) => -Math.LN2 * Math.sign(x) * 2 ** -Math.abs(x),
    second: (x) => Math.LN2 ** 2 * Math.sign(x) ** 2 * 2 ** -Math.abs(x),
    kinks: [0],
  },
  {
    name: 'biweight',
    op: (x) =>
      tf.where(
        tf.logicalAnd(tf.greater(x, -1), tf.less(x, 1)),
        tf.square(tf.sub(1, tf.square(x))),
        tf.zerosLike(x),
      ),
    value: (x) => (Math.abs(x) < 1 ? (1 - x * x) ** 2 : 0),
    derivative: (x) => (Math.abs(x) < 1 ? 4 * x * (x * x - 1) : 0),
    second: (x) => (Math.abs(x) < 1 ? 12 * x * x - 4 : 0),
    kinks: [],
  },
  {
    name: 'doubleWell',
    op: (x) => tf.mul(0.25, tf.squaredDifference(tf.square(x), 1)),
    value: (x) => (x * x - 1) ** 2 / 4,
    derivative: (x) => x * (x * x - 1),
    second: (x) => 3 * x * x - 1,
    kinks: [],
  },
];

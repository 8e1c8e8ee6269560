// Gates: x times a function that opens.
import * as tf from '@tensorflow/tfjs-core';
import { ERF, EXP, GELU, LOG1P, logistic, SIGMOID, SOFTPLUS, TANH } from './float64.js';
import { chain, type Formula, linear, scaled, times, timesX } from './formula.js';

export const GATES: readonly Formula[] = [
  {
    name: 'geluErf',
    op: (x) => tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
    ...GELU,
    kinks: [],
  },
  {
    name: 'geluTanh',
    op: (x) =>
      tf.mul(
        tf.mul(0.5, x),
        tf.add(
          1,
          tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, tf.scalar(3)))))),
        ),
      ),
    // (1 + tanh(v)) / 2 = sigmoid(2 v), which does not cancel.
    ...timesX(
      chain(SIGMOID, {
        value: (x) => Math.sqrt(8 / Math.PI) * (x + 0.044715 * x ** 3),
        derivative: (x) => Math.sqrt(8 / Math.PI) * (1 + 3 * 0.044715 * x ** 2),
        second: (x) => Math.sqrt(8 / Math.PI) * 6 * 0.044715 * x,
      }),
    ),
    kinks: [],
  },
  {
    name: 'quickGelu',
    op: (x) => tf.mul(x, tf.sigmoid(tf.mul(1.702, x))),
    ...timesX(chain(SIGMOID, linear(1.702))),
    kinks: [],
  },
  { name: 'silu', op: (x) => tf.mul(x, tf.sigmoid(x)), ...timesX(SIGMOID), kinks: [] },
  {
    name: 'quotientSwish',
    op: (x) => tf.div(x, tf.add(1, tf.exp(tf.neg(x)))),
    ...timesX(SIGMOID),
    kinks: [],
  },
  {
    name: 'swishBeta',
    op: (x) => tf.mul(x, tf.sigmoid(tf.mul(x, 1.5))),
    ...timesX(chain(SIGMOID, linear(1.5))),
    kinks: [],
  },
  {
    name: 'eswish',
    op: (x) => tf.mul(tf.mul(1.75, x), tf.sigmoid(x)),
    ...scaled(1.75, timesX(SIGMOID)),
    kinks: [],
  },
  {
    name: 'siluSlope',
    op: (x) => {
      const s = tf.sigmoid(x);
      return tf.mul(s, tf.add(1, tf.mul(x, tf.sub(1, s))));
    },
    value: timesX(SIGMOID).derivative,
    derivative: timesX(SIGMOID).second,
    second: (x) => {
      const [s, first, second] = [logistic(x), SIGMOID.derivative(x), SIGMOID.second(x)];
      return 3 * second + times(x, second * (1 - 2 * s) - 2 * first ** 2);
    },
    kinks: [],
  },
  {
    name: 'flattenedSwish',
    op: (x) => tf.where(tf.greaterEqual(x, 0), tf.sub(tf.mul(x, tf.sigmoid(x)), 0.25), -0.25),
    value: (x) => (x >= 0 ? x * logistic(x) - 0.25 : -0.25),
    derivative: (x) => (x >= 0 ? timesX(SIGMOID).derivative(x) : 0),
    second: (x) => (x >= 0 ? timesX(SIGMOID).second(x) : 0),
    kinks: [0],
  },
  {
    name: 'hardSwish',
    op: (x) => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6)),
    value: (x) => times(x, Math.min(Math.max(x + 3, 0), 6) / 6),
    derivative: (x) => (x > 3 ? 1 : x > -3 ? (2 * x + 3) / 6 : 0),
    second: (x) => (x > -3 && x <= 3 ? 1 / 3 : 0),
    kinks: [-3, 3],
  },
  {
    name: 'writtenMish',
    op: (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
    ...timesX(chain(TANH, SOFTPLUS)),
    kinks: [],
  },
  {
    name: 'logish',
    op: (x) => tf.mul(x, tf.log1p(tf.sigmoid(x))),
    ...timesX(chain(LOG1P, SIGMOID)),
    kinks: [],
  },
  {
    name: 'smish',
    op: (x) => tf.mul(x, tf.tanh(tf.log(tf.add(1, tf.sigmoid(x))))),
    ...timesX(chain(TANH, chain(LOG1P, SIGMOID))),
    kinks: [],
  },
  {
    name: 'serf',
    op: (x) => tf.mul(x, tf.erf(tf.softplus(x))),
    ...timesX(chain(ERF, SOFTPLUS)),
    kinks: [],
  },
  {
    name: 'phish',
    op: (x) => tf.mul(x, tf.tanh(tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)))),
    ...timesX(chain(TANH, GELU)),
    kinks: [],
  },
  {
    name: 'aptx',
    op: (x) => tf.mul(tf.add(1, tf.tanh(x)), tf.mul(0.5, x)),
    ...timesX(chain(SIGMOID, linear(2))),
    kinks: [],
  },
  {
    name: 'tanhExp',
    op: (x) => tf.mul(x, tf.tanh(tf.exp(x))),
    ...timesX(chain(TANH, EXP)),
    kinks: [],
  },
  {
    name: 'gish',
    op: (x) => tf.mul(x, tf.log(tf.sub(2, tf.exp(tf.neg(tf.exp(x)))))),
    // log(2 - exp(-u)) of u = exp(x), with its derivatives in u.
    ...timesX(
      chain(
        {
          value: (u) => Math.log1p(-Math.expm1(-u)),
          derivative: (u) => Math.exp(-u) / (2 - Math.exp(-u)),
          second: (u) => (-2 * Math.exp(-u)) / (2 - Math.exp(-u)) ** 2,
        },
        EXP,
      ),
    ),
    kinks: [],
  },
  { name: 'lisht', op: (x) => tf.mul(x, tf.tanh(x)), ...timesX(TANH), kinks: [] },
  {
    name: 'cosLu',
    op: (x) => tf.mul(tf.add(x, tf.cos(x)), tf.sigmoid(x)),
    value: (x) => (x + Math.cos(x)) * logistic(x),
    derivative: (x) => (1 - Math.sin(x)) * logistic(x) + (x + Math.cos(x)) * SIGMOID.derivative(x),
    second: (x) =>
      -Math.cos(x) * logistic(x) +
      2 * (1 - Math.sin(x)) * SIGMOID.derivative(x) +
      (x + Math.cos(x)) * SIGMOID.second(x),
    kinks: [],
  },
  {
    name: 'softRootSign',
    op: (x) => tf.div(x, tf.add(tf.div(x, 2), tf.exp(tf.div(tf.neg(x), 3)))),
    // x / (x / 2 + exp(-x / 3)), with both sides times exp(x / 3) where that is the smaller.
    value: (x) => {
      const e = Math.exp(-Math.abs(x) / 3);
      if (x < 0) return times(x, e) / (times(x, e) / 2 + 1);
      return 1 / (1 / 2 + e / x);
    },
    derivative: (x) => {
      const e = Math.exp(-Math.abs(x) / 3);
      if (x < 0) return times(e, 1 + x / 3) / (1 + times(x, e) / 2) ** 2;
      return times(e, 1 + x / 3) / (x / 2 + e) ** 2;
    },
    second: (x) => {
      const e = Math.exp(-Math.abs(x) / 3);
      if (x < 0) {
        const bottom = 1 + times(x, e) / 2;
        return -times(x, e) / 9 / bottom ** 2 - (times(e, 1 + x / 3) * (e - 2 / 3)) / bottom ** 3;
      }
      const bottom = x / 2 + e;
      return times(-x, e) / 9 / bottom ** 2 - (times(e, 1 + x / 3) * (1 - (2 / 3) * e)) / bottom ** 3;
    },
    kinks: [],
  },
];

// Waves.
import * as tf from '@tensorflow/tfjs-core';
import { distance, fraction, rounded } from './float64.js';
import { type Formula, one, zero } from './formula.js';

/** sin(x) / x is summed from its Taylor series below this, where the closed forms cancel. */
const SINC_SERIES = 0.25;

export const WAVES: readonly Formula[] = [
  {
    name: 'snake',
    op: (x) => tf.add(x, tf.square(tf.sin(x))),
    value: (x) => x + Math.sin(x) ** 2,
    derivative: (x) => 1 + Math.sin(2 * x),
    second: (x) => 2 * Math.cos(2 * x),
    kinks: [],
  },
  {
    name: 'fastSnake',
    op: (x) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(5, x))), 5)),
    value: (x) => x + Math.sin(5 * x) ** 2 / 5,
    derivative: (x) => 1 + Math.sin(10 * x),
    second: (x) => 10 * Math.cos(10 * x),
    kinks: [],
  },
  {
    name: 'sine',
    op: (x) => tf.sin(x),
    value: Math.sin,
    derivative: Math.cos,
    second: (x) => -Math.sin(x),
    kinks: [],
  },
  {
    name: 'cosine',
    op: (x) => tf.cos(x),
    value: Math.cos,
    derivative: (x) => -Math.sin(x),
    second: (x) => -Math.cos(x),
    kinks: [],
  },
  {
    name: 'growingCosine',
    op: (x) => tf.mul(x, tf.cos(x)),
    value: (x) => x * Math.cos(x),
    derivative: (x) => Math.cos(x) - x * Math.sin(x),
    second: (x) => -2 * Math.sin(x) - x * Math.cos(x),
    kinks: [],
  },
  {
    name: 'sinc',
    op: (x) => {
      const small = tf.less(tf.abs(x), 0.5);
      const square = tf.square(x);
      // Taylor's polynomial in Horner's form.
      const near = [1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1].reduce<tf.Tensor>(
        (sum, coefficient) => tf.add(tf.mul(sum, square), coefficient),
        tf.zerosLike(x),
      );
      return tf.where(small, near, tf.div(tf.sin(x), x));
    },
    value: (x) => (x === 0 ? 1 : Math.sin(x) / x),
    derivative: (x) =>
      Math.abs(x) < SINC_SERIES
        ? -x / 3 + x ** 3 / 30 - x ** 5 / 840 + x ** 7 / 45360 - x ** 9 / 3991680
        : (Math.cos(x) - Math.sin(x) / x) / x,
    second: (x) =>
      Math.abs(x) < SINC_SERIES
        ? -1 / 3 + x ** 2 / 10 - x ** 4 / 168 + x ** 6 / 6480 - x ** 8 / 443520
        : -Math.sin(x) / x - (2 * (Math.cos(x) - Math.sin(x) / x)) / x ** 2,
    kinks: [],
  },
  {
    name: 'spikyWritten',
    op: (x) => {
      const r = tf.mod(x, 1);
      return tf.where(tf.lessEqual(r, 0.5), r, 0);
    },
    value: (x) => (fraction(x) <= 0.5 ? fraction(x) : 0),
    derivative: (x) => (fraction(x) <= 0.5 ? 1 : 0),
    second: zero,
    kinks: distance(0, 0.5),
  },
  {
    name: 'triangleWave',
    op: (x) => tf.abs(tf.sub(tf.mul(2, tf.mod(x, 1)), 1)),
    value: (x) => Math.abs(2 * fraction(x) - 1),
    derivative: (x) => 2 * Math.sign(fraction(x) - 0.5),
    second: zero,
    kinks: distance(0, 0.5),
  },
  {
    name: 'parabolicWave',
    op: (x) => tf.square(tf.sub(tf.mod(x, 2), 1)),
    value: (x) => (2 * fraction(x / 2) - 1) ** 2,
    derivative: (x) => 4 * fraction(x / 2) - 2,
    second: (x) => (Number.isFinite(x) ? 2 : Number.NaN),
    kinks: distance(0, 2),
  },
  {
    name: 'sawtooth',
    op: (x) => tf.sub(x, tf.floor(x)),
    value: fraction,
    derivative: one,
    second: zero,
    kinks: distance(0, 1),
  },
  {
    name: 'fallingSawtooth',
    op: (x) => tf.sub(tf.ceil(x), x),
    value: (x) => Math.ceil(x) - x,
    derivative: () => -1,
    second: zero,
    kinks: distance(0, 1),
  },
  {
    name: 'roundingError',
    op: (x) => tf.sub(x, tf.round(x)),
    value: (x) => x - rounded(x),
    derivative: one,
    second: zero,
    kinks: distance(0.5, 1),
  },
  {
    name: 'quantised',
    op: (x) => tf.div(tf.round(tf.mul(x, 4)), 4),
    value: (x) => rounded(4 * x) / 4,
    derivative: zero,
    second: zero,
    kinks: distance(0.125, 0.25),
  },
];

// Curves: bounded ones, bumps and waves.
import * as tf from '@tensorflow/tfjs-core';
import { activation } from '../index.js';
import { root, rooted } from './limits.js';

/**
 * hardTanh(x) = min(max(x, -1), 1).
 *
 * Source: Collobert 2004, Large Scale Machine Learning, a thesis.
 * Kinks at -1 and 1, with derivative 1.
 *
 * ```ts
 * hardTanh([-2, -1, -0.5, 0, 0.5, 1, 2]).print(); // [-1, -1, -0.5, 0, 0.5, 1, 1]
 * ```
 */
export const hardTanh = /* @__PURE__ */ activation('hardTanh', (x) => tf.clipByValue(x, -1, 1), {
  lazy: true,
});

/**
 * isru(x) = x / sqrt(x^2 + 1).
 *
 * The inverse square root unit, of alpha = 1.
 * Source: Carlile, Delamarter, Kinney, Marti and Whitney 2017, arXiv:1710.09967.
 * Smooth. -1 and 1 at the infinities.
 *
 * ```ts
 * isru([-4, -1, 0, 1, 4]).print(); // [-0.9701425, -0.7071068, 0, 0.7071068, 0.9701425]
 * ```
 */
export const isru = /* @__PURE__ */ activation('isru', (x) => rooted(x, tf.div(x, root(x)), tf.sign(x)), {
  lazy: true,
});

/**
 * logSigmoid(x) = log(sigmoid(x)).
 *
 * Computed as -softplus(-x), which does not overflow.
 * Source: no known paper; tf.logSigmoid is the same.
 * Smooth. -infinity is kept, and infinity gives 0.
 *
 * ```ts
 * logSigmoid([-4, -1, 0, 1, 4]).print(); // [-4.0181499, -1.3132616, -0.6931472, -0.3132617, -0.0181499]
 * ```
 */
export const logSigmoid = /* @__PURE__ */ activation('logSigmoid', (x) => tf.neg(tf.softplus(tf.neg(x))), {
  lazy: true,
});

/**
 * gaussian(x) = exp(-x^2).
 *
 * Source: Broomhead and Lowe 1988, Multivariable Functional Interpolation and Adaptive Networks.
 * Smooth. 0 at both infinities.
 *
 * ```ts
 * gaussian([-2, -1, 0, 1, 2]).print(); // [0.0183156, 0.3678795, 1, 0.3678795, 0.0183156]
 * ```
 */
export const gaussian = /* @__PURE__ */ activation(
  'gaussian',
  // From 11 on the power is 0 in float32; its derivative would be 0 times infinity at infinity.
  (x) => tf.where(tf.greater(tf.abs(x), 11), 0, tf.exp(tf.neg(tf.square(x)))),
  { lazy: true },
);

/**
 * sine(x) = sin(x).
 *
 * Source: Sitzmann, Martel, Bergman, Lindell and Wetzstein 2020, arXiv:2006.09661.
 * Smooth. NaN at the infinities, where it has no limit.
 *
 * ```ts
 * sine([-2, -1, 0, 1, 2]).print(); // [-0.9092974, -0.841471, 0, 0.841471, 0.9092974]
 * ```
 */
export const sine = /* @__PURE__ */ activation('sine', (x) => tf.sin(x), { lazy: true });

/**
 * snake(x) = x + sin(x)^2.
 *
 * Of a = 1; for another frequency define x + sin(a x)^2 / a under another name.
 * Source: Ziyin, Hartwig and Ueda 2020, arXiv:2006.08195.
 * Smooth, and rises everywhere. NaN at the infinities, where its slope has no limit.
 *
 * ```ts
 * snake([-2, -1, 0, 1, 2]).print(); // [-1.1731782, -0.2919266, 0, 1.7080734, 2.8268218]
 * ```
 */
export const snake = /* @__PURE__ */ activation('snake', (x) => tf.add(x, tf.square(tf.sin(x))), {
  lazy: true,
});

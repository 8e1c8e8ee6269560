// Rectifiers: 0, or a slope of its own, to the left, and x to the right.
import * as tf from '@tensorflow/tfjs-core';
import { activation } from '../index.js';
import { root, rooted } from './limits.js';

/**
 * leakyRelu(x) = x where x > 0, else x / 5.
 *
 * The slope 0.2 is the default of tf.leakyRelu. That of the layer tf.layers.leakyReLU is 0.3.
 * Source: Maas, Hannun and Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models.
 * Kink at 0, with derivative 0.2. Infinities are kept.
 *
 * ```ts
 * leakyRelu([-10, -5, 0, 5]).print(); // [-2, -1, 0, 5]
 * ```
 */
export const leakyRelu = /* @__PURE__ */ activation('leakyRelu', (x) => tf.leakyRelu(x, 0.2), { lazy: true });

/**
 * squaredRelu(x) = max(x, 0)^2.
 *
 * Source: So, Mańke, Liu, Dai, Shazeer and Le 2021, arXiv:2109.08668.
 * Smooth but for a jump of the second derivative at 0, where it is 0. 0 at -infinity.
 *
 * ```ts
 * squaredRelu([-2, -1, 0, 1, 2, 3]).print(); // [0, 0, 0, 1, 4, 9]
 * ```
 */
export const squaredRelu = /* @__PURE__ */ activation('squaredRelu', (x) => tf.square(tf.relu(x)), {
  lazy: true,
});

/**
 * threshold(x) = x where x > 1, else 0.
 *
 * Source: Konda, Memisevic and Krueger 2014, arXiv:1402.3337.
 * Jumps at 1, where it is 0 with derivative 0. 0 at -infinity.
 *
 * ```ts
 * threshold([-2, 0.5, 1, 1.5, 2]).print(); // [0, 0, 0, 1.5, 2]
 * ```
 */
export const threshold = /* @__PURE__ */ activation('threshold', (x) => tf.where(tf.lessEqual(x, 1), 0, x), {
  lazy: true,
});

/**
 * celu(x) = x where x >= 0, else exp(x) - 1.
 *
 * The continuously differentiable elu, alpha exp(x / alpha) - alpha, of alpha = 1.
 * Source: Barron 2017, arXiv:1704.07483.
 * Smooth but for a jump of the second derivative at 0. -1 at -infinity.
 *
 * ```ts
 * celu([-4, -1, 0, 1, 4]).print(); // [-0.9816844, -0.6321205, 0, 1, 4]
 * ```
 */
export const celu = /* @__PURE__ */ activation('celu', (x) => tf.where(tf.less(x, 0), tf.expm1(x), x), {
  lazy: true,
});

/**
 * isrlu(x) = x where x >= 0, else x / sqrt(x^2 + 1).
 *
 * The inverse square root linear unit, of alpha = 1.
 * Source: Carlile, Delamarter, Kinney, Marti and Whitney 2017, arXiv:1710.09967.
 * Smooth up to the second derivative. -1 at -infinity.
 *
 * ```ts
 * isrlu([-4, -1, 0, 1, 4]).print(); // [-0.9701425, -0.7071068, 0, 1, 4]
 * ```
 */
export const isrlu = /* @__PURE__ */ activation(
  'isrlu',
  (x) => tf.where(tf.less(x, 0), rooted(x, tf.div(x, root(x)), tf.sign(x)), x),
  { lazy: true },
);

/**
 * bentIdentity(x) = (sqrt(x^2 + 1) - 1) / 2 + x.
 *
 * Source: no known paper.
 * Smooth, with slopes from 0.5 to 1.5. Infinities are kept.
 *
 * ```ts
 * bentIdentity([-4, -1, 0, 1, 4]).print(); // [-2.4384472, -0.7928932, 0, 1.2071068, 5.561553]
 * ```
 */
export const bentIdentity = /* @__PURE__ */ activation(
  'bentIdentity',
  (x) =>
    rooted(
      x,
      tf.add(tf.div(tf.sub(root(x), 1), 2), x),
      tf.sub(tf.where(tf.less(x, 0), tf.mul(x, 0.5), tf.mul(x, 1.5)), 0.5),
    ),
  { lazy: true },
);

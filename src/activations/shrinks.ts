// Shrinks: what is near 0 becomes 0, or smaller.
import * as tf from '@tensorflow/tfjs-core';
import { activation } from '../index.js';

/**
 * softShrink(x) = x - 0.5 where x > 0.5, x + 0.5 where x < -0.5, else 0.
 *
 * Source: Donoho and Johnstone 1994, Ideal Spatial Adaptation by Wavelet Shrinkage.
 * Kinks at -0.5 and 0.5, with derivative 0. Infinities are kept.
 *
 * ```ts
 * softShrink([-2, -0.5, 0.25, 0.75, 2]).print(); // [-1.5, 0, 0, 0.25, 1.5]
 * ```
 */
export const softShrink = /* @__PURE__ */ activation(
  'softShrink',
  (x) => tf.sub(x, tf.clipByValue(x, -0.5, 0.5)),
  { lazy: true },
);

/**
 * hardShrink(x) = x where |x| > 0.5, else 0.
 *
 * Source: Donoho and Johnstone 1994, Ideal Spatial Adaptation by Wavelet Shrinkage.
 * Jumps at -0.5 and 0.5, where it is 0 with derivative 0. Infinities are kept.
 *
 * ```ts
 * hardShrink([-2, -0.5, 0.25, 0.75, 2]).print(); // [-2, 0, 0, 0.75, 2]
 * ```
 */
export const hardShrink = /* @__PURE__ */ activation(
  'hardShrink',
  (x) => tf.where(tf.lessEqual(tf.abs(x), 0.5), 0, x),
  { lazy: true },
);

/**
 * tanhShrink(x) = x - tanh(x).
 *
 * Source: no known paper; PyTorch has it as Tanhshrink.
 * Smooth. Infinities are kept.
 *
 * ```ts
 * tanhShrink([-4, -1, 0, 1, 4]).print(); // [-3.0006707, -0.2384058, 0, 0.2384058, 3.0006707]
 * ```
 */
export const tanhShrink = /* @__PURE__ */ activation('tanhShrink', (x) => tf.sub(x, tf.tanh(x)), {
  lazy: true,
});

// Gates: x times a function that opens from 0 at -infinity to 1, or what it says, at infinity.
import * as tf from '@tensorflow/tfjs-core';
import { activation } from '../index.js';
import { gated, tanhLog1p } from './limits.js';

/**
 * silu(x) = x sigmoid(x).
 *
 * Source: Elfwing, Uchibe and Doya 2017, arXiv:1702.03118.
 * Smooth. Its least value is -0.278, at -1.278. silu(-infinity) = 0.
 *
 * ```ts
 * silu([-4, -1, 0, 1, 4]).print(); // [-0.0719448, -0.2689414, 0, 0.7310586, 3.928055]
 * ```
 */
export const silu = /* @__PURE__ */ activation('silu', (x) => gated(x, tf.sigmoid(x)), { lazy: true });

/**
 * swish(x) = x sigmoid(x).
 *
 * The same function as silu. tf.layers knows it as `laneSwish`, for `swish` is its own, whose gradient is NaN
 * at infinity.
 * Source: Ramachandran, Zoph and Le 2017, arXiv:1710.05941.
 * Smooth. Its least value is -0.278, at -1.278. swish(-infinity) = 0.
 *
 * ```ts
 * swish([-4, -1, 0, 1, 4]).print(); // [-0.0719448, -0.2689414, 0, 0.7310586, 3.928055]
 * ```
 */
export const swish = /* @__PURE__ */ activation('laneSwish', (x) => gated(x, tf.sigmoid(x)), { lazy: true });

/**
 * hardSwish(x) = x min(max(x + 3, 0), 6) / 6.
 *
 * Source: Howard et al. 2019, arXiv:1905.02244.
 * Kinks at -3, with derivative 0, and 3, with derivative 1.5. hardSwish(-infinity) = 0.
 *
 * ```ts
 * hardSwish([-4, -3, -1.5, 0, 1.5, 3, 4]).print(); // [0, 0, -0.375, 0, 1.125, 3, 4]
 * ```
 */
export const hardSwish = /* @__PURE__ */ activation(
  'hardSwish',
  (x) => tf.where(tf.lessEqual(x, -3), 0, tf.where(tf.greater(x, 3), x, tf.div(tf.mul(x, tf.add(x, 3)), 6))),
  { lazy: true },
);

/**
 * mish(x) = x tanh(softplus(x)).
 *
 * tf.layers knows it as `laneMish`, for `mish` is its own, whose gradient is NaN at infinity.
 * Source: Misra 2019, arXiv:1908.08681.
 * Smooth. Its least value is -0.309, at -1.192. mish(-infinity) = 0.
 *
 * ```ts
 * mish([-4, -1, 0, 1, 4]).print(); // [-0.0725917, -0.3034015, 0, 0.8650984, 3.9974129]
 * ```
 */
export const mish = /* @__PURE__ */ activation('laneMish', (x) => gated(x, tf.tanh(tf.softplus(x))), {
  lazy: true,
});

/**
 * gelu(x) = x (1 + erf(x / sqrt(2))) / 2.
 *
 * tf.layers knows it as `laneGelu`, for `gelu` is its own, whose gradient is NaN at infinity.
 * Source: Hendrycks and Gimpel 2016, arXiv:1606.08415.
 * Smooth. Its least value is -0.170, at -0.752. gelu(-infinity) = 0.
 *
 * ```ts
 * gelu([-4, -1, 0, 1, 4]).print(); // [-0.0001267, -0.1586553, 0, 0.8413447, 3.9998732]
 * ```
 */
export const gelu = /* @__PURE__ */ activation(
  'laneGelu',
  (x) => gated(x, tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))))),
  { lazy: true },
);

/**
 * geluTanh(x) = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.
 *
 * The approximation of gelu, computed as x times a sigmoid, which is the same and does not cancel.
 * Source: Hendrycks and Gimpel 2016, arXiv:1606.08415.
 * Smooth. Its least value is -0.170, at -0.753. geluTanh(-infinity) = 0.
 *
 * ```ts
 * geluTanh([-4, -1, 0, 1, 4]).print(); // [-0.0000702, -0.158808, 0, 0.841192, 3.9999299]
 * ```
 */
export const geluTanh = /* @__PURE__ */ activation(
  'geluTanh',
  (x) => {
    const scale = Math.sqrt(8 / Math.PI);
    return gated(x, tf.sigmoid(tf.mul(x, tf.add(scale, tf.mul(scale * 0.044715, tf.square(x))))));
  },
  { lazy: true },
);

/**
 * quickGelu(x) = x sigmoid(1.702 x).
 *
 * The cheap approximation of gelu.
 * Source: Hendrycks and Gimpel 2016, arXiv:1606.08415.
 * Smooth. Its least value is -0.164, at -0.751. quickGelu(-infinity) = 0.
 *
 * ```ts
 * quickGelu([-4, -1, 0, 1, 4]).print(); // [-0.0044147, -0.1542042, 0, 0.8457958, 3.995585]
 * ```
 */
export const quickGelu = /* @__PURE__ */ activation(
  'quickGelu',
  (x) => gated(x, tf.sigmoid(tf.mul(1.702, x))),
  { lazy: true },
);

/**
 * aptx(x) = x (1 + tanh(x)) / 2.
 *
 * Of alpha = 1, beta = 1 and gamma = 1 / 2; computed as x sigmoid(2 x), which is the same and does not cancel.
 * Source: Kumar 2022, arXiv:2209.06119.
 * Smooth. Its least value is -0.139, at -0.639. aptx(-infinity) = 0.
 *
 * ```ts
 * aptx([-4, -1, 0, 1, 4]).print(); // [-0.0013414, -0.1192029, 0, 0.880797, 3.9986587]
 * ```
 */
export const aptx = /* @__PURE__ */ activation('aptx', (x) => gated(x, tf.sigmoid(tf.mul(2, x))), {
  lazy: true,
});

/**
 * serf(x) = x erf(softplus(x)).
 *
 * Source: Nag and Bhattacharyya 2021, arXiv:2108.09598.
 * Smooth. Its least value is -0.348, at -1.193. serf(-infinity) = 0.
 *
 * ```ts
 * serf([-4, -1, 0, 1, 4]).print(); // [-0.081911, -0.342248, 0, 0.9367219, 4]
 * ```
 */
export const serf = /* @__PURE__ */ activation('serf', (x) => gated(x, tf.erf(tf.softplus(x))), {
  lazy: true,
});

/**
 * smish(x) = x tanh(log(1 + sigmoid(x))).
 *
 * Source: Wang, Ren and Wang 2022, Electronics 11(4), 540.
 * Smooth; goes to 0.6 x. Its least value is -0.250, at -1.394. smish(-infinity) = 0.
 *
 * ```ts
 * smish([-4, -1, 0, 1, 4]).print(); // [-0.0712979, -0.2337788, 0, 0.4995701, 2.3767481]
 * ```
 */
export const smish = /* @__PURE__ */ activation('smish', (x) => gated(x, tanhLog1p(tf.sigmoid(x)), 0.6), {
  lazy: true,
});

/**
 * logish(x) = x log(1 + sigmoid(x)).
 *
 * Source: Zhu, Zeng, Liu and Zhang 2021, Neurocomputing 458, 490-499.
 * Smooth; goes to log(2) x. Its least value is -0.253, at -1.372. logish(-infinity) = 0.
 *
 * ```ts
 * logish([-4, -1, 0, 1, 4]).print(); // [-0.0713055, -0.238183, 0, 0.5487331, 2.7364535]
 * ```
 */
export const logish = /* @__PURE__ */ activation(
  'logish',
  (x) => gated(x, tf.log1p(tf.sigmoid(x)), Math.LN2),
  {
    lazy: true,
  },
);

/**
 * phish(x) = x tanh(gelu(x)).
 *
 * Source: Naveen 2022, TechRxiv 17283824.
 * Smooth. Left of 0 it rises to 0.165, at -1.195. phish(-infinity) = 0.
 *
 * ```ts
 * phish([-4, -1, 0, 1, 4]).print(); // [0.0005069, 0.1573373, 0, 0.6865207, 3.9973166]
 * ```
 */
export const phish = /* @__PURE__ */ activation(
  'phish',
  (x) => gated(x, tf.tanh(tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))))),
  { lazy: true },
);

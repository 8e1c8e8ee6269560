// Functions written so that infinity gives their limit: a product with a gate that has closed, or a quotient
// of two infinities, would be NaN there, and so would its derivative.
import * as tf from '@tensorflow/tfjs-core';

/** From here on exp(-x) is 0 in float32, and with it what is left of a gate. */
const CLOSED = 104;

/** From here on sqrt(x^2 + 1) is |x| in float32; x^2 itself overflows at 2^64. */
const STRAIGHT = 2 ** 13;

/** x * gate(x), for a gate that goes as exp(x) to the left and to `open` on the right: 0 and open * x far out. */
export function gated(x: tf.Tensor, gate: tf.Tensor, open = 1): tf.Tensor {
  return tf.where(tf.less(tf.abs(x), CLOSED), tf.mul(x, gate), tf.mul(open, tf.relu(x)));
}

/** `near`, made of sqrt(x^2 + 1); `far` from where that is |x|. */
export function rooted(x: tf.Tensor, near: tf.Tensor, far: tf.Tensor): tf.Tensor {
  return tf.where(tf.less(tf.abs(x), STRAIGHT), near, far);
}

/** sqrt(x^2 + 1). */
export function root(x: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.add(tf.square(x), 1));
}

/** tanh(log(1 + e)) = n / (n + 2) of n = e (e + 2): a quotient in place of two elementary functions. */
export function tanhLog1p(e: tf.Tensor): tf.Tensor {
  const n = tf.mul(e, tf.add(e, 2));
  return tf.div(n, tf.add(n, 2));
}

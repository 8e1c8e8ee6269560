// spiky in the two ways that tfjs offers by itself, for comparison. Both need a hand-written gradient:
// tfjs has none for tf.mod's comparison, and an array has none at all.
import * as tf from '@tensorflow/tfjs';

const rises = (x: tf.Tensor): tf.Tensor => tf.lessEqual(tf.mod(x, 1), 0.5);

/** Composed of tf.* ops: six passes over memory and as many tensors. */
export const composedSpiky = tf.customGrad((x, save) => {
  const input = x as tf.Tensor;
  (save as tf.GradSaveFunc)([input]);
  const r = tf.mod(input, 1);
  return {
    value: tf.where(tf.lessEqual(r, 0.5), r, 0),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.cast(rises(saved[0]!), 'float32')),
  };
}) as (x: tf.Tensor) => tf.Tensor;

/** A loop over the values, read out of the backend and written back. */
export const loopedSpiky = tf.customGrad((x, save) => {
  const input = x as tf.Tensor;
  (save as tf.GradSaveFunc)([input]);
  const y = Float32Array.from(input.dataSync(), (value) => {
    const r = value - Math.floor(value);
    return r <= 0.5 ? r : 0;
  });
  return {
    value: tf.tensor(y, input.shape),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const values = saved[0]!.dataSync();
      const dx = dy.dataSync().slice();
      for (let i = 0; i < dx.length; i++) if (values[i]! - Math.floor(values[i]!) > 0.5) dx[i] = 0;
      return tf.tensor(dx, dy.shape);
    },
  };
}) as (x: tf.Tensor) => tf.Tensor;

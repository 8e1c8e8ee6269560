// Airline passengers month by month, 1949 to 1960 (Box and Jenkins, 1976): a network with a trainable snake
// learns ten years and goes on with the next two; one with relu learns them as well, and does not.
import '@tensorflow/tfjs-backend-wasm';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import asciichart from 'asciichart';
import { elementwise } from 'lanewise';
import { activationLayer } from 'lanewise/layers';

const PASSENGERS = [
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
const LEARNED = 120;

const { epochs } = parseArgs({ options: { epochs: { type: 'string', default: '1000' } } }).values;

await tf.setBackend('wasm');

// x + sin²(a x) / a: https://arxiv.org/abs/2006.08195
const snake = elementwise('snake', (x, a) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(a, x))), a)), {
  inputs: ['x', 'a'],
});
const frequencies = tf.initializers.randomUniform({ minval: 2, maxval: 8, seed: 11 });

const withSnake = await learn(activationLayer(snake, { parameters: { a: { initializer: frequencies } } }));
const withRelu = await learn(tf.layers.reLU());

const shown = 96;
console.log('\npassengers (white), snake (green) and relu (blue); the last two years were not learned');
console.log(
  asciichart.plot(
    [PASSENGERS, withRelu, withSnake].map((series) => series.slice(-shown)),
    { height: 16, colors: [asciichart.default, asciichart.blue, asciichart.green] },
  ),
);
console.log(`\nmean error on the two years to come: snake ${error(withSnake)} %, relu ${error(withRelu)} %`);

/** What a network with `activation` makes of all months after it has learned the first ten years. */
async function learn(activation: tf.layers.Layer): Promise<number[]> {
  const uniform = (most: number, seed: number): ReturnType<typeof tf.initializers.randomUniform> =>
    tf.initializers.randomUniform({ minval: -most, maxval: most, seed });
  const kernelRegularizer = tf.regularizers.l2({ l2: 0.001 });
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 32, inputShape: [1], kernelInitializer: uniform(1, 1) }));
  model.add(activation);
  model.add(tf.layers.dense({ units: 1, kernelInitializer: uniform(0.1, 6), kernelRegularizer }));
  model.summary();
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  const years = tf.tensor2d(PASSENGERS.map((_, month) => [month / 12 - 5]));
  const growth = tf.tensor2d(PASSENGERS.map((count) => [Math.log(count / 250)]));
  const size = [LEARNED, 1] as [number, number];
  await model.fit(years.slice([0, 0], size), growth.slice([0, 0], size), {
    epochs: Number(epochs),
    batchSize: LEARNED,
    // The order changes how sums round, and in a thousand epochs what is learned: without it every run is the same.
    shuffle: false,
    verbose: 0,
  });
  const values = (model.predict(years) as tf.Tensor).dataSync();
  return Array.from(values, (value) => 250 * Math.exp(value));
}

function error(predicted: number[]): string {
  const errors = PASSENGERS.map((count, month) => Math.abs(predicted[month]! / count - 1)).slice(LEARNED);
  return ((100 * errors.reduce((a, b) => a + b)) / errors.length).toFixed(1);
}

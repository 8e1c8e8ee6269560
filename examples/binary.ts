// npx tsx examples/binary.ts: a network whose hidden units are 0 or 1 learns handwritten digits. The derivative
// of a step is 0, so only the last layer learns; with a sigmoid's in its place, all layers do.
import '@tensorflow/tfjs-backend-wasm';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import asciichart from 'asciichart';
import { type Activation, activation } from 'lanewise';
import { curve } from './curve.js';
import { CLASSES, loadDigits, PIXELS } from './handwriting.js';
import { chart } from './terminal.js';

const HIDDEN = [128, 64];
const BATCH = 64;

/** 1 where x > 0, else 0. Its derivative is 0 everywhere. */
const step = activation('plainStep', (x) => tf.step(x));

/** The same step; in the backward pass its derivative is that of sigmoid(4 x), which is 1 at 0. */
const surrogate = activation('surrogateStep', (x) => tf.step(x), {
  derivative: (x) => {
    const s = tf.sigmoid(tf.mul(4, x));
    return tf.mul(tf.mul(4, s), tf.sub(1, s));
  },
});

const options = parseArgs({
  options: {
    digits: { type: 'string', default: '4000' },
    epochs: { type: 'string', default: '5' },
  },
}).values;

await tf.setBackend('wasm');
const { training, heldOut } = loadDigits(Number(options.digits));
console.log(
  `${training.images.shape[0]} digits to learn from, ${heldOut.images.shape[0]} held out; ` +
    `dense network ${[PIXELS, ...HIDDEN, CLASSES].join('-')} of binary units\n`,
);
const bySurrogate = await learn('surrogate gradient', surrogate);
const byTrue = await learn('true gradient', step);
console.log('\nloss over the training');
console.log(
  chart(
    {
      'surrogate gradient': { values: curve(bySurrogate), colour: asciichart.green },
      'true gradient': { values: curve(byTrue), colour: asciichart.red },
    },
    { height: 12, min: 0 },
  ),
);

/** Trains a network, says how well it reads and whether its first layer has learned, and returns its losses. */
async function learn(name: string, binary: Activation): Promise<number[]> {
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [PIXELS] })] });
  for (const [layer, units] of [...HIDDEN, CLASSES].entries()) {
    const kernelInitializer = tf.initializers.glorotNormal({ seed: layer });
    const ofLayer = layer === HIDDEN.length ? 'softmax' : binary.identifier;
    model.add(tf.layers.dense({ units, kernelInitializer, activation: ofLayer }));
  }
  model.compile({ optimizer: tf.train.adam(0.002), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const before = tf.clone(model.getWeights()[0]!);
  const losses: number[] = [];
  await model.fit(training.images, training.labels, {
    epochs: Number(options.epochs),
    batchSize: BATCH,
    verbose: 0,
    callbacks: { onBatchEnd: (_, logs) => void losses.push(logs!.loss!) },
  });
  const [, accuracy] = model.evaluate(heldOut.images, heldOut.labels) as tf.Scalar[];
  const read = (accuracy!.dataSync()[0]! * 100).toFixed(1);
  const moved = tf.max(tf.abs(tf.sub(model.getWeights()[0]!, before))).dataSync()[0]!;
  console.log(
    `${name.padEnd(18)}  reads ${read.padStart(4)} % of the held-out digits correctly; ` +
      `weights of the first layer moved by up to ${moved.toFixed(3)}`,
  );
  return losses;
}

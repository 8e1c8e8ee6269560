// npx tsx examples/save-and-load/train.ts [folder]: trains a model with activations of its own on the
// exclusive or, and saves it. Then load.ts, another program, loads it.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { activationLayer } from 'lanewise/layers';
import { inFolder } from '../files.js';
import { bump, leaky } from './activations.js';

const folder = process.argv[2] ?? 'build/saved-model';
await tf.setBackend('wasm');

const kernelInitializer = tf.initializers.glorotNormal({ seed: 4 });
const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [2], kernelInitializer }));
model.add(activationLayer(leaky, { parameters: { slope: { initializer: 0.25 } } }));
model.add(tf.layers.dense({ units: 4, activation: bump.identifier, kernelInitializer }));
model.add(tf.layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer }));
model.compile({ optimizer: tf.train.adam(0.05), loss: 'binaryCrossentropy' });

const x = tf.tensor2d([[0, 0], [0, 1], [1, 0], [1, 1]]); // biome-ignore format: a row each
const y = tf.tensor2d([[0], [1], [1], [0]]);
await model.fit(x, y, { epochs: 200, verbose: 0 });
(model.predict(x) as tf.Tensor).print();

await model.save(inFolder(folder));
console.log(`saved to ${folder}; now: npx tsx examples/save-and-load/load.ts ${folder}`);

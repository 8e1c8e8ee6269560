// What a worker thread of the soak does: the worker's own file, which is bundled.
import { parentPort, workerData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { activation, spiky } from '../../../src/index.js';

await tf.setBackend('wasm');
const op = activation('soakInWorker', (x) => tf.mul(x, tf.tanh(x)));
const x = tf.linspace(-4, 4, 1000);
for (let i = 0; i < 200; i++) tf.tidy(() => void tf.grad((v) => op(spiky(v)))(x));
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 3, activation: op.identifier, inputShape: [2] })],
});
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const [inputs, outputs] = [tf.ones([8, 2]), tf.zeros([8, 3])];
await model.fit(inputs, outputs, { epochs: 1, verbose: 0, yieldEvery: 'never' });
const { terminate } = workerData as { readonly terminate: boolean };
parentPort!.postMessage('done');
// Without this a worker that is to be terminated would end by itself.
if (terminate) setInterval(() => undefined, 1000);

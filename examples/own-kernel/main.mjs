// Uses the op: its values, its gradient, in a layer, and a check of what the kernel promises.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { checkKernel } from 'lanewise/kernels';
import { lisht } from './lisht.mjs';

await tf.setBackend('wasm');
const x = tf.tensor1d([-2, -0.5, 0, 0.5, 2]);
const print = (name, y) =>
  console.log(`${name}: ${[...y.dataSync()].map((value) => value.toFixed(4)).join(' ')}`);
print('lisht', lisht(x));
print('slope', tf.grad(lisht)(x));
const layer = tf.layers.dense({ units: 16, activation: lisht.identifier, inputShape: [5] });
console.log(`a dense layer gives ${tf.sequential({ layers: [layer] }).outputShape[1]} units`);
const { ok, findings } = await checkKernel(lisht);
console.log(ok ? 'the kernel keeps its promises' : findings);

// npx tsx examples/save-and-load/load.ts [folder]: loads what train.ts saved, with its activations.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { inFolder } from '../files.js';
import './activations.js';

const folder = process.argv[2] ?? 'build/saved-model';
await tf.setBackend('wasm');

const model = await tf.loadLayersModel(inFolder(folder));
model.summary();
const x = tf.tensor2d([[0, 0], [0, 1], [1, 0], [1, 1]]); // biome-ignore format: a row each
(model.predict(x) as tf.Tensor).print();

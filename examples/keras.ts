// A model from Keras, with a function that was registered in Python (Custom>spiky), one called by its name
// (squared_relu) and a Lambda layer. tensorflowjs_converter keeps their names, but not what they do.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { activation, spiky } from 'lanewise';
import { kerasHandler } from 'lanewise/layers';
import { inFolder } from './files.js';

await tf.setBackend('wasm');
// In a browser, the URL of model.json.
const source = inFolder('test/fixtures/keras3');

// Names are found by themselves: Custom>spiky is spiky, squared_relu is squaredRelu.
activation('squaredRelu', (x) => tf.square(tf.relu(x)));
console.log(`defined: ${spiky.opName}, squaredRelu`);

// A lambda has no name: the error says which layer wants what, and what to write.
try {
  await tf.loadLayersModel(kerasHandler(source));
} catch (error) {
  console.log((error as Error).message);
}

// In Python: keras.layers.Lambda(lambda x: x ** 2).
const square = activation('square', (x) => tf.square(x));
const model = await tf.loadLayersModel(kerasHandler(source, { layers: { lambda_1: square } }));
model.summary();
(model.predict(tf.tensor2d([[0.25, 0.5], [1.5, -2]])) as tf.Tensor).print(); // biome-ignore format: a row each

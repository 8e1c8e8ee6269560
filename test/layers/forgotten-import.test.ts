// A model with layers of activationLayer(), as a file that was saved before, and a program without lanewise/layers.
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { elementwise } from '../../src/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';

watchForLeaksAndWarnings();

/** As version 0.1.0 wrote it. What stands here must load for good. */
const FILE = `{"class_name":"Sequential","config":{"name":"sequential_1","layers":[
  {"class_name":"Lanewise","config":{"batch_input_shape":[null,2],"name":"fromFile_1","trainable":true,"dtype":"float32",
    "op":{"name":"fromFile"},"parameters":[{"name":"a","value":5},{"name":"b","initializer":{"class_name":"Constant",
    "config":{"value":2}},"regularizer":null,"constraint":null,"shared_axes":null,"trainable":true}]}}]},
  "keras_version":"tfjs-layers 4.22.0","backend":"tensor_flow.js"}`;
const load = (): Promise<tf.LayersModel> =>
  tf.models.modelFromJSON({ modelTopology: JSON.parse(FILE) } as never);

it('is told which import it lacks; with it, the file loads', async () => {
  await useBackend('cpu');
  elementwise('fromFile', (x: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.add(tf.mul(x, a), b), {
    inputs: ['x', 'a', 'b'],
  });
  await expect(load()).rejects.toThrow(
    new Error(
      "lanewise: expected import 'lanewise/layers' before a model with layers of activationLayer() is loaded, got none",
    ),
  );
  await import('../../src/layers/index.js');
  const model = await load();
  const x = tf.tensor2d([[1, -2]]);
  expect(tf.tidy(() => Array.from((model.predict(x) as tf.Tensor).dataSync()))).toEqual([7, -8]);
  expect(model.getConfig()).toMatchObject({ layers: [{ className: 'Lanewise' }] });
  tf.dispose([x]);
  model.dispose();
});

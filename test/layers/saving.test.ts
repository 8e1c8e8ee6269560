// Models with activations and parameters, saved and loaded in each way that Node has.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { inFolder } from '../../examples/files.js';
import { elementwise, spiky } from '../../src/index.js';
import { activationLayer } from '../../src/layers/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { artifactsOf, throughJson, weightBits } from './saving.js';

const snake = elementwise(
  'savedSnake',
  (x: tf.Tensor, a: tf.Tensor) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(a, x))), a)),
  { inputs: ['x', 'a'] },
);

const square = elementwise('savedSquare', (x: tf.Tensor) => tf.square(x));

const folder = mkdtempSync(join(tmpdir(), 'lanewise-saving-'));
afterAll(() => rmSync(folder, { recursive: true }));

const WAYS: Record<string, (model: tf.LayersModel) => Promise<tf.LayersModel>> = {
  'the file system': async (model) => {
    await model.save(inFolder(folder));
    return tf.loadLayersModel(inFolder(folder));
  },
  'memory handlers': async (model) => tf.loadLayersModel(tf.io.fromMemory(await artifactsOf(model))),
  'JSON text': async (model) => tf.loadLayersModel(tf.io.fromMemory(throughJson(await artifactsOf(model)))),
};

function makeModel(): tf.LayersModel {
  const kernelInitializer = tf.initializers.glorotNormal({ seed: 3 });
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 5, inputShape: [2], activation: spiky.identifier, kernelInitializer }));
  model.add(activationLayer(snake, { parameters: { a: { initializer: 'ones', constraint: 'nonNeg' } } }));
  model.add(tf.layers.dense({ units: 4, kernelInitializer }));
  model.add(activationLayer(snake, { parameters: { a: 5 } }));
  model.add(tf.layers.dense({ units: 1, kernelInitializer }));
  return model;
}

const fit = async (model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor): Promise<unknown> => {
  if (!model.optimizer) model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return (await model.fit(x, y, { epochs: 3, verbose: 0, shuffle: false })).history.loss;
};

describe.each(BACKENDS)('on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it.each(Object.entries(WAYS))('%s keeps every bit of the weights, and training goes on', async (_, way) => {
    const x = tf.tensor2d(
      Array.from({ length: 32 }, (_, i) => ((i * 7) % 13) / 8 - 0.75),
      [16, 2],
    );
    const y = tf.tidy(() => tf.sum(x, 1, true));
    const model = makeModel();
    await fit(model, x, y);
    const loaded = await way(model);
    expect(weightBits(loaded)).toEqual(weightBits(model));
    expect(Object.keys(weightBits(loaded)).length).toBe(7);
    expect(await fit(loaded, x, y)).toEqual(await fit(model, x, y));
    expect(weightBits(loaded)).toEqual(weightBits(model));
    model.dispose();
    loaded.dispose();
    tf.dispose([x, y]);
  });

  it.each(Object.entries(WAYS))('%s keeps derivatives of ops as layers', async (_, way) => {
    const model = tf.sequential();
    model.add(activationLayer(square.derivative(), { inputShape: [3] }));
    model.add(activationLayer(snake.derivative(1), { parameters: { a: { initializer: 'ones' } } }));
    model.add(activationLayer(snake.derivative(0).derivative(1), { parameters: { a: 5 } }));
    const loaded = await way(model);
    const x = tf.tensor2d([[0.25, -1.5, 3]]);
    const [before, after] = [model, loaded].map((each) =>
      tf.tidy(() => Array.from((each.predict(x) as tf.Tensor).dataSync())),
    );
    expect(after).toEqual(before);
    expect(new Set(before).size).toBe(3);
    model.dispose();
    loaded.dispose();
    x.dispose();
  });

  it('writes the same files for a model that has been loaded from them', async () => {
    const read = (): Buffer[] =>
      ['model.json', 'weights.bin'].map((file) => readFileSync(join(folder, file)));
    const model = makeModel();
    await model.save(inFolder(folder));
    const files = read();
    const loaded = await tf.loadLayersModel(inFolder(folder));
    await loaded.save(inFolder(folder));
    expect(read()).toEqual(files);
    model.dispose();
    loaded.dispose();
  });
});

describe('a program that has not defined an activation', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it("gets tfjs's own error, which names it", async () => {
    const layer = { class_name: 'Activation', config: { name: 'a', activation: 'never_defined', batch_input_shape: [null, 1] } }; // biome-ignore format: a line
    const modelTopology = { class_name: 'Sequential', config: { name: 'model', layers: [layer] } };
    await expect(tf.loadLayersModel(tf.io.fromMemory({ modelTopology }))).rejects.toThrow(
      'Unknown activation: neverDefined',
    );
  });
});

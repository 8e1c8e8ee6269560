import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { spiky } from '../../src/index.js';
import * as reference from '../reference.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './backends.js';

describe.each(BACKENDS)('spiky in tf.layers on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it.each([spiky.identifier, 'spiky' as never])('is found by identifier and by name', (activation) => {
    const layer = tf.layers.activation({ activation, inputShape: [4] });
    const model = tf.sequential({ layers: [layer] });
    const y = tf.tidy(() => (model.predict(tf.tensor2d([[0.25, 0.75, 1.5, -1]])) as tf.Tensor).dataSync());
    expect(Array.from(y)).toEqual([0.25, 0, 0.5, 0]);
    model.dispose();
  });

  it('is applied by a dense layer, and its gradient reaches kernel and bias', () => {
    const model = tf.sequential();
    const ones = tf.initializers.ones();
    const units = { units: 1, kernelInitializer: ones, biasInitializer: ones };
    model.add(tf.layers.dense({ ...units, activation: spiky.identifier, inputShape: [1] }));
    const [kernel, bias] = model.getWeights().map((_, i) => model.trainableWeights[i]!.read() as tf.Variable);
    tf.tidy(() => {
      // y = spiky(x + 1): the first x is on a slope, the second is not.
      const x = tf.tensor2d([[0.25], [0.75]]);
      const { value, grads } = tf.variableGrads(
        () => tf.sum(model.apply(x) as tf.Tensor) as tf.Scalar,
        [kernel!, bias!],
      );
      expect(value.dataSync()[0]).toBe(reference.forward(1.25) + reference.forward(1.75));
      expect(grads[kernel!.name]!.dataSync()[0]).toBe(0.25);
      expect(grads[bias!.name]!.dataSync()[0]).toBe(1);
    });
    model.dispose();
  });

  it('trains, and is saved and loaded with its model', async () => {
    // Sums of numbers in [0, 0.5): within reach of a few units on their first tooth.
    const values = reference
      .inputs(96)
      .slice(32)
      .map((value) => Math.abs(value) / 8);
    const x = tf.tensor2d(values, [32, 2]);
    const y = tf.sum(x, 1, true);
    const optimizer = tf.train.momentum(0.01, 0.9);
    const kernelInitializer = tf.initializers.glorotNormal({ seed: 3 });
    const model = tf.sequential();
    model.add(
      tf.layers.dense({ units: 8, activation: spiky.identifier, kernelInitializer, inputShape: [2] }),
    );
    model.add(tf.layers.dense({ units: 1, kernelInitializer }));
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const { history } = await model.fit(x, y, { epochs: 30, shuffle: false, verbose: 0 });
    expect(history.loss!.at(-1)).toBeLessThan(0.5 * Number(history.loss![0]));

    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    expect(JSON.stringify(saved!.modelTopology)).toContain('"activation":"spiky"');
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    const predictions = [model, loaded].map((each) =>
      tf.tidy(() => Array.from((each.predict(x) as tf.Tensor).dataSync())),
    );
    expect(predictions[1]).toEqual(predictions[0]);

    model.dispose();
    loaded.dispose();
    optimizer.dispose();
    // tfjs forgets the scalars of its own optimizer.
    const { c, m } = optimizer as unknown as Record<'c' | 'm', tf.Scalar>;
    tf.dispose([x, y, c, m]);
  });
});

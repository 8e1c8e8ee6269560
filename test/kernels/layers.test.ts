// Kernels of authors as layers: their parameters are numbers or weights, and models are saved and loaded.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { registerGraphOp } from '../../src/graph/index.js';
import { kernelOp } from '../../src/kernels/index.js';
import { activationLayer } from '../../src/layers/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { cube, host } from './kernels.js';

const scaled = kernelOp('scaledKernel', {
  inputs: ['x', 'a'],
  forward: (x, a, y) => {
    for (let i = 0; i < y.length; i++) y[i] = x[i]! * a[i]!;
  },
  backward: (x, a, dy, dx, da) => {
    for (let i = 0; i < dx.length; i++) {
      dx[i] = a[i]! * dy[i]!;
      da[i] = x[i]! * dy[i]!;
    }
  },
});

async function reloaded(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return tf.loadLayersModel(tf.io.fromMemory(saved!));
}

describe.each(BACKENDS)('activationLayer of a kernel on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('hands numbers on as inputs, trains weights, and is saved and loaded', async () => {
    const model = tf.sequential({
      layers: [
        activationLayer(scaled, { parameters: { a: 3 }, inputShape: [2] }),
        activationLayer(scaled, { parameters: { a: { initializer: 'ones' } } }),
        activationLayer(cube('javascript')),
      ],
    });
    const optimizer = tf.train.sgd(1e-4);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const x = tf.tensor2d([[1, 2]]);
    const values = (of: tf.LayersModel): number[] =>
      tf.tidy(() => Array.from((of.predict(x) as tf.Tensor).dataSync()));
    expect(values(model)).toEqual([27, 216]);
    const y = tf.zeros([1, 2]);
    await model.fit(x, y, { verbose: 0 });
    const trained = values(model);
    expect(trained[0]).toBeLessThan(27);
    const loaded = await reloaded(model);
    expect(values(loaded)).toEqual(trained);
    expect(loaded.countParams()).toBe(2);
    tf.dispose([x, y]);
    for (const each of [model, loaded]) each.dispose();
    optimizer.dispose();
  });
});

it('numbers and weights take the places of their names', async () => {
  await useBackend('cpu');
  const affine = kernelOp('affineKernel', {
    inputs: ['x', 'a', 'b'],
    forward: (x, a, b, y) => {
      for (let i = 0; i < y.length; i++) y[i] = x[i]! * a[i]! + b[i]!;
    },
  });
  const parameters = { a: 3, b: { initializer: 'ones' } } as const;
  const model = tf.sequential({ layers: [activationLayer(affine, { parameters, inputShape: [1] })] });
  expect(tf.tidy(() => Array.from((model.predict(tf.tensor2d([[2]])) as tf.Tensor).dataSync()))).toEqual([7]);
  model.dispose();
});

describe('a kernel of several outputs', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it('is no layer and no graph op, which take one output', () => {
    const pair = host('javascript') as never;
    expect(() => activationLayer(pair)).toThrow(
      new TypeError('activationLayer: expected an op of one output, got hostLoops of 2'),
    );
    expect(() => registerGraphOp('Pair', pair)).toThrow(
      new TypeError('registerGraphOp "Pair": expected an op of one output, got hostLoops of 2'),
    );
  });
});

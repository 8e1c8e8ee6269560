// An activation itself where tf.layers wants one: it does what its identifier does.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Activation, activation, spiky } from '../../src/index.js';
import { kernelOp } from '../../src/kernels/index.js';
import { artifactsOf, throughJson } from '../layers/saving.js';
import { useBackend, watchForLeaksAndWarnings } from './backends.js';

const bent = activation('bentInLayers', (x) => tf.mul(x, tf.sigmoid(x)));
const waiting = activation('waitingInLayers', (x) => tf.mul(x, tf.tanh(x)), { lazy: true });
const ownKernel = kernelOp('ownInLayers', {
  inputs: ['v'],
  forward: (v, y) => y.set(v.map((each) => each / 2)),
  formula: (v) => tf.div(v, 2),
});

const kernelInitializer = tf.initializers.glorotNormal({ seed: 1 });
const recurrentInitializer = tf.initializers.glorotNormal({ seed: 2 });
const recurrent = { units: 3, kernelInitializer, recurrentInitializer };

/** Layers that take an activation, on inputs of shape [4, 2]. */
const LAYERS: Record<string, (given: Activation | Activation['identifier']) => tf.layers.Layer> = {
  dense: (given) => tf.layers.dense({ units: 3, kernelInitializer, activation: given }),
  conv1d: (given) => tf.layers.conv1d({ filters: 3, kernelSize: 2, kernelInitializer, activation: given }),
  activation: (given) => tf.layers.activation({ activation: given }),
  simpleRNN: (given) => tf.layers.simpleRNN({ ...recurrent, activation: given }) as tf.layers.Layer,
  lstm: (given) =>
    tf.layers.lstm({ ...recurrent, activation: given, recurrentActivation: given }) as tf.layers.Layer,
  gru: (given) => tf.layers.gru({ ...recurrent, recurrentActivation: given }) as tf.layers.Layer,
  timeDistributed: (given) =>
    tf.layers.timeDistributed({
      layer: tf.layers.dense({ units: 3, kernelInitializer, activation: given }),
    }) as tf.layers.Layer,
  bidirectional: (given) =>
    tf.layers.bidirectional({
      layer: tf.layers.gru({ ...recurrent, activation: given }) as never,
      mergeMode: 'concat',
    }) as tf.layers.Layer,
};

describe('an activation itself, in tf.layers', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  const withoutNames = (json: unknown): string => JSON.stringify(json).replace(/"name":"[^"]*"/g, '');

  it.each(Object.entries(LAYERS))(
    '%s computes, trains, saves and loads as with its identifier',
    async (_, layer) => {
      const x = tf.tensor3d([[[1, -2], [0.5, 3], [-1, 0.25], [2, -0.5]]]); // biome-ignore format: a matrix
      const model = (given: Activation | Activation['identifier']): tf.Sequential => {
        const inputLayer = tf.layers.inputLayer({ inputShape: [4, 2] });
        const made = tf.sequential({
          name: 'model',
          layers: [inputLayer, layer(given), tf.layers.dense({ units: 1, kernelInitializer })],
        });
        made.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
        return made;
      };
      const valuesOf = (each: tf.LayersModel): Float32Array | Int32Array | Uint8Array =>
        tf.tidy(() => (each.predict(x) as tf.Tensor).dataSync());
      for (const op of [bent, waiting, spiky, ownKernel]) {
        const [byOp, byName] = [model(op), model(op.identifier)];
        expect(valuesOf(byOp)).toEqual(valuesOf(byName));
        expect(withoutNames(byOp.toJSON(null, false))).toBe(withoutNames(byName.toJSON(null, false)));
        const y = byOp.predict(x) as tf.Tensor;
        for (const each of [byOp, byName]) await each.fit(x, y, { epochs: 2, verbose: 0 });
        const loaded = await tf.loadLayersModel(tf.io.fromMemory(throughJson(await artifactsOf(byOp))));
        expect(valuesOf(loaded)).toEqual(valuesOf(byOp));
        expect(valuesOf(byOp)).toEqual(valuesOf(byName));
        for (const each of [byOp, byName, loaded]) each.dispose();
        y.dispose();
      }
      x.dispose();
    },
  );

  it('is found in models, also nested, that clone their layers from a configuration', () => {
    const inner = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [2], activation: bent })],
    });
    const json = inner.toJSON(null, false) as tf.serialization.ConfigDict;
    expect(JSON.stringify(json)).toContain('"activation":"bent_in_layers"');
    const outer = tf.sequential({ layers: [inner] });
    expect(JSON.stringify(outer.toJSON(null, false))).toContain('"activation":"bent_in_layers"');
    outer.dispose();
  });

  it('is defined by that if it waits for its first use, and shows no other properties than before', () => {
    const late = activation('lateInLayers', (x) => tf.square(x), { lazy: true });
    const map = tf.serialization.SerializationMap.getMap().classNameMap;
    expect('lateInLayers' in map).toBe(false);
    const layer = tf.layers.activation({ activation: late });
    expect('lateInLayers' in map).toBe(true);
    expect(tf.tidy(() => (layer.apply(tf.tensor1d([3])) as tf.Tensor).dataSync()[0])).toBe(9);
    expect(Object.keys(late).sort()).toEqual(Object.keys(activation('onTime', (x) => tf.square(x))).sort());
    expect(typeof late).toBe('function');
  });

  it('follows its name, as the identifier does, when the name is given to another function', () => {
    const first = activation('followed', (x) => tf.abs(x));
    const layer = tf.layers.activation({ activation: first });
    activation('followed', (x) => tf.square(x), { replace: true });
    const value = (each: tf.layers.Layer): unknown =>
      tf.tidy(() => (each.apply(tf.tensor1d([-3])) as tf.Tensor).dataSync()[0]);
    expect([layer, tf.layers.activation({ activation: first.identifier })].map(value)).toEqual([9, 9]);
  });
});

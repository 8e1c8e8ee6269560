// Every activation of the catalogue in tf.layers: trains, is saved with its model, and is loaded from JSON.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import * as catalogue from '../../src/activations/index.js';
import { type Activation, elementwise } from '../../src/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';

const { register, registerAll, ...activations } = catalogue;
const ALL: readonly Activation[] = Object.values(activations);

const isKnown = (name: string): boolean =>
  Object.hasOwn(tf.serialization.SerializationMap.getMap().classNameMap, name);

describe('the names of the catalogue', () => {
  it('are not taken by importing it, but by register and registerAll', () => {
    expect(ALL.map(({ opName }) => opName).filter(isKnown)).toEqual(['spiky']);
    expect(register(catalogue.snake, catalogue.mish)).toEqual(['snake', 'laneMish']);
    expect(
      ALL.map(({ opName }) => opName)
        .filter(isKnown)
        .sort(),
    ).toEqual(['laneMish', 'snake', 'spiky']);
    expect(registerAll().sort()).toEqual(ALL.map(({ opName }) => opName).sort());
    expect(ALL.map(({ opName }) => opName).filter((name) => !isKnown(name))).toEqual([]);
  });
});

describe('register', () => {
  it.each([
    ['a function', tf.relu, 'the function relu__op'],
    [
      'an op that tf.layers does not know',
      elementwise('unregistered', (x: tf.Tensor) => x),
      'the function unregistered',
    ],
    ['a function without a name', () => 1, 'the function without a name'],
    ['a name', 'snake', 'snake'],
    ['nothing', undefined, 'undefined'],
  ])('refuses %s', (_, given, got) => {
    expect(() => register(given as never)).toThrow(
      new TypeError(`register: expected what activation() made, got ${got}`),
    );
  });
});

describe.each(BACKENDS)('on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('every activation trains, and comes back from JSON the same and trains on', async () => {
    const x = tf.tensor2d(
      Array.from({ length: 24 }, (_, i) => ((i * 0.618) % 1) - 0.5),
      [8, 3],
    );
    const y = tf.sum(x, 1, true);
    for (const { opName, identifier } of ALL) {
      const model = tf.sequential({ layers: [denseOf(4, identifier, 3), denseOf(1, 'linear')] });
      const first = await train(model, x, y);
      const json = JSON.stringify(await artifactsOf(model));
      expect(json, opName).toContain(`"activation":"${snakeCase(opName)}"`);
      const loaded = await tf.loadLayersModel(tf.io.fromMemory(parsed(json)));
      const [before, after] = [model, loaded].map((each) =>
        tf.tidy(() => Array.from((each.predict(x) as tf.Tensor).dataSync())),
      );
      expect(after, opName).toEqual(before);
      expect(await train(loaded as tf.Sequential, x, y), opName).toBeLessThan(first);
      model.dispose();
      loaded.dispose();
    }
    tf.dispose([x, y]);
  });
});

function denseOf(units: number, activation: 'linear', inputs?: number): tf.layers.Layer {
  const kernelInitializer = tf.initializers.glorotNormal({ seed: 7 });
  return tf.layers.dense({ units, activation, kernelInitializer, ...(inputs && { inputShape: [inputs] }) });
}

/** One step of descent; the loss before it. */
async function train(model: tf.LayersModel, x: tf.Tensor, y: tf.Tensor): Promise<number> {
  const optimizer = tf.train.sgd(0.05);
  model.compile({ optimizer, loss: 'meanSquaredError' });
  const { history } = await model.fit(x, y, { epochs: 1, batchSize: 8, shuffle: false, verbose: 0 });
  optimizer.dispose();
  return Number(history.loss![0]);
}

async function artifactsOf(model: tf.LayersModel): Promise<object> {
  let saved: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  return { ...saved, weightData: Array.from(new Uint8Array(saved!.weightData as ArrayBuffer)) };
}

function parsed(json: string): tf.io.ModelArtifacts {
  const artifacts = JSON.parse(json) as tf.io.ModelArtifacts & { weightData: number[] };
  return { ...artifacts, weightData: Uint8Array.from(artifacts.weightData).buffer };
}

/** As tfjs-layers writes names. */
function snakeCase(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}

// Models with activations by name and layers with parameters: trained, saved, loaded, compared and given up.
import * as tf from '@tensorflow/tfjs';
import { activation, elementwise } from '../../../src/index.js';
import { activationLayer, dense } from '../../../src/layers/index.js';
import type { Phase } from '../phase.js';

const DATA = { samples: 16, features: 4 } as const;

export const models: readonly Phase[] = (['wasm', 'cpu'] as const).map((backend) => ({
  name: `models on ${backend}`,
  backend,
  unit: 'models',
  whole: 500,
  batch: 1,
  weight: 2,
  start(random) {
    const bent = activation('soakBent', (x) => tf.mul(x, tf.tanh(tf.softplus(x))));
    const wave = elementwise(
      'soakModelWave',
      (x: tf.Tensor, a: tf.Tensor) =>
        tf.add(x, tf.div(tf.square(tf.sin(tf.mul(a, x))), tf.add(tf.abs(a), 1))),
      { inputs: ['x', 'a'] },
    );
    const x = tf.randomUniform([DATA.samples, DATA.features], -1, 1, 'float32', random.whole(1000));
    const y = tf.randomUniform([DATA.samples, 1], -1, 1, 'float32', random.whole(1000));
    return {
      async run(units) {
        for (let i = 0; i < units; i++) {
          const model = tf.sequential({
            layers: [
              tf.layers.dense({ units: 8, activation: bent.identifier, inputShape: [DATA.features] }),
              activationLayer(wave, { parameters: { a: { initializer: 'ones' } } }),
              dense({ units: 4, activation: bent.identifier }),
              activationLayer(wave, { parameters: { a: 2 } }),
              tf.layers.dense({ units: 1 }),
            ],
          });
          model.compile({ optimizer: random.pick(['sgd', 'adam'] as const), loss: 'meanSquaredError' });
          await model.fit(x, y, { epochs: 1, batchSize: 8, verbose: 0, yieldEvery: 'never' });
          const artifacts = await saved(model);
          const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
          checkSame(model, loaded, x);
          disposeModel(model);
          disposeModel(loaded);
        }
      },
      stop: () => tf.dispose([x, y]),
    };
  },
}));

async function saved(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let kept: tf.io.ModelArtifacts | undefined;
  await model.save({
    async save(artifacts) {
      kept = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  return kept!;
}

function checkSame(model: tf.LayersModel, loaded: tf.LayersModel, x: tf.Tensor): void {
  const [before, after] = tf.tidy(() =>
    [model, loaded].map((each) => Array.from((each.predict(x) as tf.Tensor).dataSync())),
  );
  if (before!.some((value, i) => value !== after![i])) {
    throw new Error('soak: expected the loaded model to predict what the saved one did');
  }
}

function disposeModel(model: tf.LayersModel): void {
  // tf.Sequential does not dispose of the optimizer that its compile() made.
  (model.optimizer as tf.Optimizer | undefined)?.dispose();
  model.dispose();
}

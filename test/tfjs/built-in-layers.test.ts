// Every layer of tf.layers that takes `activation:`, beside itself with an activation of tfjs's own: the same
// function written for lanewise must give the same outputs, gradients and saved models.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, type spiky } from '../../src/index.js';
import { artifactsOf, throughJson, weightBits } from '../layers/saving.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './backends.js';

type Identifier = typeof spiky.identifier;

const mine = activation('softsignOfMine', (x) => tf.div(x, tf.add(tf.abs(x), 1)));
const own = 'softsign';

const conv = { filters: 2, kernelSize: 2 };
const cell = (activation: Identifier): { units: number; activation: Identifier } => ({
  units: 2,
  activation,
});

/** A layer with an activation, by the shape of its input without the batch. */
const LAYERS: [name: string, shape: number[], make: (a: Identifier) => tf.layers.Layer][] = [
  ['activation', [3], (activation) => tf.layers.activation({ activation })],
  ['dense', [3], (activation) => tf.layers.dense({ units: 2, activation })],
  ['dense of a sequence', [4, 3], (activation) => tf.layers.dense({ units: 2, activation })],
  ['conv1d', [5, 2], (activation) => tf.layers.conv1d({ ...conv, activation })],
  ['conv2d', [4, 4, 2], (activation) => tf.layers.conv2d({ ...conv, activation })],
  ['conv2dTranspose', [3, 3, 2], (activation) => tf.layers.conv2dTranspose({ ...conv, activation })],
  ['conv3d', [3, 3, 3, 2], (activation) => tf.layers.conv3d({ ...conv, activation })],
  ['conv3dTranspose', [2, 2, 2, 2], (activation) => tf.layers.conv3dTranspose({ ...conv, activation })],
  ['separableConv2d', [4, 4, 2], (activation) => tf.layers.separableConv2d({ ...conv, activation })],
  ['depthwiseConv2d', [4, 4, 2], (activation) => tf.layers.depthwiseConv2d({ kernelSize: 2, activation })],
  ['simpleRNN', [3, 2], (activation) => tf.layers.simpleRNN(cell(activation))],
  ['gru', [3, 2], (activation) => tf.layers.gru({ ...cell(activation), recurrentActivation: activation })],
  ['lstm', [3, 2], (activation) => tf.layers.lstm({ ...cell(activation), recurrentActivation: activation })],
  ['rnn of cells', [3, 2], (activation) => tf.layers.rnn({ cell: [
    tf.layers.simpleRNNCell(cell(activation)),
    tf.layers.gruCell({ ...cell(activation), recurrentActivation: activation }),
    tf.layers.lstmCell({ ...cell(activation), recurrentActivation: activation }),
  ] })],
  ['convLstm2d', [2, 3, 3, 1], (activation) => tf.layers.convLstm2d({ ...conv, activation, recurrentActivation: activation })],
  ['timeDistributed', [3, 2], (activation) => tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2, activation }) })],
  ['bidirectional', [3, 2], (activation) => tf.layers.bidirectional({ layer: tf.layers.gru({ ...cell(activation), returnSequences: true }) as tf.RNN, mergeMode: 'concat' })],
]; // biome-ignore format: a layer each

/** The kernels of gradients that tfjs lacks on wasm, with any activation. */
const LACKS: Readonly<Record<string, string>> = {
  conv1d: 'Conv2DBackpropFilter',
  conv2d: 'Conv2DBackpropFilter',
  conv2dTranspose: 'Conv2DBackpropFilter',
  separableConv2d: 'DepthwiseConv2dNativeBackpropInput',
  depthwiseConv2d: 'DepthwiseConv2dNativeBackpropFilter',
  convLstm2d: 'Conv2DBackpropFilter',
};

/** Whether the sums that conv3dTranspose and gradients of conv3d need are right: tfjs adds them up, on wasm, in memory that it has not cleared. */
const clears = (backend: string): boolean => backend !== 'wasm';

const computes = (backend: string, name: string): boolean => name !== 'conv3dTranspose' || clears(backend);

/** tfjs has no gradient of conv3dTranspose on any backend. */
const trains = (backend: string, name: string): boolean =>
  name !== 'conv3dTranspose' &&
  (name !== 'conv3d' || clears(backend)) &&
  !(backend === 'wasm' && name in LACKS);

/** Multiples of 1/16 in [-1, 1]. */
const spread = (shape: number[], seed: number): tf.Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Array.from({ length: size }, (_, i) => ((i * 7 + seed * 5) % 33) / 16 - 1),
    shape,
  );
};

function setWeights(model: tf.LayersModel): void {
  tf.tidy(() => model.setWeights(model.getWeights().map(({ shape }, i) => spread(shape, i))));
}

/** Also what tfjs does not dispose: the layers inside of wrappers. */
function discard(model: tf.LayersModel): void {
  const variables = model.weights.map((weight) => weight.read());
  model.dispose();
  for (const variable of variables) if (!variable.isDisposed) variable.dispose();
}

const predictions = (model: tf.LayersModel, x: tf.Tensor): number[] =>
  tf.tidy(() => Array.from((model.predict(x) as tf.Tensor).dataSync()));

function expectClose(got: number[], expected: number[], digits: number): void {
  expect(got.length).toBe(expected.length);
  expect(got.some((value) => value !== 0)).toBe(true);
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, digits);
  });
}

/** A functional model with the lanewise activation, and a sequential one with tfjs's. */
function models(shape: number[], make: (a: Identifier) => tf.layers.Layer): [tf.LayersModel, tf.LayersModel] {
  // A dense layer below, so that there is something to train under every layer.
  const below = (): tf.layers.Layer => tf.layers.dense({ units: shape.at(-1)!, inputShape: shape });
  const input = tf.input({ shape });
  const hidden = below().apply(input) as tf.SymbolicTensor;
  const outputs = make(mine.identifier).apply(hidden) as tf.SymbolicTensor;
  const functional = tf.model({ inputs: input, outputs });
  const sequential = tf.sequential();
  sequential.add(below());
  sequential.add(make(own as Identifier));
  setWeights(functional);
  setWeights(sequential);
  return [functional, sequential];
}

describe.each(BACKENDS)('on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('lacks, on wasm, what is not trained there', () => {
    for (const kernel of Object.values(LACKS)) {
      expect(tf.getKernel(kernel, backend) === undefined, kernel).toBe(backend === 'wasm');
    }
  });

  it.each(LAYERS.filter(([name]) => computes(backend, name)))(
    '%s applies the activation, and is saved and loaded, weights being the same bits',
    async (_, shape, make) => {
      const x = spread([2, ...shape], 1);
      const [functional, sequential] = models(shape, make);
      expectClose(predictions(functional, x), predictions(sequential, x), 5);
      const artifacts = throughJson(await artifactsOf(functional));
      expect(JSON.stringify(artifacts.modelTopology)).toContain('"activation":"softsign_of_mine"');
      const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
      expect(Object.values(weightBits(loaded))).toEqual(Object.values(weightBits(functional)));
      expect(predictions(loaded, x)).toEqual(predictions(functional, x));
      for (const model of [functional, sequential, loaded]) discard(model);
      x.dispose();
    },
  );

  describe.each(['sgd', 'adam', 'rmsprop'])('with %s', (optimizer) => {
    it.each(LAYERS.filter(([name]) => trains(backend, name)))('%s trains', async (_, shape, make) => {
      const x = spread([4, ...shape], 1);
      const trained = models(shape, make);
      const y = tf.tidy(() => tf.mul(0.5, tf.onesLike(trained[1].predict(x) as tf.Tensor)));
      const histories: number[][] = [];
      for (const model of trained) {
        model.compile({ optimizer, loss: 'meanSquaredError' });
        const { history } = await model.fit(x, y, { epochs: 3, verbose: 0, shuffle: false });
        histories.push(history.loss as number[]);
      }
      expectClose(histories[0]!, histories[1]!, 4);
      expect(histories[0]![2]).toBeLessThan(histories[0]![0]!);
      for (const model of trained) discard(model);
      tf.dispose([x, y]);
    });
  });
});

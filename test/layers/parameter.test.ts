// Parameters of layers: their shapes, their gradients, and how they train.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { spiky } from '../../src/index.js';
import { activationLayer } from '../../src/layers/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { valuesOf } from '../tfjs/values.js';
import { constant, gated, snake, snakeOf, xs } from './ops.js';
import { artifactsOf, throughJson, weightBits } from './saving.js';

describe.each(BACKENDS)('activationLayer on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it.each([
    [[4, 3], undefined, [3]],
    [[4, 3], [1], [1]],
    [[2, 5, 3], undefined, [1, 3]],
    [[2, 5, 3], [], [5, 3]],
    [[2, 5, 3], 2, [5, 1]],
    [[2, 3, 4, 5], undefined, [1, 1, 5]],
    [
      [2, 3, 4, 5],
      [1, 2, 3],
      [1, 1, 1],
    ],
    [
      [2, 3, 4, 5],
      [1, 3],
      [1, 4, 1],
    ],
    [[6], undefined, []],
  ])(
    'shares the parameter of inputs [%s] along %s, so that its shape is [%s]',
    (shape, sharedAxes, expected) => {
      const a = { initializer: constant(2), ...(sharedAxes !== undefined && { sharedAxes }) };
      const layer = activationLayer(snake, { parameters: { a } });
      const count = shape.reduce((x, y) => x * y, 1);
      const got = valuesOf(() => layer.apply(tf.tensor(xs(count), shape)) as tf.Tensor);
      expect(layer.weights[0]!.shape).toEqual(expected);
      expect(layer.countParams()).toBe(expected.reduce((x, y) => x * y, 1));
      expect(layer.computeOutputShape(shape)).toEqual(shape);
      got.forEach((value, i) => {
        expect(value).toBeCloseTo(snakeOf(xs(count)[i]!, 2), 5);
      });
      layer.dispose();
    },
  );

  it('has the gradients of parameters that finite differences give', () => {
    // Per channel, and one value for all: of a loss that weighs every element differently.
    const shape = [4, 3];
    const start = { slope: [0.5, 1.5, -2], shift: [0.25] };
    const layer = activationLayer(gated, {
      parameters: {
        slope: { initializer: 'ones' },
        shift: { initializer: 'ones', sharedAxes: [1] },
      },
      weights: [tf.tensor1d(start.slope), tf.tensor1d(start.shift)],
    });
    const x = tf.tensor(xs(12), shape);
    const weight = tf.tensor(xs(12).reverse(), shape);
    const loss = ({ slope, shift }: typeof start): number =>
      xs(12)
        .map((v, i) => xs(12).reverse()[i]! * slope[i % 3]! * Math.tanh(v + shift[0]!))
        .reduce((a, b) => a + b);
    tf.dispose(layer.apply(x) as tf.Tensor);
    const [slope, shift] = layer.trainableWeights.map((each) => each.read() as tf.Variable);
    const { value, grads } = tf.tidy(() =>
      tf.variableGrads(
        () => tf.sum(tf.mul(weight, layer.apply(x) as tf.Tensor)) as tf.Scalar,
        [slope!, shift!],
      ),
    );
    expect(value.dataSync()[0]).toBeCloseTo(loss(start), 4);
    for (const [name, variable] of [
      ['slope', slope!],
      ['shift', shift!],
    ] as const) {
      // biome-ignore format: a row
      const got = grads[variable.name]!.dataSync();
      expect(got.length).toBe(start[name].length);
      start[name].forEach((_, i) => {
        const at = (h: number): number =>
          loss({ ...start, [name]: start[name].map((v, j) => (i === j ? v + h : v)) });
        expect(got[i]).toBeCloseTo((at(1e-4) - at(-1e-4)) / 2e-4, 4);
      });
    }
    tf.dispose([x, weight, value, grads as never, layer.initialWeights]);
    layer.dispose();
  });

  it.each(['sgd', 'adam', 'rmsprop'])(
    'trains its parameters with %s, and not those that are not to be',
    async (optimizer) => {
      const x = tf.tensor2d(xs(32), [16, 2]);
      const y = tf.tidy(() => snake(x, 2));
      const layer = activationLayer(gated, {
        parameters: { slope: { initializer: 0.5 }, shift: { initializer: 0.125, trainable: false } },
        inputShape: [2],
      });
      const model = tf.sequential({ layers: [layer] });
      expect(model.trainableWeights.length).toBe(1);
      expect(model.nonTrainableWeights.map(({ trainable }) => trainable)).toEqual([false]);
      const before = tf.memory().numTensors;
      model.compile({ optimizer, loss: 'meanSquaredError' });
      const { history } = await model.fit(x, y, { epochs: 20, verbose: 0, shuffle: false });
      expect(Number(history.loss!.at(-1))).toBeLessThan(Number(history.loss![0]));
      const [slope, shift] = layer.getWeights().map((each) => Array.from(each.dataSync()));
      expect(slope!.every((value) => value > 0.5)).toBe(true);
      expect(shift).toEqual([0.125, 0.125]);
      model.dispose();
      expect(tf.memory().numTensors).toBeLessThan(before);
      tf.dispose([x, y]);
    },
  );

  it('holds to the constraint, and adds the regularizer to the loss', async () => {
    const layer = activationLayer(snake, {
      parameters: {
        a: { initializer: 0.01, constraint: 'nonNeg', regularizer: tf.regularizers.l1({ l1: 100 }) },
      },
      inputShape: [2],
    });
    const model = tf.sequential({ layers: [layer] });
    const x = tf.zeros([4, 2]);
    model.compile({ optimizer: tf.train.sgd(0.001), loss: 'meanSquaredError' });
    const { history } = await model.fit(x, x, { epochs: 1, verbose: 0 });
    expect(history.loss![0]).toBeCloseTo(100 * (0.01 + 0.01), 4);
    expect(Array.from(layer.getWeights()[0]!.dataSync())).toEqual([0, 0]);
    (model.optimizer as unknown as { c: tf.Scalar }).c.dispose();
    model.dispose();
    x.dispose();
  });

  it('trains on after it has been saved and loaded, weights being the same bits', async () => {
    const x = tf.tensor2d(xs(32), [16, 2]);
    const y = tf.tidy(() => snake(x, 3));
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 3, inputShape: [2], activation: spiky.identifier }));
    model.add(activationLayer(snake, { parameters: { a: { initializer: 'ones', constraint: 'nonNeg' } } }));
    model.add(
      activationLayer(gated, { parameters: { slope: 2, shift: { initializer: 'zeros', sharedAxes: 1 } } }),
    );
    model.add(tf.layers.dense({ units: 2 }));
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await model.fit(x, y, { epochs: 3, verbose: 0, shuffle: false });
    const artifacts = throughJson(await artifactsOf(model));
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
    expect(Object.values(weightBits(loaded))).toEqual(Object.values(weightBits(model)));
    expect(valuesOf(() => loaded.predict(x) as tf.Tensor)).toEqual(
      valuesOf(() => model.predict(x) as tf.Tensor),
    );
    loaded.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const histories = [];
    for (const each of [model, loaded])
      histories.push((await each.fit(x, y, { epochs: 3, verbose: 0, shuffle: false })).history.loss);
    expect(histories[1]).toEqual(histories[0]);
    model.dispose();
    loaded.dispose();
    tf.dispose([x, y]);
  });
});

// The oracle is tf.layers.dense: the same values, gradients, training and saved models.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { spiky } from '../../src/index.js';
import { dense } from '../../src/layers/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { artifactsOf, throughJson, weightBits } from './saving.js';

type Make = (args: Parameters<typeof dense>[0]) => tf.layers.Layer;

const ARGS = {
  units: 3,
  kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
  biasInitializer: tf.initializers.constant({ value: 0.1 }),
};
const x = (shape: number[]): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', 5);

/** Value, and gradients by the input, the kernel and the bias. */
function gradientsOf(make: Make, args: object, shape: number[]): number[][] {
  const layer = make({ ...ARGS, ...args });
  const found = tf.tidy(() => {
    const input = x(shape);
    const value = layer.apply(input) as tf.Tensor;
    const loss = (v: tf.Tensor): tf.Scalar => tf.sum(tf.square(layer.apply(v) as tf.Tensor));
    const weights = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => loss(input), weights);
    return [value, tf.grad(loss)(input), ...weights.map(({ name }) => grads[name]!)].map((each) =>
      Array.from(each.dataSync()),
    );
  });
  layer.dispose();
  return found;
}

describe.each(BACKENDS)('dense on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it.each<[string, object, number[]]>([
    ['an activation of ours', { activation: spiky.identifier }, [5, 4]],
    ['relu', { activation: 'relu' }, [5, 4]],
    ['no activation', {}, [5, 4]],
    ['no bias', { activation: 'tanh', useBias: false }, [5, 4]],
    ['inputs of three axes', { activation: spiky.identifier }, [2, 3, 4]],
  ])('is tf.layers.dense with %s', (_, args, shape) => {
    const ours = gradientsOf(dense, args, shape);
    const theirs = gradientsOf(tf.layers.dense, args, shape);
    expect(ours).toHaveLength(theirs.length);
    ours.forEach((values, i) => {
      expect(values).toHaveLength(theirs[i]!.length);
      values.forEach((value, j) => {
        expect(value).toBeCloseTo(theirs[i]![j]!, 5);
      });
    });
  });

  it('trains, and is saved and loaded as a Dense', async () => {
    const layers = [
      dense({ ...ARGS, units: 8, activation: spiky.identifier, inputShape: [4] }),
      dense({ ...ARGS, units: 1 }),
    ];
    const model = tf.sequential({ layers });
    const optimizer = tf.train.sgd(0.05);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const [input, target] = [x([32, 4]), tf.ones([32, 1])];
    const { history } = await model.fit(input, target, { epochs: 15, verbose: 0 });
    expect(Number(history.loss!.at(-1))).toBeLessThan(0.5 * Number(history.loss![0]));
    const artifacts = throughJson(await artifactsOf(model));
    expect(JSON.stringify(artifacts.modelTopology)).toContain('"class_name":"Dense"');
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
    expect(await weightBits(loaded)).toEqual(await weightBits(model));
    loaded.dispose();
    model.dispose();
    optimizer.dispose();
    tf.dispose([input, target]);
  });

  it('computes no gradient of an input that needs none', async () => {
    const layer = dense({ ...ARGS, activation: spiky.identifier });
    const input = x([5, 4]);
    (layer.apply(input) as tf.Tensor).dispose();
    const weights = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const products = async (f: () => unknown): Promise<number> =>
      (await tf.profile(() => tf.tidy(() => void f()))).kernels.filter(({ name }) => /MatMul/.test(name))
        .length;
    const loss = (): tf.Scalar => tf.sum(layer.apply(input) as tf.Tensor);
    // One forward, and one for the gradient of the kernel.
    expect(await products(() => tf.variableGrads(loss, weights))).toBe(2);
    layer.dispose();
    input.dispose();
  });

  it('leaves the refusal of wrong arguments and inputs to tfjs', () => {
    expect(() => dense({} as never)).toThrow('units');
    const layer = dense({ ...ARGS, inputShape: [4] });
    const vector = tf.tensor1d([1]);
    expect(() => layer.apply(vector)).toThrow('expected min_ndim=2');
    vector.dispose();
  });
});

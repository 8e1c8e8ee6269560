// What Keras writes, mapped to what is known here: activations, and layers of its own.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, elementwise, spiky } from '../../src/index.js';
import { activationLayer, fromKeras, type KerasOptions } from '../../src/layers/index.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { messageOf } from '../thrown.js';
import { dense, sequential } from './keras-topology.js';

activation('squaredRelu', (x) => tf.square(tf.relu(x)));

describe('fromKeras', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  const migratedActivation = (value: unknown, options?: KerasOptions): unknown => {
    const { modelTopology } = fromKeras(sequential(dense({ activation: value })), options) as never;
    return (modelTopology as { config: { layers: { config: { activation: unknown } }[] } }).config.layers[0]!
      .config.activation;
  };
  const fn = (config: string, registered_name = 'function'): object => ({
    module: 'builtins',
    class_name: 'function',
    config,
    registered_name,
  });

  it.each([
    ['spiky', 'spiky'],
    ['Custom>spiky', 'spiky'],
    ['my_package>squared_relu', 'squaredRelu'],
    ['squared_relu', 'squaredRelu'],
    ['hard_sigmoid', 'hardSigmoid'],
    ['silu', 'swish'],
    ['relu', 'relu'],
    [null, null],
    [undefined, undefined],
    [fn('spiky'), 'spiky'],
    [fn('Custom>spiky'), 'spiky'],
    [fn('squared_relu', 'Custom>squared_relu'), 'squaredRelu'],
  ])('finds %o by itself', (given, expected) => {
    expect(migratedActivation(given)).toBe(expected);
  });

  it.each([
    ['Custom>bent', { 'Custom>bent': spiky }],
    ['Custom>bent', { bent: spiky }],
    ['bent', { bent: 'spiky' }],
    ['Custom>squared_relu', { squared_relu: spiky }],
    [fn('mine>bent'), { bent: spiky }],
    [{ class_name: '__lambda__', config: {} }, { dense: spiky }],
    ['<lambda>', { dense: spiky }],
    [
      { module: 'keras.layers', class_name: 'LeakyReLU', config: {}, registered_name: null },
      { LeakyReLU: spiky },
    ],
  ])('maps %o by options', (given, activations) => {
    expect(migratedActivation(given, { activations })).toBe('spiky');
  });

  it('finds activations in recurrent layers, wrappers, cells and models in models', async () => {
    const gru = {
      class_name: 'GRU',
      config: {
        name: 'gru',
        units: 2,
        activation: 'Custom>spiky',
        recurrent_activation: 'Custom>squared_relu',
        return_sequences: true,
      },
    };
    const inner = {
      class_name: 'TimeDistributed',
      config: { name: 'each', layer: dense({ activation: 'Custom>spiky' }) },
    };
    const cells = {
      class_name: 'RNN',
      config: {
        name: 'rnn',
        cell: {
          class_name: 'StackedRNNCells',
          config: {
            cells: [
              { class_name: 'SimpleRNNCell', config: { name: 'cell', units: 2, activation: 'Custom>spiky' } },
            ],
          },
        },
      },
    };
    const { modelTopology } = sequential(
      { class_name: 'Bidirectional', config: { name: 'both', layer: gru, batch_input_shape: [null, 3, 2], merge_mode: 'concat' } },
      { class_name: 'Sequential', config: { name: 'inner', layers: [{ ...inner, config: { ...inner.config, batch_input_shape: [null, 3, 4] } }] } },
      cells,
    ); // biome-ignore format: a layer each
    const migrated = fromKeras({ modelTopology });
    expect(JSON.stringify(migrated)).not.toContain('Custom');
    const model = await tf.models.modelFromJSON(migrated as never);
    tf.tidy(() => {
      expect((model.predict(tf.ones([1, 3, 2])) as tf.Tensor).shape).toEqual([1, 2]);
    });
    // tfjs does not dispose the layers of a model inside a model.
    tf.dispose(model.weights.map((weight) => weight.read()));
    expect(messageOf(() => fromKeras(JSON.parse(JSON.stringify({ modelTopology }).replaceAll('spiky', 'bent')))).split('\n').slice(1)).toEqual([
      `  layer "gru": activation is "Custom>bent"; write fromKeras(…, { activations: { 'Custom>bent': … } }), or first activation('bent', (x) => …)`,
      `  layer "dense": activation is "Custom>bent"; write fromKeras(…, { activations: { 'Custom>bent': … } }), or first activation('bent', (x) => …)`,
      `  layer "cell": activation is "Custom>bent"; write fromKeras(…, { activations: { 'Custom>bent': … } }), or first activation('bent', (x) => …)`,
    ]); // biome-ignore format: a line each
  });

  it('puts a layer with parameters in the place of a Lambda or of a class of its own', async () => {
    const snake = elementwise(
      'kerasSnake',
      (x: tf.Tensor, alpha: tf.Tensor) => tf.add(x, tf.sin(tf.mul(alpha, x))),
      {
        inputs: ['x', 'alpha'],
      },
    );
    const custom = {
      class_name: 'Snake',
      registered_name: 'Custom>Snake',
      config: { name: 'snake', trainable: true },
    };
    const artifacts = {
      ...sequential(dense({}), custom, { class_name: 'Lambda', config: { name: 'lambda', function: 'x' } }),
      weightSpecs: [
        { name: 'dense/kernel', shape: [2, 2], dtype: 'float32' },
        { name: 'dense/bias', shape: [2], dtype: 'float32' },
        { name: 'snake/alpha', shape: [2], dtype: 'float32' },
      ] as tf.io.WeightsManifestEntry[],
      weightData: new Float32Array([1, 0, 0, 1, 0, 0, 2, 3]).buffer,
    };
    const lines = messageOf(() => fromKeras(artifacts))
      .split('\n')
      .slice(1);
    expect(lines).toEqual([
      `  layer "snake": its class is "Custom>Snake"; write fromKeras(…, { layers: { 'snake': … } }), or first tf.serialization.registerClass(Snake)`,
      `  layer "lambda": a Lambda of the Python function "x"; write fromKeras(…, { layers: { 'lambda': … } })`,
    ]);
    const abs = elementwise('absOfKeras', (x: tf.Tensor) => tf.abs(x));
    const model = await tf.loadLayersModel(
      tf.io.fromMemory(
        fromKeras(artifacts, {
          layers: {
            snake: activationLayer(snake, { parameters: { alpha: { initializer: 'ones' } } }),
            lambda: abs,
          },
        }),
      ),
    );
    const got = tf.tidy(() => Array.from((model.predict(tf.tensor2d([[-2, 1]])) as tf.Tensor).dataSync()));
    expect(got[0]).toBeCloseTo(Math.abs(-2 + Math.sin(-4)), 5);
    expect(got[1]).toBeCloseTo(1 + Math.sin(3), 5);
    model.dispose();
  });
});

// Models as tensorflowjs_converter writes them, from Keras 2 and 3: see test/fixtures.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { inFolder } from '../../examples/files.js';
import { activation, elementwise, spiky } from '../../src/index.js';
import { activationLayer, fromKeras, type KerasOptions, kerasHandler } from '../../src/layers/index.js';
import * as reference from '../reference.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';

const squaredRelu = activation('squaredRelu', (x) => tf.square(tf.relu(x)));
const square = activation('squareOfKeras', (x) => tf.square(x));

const load = (version: string, options?: KerasOptions): Promise<tf.LayersModel> =>
  tf.loadLayersModel(kerasHandler(inFolder(`test/fixtures/${version}`), options));

/** The weights of both fixtures. */
const KERNEL = [[0.5, -0.25, 1.5], [1, 0.75, -0.5]]; // biome-ignore format: a matrix
const BIAS = [0.25, -0.5, 0];
const KERNEL_1 = [1, -0.5, 0.25];
const BIAS_1 = 0.5;

const hidden = (x: number[]): number[] =>
  BIAS.map((bias, j) => reference.forward(x[0]! * KERNEL[0]![j]! + x[1]! * KERNEL[1]![j]! + bias));
const last = (h: number[]): number => h.reduce((sum, value, i) => sum + value * KERNEL_1[i]!, BIAS_1);
const clipped = (value: number): number => Math.max(value, 0) ** 2;

const MODELS: Record<string, (x: number[]) => number> = {
  keras2: (x) => clipped(last(hidden(x).map((value) => value ** 2))),
  keras3: (x) => last(hidden(x).map((value) => clipped(value) + value ** 2)),
};
const LAMBDA: Record<string, string> = { keras2: 'lambda', keras3: 'lambda_1' };
const X = [[0.25, 0.5], [1.5, -2], [-0.75, 3.25], [4, 0.125]]; // biome-ignore format: a row each

const dense = (config: object): object => ({
  class_name: 'Dense',
  config: { name: 'dense', units: 2, batch_input_shape: [null, 2], ...config },
});
const sequential = (...layers: object[]): { modelTopology: object } => ({
  modelTopology: { class_name: 'Sequential', config: { name: 'model', layers } },
});
const messageOf = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe.each(Object.entries(MODELS))('the fixture of %s', (version, expected) => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  it('loads with its functions and its Lambda mapped, and computes what Keras does', async () => {
    const model = await load(version, { layers: { [LAMBDA[version]!]: square } });
    const got = tf.tidy(() => Array.from((model.predict(tf.tensor2d(X)) as tf.Tensor).dataSync()));
    got.forEach((value, i) => {
      expect(value).toBeCloseTo(expected(X[i]!), 5);
    });
    model.dispose();
  });

  it('is refused without, in an error that names what is missing and what to write', async () => {
    await expect(load(version)).rejects.toThrow(
      new Error(
        'fromKeras: expected functions and layers that are known here, got others:\n' +
          `  layer "${LAMBDA[version]}": a Lambda of Python code; write fromKeras(…, { layers: { '${LAMBDA[version]}': … } })`,
      ),
    );
  });

  it('is left as it is, being data', () => {
    const artifacts = JSON.parse(readFileSync(`test/fixtures/${version}/model.json`, 'utf8'));
    const before = JSON.stringify(artifacts);
    const migrated = fromKeras(artifacts, { layers: { [LAMBDA[version]!]: square } });
    expect(JSON.stringify(artifacts)).toBe(before);
    expect(JSON.parse(JSON.stringify(migrated))).toEqual(migrated);
    expect(JSON.stringify(migrated)).not.toContain('Lambda');
    expect(migrated.weightsManifest[0].weights[0].name).toBe('dense/kernel');
  });

  it('trains on, and is saved by the names of its activations', async () => {
    const model = await load(version, { layers: { [LAMBDA[version]!]: square } });
    const x = tf.tensor2d(X);
    const y = tf.ones([X.length, 1]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await model.fit(x, y, { epochs: 1, verbose: 0 });
    expect(JSON.stringify(model.toJSON(undefined, false))).toContain('"activation":"spiky"');
    model.dispose();
    tf.dispose([x, y]);
  });
});

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

  it.each(['hard_swish', 'leaky_relu', 'Custom>squared_relu_2', 'gelu_tanh'])(
    'names registerAll for %s if the catalogue has it, and else activation',
    (name) => {
      const line = messageOf(() => fromKeras(sequential(dense({ activation: name }))));
      const camel = { hard_swish: 'hardSwish', leaky_relu: 'leakyRelu', gelu_tanh: 'geluTanh' }[name];
      expect(line).toMatch(
        camel === undefined
          ? /, or first activation\('squaredRelu2', \(x\) => …\)$/
          : new RegExp(`, or first registerAll\\(\\) of 'lanewise/activations', which has ${camel}$`),
      );
    },
  );

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

  it('refuses hard_sigmoid of Keras 3, which is another function than that of tfjs', () => {
    const { modelTopology } = sequential(dense({ activation: 'hard_sigmoid' }));
    const of = (keras_version: string, options?: KerasOptions): object =>
      fromKeras({ modelTopology: { keras_version, model_config: modelTopology } }, options);
    expect(() => of('2.15.0')).not.toThrow();
    expect(() => fromKeras({ modelTopology })).not.toThrow();
    expect(() => fromKeras({ modelTopology: { module: 'keras', ...modelTopology } })).toThrow('of Keras 3');
    expect(messageOf(() => of('3.5.0'))).toContain(
      `layer "dense": activation is "hard_sigmoid" of Keras 3, relu6(x + 3) / 6, which differs from that of tfjs; write fromKeras(…, { activations: { 'hard_sigmoid': … } })`,
    );
    expect(() => of('3.5.0', { activations: { hard_sigmoid: spiky } })).not.toThrow();
  });

  it.each([
    [
      'no topology',
      {},
      {},
      TypeError,
      'expected the modelTopology of a layers model, as an object, got undefined; graph models are loaded by tf.loadGraphModel',
    ],
    [
      'a binary topology',
      { modelTopology: new ArrayBuffer(8) },
      {},
      TypeError,
      'expected the modelTopology of a layers model, as an object, got an object of type ArrayBuffer',
    ],
    [
      'a graph model',
      { modelTopology: { node: [] } },
      {},
      TypeError,
      "expected the modelTopology of a layers model, got that of a graph model; graph models are loaded by tf.loadGraphModel, which knows the ops of registerGraphOp of 'lanewise/graph'",
    ],
    [
      'a topology that is no layer',
      { modelTopology: { model_config: { layers: [] } } },
      {},
      TypeError,
      'modelTopology expected { class_name, config }, got class_name undefined',
    ],
    ['no artifacts', null, {}, TypeError, 'artifacts expected an object, got null'],
    ['null as options', sequential(dense({})), null, TypeError, 'options expected an object, got null'],
    [
      'an unknown option',
      sequential(dense({})),
      { lambdas: {} },
      RangeError,
      'expected options among activations, layers, got "lambdas"',
    ],
    [
      'null as activations',
      sequential(dense({})),
      { activations: null },
      TypeError,
      'activations expected an object, got null',
    ],
    [
      'a layer that the model does not have',
      sequential(dense({})),
      { layers: { lamda: spiky } },
      RangeError,
      'layers expected names of layers of the model, got "lamda"',
    ],
    [
      'an op without a name in tf.layers',
      sequential(dense({ activation: 'bent' })),
      { activations: { bent: elementwise('bentOp', (x: tf.Tensor) => x) } },
      TypeError,
      'activations["bent"] expected what activation() made or a name, got a function',
    ],
    [
      'an activation that is not defined',
      sequential(dense({ activation: 'bent' })),
      { activations: { bent: 'bentToo' } },
      RangeError,
      'activations["bent"] expected an activation that is defined, got "bentToo"',
    ],
    [
      'a layer that is none',
      sequential(dense({})),
      { layers: { dense: 5 } },
      TypeError,
      'layers["dense"] expected what activation() made or a name, got 5',
    ],
  ])('refuses %s', (_, artifacts, options, type, message) => {
    // biome-ignore format: a row each
    let error: unknown;
    try {
      fromKeras(artifacts as never, options as never);
    } catch (thrown) {
      error = thrown;
    }
    expect((error as Error)?.constructor).toBe(type);
    expect((error as Error).message).toContain(`fromKeras: ${message}`);
  });

  it('loads from a URL', async () => {
    vi.spyOn(tf.env().platform, 'fetch').mockImplementation(async (url) => {
      const file = readFileSync(`test/fixtures/keras2/${url.split('/').at(-1)}`);
      return new Response(new Uint8Array(file), {
        headers: { 'content-type': url.endsWith('json') ? 'application/json' : 'application/octet-stream' },
      });
    });
    const handler = kerasHandler('https://example.org/models/model.json', { layers: { lambda: square } });
    const model = await tf.loadLayersModel(handler);
    expect(model.layers.at(-1)!.getConfig().activation).toBe('squaredRelu');
    model.dispose();
    expect(squaredRelu.opName).toBe('squaredRelu');
    expect(() => kerasHandler('https://example.org/model.json', null as never)).toThrow(
      new TypeError('kerasHandler: options expected an object, got null'),
    );
    expect(() => kerasHandler({} as never)).toThrow(
      new TypeError('kerasHandler: expected a URL or a handler that loads, got an object of type Object'),
    );
  });
});

// Ops as layers: what they compute, how their parameters train, and what becomes of them in saved models.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { activation, elementwise, spiky } from '../../src/index.js';
import { activationLayer } from '../../src/layers/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { artifactsOf, throughJson, weightBits } from './saving.js';

const snake = elementwise(
  'snake',
  (x: tf.Tensor, a: tf.Tensor) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(a, x))), a)),
  { inputs: ['x', 'a'] },
);
const snakeOf = (x: number, a: number): number => x + Math.sin(a * x) ** 2 / a;

const gated = elementwise(
  'gated',
  (x: tf.Tensor, slope: tf.Tensor, shift: tf.Tensor) => tf.mul(slope, tf.tanh(tf.add(x, shift))),
  { inputs: ['x', 'slope', 'shift'] },
);

const valuesOf = (f: () => tf.Tensor): number[] => tf.tidy(() => Array.from(f().dataSync()));
const xs = (count: number): number[] => Array.from({ length: count }, (_, i) => ((i * 7) % 13) / 4 - 1.5);
const constant = (value: number): ReturnType<typeof tf.initializers.constant> =>
  tf.initializers.constant({ value });

describe.each(BACKENDS)('activationLayer on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('applies an op of one input, and has no weights', () => {
    const layer = activationLayer(spiky, { inputShape: [4] });
    const model = tf.sequential({ layers: [layer] });
    expect(valuesOf(() => model.predict(tf.tensor2d([[0.25, 0.75, 1.5, -1]])) as tf.Tensor)).toEqual([
      0.25, 0, 0.5, 0,
    ]);
    expect(model.countParams()).toBe(0);
    model.dispose();
  });

  it('applies fixed parameters, without weights', () => {
    const layer = activationLayer(snake, { parameters: { a: 5 }, inputShape: [3] });
    const model = tf.sequential({ layers: [layer] });
    const got = valuesOf(() => model.predict(tf.tensor2d([xs(3)])) as tf.Tensor);
    got.forEach((value, i) => {
      expect(value).toBeCloseTo(snakeOf(xs(3)[i]!, 5), 5);
    });
    expect(model.countParams()).toBe(0);
    model.dispose();
  });

  it('keeps the derivative that the op was given when a parameter is fixed', () => {
    const step = elementwise('stepAt', (x: tf.Tensor, at: tf.Tensor) => tf.step(tf.sub(x, at)), {
      inputs: ['x', 'at'],
      derivative: (x, at) => [tf.sub(x, at), tf.sub(at, x)],
    });
    const layer = activationLayer(step, { parameters: { at: 2 } });
    const slopes = tf.grad((x: tf.Tensor) => layer.apply(x) as tf.Tensor);
    expect(valuesOf(() => slopes(tf.tensor2d([[1, 5]])))).toEqual([-1, 3]);
    layer.dispose();
  });

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

describe('activationLayer', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it('shows its parameters in model.summary()', () => {
    const model = tf.sequential();
    model.add(activationLayer(gated, {
      name: 'gate', inputShape: [4, 3],
      parameters: { slope: { initializer: 'ones' }, shift: { initializer: 'ones', trainable: false, sharedAxes: [1, 2] } },
    })); // biome-ignore format: a row
    const lines: string[] = [];
    model.summary(undefined, undefined, (line) => lines.push(line));
    expect(lines.find((line) => line.startsWith('gate'))).toMatch(
      /^gate \(Lanewise\) +\[\[null,4,3\]\] +\[null,4,3\] +4 *$/,
    );
    expect(lines).toContain('Trainable params: 3');
    expect(lines).toContain('Non-trainable params: 1');
    expect(model.weights.map(({ originalName }) => originalName)).toEqual(['gate/slope', 'gate/shift']);
    model.dispose();
  });

  it('gives layers names of the op, that tfjs takes, and each its own', () => {
    const odd = elementwise('_my op/2!', (x: tf.Tensor) => tf.abs(x));
    const names = [snake, snake].map((op) => activationLayer(op, { parameters: { a: 1 } }).name);
    names.push(activationLayer(odd).name);
    expect(names[0]).toMatch(/^snake_\d+$/);
    expect(names[2]).toMatch(/^myop2_\d+$/);
    expect(new Set(names).size).toBe(3);
    expect(activationLayer(spiky, { name: 'mine' }).name).toBe('mine');
  });

  it('gives names beside those of a model that was loaded', () => {
    const layer = activationLayer(spiky, { name: 'spiky_9007' });
    const kind = layer.constructor as unknown as tf.serialization.SerializableConstructor<tf.layers.Layer> &
      Pick<typeof tf.serialization.Serializable, 'fromConfig'>;
    expect(kind.fromConfig(kind, layer.getConfig()).name).toBe('spiky_9007');
    expect(activationLayer(spiky).name).toBe('spiky_9008');
  });

  it('saves what it was made with, whichever way that was written', () => {
    const l2 = { l2: 0.5 };
    const written = [
      { initializer: 1.5, constraint: 'nonNeg', regularizer: tf.regularizers.l2(l2), sharedAxes: 1 },
      {
        initializer: constant(1.5),
        constraint: tf.constraints.nonNeg(),
        regularizer: tf.regularizers.l1l2({ l1: 0, ...l2 }),
        sharedAxes: [1],
        trainable: true,
      },
    ];
    const configs = written.map((a) =>
      activationLayer(snake, { name: 'wave', parameters: { a } }).getConfig(),
    );
    expect(configs[0]).toEqual({
      name: 'wave',
      trainable: true,
      op: { name: 'snake' },
      parameters: [
        {
          name: 'a',
          initializer: { className: 'Constant', config: { value: 1.5 } },
          constraint: { className: 'NonNeg', config: {} },
          regularizer: { className: 'L1L2', config: { l1: 0, l2: 0.5 } },
          sharedAxes: [1],
          trainable: true,
        },
      ],
    });
    expect(configs[1]).toEqual(configs[0]);
  });

  it('keeps names that snake_case would change', async () => {
    const op = elementwise('My_op B', (x: tf.Tensor, SlopeA: tf.Tensor) => tf.mul(x, SlopeA), {
      inputs: ['x', 'Slope_A'],
    });
    const model = tf.sequential();
    model.add(
      activationLayer(op, { inputShape: [2], parameters: { Slope_A: { initializer: 'glorotNormal' } } }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(throughJson(await artifactsOf(model))));
    expect(loaded.layers[0]!.getConfig()).toEqual(model.layers[0]!.getConfig());
    expect(weightBits(loaded)).toEqual(weightBits(model));
    model.dispose();
    loaded.dispose();
  });

  it('loads from toJSON, and inside timeDistributed and a model in a model', async () => {
    const inner = tf.sequential({ name: 'inner' });
    inner.add(activationLayer(snake, { inputShape: [3], parameters: { a: 5 } }));
    const input = tf.input({ shape: [4, 3] });
    const layer = activationLayer(gated, { parameters: { slope: { initializer: 2 }, shift: 1 } });
    const once = tf.layers.timeDistributed({ layer }).apply(input) as tf.SymbolicTensor;
    const output = tf.layers.timeDistributed({ layer: inner }).apply(once) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: output });
    const json = JSON.parse(model.toJSON() as unknown as string);
    const loaded = await tf.models.modelFromJSON({ modelTopology: json } as never);
    const x = tf.tensor(xs(24), [2, 4, 3]);
    expect(valuesOf(() => loaded.predict(x) as tf.Tensor)).toEqual(
      valuesOf(() => model.predict(x) as tf.Tensor),
    );
    model.dispose();
    loaded.dispose();
    x.dispose();
  });

  it('passes masks on', () => {
    const layer = activationLayer(snake, { parameters: { a: 1 } });
    expect(layer.supportsMasking).toBe(true);
    const x = tf.ones([2, 3]);
    expect(layer.computeMask(x, x)).toBe(x);
    x.dispose();
  });

  it('takes another batch size, and the shape of the input if no axis has several values', () => {
    const scalar = activationLayer(snake, { parameters: { a: { initializer: 1, sharedAxes: [1, 2] } } });
    const fixed = activationLayer(snake, { parameters: { a: 1 } });
    tf.tidy(() => {
      for (const shape of [
        [2, 3, 4],
        [5, 1, 2],
      ]) {
        // biome-ignore format: a row
        expect((scalar.apply(tf.ones(shape)) as tf.Tensor).shape).toEqual(shape);
        expect((fixed.apply(tf.ones(shape)) as tf.Tensor).shape).toEqual(shape);
      }
      expect((fixed.apply(tf.ones([7])) as tf.Tensor).shape).toEqual([7]);
    });
    scalar.dispose();
    fixed.dispose();
  });

  it('is called through its call hook', () => {
    const layer = activationLayer(spiky);
    const hook = vi.fn();
    layer.setCallHook(hook);
    valuesOf(() => layer.apply(tf.ones([1, 1])) as tf.Tensor);
    expect(hook).toHaveBeenCalledOnce();
  });

  it('takes an activation, and ops without names by their default ones', () => {
    const unnamed = elementwise('unnamed', (x: tf.Tensor, a: tf.Tensor) => tf.mul(x, a));
    const mine = activation('mineOfLayer', (x) => tf.square(x));
    const layers = [activationLayer(unnamed, { parameters: { b: 3 } }), activationLayer(mine)];
    expect(layers.map((layer) => valuesOf(() => layer.apply(tf.tensor2d([[4]])) as tf.Tensor))).toEqual([
      [12],
      [16],
    ]);
  });
});

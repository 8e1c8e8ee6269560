// Ops as layers: what they compute, what tfjs sees of them, and what becomes of them in saved models.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { activation, elementwise, spiky } from '../../src/index.js';
import { activationLayer } from '../../src/layers/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { valuesOf } from '../tfjs/values.js';
import { constant, gated, snake, snakeOf, xs } from './ops.js';
import { artifactsOf, throughJson, weightBits } from './saving.js';

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

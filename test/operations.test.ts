// The public operations that no op of tfjs is, as ops, in traced functions, in layers and in saved models.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, elementwise, stopGradient } from '../src/index.js';
import { activationLayer } from '../src/layers/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './tfjs/backends.js';

const valuesOf = (f: () => tf.Tensor): number[] => tf.tidy(() => Array.from(f().dataSync()));

describe.each(BACKENDS)('stopGradient on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('is its input, with derivative 0 of every order', () => {
    const x = tf.tensor1d([-1.5, 0, 2, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(valuesOf(() => stopGradient(x))).toEqual([-1.5, 0, 2, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(valuesOf(() => tf.grad(stopGradient)(x))).toEqual([0, 0, 0, 0, 0]);
    expect(valuesOf(() => tf.grad((v: tf.Tensor) => tf.grad(stopGradient)(v))(x))).toEqual([0, 0, 0, 0, 0]);
    expect(valuesOf(() => stopGradient.derivative()(x))).toEqual([0, 0, 0, 0, 0]);
    x.dispose();
  });

  it('makes a straight-through estimator of a traced function: its value, and the derivative of what is left', () => {
    const straight = activation('roundStraight', (x) => tf.add(x, stopGradient(tf.sub(tf.round(x), x))));
    const x = tf.tensor1d([0.2, 1.7, -2.6]);
    expect(valuesOf(() => straight(x))).toEqual([0, 2, -3]);
    expect(valuesOf(() => tf.grad(straight)(x))).toEqual([1, 1, 1]);
    x.dispose();
  });

  it('stops the gradient by one input alone', () => {
    const scaled = elementwise('stopScale', (x, a) => tf.mul(x, stopGradient(a)), { inputs: ['x', 'a'] });
    const inputs = [tf.tensor1d([2, 3]), tf.scalar(5)];
    const gradients = tf.tidy(() =>
      tf
        .grads((x, a) => scaled(x, a))(inputs)
        .map((g) => [...g.dataSync()]),
    );
    expect(gradients).toEqual([[5, 5], [0]]);
    tf.dispose(inputs);
  });
});

describe('stopGradient', () => {
  it('is written as such', () => {
    expect(String(stopGradient.explain()).split('\n').slice(0, 2)).toEqual([
      'stopGradient(x) = stopGradient(x)',
      "stopGradient'(x) = 0",
    ]);
  });

  it('is an activation and a layer of saved models', async () => {
    await useBackend('cpu');
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 2, inputShape: [2], activation: stopGradient.identifier }));
    model.add(activationLayer(stopGradient));
    const saved = JSON.parse(JSON.stringify(model.toJSON(undefined, false))) as tf.io.ModelArtifacts;
    const loaded = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: saved }));
    expect(loaded.toJSON()).toEqual(model.toJSON());
    model.dispose();
    loaded.dispose();
  });
});

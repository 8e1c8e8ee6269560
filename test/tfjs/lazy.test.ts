import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Activation, activation, checkDerivative } from '../../src/index.js';
import { useBackend, watchForLeaksAndWarnings } from './backends.js';
import { valuesOf } from './values.js';

let count = 0;

/** A name that has not been used. */
const unused = (): string => `lazyOne${String.fromCharCode(97 + count++)}`;

const isKnown = (name: string): boolean =>
  Object.hasOwn(tf.serialization.SerializationMap.getMap().classNameMap, name);

describe('an activation that waits for its first use', () => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  const uses: Record<string, (op: Activation) => unknown> = {
    call: (op) => op([1]).dispose(),
    derivative: (op) => op.derivative()([1]).dispose(),
    explain: (op) => op.explain(),
    identifier: (op) => op.identifier,
  };

  it.each(Object.entries(uses))('is defined by %s, once', (_, use) => {
    const name = unused();
    const fn = vi.fn((x: tf.Tensor) => tf.mul(x, 3));
    const op = activation(name, fn, { lazy: true });
    expect([op.opName, op.name]).toEqual([name, name]);
    expect(fn).not.toHaveBeenCalled();
    expect(isKnown(name)).toBe(false);
    use(op);
    expect(isKnown(name)).toBe(true);
    const { length } = fn.mock.calls;
    for (const again of Object.values(uses)) again(op);
    expect(fn).toHaveBeenCalledTimes(length);
  });

  it('can be defined by a gradient, a tidy or another activation that is being defined', () => {
    tf.tidy(() => {
      const inGradient = activation(unused(), (x) => tf.square(x), { lazy: true });
      expect(valuesOf(() => tf.grad(inGradient)(tf.tensor1d([1, 2])))).toEqual([2, 4]);
      const inner = activation(unused(), (x) => tf.mul(x, 5), { lazy: true });
      const outer = activation(unused(), (x) => tf.add(inner(x), 1));
      expect(valuesOf(() => outer([1, 2]))).toEqual([6, 11]);
      expect(outer.explain().formula).toBe('x * 5 + 1');
    });
  });

  it('is what it becomes in tf.layers, in explain and in checkDerivative', async () => {
    const op = activation(unused(), (x) => tf.mul(x, tf.sigmoid(x)), { lazy: true });
    expect((await checkDerivative(op)).ok).toBe(true);
    expect(op.identifier).toBe(op.opName);
    expect(op.explain().formula).toBe('x * sigmoid(x)');
    expect(() => op.derivative(1)).toThrow('derivative expected input 0, or a name (x), got 1');
  });

  it('has its name and function checked at once, the rest at its first use', () => {
    const lazy = { lazy: true };
    expect(() => activation('relu', (x) => x, lazy)).toThrow(RangeError);
    expect(() => activation(unused(), 3 as never, lazy)).toThrow(TypeError);
    const name = unused();
    activation(name, (x) => tf.mul(x, 2));
    const other = activation(name, (x) => tf.mul(x, 3), lazy);
    expect(() => other([1])).toThrow(`activation "${name}": expected a new name or the same function`);
    const sum = activation(unused(), (x) => tf.sum(x), lazy);
    expect(() => sum.identifier).toThrow('tf.sum is not elementwise');
  });

  it('leaves its name to a definition that is made before its first use', () => {
    const name = unused();
    activation(name, (x) => tf.mul(x, 3), { lazy: true });
    const mine = activation(name, (x) => tf.mul(x, 2));
    expect(valuesOf(() => mine([4]))).toEqual([8]);
  });
});

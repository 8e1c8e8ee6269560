import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, checkDerivative, elementwise, spiky } from '../../src/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './backends.js';

const mish = activation('mishChecked', (x) => tf.mul(x, tf.tanh(tf.softplus(x))));
const product = elementwise('product', (a, b) => tf.mul(tf.sin(a), tf.square(b)));
const wrong = activation('wrongSlope', (x) => tf.square(x), { derivative: (x) => tf.mul(x, 2.01) });

describe.each(BACKENDS)('checkDerivative on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('finds a smooth derivative right at all points', async () => {
    const report = await checkDerivative(mish);
    expect(report).toMatchObject({ ok: true, checked: 1001, skipped: 0 });
    expect(report.worst!.error).toBeLessThan(1e-5);
  });

  it('skips kinks and finds the rest of spiky right', async () => {
    const points = [Array.from({ length: 81 }, (_, i) => (i - 40) / 8)];
    const report = await checkDerivative(spiky, { points });
    // At every half it falls from 0.5 to 0, at every whole number it begins to rise.
    expect(report).toMatchObject({ ok: true, checked: 60, skipped: 21 });
  });

  it('checks each input of several', async () => {
    expect(await checkDerivative(product, { input: 0 })).toMatchObject({ ok: true, skipped: 0 });
    expect(await checkDerivative(product, { input: 1 })).toMatchObject({ ok: true, skipped: 0 });
  });

  it('reports the worst point of a wrong derivative', async () => {
    const { ok, worst } = await checkDerivative(wrong, { points: [[0, 1, -3]] });
    expect(ok).toBe(false);
    expect(worst!.at).toEqual([1]);
    expect(worst!.expected).toBeCloseTo(2, 6);
    expect(worst!.got).toBeCloseTo(2.01, 5);
  });

  it('finds a derivative that is NaN wrong, wherever among the points it is', async () => {
    const undefinedAtZero = activation('undefinedAtZero', (x) => tf.mul(x, 1), {
      derivative: (x) => tf.div(x, x),
    });
    const { ok, worst } = await checkDerivative(undefinedAtZero, { points: [[-1, 0, 1]] });
    expect(ok).toBe(false);
    expect(worst).toMatchObject({ at: [0], got: Number.NaN, error: Number.POSITIVE_INFINITY });
  });

  it('knows that float32 overflows, and follows a function that turns fast', async () => {
    const growth = activation('growth', (x) => tf.exp(x));
    const fast = activation('fastSine', (x) => tf.sin(tf.mul(x, 300)));
    expect(await checkDerivative(growth, { points: [[89, 1]] })).toMatchObject({ ok: true, checked: 2 });
    expect((await checkDerivative(fast)).ok).toBe(true);
  });

  it('does not say that all is well where no point could be checked', async () => {
    expect(await checkDerivative(spiky, { points: [[0, 0.5]] })).toMatchObject({ ok: false, checked: 0 });
  });

  it('refuses what is not an op, and points that do not fit', async () => {
    await expect(checkDerivative(tf.relu as never)).rejects.toThrow(
      'checkDerivative: expected a lanewise op',
    );
    await expect(checkDerivative(product, { points: [[1]] })).rejects.toThrow(
      'checkDerivative of product: expected 2 arrays of one length, got [1]',
    );
    await expect(checkDerivative(mish, { points: [1, 2] as never })).rejects.toThrow(
      new TypeError('checkDerivative of mishChecked: points expected an array of numbers for each input'),
    );
    await expect(checkDerivative(mish, null as never)).rejects.toThrow(TypeError);
    await expect(checkDerivative(mish, { tolerence: 1 } as never)).rejects.toThrow('"tolerence"');
    await expect(checkDerivative(mish, { input: 1 })).rejects.toThrow(
      'derivative expected input 0, or a name (x), got 1',
    );
  });
});

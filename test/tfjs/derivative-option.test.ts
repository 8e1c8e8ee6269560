// What a function captures becomes part of it, and options.derivative takes the place of its derivative.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, elementwise } from '../../src/index.js';
import { logistic } from '../formulas/float64.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './backends.js';
import { valuesAt } from './values.js';

type X = tf.Tensor;

/** Multiples of 1/8 in [-4, 4]: products by small dyadic constants are exact. */
const POINTS = Array.from({ length: 65 }, (_, i) => i / 8 - 4);

const valuesOf = (f: (x: X) => X): number[] => valuesAt(f, POINTS);
/** The gradient of order n of the sum. */
const gradientOf = (f: (x: X) => X, order = 1): ((x: X) => X) =>
  order === 0 ? f : gradientOf(tf.grad(f), order - 1);

function expectNear(got: readonly number[], want: (x: number) => number): void {
  got.forEach((y, i) => {
    expect(Math.abs(y - want(POINTS[i]!)), `x = ${POINTS[i]}: got ${y}`).toBeLessThan(2 ** -20);
  });
}

const step = (x: X): X => tf.where(tf.greater(x, 0), 1, 0);

/** Forward a step; its derivative is declared to be 1 in [-1, 1]. */
const straightThrough = activation('straightThrough', step, {
  derivative: (x) => tf.where(tf.lessEqual(tf.abs(x), 1), 1, 0),
});
/** Forward a step; its derivative is declared to be that of sigmoid(4 x). */
const surrogate = activation('surrogate', step, {
  derivative: (x) => {
    const s = tf.sigmoid(tf.mul(4, x));
    return tf.mul(4, tf.mul(s, tf.sub(1, s)));
  },
});
const surrogateSlope = (x: number): number => 4 * logistic(4 * x) * logistic(-4 * x);
const surrogateSecond = (x: number): number => 4 * surrogateSlope(x) * (1 - 2 * logistic(4 * x));
/** Forward a b; its derivatives are declared to be a and 3. */
const declared = elementwise('declared', (a: X, b: X) => tf.mul(a, b), {
  derivative: (a, _b) => [a, tf.onesLike(a).mul(3)],
});

/** The same, with a function for each derivative. */
const declaredEach = elementwise('declaredEach', (a: X, b: X) => tf.mul(a, b), {
  derivative: [(a, _b) => a, (a) => tf.onesLike(a).mul(3)],
});

let count = 0;
/** A name for an activation that captures what this test made. */
const newName = (): string => `capturing${count++}`;

describe.each(BACKENDS)('on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('takes captured numbers, helpers and nested tidies as part of the function', () => {
    const half = 0.5;
    const shifted = (x: X, by: number): X => tf.add(x, by);
    const op = activation(newName(), (x) => tf.tidy(() => tf.square(shifted(tf.mul(x, half), -1))));
    expect(valuesOf(op)).toEqual(POINTS.map((x) => (x / 2 - 1) ** 2));
    expect(valuesOf(tf.grad(op))).toEqual(POINTS.map((x) => x / 2 - 1));
    expect(valuesOf(gradientOf(op, 2))).toEqual(POINTS.map(() => 0.5));
  });

  it.each([
    ['a scalar', () => tf.scalar(0.25)],
    ['an int32 scalar', () => tf.scalar(3, 'int32')],
    ['a bool scalar', () => tf.scalar(true, 'bool')],
    ['a tensor of one element', () => tf.tensor2d([[0.25]])],
    ['a uniform tensor', () => tf.fill([3], 0.25)],
  ] as const)('takes %s from outside for its value, and leaves it where it is', (_, make) => {
    const captured = make() as X;
    const data = (): unknown =>
      (tf.engine().state.tensorInfo.get(captured.dataId) as { backend: unknown }).backend;
    const home = data();
    const [value] = captured.dataSync();
    const op = activation(newName(), (x) => tf.add(tf.mul(x, captured), captured));
    expect(data()).toBe(home);
    expect(home).toBe(tf.backend());
    expect(Array.from(tf.tidy(() => tf.add(captured, 1).dataSync()))[0]).toBe(Number(value) + 1);
    captured.dispose();
    // Its value then is what counts, not the tensor.
    expect(valuesOf(op)).toEqual(POINTS.map((x) => x * Number(value) + Number(value)));
    expect(valuesOf(tf.grad(op))).toEqual(POINTS.map(() => Number(value)));
  });

  it('takes a scalar from another backend, which stays there', async () => {
    await useBackend(backend === 'cpu' ? 'wasm' : 'cpu');
    const captured = tf.scalar(0.25);
    const home = tf.backend();
    await useBackend(backend);
    const op = activation(newName(), (x) => tf.mul(x, captured));
    expect(valuesOf(op)).toEqual(POINTS.map((x) => x / 4));
    const info = tf.engine().state.tensorInfo.get(captured.dataId) as { backend: unknown };
    expect(info.backend).toBe(home);
    captured.dispose();
  });

  it('makes a constant of a new tensor, whatever its shape', () => {
    const op = activation(newName(), (x) => tf.add(tf.mul(tf.ones([5]), x), tf.fill([3, 5], 2)));
    expect(valuesOf(op)).toEqual(POINTS.map((x) => x + 2));
  });

  it('inlines an op that is called inside, so that the whole is one kernel', () => {
    const inner = elementwise('innerOfInlined', (a: X, b: X) => tf.sub(tf.square(a), b));
    const op = activation(newName(), (x) => tf.mul(inner(x, 2), 0.5));
    expect(op.explain().formula).toBe('(x * x - 2) * 0.5');
    expect(valuesOf(op)).toEqual(POINTS.map((x) => (x * x - 2) / 2));
    expect(valuesOf(tf.grad(op))).toEqual(POINTS);
    expect(valuesOf(op.derivative())).toEqual(POINTS);
  });

  it('keeps the declared derivative of an op that is called inside', () => {
    // d surrogate(2 x - 1)^2 / dx = 2 surrogate(u) surrogate'(u) 2.
    const op = activation(newName(), (x) => tf.square(surrogate(tf.sub(tf.mul(2, x), 1))));
    const u = (x: number): number => 2 * x - 1;
    expect(valuesOf(op)).toEqual(POINTS.map((x) => (u(x) > 0 ? 1 : 0)));
    const slope = (x: number): number => (u(x) > 0 ? 4 * surrogateSlope(u(x)) : 0);
    expectNear(valuesOf(tf.grad(op)), slope);
    expectNear(valuesOf(op.derivative()), slope);
  });

  it('passes gradients straight through a step', () => {
    const values = POINTS.map((x) => (x > 0 ? 1 : 0));
    const slopes = POINTS.map((x) => (Math.abs(x) <= 1 ? 1 : 0));
    expect(valuesOf(straightThrough)).toEqual(values);
    expect(valuesOf(tf.grad(straightThrough))).toEqual(slopes);
    expect(valuesOf(straightThrough.derivative())).toEqual(slopes);
    expect(valuesOf(gradientOf(straightThrough, 2))).toEqual(POINTS.map(() => 0));
    const scaled = (x: X): X => tf.grad(straightThrough)(x, tf.mul(x, 2));
    expect(valuesOf(scaled)).toEqual(POINTS.map((x, i) => 2 * x * slopes[i]!));
  });

  it('has a surrogate gradient that is itself differentiable', () => {
    expect(valuesOf(surrogate)).toEqual(POINTS.map((x) => (x > 0 ? 1 : 0)));
    expectNear(valuesOf(tf.grad(surrogate)), surrogateSlope);
    expectNear(valuesOf(surrogate.derivative()), surrogateSlope);
    const second = valuesOf(gradientOf(surrogate, 2));
    second.forEach((y, i) => {
      expect(Math.abs(y - surrogateSecond(POINTS[i]!))).toBeLessThan(2 ** -19);
    });
    expect(valuesOf(surrogate.derivative().derivative())).toEqual(second);
  });

  it('says the declared derivative in explain()', () => {
    expect(straightThrough.explain()).toMatchObject({
      formula: '1 where x > 0, else 0',
      derivatives: ['1 where abs(x) <= 1, else 0'],
    });
  });

  it.each([
    ['one function', declared],
    ['a function for each', declaredEach],
  ])(
    'multiplies each declared derivative of two by dy, and sums it to the shape of its input: %s',
    (_, op) => {
      tf.tidy(() => {
        const a = tf.tensor2d([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix
        const b = tf.tensor1d([2, 4, 8]);
        const dy = tf.tensor2d([[1, 1, 1], [2, 2, 2]]); // biome-ignore format: a matrix
        expect(Array.from(op(a, b).dataSync())).toEqual([2, 8, 24, 8, 20, 48]);
        const [da, db] = tf.grads(op)([a, b], dy) as [X, X];
        expect(da.arraySync()).toEqual([[1, 2, 3], [8, 10, 12]]); // biome-ignore format: a matrix
        expect(db.arraySync()).toEqual([9, 9, 9]);
        expect(op.derivative(0)(a, b).arraySync()).toEqual(a.arraySync());
        expect(op.derivative(1)(a, b).arraySync()).toEqual([[3, 3, 3], [3, 3, 3]]); // biome-ignore format: a matrix
        // d a / d a = 1 and d a / d b = 0.
        const [daa, dab] = tf.grads((x: X, y: X) => tf.grads(op)([x, y])[0]!)([a, b]) as [X, X];
        expect(daa.arraySync()).toEqual([[1, 1, 1], [1, 1, 1]]); // biome-ignore format: a matrix
        expect(dab.arraySync()).toEqual([0, 0, 0]);
      });
    },
  );

  it('trains through a step by its surrogate gradient', () => {
    const x = tf.tensor1d([-1, 0.5, 1]);
    const y = tf.tensor1d([0, 0, 1]);
    const threshold = tf.tidy(() => tf.variable(tf.scalar(0)));
    const loss = (): tf.Scalar => tf.mean(tf.square(tf.sub(surrogate(tf.sub(x, threshold)), y)));
    expect(tf.tidy(() => loss().dataSync()[0])).toBeGreaterThan(0.3);
    for (let i = 0; i < 20; i++) {
      tf.tidy(() => {
        const { grads } = tf.variableGrads(loss, [threshold]);
        threshold.assign(tf.sub(threshold, tf.mul(grads[threshold.name]!, 0.1)));
      });
    }
    expect(tf.tidy(() => loss().dataSync()[0])).toBe(0);
    tf.dispose([x, y, threshold]);
  });
});

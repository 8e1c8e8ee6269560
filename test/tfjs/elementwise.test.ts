// Ops of several inputs: gradients by each, mixed ones, other types of inputs, and what is refused.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, type ElementwiseOp, elementwise } from '../../src/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './backends.js';

const difference = elementwise('difference', (a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b));
const product = elementwise('product', (a: tf.Tensor, b: tf.Tensor) => tf.mul(tf.mul(a, a), b));

describe.each(BACKENDS)('elementwise on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('has the gradients dy and -dy of a - b, at every bit of dy', () => {
    tf.tidy(() => {
      const dy = tf.tensor1d([1, -2.5, 0, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** -149]);
      const ab = [tf.zeros([7]), tf.ones([7])];
      const [da, db] = tf.grads((a, b) => difference(a!, b!))(ab, dy);
      expect(Array.from(da!.dataSync())).toEqual(Array.from(dy.dataSync()));
      expect(Array.from(db!.dataSync())).toEqual(Array.from(dy.dataSync(), (v) => -v));
    });
  });

  it('has the gradient of one input alone, also where another has none', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      const bias = tf.tensor1d([1, -1, 2]);
      const dBias = tf.grad((b: tf.Tensor) => product(b, x))(bias);
      expect([dBias.shape, Array.from(dBias.dataSync())]).toEqual([[3], [10, -14, 36]]);
      const masked = elementwise('masked', (a: tf.Tensor, b: tf.Tensor) => tf.where(tf.greater(b, 0), a, 0));
      const [da, db] = tf.grads((a, b) => masked(a!, b!))([x, bias]);
      expect(Array.from(da!.dataSync())).toEqual([1, 0, 1, 1, 0, 1]);
      expect([db!.shape, Array.from(db!.dataSync())]).toEqual([[3], [0, 0, 0]]);
    });
  });

  it('has an input twice, and its gradient from both places', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([-2, 0.5, 3]);
      const cube = (v: tf.Tensor): tf.Tensor => product(v, v);
      expect(Array.from(cube(x).dataSync())).toEqual([-8, 0.125, 27]);
      expect(Array.from(tf.grad(cube)(x).dataSync())).toEqual([12, 0.75, 27]);
    });
  });

  it('has a gradient for each input where they are the same expression and other gradients add to them', () => {
    const sum = elementwise('sum', (a, b) => tf.add(a, b));
    const [da, db] = tf.tidy(() =>
      tf
        .grads((a, b) => tf.add(tf.square(a), sum(a, b)))([tf.scalar(1), tf.scalar(2)])
        .map((each) => each.dataSync()[0]),
    );
    expect([da, db]).toEqual([3, 1]);
    const weight = tf.tidy(() => tf.variable(tf.scalar(3)));
    const gradient = tf.tidy(() => {
      const { grads } = tf.variableGrads(() => tf.add(sum(weight, weight), tf.square(weight)) as tf.Scalar);
      return grads[weight.name]!.dataSync()[0];
    });
    expect(gradient).toBe(2 + 6);
    weight.dispose();
  });

  it('broadcasts where its expression is one that has a kernel written by hand', () => {
    const slope = (x: tf.Tensor): tf.Tensor => tf.where(tf.lessEqual(tf.mod(x, 1), 0.5), 1, 0);
    const scaled = elementwise('scaledSlope', (x, s) => tf.mul(s, slope(x)));
    const row = [0.2, 0.7, 1.2, 1.7, 0.1, 0.9];
    const valuesOf = (x: tf.TensorLike, s: tf.TensorLike): number[] =>
      tf.tidy(() => Array.from(scaled(x, s).dataSync()));
    expect(valuesOf(row, 3)).toEqual([3, 0, 3, 0, 3, 0]);
    expect(valuesOf(0.2, row.map(Math.fround))).toEqual(row.map(Math.fround));
    expect(valuesOf([row, row], [1, 2, 3, 4, 5, 6])).toEqual([1, 0, 3, 0, 5, 0, 1, 0, 3, 0, 5, 0]);
    expect(valuesOf([row, row], [[7], [8]])).toEqual([7, 0, 7, 0, 7, 0, 8, 0, 8, 0, 8, 0]);
    expect(valuesOf(row, row)).toEqual([0.2, 0, 1.2, 0, 0.1, 0].map(Math.fround));
  });

  it('has mixed second derivatives, with broadcasts', () => {
    // f = a^2 b: f_ab = f_ba = 2a, f_aa = 2b, f_bb = 0.
    tf.tidy(() => {
      const a = tf.tensor2d([1, 2, 3, -1, -2, -3], [2, 3]);
      const b = tf.tensor1d([0.5, -1, 2]);
      const da = (u: tf.Tensor, v: tf.Tensor): tf.Tensor => tf.grad((w: tf.Tensor) => product(w, v))(u);
      const db = (u: tf.Tensor, v: tf.Tensor): tf.Tensor => tf.grad((w: tf.Tensor) => product(u, w))(v);
      const at = (result: tf.Tensor): [number[], number[]] => [
        result.shape,
        Array.from(result.dataSync(), (v) => v + 0),
      ];
      expect(at(tf.grad((u: tf.Tensor) => da(u, b))(a))).toEqual([[2, 3], [1, -2, 4, 1, -2, 4]]); // biome-ignore format: a matrix
      expect(at(tf.grad((v: tf.Tensor) => da(a, v))(b))).toEqual([[3], [0, 0, 0]]);
      expect(at(tf.grad((u: tf.Tensor) => db(u, b))(a))).toEqual([[2, 3], [2, 4, 6, -2, -4, -6]]); // biome-ignore format: a matrix
      expect(at(tf.grad((v: tf.Tensor) => db(a, v))(b))).toEqual([[3], [0, 0, 0]]);
      // Third: f_aab = 2.
      const daa = (v: tf.Tensor): tf.Tensor => tf.grad((u: tf.Tensor) => da(u, v))(a);
      expect(at(tf.grad((v: tf.Tensor) => daa(v))(b))).toEqual([[3], [4, 4, 4]]);
    });
  });

  it('has a mixed second derivative of a function with a transcendental part', () => {
    // f = sin(a b): f_ab = cos(ab) - ab sin(ab).
    const wave = elementwise('wave', (a: tf.Tensor, b: tf.Tensor) => tf.sin(tf.mul(a, b)));
    const [a, b] = [
      [0.5, -1.25, 2, 0],
      [1.5, 0.75, -1, 3],
    ];
    const mixed = tf.tidy(() =>
      tf
        .grad((v: tf.Tensor) => tf.grad((u: tf.Tensor) => wave(u, v))(tf.tensor1d(a!)))(tf.tensor1d(b!))
        .dataSync(),
    );
    a!.forEach((value, i) => {
      const p = value * b![i]!;
      expect(mixed[i]).toBeCloseTo(Math.cos(p) - p * Math.sin(p), 5);
    });
  });

  it('casts int32 and bool inputs, and gives float32 gradients', () => {
    tf.tidy(() => {
      const a = tf.tensor1d([1, -2, 3], 'int32');
      const b = tf.tensor1d([true, false, true], 'bool');
      const y = product(a, b);
      expect([y.dtype, Array.from(y.dataSync(), (v) => v + 0)]).toEqual(['float32', [1, 0, 9]]);
      const [da, db] = tf.grads((u, v) => product(u!, v!))([a, b]);
      expect([da!.dtype, db!.dtype]).toEqual(['float32', 'float32']);
      expect(Array.from(da!.dataSync(), (v) => v + 0)).toEqual([2, 0, 6]);
      expect(Array.from(db!.dataSync())).toEqual([1, 4, 9]);
      const wide = product(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), tf.tensor1d([2, 3], 'int32'));
      expect(Array.from(wide.dataSync())).toEqual([2, 12, 18, 48]);
    });
  });

  it('takes numbers and arrays', () => {
    const y = tf.tidy(() => product([1, 2, 3], 2).dataSync());
    expect(Array.from(y)).toEqual([2, 8, 18]);
  });

  it('has each derivative as an op, of any order', () => {
    tf.tidy(() => {
      const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
      const at = (op: ElementwiseOp): [number[], number[]] => {
        const y = op(a, [10, 20]);
        return [y.shape, Array.from(y.dataSync())];
      };
      expect(at(product.derivative())).toEqual([[2, 2], [20, 80, 60, 160]]); // biome-ignore format: a matrix
      expect(at(product.derivative(1))).toEqual([[2, 2], [1, 4, 9, 16]]); // biome-ignore format: a matrix
      expect(at(product.derivative(0).derivative(1))).toEqual([[2, 2], [2, 4, 6, 8]]); // biome-ignore format: a matrix
      expect(at(product.derivative(1).derivative(1))).toEqual([[2, 2], [0, 0, 0, 0]]); // biome-ignore format: a matrix
    });
    expect(product.derivative(1)).toBe(product.derivative(1));
    expect(() => product.derivative(2)).toThrow(
      new RangeError('product: derivative expected an input from 0 to 1, or a name (a, b), got 2'),
    );
  });

  it('refuses shapes that do not broadcast, and another number of inputs', () => {
    const a = tf.ones([2, 3]);
    const b = tf.ones([2]);
    for (const call of [() => product(a, b), () => tf.grad((v: tf.Tensor) => product(v, b))(a)]) {
      expect(call).toThrow(new RangeError('product: expected inputs whose shapes broadcast, got [2,3], [2]'));
    }
    expect(() => product(a)).toThrow(new TypeError('product: expected 2 inputs, got 1'));
    expect(() => product(a, a, a)).toThrow(new TypeError('product: expected 2 inputs, got 3'));
    tf.dispose([a, b]);
  });

  it('multiplies dy by the derivatives that a user declares', () => {
    const rounded = elementwise('rounded', (a: tf.Tensor, b: tf.Tensor) => tf.round(tf.mul(a, b)), {
      derivative: (a, b) => [b, tf.mul(3, a)],
    });
    tf.tidy(() => {
      const inputs = [tf.tensor1d([1.25, 2]), tf.scalar(2)];
      const [da, db] = tf.grads((a, b) => rounded(a!, b!))(inputs, tf.tensor1d([1, 10]));
      expect(Array.from(rounded(...inputs).dataSync())).toEqual([2, 4]);
      expect(Array.from(da!.dataSync())).toEqual([2, 20]);
      expect([db!.shape, Array.from(db!.dataSync())]).toEqual([[], [63.75]]);
    });
  });

  it('runs 2000 definitions and calls without leaking', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const runs = 2000;
    for (let i = 0; i < runs; i++) {
      // Few expressions, for compiling 2000 modules is another test; all are traced.
      const k = (i % 4) + 0.5;
      const scale = activation('leakTest', (v) => tf.mul(v, k), { replace: true });
      const shift = elementwise('leakTest', (a: tf.Tensor, b: tf.Tensor) => tf.add(a, tf.mul(b, k)), {
        replace: true,
      });
      tf.dispose([scale(x), shift(x, x), tf.grad(scale)(x), shift.derivative(1)(x, x)]);
      tf.dispose(tf.grads((a, b) => shift(a!, b!))([x, x]));
    }
    x.dispose();
  });
});

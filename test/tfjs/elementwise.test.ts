import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { activation, type ElementwiseOp, elementwise } from '../../src/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './backends.js';

const difference = elementwise('difference', (a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b));
const blend = elementwise('blend', (a: tf.Tensor, b: tf.Tensor, t: tf.Tensor) =>
  tf.add(tf.mul(a, tf.sub(1, t)), tf.mul(tf.square(b), t)),
);
const product = elementwise('product', (a: tf.Tensor, b: tf.Tensor) => tf.mul(tf.mul(a, a), b));

/** Each op with its value and its partial derivatives, exact in float32 on the inputs below. */
const OPS: readonly {
  op: ElementwiseOp;
  value: (...x: number[]) => number;
  partials: ((...x: number[]) => number)[];
}[] = [
  { op: difference, value: (a, b) => a! - b!, partials: [() => 1, () => -1] },
  { op: product, value: (a, b) => a! * a! * b!, partials: [(a, b) => 2 * a! * b!, (a) => a! * a!] },
  {
    op: blend,
    value: (a, b, t) => a! * (1 - t!) + b! * b! * t!,
    partials: [(_a, _b, t) => 1 - t!, (_a, b, t) => 2 * b! * t!, (a, b) => b! * b! - a!],
  },
];

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Small multiples of 1/4, so that sums of products are exact. */
const values = (shape: readonly number[], seed: number): Float32Array =>
  Float32Array.from({ length: size(shape) }, (_, i) => ((i * 7 + seed * 5) % 17) / 4 - 2);

/** The index into an array of `shape` of what stands under element `at` of `output`. */
function indexUnder(at: number, output: readonly number[], shape: readonly number[]): number {
  let index = 0;
  let stride = 1;
  for (let axis = output.length - 1, rest = at; axis >= 0; axis--) {
    const position = rest % output[axis]!;
    rest = Math.floor(rest / output[axis]!);
    const length = shape[axis - (output.length - shape.length)];
    if (length === undefined) continue;
    if (length > 1) index += position * stride;
    stride *= length;
  }
  return index;
}

function broadcast(shapes: readonly number[][]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((shape) => shape[axis - (rank - shape.length)] ?? 1);
    return lengths.find((length) => length !== 1) ?? 1;
  });
}

const SHAPES: [title: string, a: number[], b: number[]][] = [
  ['equal shapes', [3, 5], [3, 5]],
  ['a scalar and a tensor', [], [4, 9]],
  ['a tensor and a scalar', [4, 9], []],
  ['a tensor and [1]', [37], [1]],
  ['a trailing bias', [6, 7], [7]],
  ['a trailing bias of two dimensions', [2, 3, 5], [3, 5]],
  ['a bias first', [5], [6, 5]],
  ['a leading column', [6, 7], [6, 1]],
  ['a leading column of rank 3', [4, 1, 1], [4, 3, 5]],
  ['a column with a row', [6, 1], [7]],
  ['a column with a row of two dimensions', [2, 3, 1], [1, 1, 5]],
  ['a middle dimension', [2, 1, 5], [2, 3, 5]],
  ['middle dimensions on both sides', [2, 1, 3, 1], [1, 4, 1, 5]],
  ['ones at the end', [3, 4, 1], [4, 1]],
  ['ones only', [1, 1, 1], [1]],
  ['two scalars', [], []],
  ['a scalar and one element of rank 4', [], [1, 1, 1, 1]],
  ['rank 4 and a row', [2, 3, 4, 5], [5]],
  ['rank 4 and channels', [2, 3, 4, 5], [3, 1, 1]],
  ['empty tensors', [0], [0]],
  ['an empty tensor and a scalar', [0, 3], []],
  ['an empty tensor and a bias', [0, 3], [3]],
  ['an empty row under a column', [4, 1], [1, 0]],
  ['many rows for the cpu chunk', [3, 2000], [2000]],
];

describe.each(BACKENDS)('elementwise on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it.each(SHAPES)('broadcasts %s, and sums gradients back', (_, a, b) => {
    for (const { op, value, partials } of OPS) {
      const third = b.length === 0 ? [] : [b.at(-1)!];
      const shapes = [a, b, third].slice(0, partials.length);
      const output = broadcast(shapes);
      const inputs = shapes.map(values);
      const dy = values(output, 9);
      const under = (at: number): number[] =>
        inputs.map((input, i) => input[indexUnder(at, output, shapes[i]!)]!);
      tf.tidy(() => {
        const tensors = inputs.map((input, i) => tf.tensor(input, shapes[i]!));
        const y = op(...tensors);
        expect([y.shape, y.dtype]).toEqual([output, 'float32']);
        expect(Array.from(y.dataSync())).toEqual(
          Array.from({ length: size(output) }, (_, at) => value(...under(at)) + 0).map((v, at) =>
            Object.is(y.dataSync()[at], -0) && v === 0 ? -0 : v,
          ),
        );
        const gradients = tf.grads((...xs: tf.Tensor[]) => op(...xs))(tensors, tf.tensor(dy, output));
        for (let i = 0; i < shapes.length; i++) {
          const expected = new Array<number>(size(shapes[i]!)).fill(0);
          for (let at = 0; at < dy.length; at++) {
            expected[indexUnder(at, output, shapes[i]!)]! += dy[at]! * partials[i]!(...under(at));
          }
          expect([gradients[i]!.shape, gradients[i]!.dtype]).toEqual([shapes[i], 'float32']);
          expect(Array.from(gradients[i]!.dataSync(), (v) => v + 0)).toEqual(expected.map((v) => v + 0));
        }
      });
    }
  });

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
      new RangeError('product: derivative expected an input from 0 to 1, got 2'),
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

describe('compilation', () => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  it('is one per op and one per gradient, whatever the shapes', () => {
    const compile = vi.spyOn(WebAssembly, 'Module');
    const op = elementwise('compiledOnce', (a: tf.Tensor, b: tf.Tensor) =>
      tf.add(tf.mul(a, 1.625), tf.mul(b, a)),
    );
    expect(compile).toHaveBeenCalledTimes(0);
    tf.tidy(() => {
      for (const [a, b] of SHAPES.map(([, ...shapes]) => shapes)) op(tf.ones(a), tf.ones(b));
    });
    expect(compile).toHaveBeenCalledTimes(1);
    tf.tidy(() => {
      for (const [a, b] of SHAPES.map(([, ...shapes]) => shapes)) {
        tf.grads((u, v) => op(u!, v!))([tf.ones(a), tf.ones(b)]);
      }
    });
    expect(compile).toHaveBeenCalledTimes(2);
  });

  it('is none for another op of the same expression', () => {
    const define = (name: string): ElementwiseOp =>
      elementwise(name, (a: tf.Tensor, b: tf.Tensor) => tf.maximum(a, tf.mul(b, 1.375)));
    const use = (op: ElementwiseOp): void =>
      tf.dispose([op(1, 2), ...tf.grads((u, v) => op(u!, v!))([tf.scalar(1), tf.scalar(2)])]);
    const first = define('firstOfForm');
    tf.tidy(() => use(first));
    const compile = vi.spyOn(WebAssembly, 'Module');
    const second = define('secondOfForm');
    tf.tidy(() => use(second));
    expect(compile).toHaveBeenCalledTimes(0);
    expect([first.opName, second.opName]).toEqual(['firstOfForm', 'secondOfForm']);
  });
});

// Inputs of different shapes: values and gradients by an index computed apart, and one kernel for all shapes.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type ElementwiseOp, elementwise } from '../../src/index.js';
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

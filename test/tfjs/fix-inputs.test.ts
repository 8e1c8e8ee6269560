// An op with numbers in place of inputs is the op that would have been written with them.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { elementwise } from '../../src/index.js';
import { fixInputs } from '../../src/tfjs/define/elementwise.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './backends.js';

const affine = elementwise(
  'affine',
  (x: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.add(tf.mul(a, tf.exp(x)), b),
  { inputs: ['x', 'a', 'b'], precision: 'exact' },
);

describe.each(BACKENDS)('fixInputs on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it('leaves the other inputs in their order, with their gradients', () => {
    const fixed = fixInputs(affine, [undefined, 2, undefined]);
    const x = tf.tensor1d([0, 1]);
    const b = tf.tensor1d([10, 20]);
    const { value, grads } = tf.valueAndGrads((u: tf.Tensor, v: tf.Tensor) => fixed(u, v))([x, b]);
    expect(Array.from(value.dataSync())).toEqual([12, Math.fround(2 * Math.fround(Math.E) + 20)]);
    expect(grads.map((grad) => Array.from(grad.dataSync()))).toEqual([
      [2, Math.fround(2 * Math.fround(Math.E))],
      [1, 1],
    ]);
    tf.dispose([x, b, value, grads]);
  });
});

describe('fixInputs', () => {
  it('has the kernel, of the same precision, that the op has when written so', () => {
    const written = elementwise('affine2', (x: tf.Tensor) => tf.add(tf.mul(2, tf.exp(x)), 1), {
      precision: 'exact',
    });
    const fixed = fixInputs(affine, [undefined, 2, 1]);
    expect(fixed.explain().wat).toBe(written.explain().wat);
    expect(fixed.explain().formula).toBe(written.explain().formula);
    expect(fixed.opName).toBe('affine');
  });

  it('is the op itself when nothing is fixed', () => {
    expect(fixInputs(affine, [undefined, undefined, undefined])).toBe(affine);
  });
});

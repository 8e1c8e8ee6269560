// What the tape keeps of an op: its inputs, without a copy, and no longer than the tape itself.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation, elementwise } from '../../src/index.js';
import { useBackend, watchForLeaksAndWarnings } from './backends.js';

const cube = activation('tapeCube', (x) => tf.mul(x, tf.square(x)));
const product = elementwise('tapeProduct', (a, b) => tf.mul(a, tf.exp(b)), { inputs: ['a', 'b'] });
const buffersOf = (): number => tf.memory().numDataBuffers;

describe.each(['wasm', 'cpu'])('on backend %s', (backend) => {
  beforeEach(async () => {
    await useBackend(backend);
    tf.env().set('IS_TEST', true);
  });
  watchForLeaksAndWarnings();

  it('copies no input: a call on the tape adds the data of its output alone', () => {
    const [a, b] = [tf.ones([1000]), tf.zeros([1000])];
    const added: number[] = [];
    const gradients = tf.grads((u, v) => {
      const before = buffersOf();
      const y = product(u, v);
      added.push(buffersOf() - before);
      return y;
    })([a, b]);
    expect(added).toEqual([1]);
    tf.dispose([a, b, ...gradients]);
  });

  it('has its inputs at the backward pass, when they were disposed of before it', () => {
    const dx = tf.tidy(() => {
      const gradient = tf.grad((x) => {
        const inner = tf.add(x, 1);
        const y = cube(inner);
        inner.dispose();
        // Takes the memory that the input would have left.
        tf.fill([3], 77);
        return y;
      });
      return gradient(tf.tensor1d([0, 1, 2]));
    });
    expect([...dx.dataSync()]).toEqual([3, 12, 27]);
    dx.dispose();
  });

  it('has the value that a variable had when it was used', () => {
    const v = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const { value, grads } = tf.variableGrads(() => {
      const y = tf.sum(cube(v)) as tf.Scalar;
      tf.tidy(() => v.assign(tf.tensor1d([5, 5])));
      return y;
    });
    expect(value.dataSync()[0]).toBe(9);
    expect([...Object.values(grads)[0]!.dataSync()]).toEqual([3, 12]);
    tf.dispose([v, value, grads]);
  });

  it('lets go of an input when the tape ends, also inside a tidy', () => {
    const x = tf.tensor1d([2]);
    const before = tf.memory();
    tf.tidy(() => {
      tf.grad(cube)(x);
    });
    tf.grad(cube)(x).dispose();
    expect(tf.memory()).toEqual(before);
    const dx = tf.grad(cube)(x);
    x.dispose();
    expect(dx.dataSync()[0]).toBe(12);
    dx.dispose();
  });

  it('serves nested gradients, in which the outer tape outlives the inner one', () => {
    const x = tf.tensor1d([2, 3]);
    const y = tf.grad(tf.grad(tf.grad(cube)))(x);
    expect([...y.dataSync()]).toEqual([6, 6]);
    const mixed = tf.grad((u) => tf.mul(tf.grad(cube)(u), cube(u)))(x);
    // (3 x^2 x^3)' = 15 x^4
    expect([...mixed.dataSync()]).toEqual([240, 1215]);
    tf.dispose([x, y, mixed]);
  });

  it('leaves nothing after the next gradient, when the function throws after the op', () => {
    const x = tf.tensor1d([2]);
    const thrown = new Error('midway');
    expect(() =>
      tf.grad((u) => {
        cube(u);
        throw thrown;
      })(x),
    ).toThrow(thrown);
    // tfjs tells nobody that it has given a tape up.
    tf.dispose([tf.grad(cube)(x), x]);
  });

  it('takes inputs that were made on another backend', async () => {
    await tf.setBackend(backend === 'wasm' ? 'cpu' : 'wasm');
    const x = tf.tensor1d([1, 2]);
    await tf.setBackend(backend);
    const dx = tf.grad(cube)(x);
    expect([...dx.dataSync()]).toEqual([3, 12]);
    expect([...x.dataSync()]).toEqual([1, 2]);
    tf.dispose([x, dx]);
  });

  it('saves what a training step needs, and nothing stays after it', () => {
    const weights = tf.tidy(() => tf.variable(tf.randomUniform([8, 8], -1, 1, 'float32', 1)));
    const x = tf.randomUniform([4, 8], -1, 1, 'float32', 2);
    const optimizer = tf.train.sgd(1e-3);
    const step = (): number => {
      const cost = optimizer.minimize(
        () => tf.sum(tf.square(product(tf.matMul(x, weights as tf.Tensor2D), x))) as tf.Scalar,
        true,
      )!;
      const [value] = cost.dataSync();
      cost.dispose();
      return value!;
    };
    const first = step();
    const { numTensors, numBytes } = tf.memory();
    for (let i = 0; i < 20; i++) step();
    expect(step()).toBeLessThan(first);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    optimizer.dispose();
    tf.dispose([weights, x]);
  });
});

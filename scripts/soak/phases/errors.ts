// What throws midway: definitions, calls, gradients and kernels. Nothing may be left of any.
import * as tf from '@tensorflow/tfjs-core';
import { activation, elementwise } from '../../../src/index.js';
import { kernelOp } from '../../../src/kernels/index.js';
import { vectorize } from '../../../src/vectorize/index.js';
import type { Phase } from '../phase.js';
import type { Random } from '../random.js';

interface Allocator {
  readonly wasm: { _malloc(bytes: number): number };
}

/**
 * Each throws. In a gradient the first op does: tfjs never disposes of what the tape has saved for the ops before one
 * that throws, its own ops included.
 */
function failures(random: Random, x: tf.Tensor, short: tf.Tensor): readonly (() => unknown)[] {
  const op = activation('soakFailing', (v) => tf.mul(v, tf.sigmoid(v)));
  const both = elementwise('soakFailingBoth', (a, b) => tf.mul(a, tf.exp(b)), { inputs: ['a', 'b'] });
  const throwing = kernelOp('soakThrowing', { inputs: ['x'], forward: fail });
  const gradientThrows = kernelOp('soakGradientThrows', { inputs: ['x'], forward: fill, backward: fail });
  const gone = tf.zeros([3]);
  gone.dispose();
  return [
    () =>
      activation('soakNeverDefined', (v) => {
        tf.mul(v, random.next());
        throw new Error('midway');
      }),
    () => activation('soakNeverDefined', (v) => tf.sum(tf.exp(v))),
    () => activation('soakFailing', (v) => tf.mul(v, random.next())),
    () => vectorize('soakNeverDefined', `x => x + unknown${random.whole(9)}`),
    () => both(x, short),
    () => op(gone),
    () => op('x' as never),
    () => tf.grad((v) => throwing(v))(x),
    () => tf.grad((v) => tf.mul(op(v), gradientThrows(v)))(x),
    () => tf.grads((a, b) => both(a!, b!))([x, short]),
    () =>
      tf.tidy(() => {
        op(op(x));
        throw new Error('midway');
      }),
    () => outOfMemory(0, () => op(x)),
    () => outOfMemory(0, () => tf.grad((v) => op(v))(x)),
  ];
}

/** What `run` does when the backend finds no room after `left` more allocations. */
function outOfMemory(left: number, run: () => unknown): unknown {
  if (tf.getBackend() !== 'wasm') throw new Error('midway');
  const { wasm } = tf.backend() as unknown as Allocator;
  const { _malloc } = wasm;
  let more = left;
  wasm._malloc = (bytes) => (more-- > 0 ? _malloc(bytes) : 0);
  try {
    return run();
  } finally {
    wasm._malloc = _malloc;
  }
}

export const errors: readonly Phase[] = (['wasm', 'cpu'] as const).map((backend) => ({
  name: `errors midway on ${backend}`,
  backend,
  unit: 'errors',
  whole: 50_000,
  batch: 20,
  weight: 1,
  start(random) {
    const x = tf.linspace(-3, 3, 40);
    const short = tf.zeros([7]);
    const attempts = failures(random, x, short);
    return {
      run(units) {
        for (let i = 0; i < units; i++) expectThrow(random.pick(attempts));
      },
      stop: () => tf.dispose([x, short]),
    };
  },
}));

function fail(): never {
  throw new Error('midway');
}

function fill(_: Float32Array, y: Float32Array): void {
  y.fill(1);
}

function expectThrow(attempt: () => unknown): void {
  try {
    attempt();
  } catch {
    return;
  }
  throw new Error(`soak: expected an error of ${attempt}`);
}

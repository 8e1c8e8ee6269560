// What a generated kernel writes on tfjs's memory: its output, and nothing beside it.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { activation, elementwise } from '../../src/index.js';
import { useBackend, watchForLeaksAndWarnings } from './backends.js';

const HOLES = 8;

/** Runs `run` while tensors of `size` elements lie on both sides of free places for its outputs, and checks them. */
function betweenNeighbours(size: number, run: () => tf.Tensor[]): void {
  const row = Array.from({ length: 2 * HOLES + 1 }, (_, i) => tf.fill([size], 1000 + i));
  tf.dispose(row.filter((_, i) => i % 2 === 1));
  tf.dispose(tf.tidy(run));
  const rest = row.filter((_, i) => i % 2 === 0);
  for (const [i, neighbour] of rest.entries()) {
    expect(neighbour.arraySync(), `neighbour ${i}`).toEqual(new Array(size).fill(1000 + 2 * i));
  }
  tf.dispose(rest);
}

describe('a generated kernel on wasm', () => {
  beforeAll(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  const curve = activation('curveBetween', (x) => tf.mul(x, tf.tanh(tf.softplus(x))));
  const scaled = elementwise('scaledBetween', (x, a) => tf.add(tf.mul(x, a), tf.sin(x)), {
    inputs: ['x', 'a'],
  });

  it.each(Array.from({ length: 68 }, (_, size) => size))(
    'leaves neighbours of %i elements as they are',
    (size) => {
      const x = tf.fill([size], 0.5);
      const a = tf.scalar(3);
      betweenNeighbours(size, () => [curve(x), scaled(x, a), tf.grad(curve)(x), ...tf.grads(scaled)([x, a])]);
      tf.dispose([x, a]);
    },
  );
});

// An output without elements, of ops that no kernel computes or that do not read all of their inputs.
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { elementwise } from '../../src/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './backends.js';

describe('an output without elements', () => {
  watchForLeaksAndWarnings();

  it.each(BACKENDS)(
    'has the shape of all inputs together, and so has its gradient, on %s',
    async (backend) => {
      await useBackend(backend);
      const first = elementwise('firstOfTwo', (a, _b) => tf.mul(a, 1));
      const sine = elementwise('sineOfFirst', (a, _b) => tf.sin(a));
      tf.tidy(() => {
        const [a, b] = [tf.ones([1, 1]), tf.ones([0, 1])];
        for (const op of [first, sine]) {
          expect(op(a, b).shape).toEqual([0, 1]);
          const [da, db] = tf.grads((x: tf.Tensor, y: tf.Tensor) => op(x, y))([a, b]);
          expect([da!.shape, db!.shape]).toEqual([
            [1, 1],
            [0, 1],
          ]);
          expect([...da!.dataSync()]).toEqual([0]);
        }
      });
    },
  );
});

// A file of its own: no other test has used the kernels, so nothing but lanewise keeps their expressions.
import '@tensorflow/tfjs-backend-wasm';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { activation, spiky } from '../../src/index.js';

it('kernels written by hand are still there after the garbage collection', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve));
    collect();
  }
  // A kernel that was generated has a text.
  expect(spiky.explain().wat).toBeNull();
  expect(spiky.derivative().explain().wat).toBeNull();
});

it('spiky as a user writes it is the op that comes with the package, and another function of that name is refused', () => {
  const written = activation('spiky', (x) => {
    const r = tf.mod(x, 1);
    return tf.where(tf.lessEqual(r, 0.5), r, 0);
  });
  expect(written).toBe(spiky);
  expect(() => activation('spiky', (x) => tf.neg(x))).toThrow(
    new RangeError(
      'activation "spiky": expected a new name or the same function, got another function; ' +
        'choose another name, or give the option replace: true',
    ),
  );
});

// A variable that a function reads is a constant of the op: explain() lists the values that it took.
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { activation } from '../../src/index.js';
import { useBackend } from '../tfjs/backends.js';

it('explain() lists the numbers that a function took when it was defined', async () => {
  await useBackend('cpu');
  const slope = { value: 0.5 };
  const op = activation('constantsOfSlope', (x) => tf.maximum(tf.mul(x, slope.value), tf.sub(x, 2)));
  slope.value = 3;
  expect(op.explain().constants).toEqual([0.5, 2]);
  expect(op.explain().formula).toBe('max(x * 0.5, x - 2)');
  expect(activation('constantsOfNone', (x) => tf.sin(x)).explain().constants).toEqual([]);
});

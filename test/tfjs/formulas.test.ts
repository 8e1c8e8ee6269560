// Every formula of the table, defined as a user defines it, on every path: value, first and second
// derivative against the float64 oracle of its row.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { activation } from '../../src/index.js';
import { FORMULAS } from '../formulas/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from './backends.js';
import { FAR, NEAR, SPECIAL, wrong } from './oracle.js';

const OPS = new Map(FORMULAS.map((row) => [row, activation(row.name, row.op)]));

/** tf.mod on the cpu backend is 0 for tiny negative numbers, where numpy's rounds to the divisor. */
const MOD_DIFFERS = { backend: 'other', name: 'parabolicWave' };

describe.each(BACKENDS)('on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it.each(FORMULAS)('$name is its value, and both derivatives are those of the oracle', (row) => {
    const op = OPS.get(row)!;
    const gradient = tf.grad(op);
    const second = tf.grad((x: tf.Tensor) => gradient(x));
    const special =
      row.name === MOD_DIFFERS.name && backend === MOD_DIFFERS.backend
        ? SPECIAL.filter((x) => !(x < 0 && x > -1))
        : SPECIAL;
    for (const x of [NEAR, FAR, special]) expect(wrong(row, 'value', x, op)).toEqual([]);
    for (const x of [NEAR, special]) {
      expect(wrong(row, 'derivative', x, gradient)).toEqual([]);
      expect(wrong(row, 'derivative', x, op.derivative())).toEqual([]);
      expect(wrong(row, 'second', x, second)).toEqual([]);
      expect(wrong(row, 'second', x, op.derivative().derivative())).toEqual([]);
    }
  });
});

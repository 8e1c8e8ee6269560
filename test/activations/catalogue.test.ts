// The catalogue against the float64 oracles, on every path: value and derivatives, also where float32 ends.
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import * as catalogue from '../../src/activations/index.js';
import { type Activation, checkDerivative } from '../../src/index.js';
import type { Formula } from '../formulas/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { FAR, isNear, NEAR, type Order, SPECIAL, wrong } from '../tfjs/oracle.js';
import { valuesAt } from '../tfjs/values.js';
import { rowOf } from './rows.js';

const { register, registerAll, ...activations } = catalogue;

const CATALOGUE: readonly { name: string; op: Activation; row: Formula }[] = Object.entries(activations).map(
  ([name, op]) => {
    return { name, op, row: { ...rowOf(name), name: `lanewise.${name}` } };
  },
);

const ORDERS: readonly Order[] = ['value', 'derivative', 'second'];

const INFINITIES = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
/** Squares and cubes of these overflow, and their exponentials. */
const HUGE = Float32Array.of(100, -100, 500, -500, 1e10, -1e10, 1e20, -1e20);

describe('the catalogue', () => {
  it('has at least 28 activations, each with a row in the table of formulas', () => {
    expect(CATALOGUE.length).toBeGreaterThanOrEqual(28);
    expect(CATALOGUE.filter(({ row }) => row.value === undefined)).toEqual([]);
  });
});

describe.each(BACKENDS)('on backend %s', (backend) => {
  beforeEach(() => useBackend(backend));
  watchForLeaksAndWarnings();

  it.each(CATALOGUE)('$name is its value, and both derivatives are those of the oracle', ({ op, row }) => {
    const gradient = tf.grad(op);
    const second = tf.grad((x: tf.Tensor) => gradient(x));
    const finite = SPECIAL.filter(Number.isFinite);
    expect(wrong(row, 'value', FAR, op)).toEqual([]);
    for (const x of [NEAR, finite, HUGE]) {
      expect(wrong(row, 'value', x, op)).toEqual([]);
      expect(wrong(row, 'derivative', x, gradient)).toEqual([]);
      expect(wrong(row, 'derivative', x, op.derivative())).toEqual([]);
      expect(wrong(row, 'second', x, second)).toEqual([]);
      expect(wrong(row, 'second', x, op.derivative().derivative())).toEqual([]);
    }
  });

  it.each(CATALOGUE)('$name and both derivatives have their limits at infinity', ({ op, row }) => {
    const orders = [op, op.derivative(), op.derivative().derivative()];
    orders.forEach((f, i) => {
      const order = ORDERS[i]!;
      valuesAt(f, INFINITIES).forEach((got, j) => {
        const want = row[order](INFINITIES[j]!);
        // Without a limit, as that of a sine, the oracle is NaN.
        const right = Number.isNaN(want) ? Number.isNaN(got) : isNear(row, order, 0, got, want);
        expect(right, `${order} at ${INFINITIES[j]}: got ${got}, want ${want}`).toBe(true);
      });
    });
  });

  it('lets NaN pass, but for spiky, which is 0 there', () => {
    for (const { name, op } of CATALOGUE) {
      expect(valuesAt(op, [Number.NaN]), name).toEqual([name === 'spiky' ? 0 : Number.NaN]);
    }
  });

  it('has derivatives that checkDerivative finds right', async () => {
    for (const { name, op } of CATALOGUE) expect((await checkDerivative(op)).ok, name).toBe(true);
  });
});

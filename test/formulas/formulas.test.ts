// The table of formulas itself: its ops on tfjs's cpu kernels against its values, its values against its
// derivatives by central differences.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORMULAS, type Formula, NAN_AT_INFINITY } from './index.js';

const BUILT_IN =
  'linear relu elu relu6 sigmoid hardSigmoid selu softmax softplus softsign tanh swish mish gelu gelu_new';

const INFINITIES = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const SPECIALS = [0, -0, 1e-30, -1e-30, 1e-8, -1e-8, 1e-3, -1e-3, 30, -30, 100, -100, 1e4, -1e4];
const STEP = 2 ** -14;

/** Float32 values in [-8, 8] that keep away from the multiples of 1/16, where every jump of the table is. */
const POINTS = Array.from({ length: 500 }, (_, i) =>
  Math.fround((((i * 0.618033988749895) % 1) - 0.5) * 16),
).filter((x) => Math.abs(x * 16 - Math.round(x * 16)) > 1 / 32);
const SIXTEENTHS = Array.from({ length: 257 }, (_, i) => i / 16 - 8);

const central = (f: (x: number) => number, x: number): number => (f(x + STEP) - f(x - STEP)) / (2 * STEP);

function isKink({ kinks }: Formula, x: number): boolean {
  return typeof kinks === 'function' ? kinks(x) === 0 : kinks.includes(x);
}

function run(op: Formula['op'], x: readonly number[]): Float32Array {
  return tf.tidy(() => op(tf.tensor1d([...x], 'float32')).dataSync<'float32'>());
}

// As tfjs-layers writes and reads names in saved models.
const toSnakeCase = (name: string): string =>
  name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
const toCamelCase = (name: string): string => name.replace(/_+(\w|$)/g, (_, letter) => letter.toUpperCase());

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('the table of formulas', () => {
  it('has at least 45 rows of different names', () => {
    const names = FORMULAS.map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(45);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(FORMULAS)('$name survives the round trip of saved models and is not built in', ({ name }) => {
    expect(toCamelCase(toSnakeCase(name))).toBe(name);
    expect(BUILT_IN.split(' ')).not.toContain(name);
  });

  it('names only its own rows in NAN_AT_INFINITY', () => {
    expect(FORMULAS.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(NAN_AT_INFINITY)));
  });
});

describe.each(FORMULAS)('$name', (row) => {
  const { name, op, value, derivative, second, kinks } = row;

  it('has an op that is its value within a few float32 ulps of the value and of x', () => {
    const listed = typeof kinks === 'function' ? SIXTEENTHS.filter((x) => kinks(x) === 0) : kinks;
    const x = [...POINTS, ...SPECIALS.map(Math.fround), ...listed];
    run(op, x).forEach((y, i) => {
      const expected = Math.fround(value(x[i]!));
      const bound =
        2 ** -18 * Math.max(1, Math.abs(expected)) +
        2 ** -21 * Math.abs(x[i]!) * (1 + Math.abs(derivative(x[i]!)));
      if (Number.isFinite(expected)) expect(Math.abs(y - expected), `x = ${x[i]}`).toBeLessThanOrEqual(bound);
      else expect(y, `x = ${x[i]}`).toBe(expected);
    });
  });

  it('has an op that is its value at infinity, or NaN where NAN_AT_INFINITY says so', () => {
    const undefinedAt = NAN_AT_INFINITY[name] ?? [];
    run(op, INFINITIES).forEach((y, i) => {
      const x = INFINITIES[i]!;
      if (undefinedAt.includes(x)) {
        expect(y, `x = ${x}`).toBeNaN();
        expect(value(x), `x = ${x}`).not.toBeNaN();
      } else {
        expect(y + 0, `x = ${x}`).toBe(Math.fround(value(x)) + 0);
      }
    });
  });

  it('has an op that is its value at NaN', () => {
    expect(run(op, [Number.NaN])[0]).toBe(value(Number.NaN));
  });

  it('has no NaN at finite x', () => {
    for (const f of [value, derivative, second]) {
      for (const x of [...SPECIALS, 1e20, -1e20]) expect(f(x), `x = ${x}`).not.toBeNaN();
    }
  });

  it('has the derivative and second derivative that central differences give', () => {
    for (const x of POINTS) {
      const [d, dd] = [derivative(x), second(x)];
      expect(Math.abs(central(value, x) - d), `derivative at ${x}`).toBeLessThan(
        1e-6 * Math.max(1, Math.abs(d)),
      );
      expect(Math.abs(central(derivative, x) - dd), `second at ${x}`).toBeLessThan(
        1e-5 * Math.max(1, Math.abs(dd)),
      );
    }
  });

  it('jumps in value or derivative at its kinks, and at no other multiple of 1/16', () => {
    for (const x of SIXTEENTHS) {
      const jumps = [value, derivative].map((f) =>
        Math.max(Math.abs(f(x) - f(x - STEP)), Math.abs(f(x) - f(x + STEP))),
      );
      const scale = 1 + Math.max(Math.abs(derivative(x)), Math.abs(second(x)));
      expect(Math.max(...jumps) > 0.002 * scale, `x = ${x}`).toBe(isKink(row, x));
    }
  });
});

// host: true runs a function that cannot be compiled.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { vectorize } from '../../src/vectorize/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';

watchForLeaksAndWarnings();

const POINTS = [-7.5, -1, 0, 0.25, 3, 10];
const x = (): tf.Tensor1D => tf.tensor1d(POINTS);
const valuesOf = (make: () => tf.Tensor): number[] => tf.tidy(() => Array.from(make().dataSync()));

/** How often a number is halved until it is below 1: the length of the loop depends on the data. */
function halvings(value: number): number {
  let count = 0;
  let left = Math.abs(value);
  while (left >= 1) {
    left /= 2;
    count++;
  }
  return left + count;
}
const slopeOfHalvings = (value: number): number =>
  Math.sign(value) * 2 ** -Math.ceil(Math.log2(Math.abs(value) + 1e-9));

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('runs the function for each element', () => {
    expect(() => vectorize('hostNot', halvings)).toThrow('the length of this loop depends on the data');
    const op = vectorize('hostHalvings', halvings, { host: true, replace: true });
    expect(valuesOf(() => op(x()))).toEqual(POINTS.map((value) => Math.fround(halvings(value))));
    expect(op.identifier).toBe('hostHalvings');
  });

  it('has the gradient that is given', () => {
    const op = vectorize('hostGiven', halvings, { host: true, derivative: slopeOfHalvings, replace: true });
    const want = POINTS.map((value) => Math.fround(slopeOfHalvings(value)));
    expect(valuesOf(() => tf.grad(op)(x()))).toEqual(want);
    expect(valuesOf(() => op.derivative()(x()))).toEqual(want);
  });

  it('has a numeric gradient', () => {
    const op = vectorize('hostNumeric', (value) => halvings(value) ** 0 * Math.sin(value), {
      host: true,
      derivative: 'numeric',
      replace: true,
    });
    valuesOf(() => tf.grad(op)(x())).forEach((slope, i) => {
      expect(slope).toBeCloseTo(Math.cos(POINTS[i]!), 6);
    });
  });

  it('takes several inputs, which broadcast, and uses', () => {
    type Uses = { bend: (value: number) => number };
    const op = vectorize('hostTwo', (a: number, b: number, { bend }: Uses) => bend(a) * b, {
      uses: { bend: halvings },
      host: true,
      derivative: 'numeric',
      replace: true,
    });
    expect(op.inputs).toEqual(['a', 'b']);
    expect(valuesOf(() => op(x(), 2))).toEqual(POINTS.map((value) => Math.fround(2 * halvings(value))));
    const by = tf.tidy(
      () =>
        tf
          .grads((a: tf.Tensor, b: tf.Tensor) => op(a, b))([x(), tf.scalar(2)])[1]!
          .dataSync()[0]!,
    );
    expect(by).toBeCloseTo(
      POINTS.map(halvings).reduce((a, b) => a + b),
      4,
    );
    const three = vectorize('hostThree', (a: number, b: number, c: number) => a + b * c, {
      host: true,
      derivative: (_a: number, b: number, c: number) => [1, c, b],
      replace: true,
    });
    expect(valuesOf(() => three(x(), 2, 3))).toEqual(POINTS.map((value) => value + 6));
    expect(valuesOf(() => tf.grads((a: tf.Tensor, b: tf.Tensor) => three(a, b, 3))([x(), x()])[1]!)).toEqual(
      POINTS.map(() => 3),
    );
  });
});

describe('host: true', () => {
  it('says that this is what runs, and what it costs', () => {
    const { notes, formula } = vectorize('hostSays', halvings, {
      host: true,
      derivative: 'numeric',
    }).explain();
    expect(notes).toEqual([
      'it runs as it is, in JavaScript, one call for each element: it takes as long as a loop of it, and no SIMD ' +
        'kernel is made (host: true); central differences',
    ]);
    expect(formula).toContain('without a formula');
  });

  it('runs native functions, by their length', () => {
    const op = vectorize('hostNative', Math.hypot.bind(null), { host: true, inputs: ['a', 'b'] as never });
    expect(valuesOf(() => (op as unknown as (...xs: number[]) => tf.Tensor)(3, 4))).toEqual([5]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'a source',
      () => vectorize('hostBad', '(x) => x', { host: true }),
      'host: true expected a function, got the source of one',
    ],
    [
      'a text',
      () => vectorize('hostBad', (() => 'text') as never, { host: true, inputs: ['x'] as never }),
      'expected a function of one input, got one of 0',
    ],
    [
      'what returns text',
      () => vectorize('hostBad', ((value: number) => `${value}`) as never, { host: true }),
      'expected a function that returns a number, got 0.5 at 0.5',
    ],
    [
      'too few derivatives',
      () =>
        vectorize('hostBad', (a: number, b: number) => a * b, { host: true, derivative: (a: number) => [a] }),
      'expected a function that returns an array of 2 numbers',
    ],
    [
      'numeric without host',
      () => vectorize('hostBad', (value) => value, { derivative: 'numeric' }),
      "derivative 'numeric' is for the option host: true",
    ],
  ])('is refused for %s', (_, define, message) => {
    expect(define).toThrow(message);
  });

  it('without a derivative throws at the gradient, with what to give', () => {
    const op = vectorize('hostFlat', halvings, { host: true });
    expect(() => valuesOf(() => tf.grad(op)(x()))).toThrow(
      "hostFlat has no derivative; give vectorize the option derivative: a plain function, or 'numeric'",
    );
  });
});

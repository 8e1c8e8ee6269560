// Every function: its values against the function itself, and derivatives of two orders against its differences, on
// each path.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ElementwiseOp } from '../../src/index.js';
import { vectorize } from '../../src/vectorize/index.js';
import { BACKENDS, useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';
import { bendOf, slopeOf } from './differences.js';
import { type FunctionRow, OF_ONE, OF_SEVERAL } from './functions.js';

watchForLeaksAndWarnings();

const POINTS = Array.from({ length: 83 }, (_, i) => Math.fround((i - 41) / 10.3 + 0.013));
const EPSILON = 2 ** -23;

interface Case {
  readonly name: string;
  readonly op: ElementwiseOp;
  readonly scalar: (...point: number[]) => number;
  readonly points: readonly (readonly number[])[];
}

type Vectorize = (
  name: string,
  fn: FunctionRow['fn'],
  options: object,
) => ElementwiseOp & { inputs?: readonly string[] };

function caseOf([name, { fn, uses }]: [string, FunctionRow]): Case {
  const op = (vectorize as unknown as Vectorize)(
    `plain${name[0]!.toUpperCase()}${name.slice(1)}`,
    fn,
    uses ? { uses } : {},
  );
  const count = op.inputs?.length ?? 1;
  const extra = uses === undefined ? [] : [uses];
  const scalar = (...point: number[]): number => (fn as (...args: unknown[]) => number)(...point, ...extra);
  const points = POINTS.map((x, i) => [
    x,
    ...Array.from({ length: count - 1 }, (_, j) => POINTS[(i * (7 + 4 * j) + 5) % 83]! + 0.031),
  ]);
  return { name, op, scalar, points };
}

const cases = [...Object.entries(OF_ONE), ...Object.entries(OF_SEVERAL)].map(caseOf);

/** The values of `f` at the points, and whatever else it makes is disposed of. */
const at = (points: Case['points'], f: (...inputs: tf.Tensor[]) => tf.Tensor): number[] =>
  tf.tidy(() => {
    const inputs = points[0]!.map((_, i) => tf.tensor1d(points.map((point) => point[i]!)));
    return Array.from(f(...inputs).dataSync());
  });

const partial =
  (f: (...inputs: tf.Tensor[]) => tf.Tensor, input: number) =>
  (...inputs: tf.Tensor[]): tf.Tensor =>
    tf.grads((...xs: tf.Tensor[]) => f(...xs))(inputs)[input]!;

it('there are forty functions and more', () => expect(cases.length).toBeGreaterThan(40));

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(cases)('$name has the values of the function', ({ op, scalar, points }) => {
    at(points, op).forEach((got, i) => {
      const want = scalar(...points[i]!);
      const close =
        Math.abs(got - want) <= 64 * EPSILON * (1 + Math.abs(want)) || Object.is(got, Math.fround(want));
      expect(close, `at ${points[i]}: got ${got}, want ${want}`).toBe(true);
    });
  });

  it.each(cases)('$name has the derivatives of the function', ({ op, scalar, points }) => {
    const inputs = points[0]!.length;
    for (let input = 0; input < inputs; input++) {
      const compared = [0, 0];
      const compare = (
        order: number,
        got: readonly number[],
        differences: typeof slopeOf,
        tolerance: number,
      ): void =>
        got.forEach((value, i) => {
          const want = differences(scalar, points[i]!, input);
          if (want === undefined) return;
          compared[order]!++;
          const error = Math.abs(value - want);
          expect(error, `order ${order + 1} by ${input} at ${points[i]}: ${value}, not ${want}`).toBeLessThan(
            tolerance * (1 + Math.abs(want)),
          );
        });
      compare(0, at(points, partial(op, input)), slopeOf, 1e-4);
      compare(1, at(points, partial(partial(op, input), input)), bendOf, 5e-3);
      expect(compared[0]).toBeGreaterThan(0.6 * points.length);
      expect(compared[1]).toBeGreaterThan(0.35 * points.length);
    }
  });
});

// Whether ops agree with float64 on every backend, in value and gradient, and derivatives with central
// differences.
import * as tf from '@tensorflow/tfjs';
import { expect, vi } from 'vitest';
import { derivative } from '../../../src/expr/derivative.js';
import type { Expr } from '../../../src/expr/expr.js';
import type { ElementwiseOp } from '../../../src/index.js';
import { BACKENDS, useBackend } from '../backends.js';
import { type Bounded, bounded, COMPOSED_ROUNDING, exact, ROUNDING, slope } from './bounds.js';
import { INPUT_NAMES } from './draw.js';

export interface Case {
  readonly text: string;
  readonly expr: Expr;
  readonly points: readonly number[][];
  /** What computes `expr`, and whether its gradients are compared too. */
  readonly ops: readonly { readonly op: ElementwiseOp; readonly withGradients: boolean }[];
}

/** Less than this share of the points would say nothing. Skipped are kinks, and what is ill-conditioned. */
const LEAST = 0.5;

/** Counts the points that are compared, and those that are skipped. */
class Share {
  private compared = 0;
  private all = 0;
  count(isCompared: boolean): void {
    this.all++;
    if (isCompared) this.compared++;
  }
  expectEnough(what: string): void {
    expect(this.compared / this.all, `share of the points at which ${what} were compared`).toBeGreaterThan(
      LEAST,
    );
  }
}

export function inputsOf(points: readonly number[][]): tf.Tensor1D[] {
  return points[0]!.map((_, i) => tf.tensor1d(points.map((point) => point[i]!)));
}

/** Fails where `values` are not those of `expr` at `points`, within the rounding of each operation. */
export function expectAgreement(
  what: string,
  values: ArrayLike<number>,
  expected: readonly (Bounded | undefined)[],
  points: readonly number[][],
  rounding: number,
): void {
  expect(values.length, what).toBe(points.length);
  points.forEach((point, i) => {
    const want = expected[i];
    if (want === undefined) return;
    const allowed = want.error + rounding * (1e-3 + Math.abs(want.value));
    if (!(Math.abs(values[i]! - want.value) <= allowed)) {
      expect.fail(`${what} at ${point}: ${values[i]}, not ${want.value} within ${allowed}`);
    }
  });
}

/** Fails where a value or a gradient on some backend is not that of float64. */
export async function expectValues(cases: readonly Case[]): Promise<void> {
  const [values, gradients] = [new Share(), new Share()];
  const known = new Map<string, (Bounded | undefined)[]>();
  // A kernel that is not valid is composed, and would be right all the same.
  const compile = vi.spyOn(WebAssembly, 'Module');
  for (const backend of BACKENDS) {
    await useBackend(backend);
    const rounding = backend === 'other' ? COMPOSED_ROUNDING : ROUNDING;
    for (const { text, expr, points, ops } of cases) {
      const compare = (what: string, got: ArrayLike<number>, of: Expr, share: Share): void => {
        const key = `${of.id} ${rounding} ${points[0]}`;
        const expected = known.get(key) ?? points.map((point) => bounded(of, point, rounding));
        known.set(key, expected);
        expectAgreement(`${what} ${text} on ${backend}`, got, expected, points, rounding);
        for (const each of expected) share.count(each !== undefined);
      };
      for (const { op, withGradients } of ops) {
        tf.tidy(() => {
          const inputs = inputsOf(points);
          compare(`${op.opName}: value of`, op(...inputs).dataSync(), expr, values);
          if (!withGradients) return;
          // The gradient of the sum, with dy = 1, is the derivative.
          tf.grads((...xs: tf.Tensor[]) => op(...xs))(inputs).forEach((gradient, i) => {
            compare(`${op.opName}: gradient ${i} of`, gradient.dataSync(), derivative(expr, i), gradients);
          });
        });
      }
    }
  }
  expect(compile.mock.results.filter(({ type }) => type === 'throw')).toEqual([]);
  compile.mockRestore();
  values.expectEnough('values');
  gradients.expectEnough('gradients');
}

/** Fails where a derivative is not what central differences of the value give. */
export function expectSlopes(cases: readonly Case[]): void {
  const share = new Share();
  for (const { text, expr, points } of cases) {
    for (const index of points[0]!.keys()) {
      const rule = derivative(expr, index);
      for (const point of points) {
        const expected = slope(expr, point, index);
        const actual = expected && exact(rule, point);
        share.count(actual !== undefined);
        if (expected === undefined || actual === undefined) continue;
        if (!(Math.abs(actual - expected.value) <= 4 * expected.error)) {
          expect.fail(`d/d${INPUT_NAMES[index]} ${text} at ${point}: ${actual}, not ${expected.value}`);
        }
      }
    }
  }
  share.expectEnough('derivatives');
}

/** Whether each of `args` that is no constant has several values at `points`, and there is one. */
export function vary(args: readonly Expr[], points: readonly number[][]): boolean {
  const variable = args.filter(({ kind }) => kind !== 'constant');
  const valuesOf = (arg: Expr): unknown[] => points.map((point) => exact(arg, point));
  const isSeveral = (arg: Expr): boolean =>
    new Set(valuesOf(arg).filter((value) => value !== undefined)).size > 1;
  return variable.length > 0 && variable.every(isSeveral);
}

/** Whether enough points of `expr` can be compared, judged by values alone: rules of derivatives have no say. */
export function isComparable(expr: Expr, points: readonly number[][]): boolean {
  if (expr.kind !== 'operation') return false;
  const enough = LEAST + 0.1;
  let skipped = 0;
  const allowed = (1 - enough) * points.length;
  for (const point of points) {
    if (bounded(expr, point, COMPOSED_ROUNDING) === undefined && ++skipped > allowed) return false;
  }
  return points[0]!.every((_, index) => {
    let kinks = 0;
    return points.every((point) => slope(expr, point, index) !== undefined || ++kinks <= allowed);
  });
}

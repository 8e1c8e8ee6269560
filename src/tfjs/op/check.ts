// A derivative checker for users' tests.
import { type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { evaluate } from '../../expr/evaluate.js';
import type { Expr } from '../../expr/expr.js';
import { described } from '../errors.js';
import { checkOptions, checkTolerance } from '../options.js';
import { isElementwise } from './definition.js';
import { definitionOfOp, type ElementwiseOp } from './op.js';

export interface CheckOptions {
  /** Values of the inputs, one array per input, all of one length. By default 1001 points in [-5, 5]. */
  readonly points?: readonly (readonly number[])[] | undefined;
  /** The input to differentiate by: its index or its name; 0 by default. */
  readonly input?: number | string | undefined;
  /** The largest error, relative to the larger of 1, the value and the derivative; 1e-4 by default. */
  readonly tolerance?: number | undefined;
}

export interface DerivativeReport {
  /** Whether at least one point could be checked, and none is off by more than the tolerance. */
  readonly ok: boolean;
  readonly checked: number;
  /** Points near a kink or a pole, where finite differences have no meaning. */
  readonly skipped: number;
  /** The point that is off the most. */
  readonly worst: {
    readonly at: number[];
    readonly got: number;
    readonly expected: number;
    readonly error: number;
  } | null;
}

/**
 * Compares the derivative of `op`, as the active backend computes it in float32, with central differences of
 * the function in float64.
 *
 * An op with a derivative of its own (`options.derivative`) is compared with its true one all the same.
 *
 * @throws TypeError for what is not a lanewise op; RangeError for points that do not fit it.
 *
 * ```ts
 * const { ok, worst } = await checkDerivative(mish2);
 * ```
 */
export async function checkDerivative(
  op: ElementwiseOp,
  options: CheckOptions = {},
): Promise<DerivativeReport> {
  const definition = definitionOfOp(op);
  if (definition === undefined)
    throw new TypeError(`checkDerivative: expected a lanewise op, got ${described(op)}`);
  const { name, inputs } = definition;
  if (!isElementwise(definition)) {
    throw new TypeError(
      `checkDerivative: expected an op with a formula, got the kernel ${name}; use checkKernel`,
    );
  }
  const { expr } = definition;
  checkOptions(`checkDerivative of ${name}`, options, ['points', 'input', 'tolerance']);
  const { input: given = 0, tolerance = 1e-4 } = options;
  const input = typeof given === 'string' ? inputs.indexOf(given) : given;
  const derivative = op.derivative(given); // which checks the input, before anything is allocated
  checkTolerance(`checkDerivative of ${name}`, tolerance);
  const points = options.points ?? inputs.map((_, i) => spread(i));
  if (!Array.isArray(points) || !points.every(isNumbers)) {
    throw new TypeError(`checkDerivative of ${name}: points expected an array of numbers for each input`);
  }
  if (points.length !== inputs.length || points.some(({ length }) => length !== points[0]!.length)) {
    const lengths = points.map(({ length }) => length).join(', ');
    throw new RangeError(
      `checkDerivative of ${name}: expected ${inputs.length} arrays of one length, got [${lengths}]`,
    );
  }
  const rounded = points.map((values) => values.map(Math.fround));
  const tensors = rounded.map((values) => tensor1d(values));
  let slopes: Tensor | undefined;
  let got: ArrayLike<number>;
  try {
    slopes = derivative(...tensors);
    got = await slopes.data();
  } finally {
    for (const tensor of tensors) tensor.dispose();
    slopes?.dispose();
  }
  let checked = 0;
  let worst: DerivativeReport['worst'] = null;
  for (let p = 0; p < rounded[0]!.length; p++) {
    const at = rounded.map((values) => values[p]!);
    const expected = difference(expr, at, input);
    if (expected === undefined) continue;
    checked++;
    const error = errorOf(got[p]!, expected, evaluate(expr, at));
    if (worst === null || error > worst.error) worst = { at, got: got[p]!, expected, error };
  }
  const skipped = rounded[0]!.length - checked;
  return { ok: worst !== null && worst.error <= tolerance, checked, skipped, worst };
}

const isNumbers = (values: unknown): boolean =>
  Array.isArray(values) && values.every((value) => typeof value === 'number');

/** Points in [-5, 5]; for further inputs in another order, so that pairs are not all alike. */
function spread(index: number): number[] {
  return Array.from({ length: 1001 }, (_, i) => ((i * (index * 370 + 1)) % 1001) / 100.1 - 5);
}

/** How far `got` is from `expected`, which may be too large for float32; infinite for a NaN. */
function errorOf(got: number, expected: number, value: number): number {
  if (got === Math.fround(expected)) return 0;
  const error = Math.abs(got - expected) / Math.max(1, Math.abs(expected), Math.abs(value));
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

/** d expr by `input`, or undefined where differences to both sides disagree or are not finite. */
function difference(expr: Expr, at: readonly number[], input: number): number | undefined {
  const step = 2 ** -14 * Math.max(1, Math.abs(at[input]!));
  const valueAt = (offset: number): number =>
    evaluate(
      expr,
      at.map((value, i) => (i === input ? value + offset : value)),
    );
  const slope = (from: number, to: number): number => (valueAt(to) - valueAt(from)) / (to - from);
  const [left, right] = [slope(-step, 0), slope(0, step)];
  const [wide, narrow] = [slope(-step, step), slope(-step / 2, step / 2)];
  if (!Number.isFinite(left + right)) return undefined;
  if (Math.abs(right - left) > 0.01 * Math.max(1, Math.abs(wide))) return undefined;
  // Richardson: what is left of the error is of the fourth order in the step.
  return narrow + (narrow - wide) / 3;
}

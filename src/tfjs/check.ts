// A derivative checker for users' tests.
import { type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { evaluate } from '../expr/evaluate.js';
import type { Expr } from '../expr/expr.js';
import { made } from './lazy.js';
import type { ElementwiseOp } from './op.js';
import { definitionOfOp } from './op.js';

export interface CheckOptions {
  /** Values of the inputs, one array per input, all of one length. By default 1001 points in [-5, 5]. */
  readonly points?: readonly (readonly number[])[];
  /** The input to differentiate by; 0 by default. */
  readonly input?: number;
  /** The largest error, relative to the larger of 1, the value and the derivative; 1e-4 by default. */
  readonly tolerance?: number;
}

export interface DerivativeReport {
  /** Whether no point is off by more than the tolerance. */
  readonly ok: boolean;
  readonly checked: number;
  /** Points near a kink or a pole, where finite differences say nothing. */
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
  const definition = definitionOfOp(made(op));
  if (definition === undefined)
    throw new TypeError(`checkDerivative: expected a lanewise op, got ${String(op)}`);
  const { name, inputs, expr } = definition;
  const { input = 0, tolerance = 1e-4 } = options;
  const points = options.points ?? inputs.map((_, i) => spread(i));
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
    slopes = op.derivative(input)(...tensors);
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
    const scale = Math.max(1, Math.abs(expected), Math.abs(evaluate(expr, at)));
    const error = Math.abs(got[p]! - expected) / scale;
    if (worst === null || !(error <= worst.error)) worst = { at, got: got[p]!, expected, error };
  }
  const skipped = rounded[0]!.length - checked;
  return { ok: worst === null || worst.error <= tolerance, checked, skipped, worst };
}

/** Points in [-5, 5]; for further inputs in another order, so that pairs are not all alike. */
function spread(index: number): number[] {
  return Array.from({ length: 1001 }, (_, i) => ((i * (index * 370 + 1)) % 1001) / 100.1 - 5);
}

/** d expr by `input`, or undefined where differences to both sides disagree or are not finite. */
function difference(expr: Expr, at: readonly number[], input: number): number | undefined {
  const step = 2 ** -14 * Math.max(1, Math.abs(at[input]!));
  const valueAt = (offset: number): number =>
    evaluate(
      expr,
      at.map((value, i) => (i === input ? value + offset : value)),
    );
  const [before, here, after] = [valueAt(-step), valueAt(0), valueAt(step)];
  const left = (here - before) / step;
  const right = (after - here) / step;
  const central = (after - before) / (2 * step);
  if (!Number.isFinite(left + right)) return undefined;
  return Math.abs(right - left) > 0.01 * Math.max(1, Math.abs(central)) ? undefined : central;
}

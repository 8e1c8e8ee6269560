// The value of an expression in float64, with a bound of the error that float32 may make. What an operation
// does to an error is read off its row, so that an operation which is added needs nothing here.
import { derivative } from '../../../src/expr/derivative.js';
import { type Expr, input, isConstant, nodesOf, operandsOf, operation } from '../../../src/expr/expr.js';
import { OPERATIONS, type OperationName, type OperationRow } from '../../../src/expr/operations.js';

/** What float32 may make of one operation of ours: 4 ULP. */
export const ROUNDING = 4 * 2 ** -24;
/** tfjs's own float32 kernels: erf by a formula right to 1.5e-7, tanh and others through float32 steps. */
export const COMPOSED_ROUNDING = 64 * 2 ** -24;
/** Float64 itself. */
const NONE = 2 ** -50;

export interface Bounded {
  readonly value: number;
  readonly error: number;
}

/** The interval of a truth value: that of what `not` takes. */
export const TRUTH = OPERATIONS.not.domain[0];

/** Whether a result is a truth value that compares numbers. */
const comparesNumbers = ({ isTruth, domain }: OperationRow): boolean =>
  isTruth === true && domain.every((interval) => interval !== TRUTH);

/** Operations that are constant between jumps: their derivatives are 0 by structure. */
const STEPS = new Set(
  (Object.keys(OPERATIONS) as OperationName[]).filter((name) => {
    const { domain, isTruth } = OPERATIONS[name];
    const call = operation(
      name,
      domain.map((_, i) => input(i)),
    );
    return !isTruth && domain.every((_, i) => isConstant(derivative(call, i), 0));
  }),
);

/** The nodes of each expression, in order: the points ask for them again and again. */
const orders = new Map<Expr, Expr[]>();

/**
 * The value of `expr` in float64 with a bound of its error in float32, by which each operation is evaluated
 * at its arguments and at all ends of what they may be. Undefined where the point is to be skipped:
 *  - where a comparison or a step could fall either way;
 *  - where a value is not finite, or at the ends of a range, or larger than 1e6;
 *  - where the error is more than 1 % of the value and of 1: ill-conditioned.
 *
 * @param steps Takes the values of all steps, in order.
 */
export function bounded(
  expr: Expr,
  point: readonly number[],
  rounding = ROUNDING,
  steps?: number[],
): Bounded | undefined {
  const results = new Map<Expr, Bounded>();
  let order = orders.get(expr);
  if (order === undefined) {
    order = nodesOf([expr]);
    orders.set(expr, order);
  }
  for (const node of order) {
    if (node.kind === 'constant') results.set(node, { value: node.value, error: 0 });
    else if (node.kind === 'input') results.set(node, { value: point[node.index]!, error: 0 });
    else {
      const args = operandsOf(node).map((arg) => results.get(arg)!);
      const result = resultOf(node.name, args, rounding);
      if (result === undefined) return undefined;
      results.set(node, result);
      if (STEPS.has(node.name)) steps?.push(result.value);
    }
  }
  return results.get(expr)!;
}

function resultOf(name: OperationName, args: readonly Bounded[], rounding: number): Bounded | undefined {
  // No arithmetic: the argument itself.
  if (name === 'select') return args[args[0]!.value ? 1 : 2]!;
  if (name === 'override') return args[0]!;
  const row = OPERATIONS[name];
  const at = args.map(({ value }) => value);
  const value = row.value(...at);
  const spread = spreadOf(row.value, args, value);
  if (row.isTruth) {
    const doubt = args.reduce((sum, { error }) => sum + error, 0);
    const isClose = comparesNumbers(row) && doubt > 0 && Math.abs(at[0]! - at[1]!) <= doubt;
    return spread === 0 && !isClose ? { value, error: 0 } : undefined;
  }
  if (STEPS.has(name)) {
    if (spread > 0) return undefined;
    if (Math.fround(value) === value) return { value, error: 0 };
  }
  const error = rounding * Math.abs(value) + spread;
  if (!Number.isFinite(value) || !Number.isFinite(error)) return undefined;
  if (Math.abs(value) > 1e6 || error > 0.01 * Math.max(1, Math.abs(value))) return undefined;
  return { value, error };
}

/** How far `f` is from `value` at the ends of what its arguments may be. A jump between them shows. */
function spreadOf(f: (...args: number[]) => number, args: readonly Bounded[], value: number): number {
  let spread = 0;
  if (args.every(({ error }) => error === 0)) return spread;
  for (let ends = 0; ends < 2 ** args.length; ends++) {
    const moved = f(...args.map(({ value, error }, i) => ((ends >> i) & 1 ? value + error : value - error)));
    spread = Math.max(spread, Math.abs(moved - value));
    if (Number.isNaN(moved)) return Number.NaN;
  }
  return spread;
}

/** The value of `expr` in float64, or undefined where `bounded` skips the point. */
export const exact = (expr: Expr, point: readonly number[]): number | undefined =>
  bounded(expr, point, NONE)?.value;

/**
 * The central difference, with its error, or undefined where those of three widths differ: near a kink; and
 * where a step lies between. Over many steps the differences would be those of what they follow.
 */
export function difference(expr: Expr, point: readonly number[], index: number): Bounded | undefined {
  let stepsHere: number[] | undefined;
  const at = (h: number): number => {
    const moved = point.map((v, i) => (i === index ? v + h : v));
    const steps: number[] = [];
    const value = bounded(expr, moved, NONE, steps)?.value;
    stepsHere ??= steps;
    return value !== undefined && steps.every((step, i) => step === stepsHere![i]) ? value : Number.NaN;
  };
  const center = at(0);
  if (Number.isNaN(center)) return undefined;
  const quotient = (h: number): number => (at(h) - at(-h)) / (2 * h);
  const [wide, narrow] = [quotient(2e-4), quotient(1e-4)];
  const error = Math.abs(wide - narrow);
  const scale = 1 + Math.abs(narrow);
  if (!(error <= 1e-3 * scale)) return undefined;
  // Between two steps the wide ones may agree by chance, and at a kink both sides add to their mean.
  const [right, left] = [at(1e-5), at(-1e-5)];
  const bend = (right - 2 * center + left) / 1e-5;
  const isSmooth = Math.abs((right - left) / 2e-5 - narrow) <= 1e-3 * scale && Math.abs(bend) <= 1e-2 * scale;
  return isSmooth ? { value: narrow, error: error + 1e-6 * scale } : undefined;
}

/** What the derivative is to be: that of the value, but of an override what it declares. */
export function slope(expr: Expr, point: readonly number[], index: number): Bounded | undefined {
  if (expr.kind !== 'operation' || expr.name !== 'override') return difference(expr, point, index);
  let sum: Bounded = { value: 0, error: 0 };
  for (let i = 1; i < expr.args.length; i += 2) {
    const factor = exact(expr.args[i]!, point);
    const inner = slope(expr.args[i + 1]!, point, index);
    if (factor === undefined || inner === undefined) return undefined;
    sum = { value: sum.value + factor * inner.value, error: sum.error + Math.abs(factor) * inner.error };
  }
  return sum;
}

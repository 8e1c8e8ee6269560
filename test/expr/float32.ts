// Float32 by float64: each operation rounded once, as a kernel computes it, where the operation is exact
// enough in float64 (all that is not a transcendental function).
import { evaluate } from '../../src/expr/evaluate.js';
import { type Expr, nodesOf, operandsOf } from '../../src/expr/expr.js';
import { OPERATIONS } from '../../src/expr/operations.js';

/** Values at which a rewrite goes wrong: NaN, infinities, both zeros, subnormals, ties, the largest. */
export const SPECIAL: readonly number[] = [
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0],
  ...[2 ** -149, -(2 ** -149), 2 ** -127, -(2 ** -127), 2 ** -126, -(2 ** -126)],
  ...[0.5, -0.5, 1, -1, 1.5, -1.5, 2, -2, 2.5, -2.5, 3, -3, 1 / 3, -1 / 3, 1e-9, -1e-9],
  ...[0.5 + 2 ** -24, -0.5 + 2 ** -25, -(2 ** -25), 2 ** 23, -(2 ** 23) - 1, 2 ** 31, 1e30, -1e30],
  ...[(2 - 2 ** -23) * 2 ** 127, -(2 - 2 ** -23) * 2 ** 127],
].map(Math.fround);

/** The value of `expr` in float32. */
export function evaluate32(expr: Expr, inputs: readonly number[]): number {
  const values = new Map<Expr, number>();
  for (const node of nodesOf([expr])) {
    if (node.kind !== 'operation') values.set(node, Math.fround(evaluate(node, inputs)));
    else {
      const args = operandsOf(node).map((arg) => values.get(arg)!);
      values.set(node, Math.fround(OPERATIONS[node.name].value(...args)));
    }
  }
  return values.get(expr)!;
}

/** Numbers between `low` and `high`, the same ones at every run. */
export function randoms(count: number, low: number, high: number, seed = 1): number[] {
  let state = seed >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + (high - low) * (state / 2 ** 32);
  });
}

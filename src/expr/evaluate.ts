// The value of an expression in float64: the oracle of checkDerivative.
// Shares nothing with the kernels but the meaning of the operations, which is numpy's.
import { type Expr, nodesOf, operandsOf } from './expr.js';
import { OPERATIONS } from './operations.js';

/** The value of `expr` in float64, at the given inputs. Truth values are 1 and 0. */
export function evaluate(expr: Expr, inputs: readonly number[]): number {
  const values = new Map<Expr, number>();
  for (const node of nodesOf([expr])) {
    if (node.kind === 'constant') values.set(node, node.value);
    else if (node.kind === 'input') values.set(node, inputs[node.index]!);
    else values.set(node, OPERATIONS[node.name].value(...operandsOf(node).map((arg) => values.get(arg)!)));
  }
  return values.get(expr)!;
}

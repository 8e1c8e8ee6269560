// The fuzzer's trees as expressions of the library, made by its builders.
import { build } from '../../src/expr/build.js';
import { derivative } from '../../src/expr/derivative.js';
import { constant, type Expr, input, operation } from '../../src/expr/expr.js';
import type { OperationName } from '../../src/expr/operations.js';
import { partsOf, type Tree } from './tree.js';

export function exprOf(tree: Tree): Expr {
  const made = new Map<Tree, Expr>();
  for (const part of partsOf(tree)) {
    if ('input' in part) made.set(part, input(part.input));
    else if ('constant' in part) made.set(part, constant(part.constant));
    else {
      const args = part.args.map((arg) => made.get(arg)!);
      made.set(
        part,
        part.name === 'stop' ? operation('override', args) : build(part.name as OperationName, args),
      );
    }
  }
  return made.get(tree)!;
}

/** The derivative of `expr` by the inputs `by`, one after the other. */
export function derived(expr: Expr, by: readonly number[]): Expr {
  return by.reduce((slope, index) => derivative(slope, index), expr);
}

// The derivative of an expression by one of its inputs, as an expression: each operation's row has the rule.
// At a kink it is that of the branch which the comparison takes; abs'(0) = 0. The derivative of
// select(c, a, b) is select(c, a', b'), so a NaN of the branch not taken does not leak.
import { isTruth, toNumber } from './build.js';
import { constant, type Expr, input, nodesOf, type Operation } from './expr.js';
import { OPERATIONS } from './operations.js';

const ZERO = constant(0);
const ONE = constant(1);

/** d expr / d input(index). */
export function derivative(expr: Expr, index: number): Expr {
  const variable = input(index);
  const done = new Map<Expr, Expr>();
  const d = (part: Expr): Expr => done.get(part)!;
  for (const node of nodesOf([expr], differentiated)) {
    const rule = node.kind === 'operation' ? OPERATIONS[node.name].derivative : undefined;
    done.set(node, node === variable ? ONE : rule === undefined ? ZERO : rule(node as Operation, d));
  }
  return toNumber(d(expr));
}

/** The parts of `node` whose derivatives its own is made of. */
function differentiated(node: Operation): readonly Expr[] {
  if (isTruth(node)) return [];
  return node.name === 'override' ? node.args.filter((_, i) => i > 0 && i % 2 === 0) : node.args;
}

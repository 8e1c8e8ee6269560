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
  return derivativeWithin(expr, index, Number.POSITIVE_INFINITY)!;
}

/** The same; undefined if it and all that it is made of have more than `most` nodes. The work has that bound too. */
export function derivativeWithin(expr: Expr, index: number, most: number): Expr | undefined {
  const variable = input(index);
  const done = new Map<Expr, Expr>();
  const made = new Set<Expr>();
  const d = (part: Expr): Expr => done.get(part)!;
  for (const node of nodesOf([expr], differentiated)) {
    const rule = node.kind === 'operation' ? OPERATIONS[node.name].derivative : undefined;
    const slope = node === variable ? ONE : rule === undefined ? ZERO : rule(node as Operation, d);
    done.set(node, slope);
    if (most < Number.POSITIVE_INFINITY && collected(made, slope).size > most) return undefined;
  }
  return toNumber(d(expr));
}

/** `nodes`, with `root` and all that it is made of. */
function collected(nodes: Set<Expr>, root: Expr): Set<Expr> {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (nodes.has(node)) continue;
    nodes.add(node);
    if (node.kind === 'operation') for (const arg of node.args) open.push(arg);
  }
  return nodes;
}

/** The parts of `node` whose derivatives its own is made of. */
function differentiated(node: Operation): readonly Expr[] {
  if (isTruth(node)) return [];
  return node.name === 'override' ? node.args.filter((_, i) => i > 0 && i % 2 === 0) : node.args;
}

// Builds expressions, in a simpler form where there is one. A form is simpler only if it has the same value for
// every float32, NaN and infinities included: 0 * x stays, and so does x + 0, which turns -0 into 0.
import {
  type Constant,
  constant,
  type Expr,
  isConstant,
  isOperation,
  nodesOf,
  type Operation,
  operation,
} from './expr.js';
import { OPERATIONS, type OperationName } from './operations.js';

/** The operation `name` on `args`, or something simpler that has the same value for every input. */
export function build(name: OperationName, args: readonly Expr[]): Expr {
  const [a, b, c] = args as [Expr, Expr, Expr];
  if (name === 'override') return operation(name, args);
  if (name === 'select') {
    if (b === c) return b;
    if (isOperation(a, 'not')) return select(a.args[0]!, c, b);
    const condition = truthOf(a);
    if (condition !== undefined) return condition ? b : c;
    return operation(name, args);
  }
  if (!isTruthName(name) && args.every((arg): arg is Constant => arg.kind === 'constant')) {
    return constant(OPERATIONS[name].value(...args.map(({ value }) => value)));
  }
  return simpler(name, a, b) ?? operation(name, args);
}

/** What truth values always are; undefined for those that depend on inputs. */
const truths = new WeakMap<Expr, boolean | undefined>();

/** What a truth value always is, if it is made of constants alone. */
function truthOf(expr: Expr): boolean | undefined {
  const unknown = ({ args }: Operation): readonly Expr[] =>
    args.filter((arg) => isTruth(arg) && !truths.has(arg));
  // What is known is not looked into again, so that a chain of choices is not slower the longer it is.
  const nodes = truths.has(expr) ? [] : nodesOf([expr], unknown);
  for (const node of nodes) if (isTruth(node)) truths.set(node, truthOfParts(node as Operation));
  return truths.get(expr);
}

function truthOfParts({ name, args }: Operation): boolean | undefined {
  const values = args.map((arg) => (arg.kind === 'constant' ? arg.value : truths.get(arg)));
  if (values.some((value) => value === undefined)) return undefined;
  return OPERATIONS[name].value(...values.map(Number)) !== 0;
}

/** What stands for the operation `name` on `a` and perhaps `b`, if anything simpler does. */
function simpler(name: OperationName, a: Expr, b: Expr): Expr | undefined {
  switch (name) {
    case 'neg':
    case 'not':
      return isOperation(a, name) ? a.args[0]! : undefined;
    case 'sub':
      return isConstant(b, 0) ? a : undefined;
    case 'mul':
      if (isConstant(a, 1)) return b;
      if (isConstant(b, 1)) return a;
      if (isConstant(a, -1)) return neg(b);
      return isConstant(b, -1) ? neg(a) : undefined;
    case 'div':
      if (isConstant(b, 1)) return a;
      return b.kind === 'constant' && isPowerOfTwo(b.value) ? mul(a, constant(1 / b.value)) : undefined;
    case 'pow':
      if (isConstant(b, 0)) return constant(1);
      if (isConstant(b, 1)) return a;
      if (isConstant(b, 2)) return mul(a, a);
      return isConstant(b, -1) ? div(constant(1), a) : undefined;
    case 'mod':
      // The same float32 for every a, and no division.
      return isConstant(b, 1) ? build('sub', [a, call('floor', a)]) : undefined;
    default:
      return undefined;
  }
}

export const call = (name: OperationName, ...args: Expr[]): Expr => build(name, args);
export const neg = (a: Expr): Expr => build('neg', [a]);
export const mul = (a: Expr, b: Expr): Expr => build('mul', [a, b]);
export const div = (a: Expr, b: Expr): Expr => build('div', [a, b]);
export const select = (condition: Expr, a: Expr, b: Expr): Expr => build('select', [condition, a, b]);

// For derivatives: a summand or a factor that is 0 by structure is left out, though 0 * NaN is NaN.

/** a + b, where a derivative of 0 adds nothing. */
export const add = (a: Expr, b: Expr): Expr =>
  isConstant(a, 0) ? b : isConstant(b, 0) ? a : build('add', [a, b]);
/** a - b, likewise. */
export const sub = (a: Expr, b: Expr): Expr =>
  isConstant(b, 0) ? a : isConstant(a, 0) ? neg(b) : build('sub', [a, b]);
/** outer * inner, which is 0 where the outer derivative is: that of a step, and of anything under a step. */
export const chained = (outer: Expr, inner: Expr): Expr =>
  isConstant(outer, 0) ? constant(0) : mul(outer, inner);
/** factor * derivative, which is 0 where the derivative is, whatever the factor is. */
export const scaled = (factor: Expr, derivative: Expr): Expr =>
  isConstant(derivative, 0) ? constant(0) : mul(factor, derivative);

/** Whether the value of `expr` is a truth value. All else, constants too, are numbers. */
export function isTruth(expr: Expr): boolean {
  return expr.kind === 'operation' && isTruthName(expr.name);
}

/** `expr` as a truth value: true where it is not 0. */
export function toTruth(expr: Expr): Expr {
  return isTruth(expr) ? expr : call('ne', expr, constant(0));
}

/** `expr` as a number: 1 where it is true, else 0. */
export function toNumber(expr: Expr): Expr {
  return isTruth(expr) ? select(expr, constant(1), constant(0)) : expr;
}

/**
 * `roots` with each node replaced by what `rule` returns for it, or built anew from replaced arguments. What
 * `rule` returns stands as it is; `part` gives it parts of the node, replaced.
 */
export function rewrite(
  roots: readonly Expr[],
  rule: (node: Expr, part: (node: Expr) => Expr) => Expr | undefined,
): Expr[] {
  const done = new Map<Expr, Expr>();
  const part = (node: Expr): Expr => done.get(node)!;
  for (const node of nodesOf(roots, ({ args }) => args)) {
    done.set(
      node,
      rule(node, part) ?? (node.kind === 'operation' ? build(node.name, node.args.map(part)) : node),
    );
  }
  return roots.map(part);
}

/** `expr` with `args` in place of its inputs. */
export function substitute(expr: Expr, args: readonly Expr[]): Expr {
  return rewrite([expr], (node) => (node.kind === 'input' ? args[node.index]! : undefined))[0]!;
}

function isTruthName(name: OperationName): boolean {
  return OPERATIONS[name].isTruth === true;
}

/** Powers of two whose reciprocal is one too, and normal: multiplying by it is exact division. */
function isPowerOfTwo(value: number): boolean {
  const exponent = Math.log2(Math.abs(value));
  return Number.isInteger(exponent) && Math.abs(exponent) <= 126;
}

// Constructors that make use of what they are given. Only what is true of every float32 is used, NaN and
// infinities included: 0 * x stays, and so does x + 0, which turns -0 into 0.
import { apply } from './evaluate.js';
import {
  type Constant,
  constant,
  type Expr,
  isTruth,
  type Operation,
  type OperationName,
  operation,
} from './expr.js';

/** The operation `name` on `args`, or something simpler that has the same value for every input. */
export function make(name: OperationName, args: readonly Expr[]): Expr {
  const [a, b, c] = args as [Expr, Expr, Expr];
  if (name === 'override') return operation(name, args);
  if (name === 'select') {
    if (b === c) return b;
    if (a.kind === 'operation' && a.name === 'not') return make('select', [a.args[0]!, c, b]);
    const condition = truthValue(a);
    if (condition !== undefined) return condition ? b : c;
    return operation(name, args);
  }
  if (!isTruthOperation(name) && args.every((arg): arg is Constant => arg.kind === 'constant')) {
    return constant(
      apply(
        name,
        args.map(({ value }) => value),
      ),
    );
  }
  switch (name) {
    case 'neg':
      if (isOperation(a, 'neg')) return a.args[0]!;
      break;
    case 'not':
      if (isOperation(a, 'not')) return a.args[0]!;
      break;
    case 'sub':
      if (is(b, 0)) return a;
      break;
    case 'mul':
      if (is(a, 1)) return b;
      if (is(b, 1)) return a;
      if (is(a, -1)) return make('neg', [b]);
      if (is(b, -1)) return make('neg', [a]);
      break;
    case 'div':
      if (is(b, 1)) return a;
      if (b.kind === 'constant' && isPowerOfTwo(b.value)) return make('mul', [a, constant(1 / b.value)]);
      break;
    case 'pow':
      if (is(b, 0)) return constant(1);
      if (is(b, 1)) return a;
      if (is(b, 2)) return make('mul', [a, a]);
      if (is(b, -1)) return make('div', [constant(1), a]);
      break;
    case 'mod':
      // The same float32 for every a, and no division.
      if (is(b, 1)) return make('sub', [a, make('floor', [a])]);
      break;
  }
  return operation(name, args);
}

/** `expr` as a truth value: true where it is not 0. */
export function toTruth(expr: Expr): Expr {
  return isTruth(expr) ? expr : make('ne', [expr, constant(0)]);
}

/** `expr` as a number: 1 where it is true, else 0. */
export function toNumber(expr: Expr): Expr {
  return isTruth(expr) ? make('select', [expr, constant(1), constant(0)]) : expr;
}

/** Whether `expr` is the constant `value`, -0 and 0 being different. */
export function is(expr: Expr, value: number): boolean {
  return expr.kind === 'constant' && Object.is(expr.value, value);
}

/** What a truth value always is, if it is made of constants alone. */
function truthValue(expr: Expr): boolean | undefined {
  if (expr.kind !== 'operation' || expr.name === 'override') return undefined;
  const args = expr.args.map((arg) => {
    if (arg.kind === 'constant') return arg.value;
    const truth = isTruth(arg) ? truthValue(arg) : undefined;
    return truth === undefined ? undefined : Number(truth);
  });
  if (args.some((arg) => arg === undefined)) return undefined;
  return apply(expr.name, args as number[]) !== 0;
}

function isTruthOperation(name: OperationName): boolean {
  return ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'and', 'or', 'not'].includes(name);
}

/** Whether `expr` is the operation `name` of its arguments. */
export function isOperation(expr: Expr, name: OperationName): expr is Operation {
  return expr.kind === 'operation' && expr.name === name;
}

/** Powers of two whose reciprocal is one too, and normal: multiplying by it is exact division. */
function isPowerOfTwo(value: number): boolean {
  const exponent = Math.log2(Math.abs(value));
  return Number.isInteger(exponent) && Math.abs(exponent) <= 126;
}

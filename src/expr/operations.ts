// The closed list of operations, and what each means: its value in float64, its derivative, its notation, and
// the arguments on which tests draw it. Derivatives are written with the builders of build.ts, which in turn
// fold constants by the values here; both happen only when an expression is made.
import { add, call, chained, div, mul, neg, scaled, select, sub } from './build.js';
import { constant, type Expr, isConstant, type Operation } from './expr.js';
import { erf, erfc, flooredModulo, power, roundHalfToEven } from './float64.js';

/** Operations of one number. */
export const UNARY = [
  ...(['neg', 'abs', 'floor', 'ceil', 'trunc', 'nearest', 'sqrt', 'exp', 'expm1', 'log', 'log1p'] as const),
  ...([
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'acosh',
    'atanh',
  ] as const),
  ...(['erf', 'sigmoid', 'softplus', 'cbrt', 'erfc', 'log2'] as const),
] as const;
/** Operations of two numbers. */
export const BINARY = [
  'add',
  'sub',
  'mul',
  'div',
  'min',
  'max',
  'mod',
  'rem',
  'pow',
  'atan2',
  'hypot',
] as const;
/** Operations of two numbers whose result is a truth value. Comparisons with NaN are false, but `ne` is true. */
export const COMPARISON = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const;
/** Operations of truth values. */
export const LOGIC = ['and', 'or', 'not'] as const;

export type UnaryName = (typeof UNARY)[number];
export type BinaryName = (typeof BINARY)[number];
export type TruthName = (typeof COMPARISON | typeof LOGIC)[number];

/**
 * `select` is (condition, if true, if false). `override` is (value, d0, x0, d1, x1, …): the value, whose
 * derivative is declared to be d0 * x0' + d1 * x1' + …, whatever the value is made of.
 */
export type OperationName = UnaryName | BinaryName | TruthName | 'select' | 'override';

/** From and to, both finite. */
export type Interval = readonly [from: number, to: number];

export interface OperationRow {
  /** The value in float64. Truth values are 1 and 0. */
  readonly value: (...args: number[]) => number;
  /** Whether the result is a truth value, else it is a number. */
  readonly isTruth?: boolean;
  /** The derivative of `node`, where `d` gives that of its parts. Truth values have none. */
  readonly derivative?: (node: Operation, d: (part: Expr) => Expr) => Expr;
  /** How the operation is written between its arguments; a larger precedence binds tighter. */
  readonly infix?: readonly [symbol: string, precedence: number];
  /**
   * Per argument, where tests draw it: where it is defined, large enough to show its shape, and smooth inside,
   * but for steps.
   */
  readonly domain: readonly Interval[];
}

const ZERO = constant(0);
const ONE = constant(1);
const REAL: Interval = [-4, 4];
const UNIT: Interval = [-1, 1];
const POSITIVE: Interval = [2 ** -6, 8];
const NEGATIVE: Interval = [-8, -(2 ** -6)];
const TRUTH: Interval = [0, 1];

/** A row of f(x), by df/dx as a function of x and y = f(x). */
const unary = (
  value: (x: number) => number,
  slope: (x: Expr, y: Expr) => Expr,
  domain: Interval = REAL,
): OperationRow => ({
  value,
  derivative: (node, d) => {
    const x = node.args[0]!;
    const dx = d(x);
    return isConstant(dx, 0) ? ZERO : chained(slope(x, node), dx);
  },
  domain: [domain],
});

/** A row of f(a, b), by its derivative as a function of a, b, y = f(a, b), a' and b'. */
const binary = (
  value: (a: number, b: number) => number,
  rule: (a: Expr, b: Expr, y: Expr, da: Expr, db: Expr) => Expr,
  { infix, domain = [REAL, REAL] }: Partial<Pick<OperationRow, 'infix' | 'domain'>> = {},
): OperationRow => ({
  value,
  derivative: (node, d) => {
    const [a, b] = node.args as [Expr, Expr];
    const [da, db] = [d(a), d(b)];
    return isConstant(da, 0) && isConstant(db, 0) ? ZERO : rule(a, b, node, da, db);
  },
  ...(infix && { infix }),
  domain,
});

const comparison = (symbol: string, holds: (a: number, b: number) => boolean): OperationRow => ({
  value: (a, b) => Number(holds(a!, b!)),
  isTruth: true,
  infix: [symbol, 3],
  domain: [REAL, REAL],
});

export const OPERATIONS: Readonly<Record<OperationName, OperationRow>> = {
  neg: unary(
    (x) => -x,
    () => constant(-1),
  ),
  // 0 at 0, and NaN for NaN.
  abs: unary(Math.abs, (x) =>
    select(call('gt', x, ZERO), ONE, select(call('lt', x, ZERO), constant(-1), mul(x, ZERO))),
  ),
  floor: unary(Math.floor, () => ZERO),
  ceil: unary(Math.ceil, () => ZERO),
  trunc: unary(Math.trunc, () => ZERO),
  nearest: unary(roundHalfToEven, () => ZERO),
  sqrt: unary(Math.sqrt, (_, y) => div(constant(0.5), y), POSITIVE),
  exp: unary(Math.exp, (_, y) => y),
  expm1: unary(Math.expm1, (x) => call('exp', x)),
  log: unary(Math.log, (x) => div(ONE, x), POSITIVE),
  log1p: unary(Math.log1p, (x) => div(ONE, add(x, ONE)), [-0.9, 8]),
  sin: unary(Math.sin, (x) => call('cos', x)),
  cos: unary(Math.cos, (x) => neg(call('sin', x))),
  tan: unary(Math.tan, (_, y) => add(ONE, mul(y, y)), [-1.5, 1.5]),
  asin: unary(Math.asin, (x) => div(ONE, call('sqrt', oneMinusSquare(x))), UNIT),
  acos: unary(Math.acos, (x) => div(constant(-1), call('sqrt', oneMinusSquare(x))), UNIT),
  atan: unary(Math.atan, (x) => div(ONE, add(ONE, mul(x, x)))),
  sinh: unary(Math.sinh, (x) => call('cosh', x)),
  cosh: unary(Math.cosh, (x) => call('sinh', x)),
  tanh: unary(Math.tanh, (_, y) => sub(ONE, mul(y, y))),
  asinh: unary(Math.asinh, (x) => div(ONE, call('sqrt', add(ONE, mul(x, x))))),
  acosh: unary(
    Math.acosh,
    (x) => div(ONE, mul(call('sqrt', sub(x, ONE)), call('sqrt', add(x, ONE)))),
    [1, 8],
  ),
  atanh: unary(Math.atanh, (x) => div(ONE, oneMinusSquare(x)), UNIT),
  erf: unary(erf, (x) => mul(constant(2 / Math.sqrt(Math.PI)), call('exp', neg(mul(x, x))))),
  sigmoid: unary(
    (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
    (_, y) => mul(y, sub(ONE, y)),
  ),
  softplus: unary(
    (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    (x) => call('sigmoid', x),
  ),
  cbrt: unary(Math.cbrt, (_, y) => div(constant(1 / 3), mul(y, y)), NEGATIVE),
  erfc: unary(erfc, (x) => mul(constant(-2 / Math.sqrt(Math.PI)), call('exp', neg(mul(x, x))))),
  log2: unary(Math.log2, (x) => div(constant(Math.LOG2E), x), POSITIVE),

  add: binary(
    (a, b) => a + b,
    (_a, _b, _y, da, db) => add(da, db),
    { infix: ['+', 4] },
  ),
  sub: binary(
    (a, b) => a - b,
    (_a, _b, _y, da, db) => sub(da, db),
    { infix: ['-', 4] },
  ),
  mul: binary(
    (a, b) => a * b,
    (a, b, _y, da, db) => add(scaled(b, da), scaled(a, db)),
    { infix: ['*', 5] },
  ),
  div: binary(
    (a, b) => a / b,
    (_a, b, y, da, db) => over(sub(da, scaled(y, db)), b),
    { infix: ['/', 5] },
  ),
  min: binary(Math.min, (a, b, _y, da, db) => select(call('le', a, b), da, db)),
  max: binary(Math.max, (a, b, _y, da, db) => select(call('ge', a, b), da, db)),
  mod: binary(flooredModulo, (a, b, _y, da, db) => sub(da, scaled(call('floor', div(a, b)), db)), {
    infix: ['mod', 5],
  }),
  rem: binary(
    (a, b) => a % b,
    (a, b, _y, da, db) => sub(da, scaled(call('trunc', div(a, b)), db)),
    {
      infix: ['rem', 5],
    },
  ),
  pow: binary(
    power,
    (a, b, y, da, db) =>
      add(
        isConstant(da, 0) ? ZERO : scaled(powerSlope(a, b), da),
        isConstant(db, 0) ? ZERO : scaled(select(call('gt', a, ZERO), mul(y, call('log', a)), ZERO), db),
      ),
    { domain: [POSITIVE, REAL] },
  ),
  atan2: binary(Math.atan2, (a, b, _y, da, db) =>
    over(sub(scaled(b, da), scaled(a, db)), add(mul(a, a), mul(b, b))),
  ),
  // The slopes are 0 at (0, 0), as that of abs is at 0. Squares of a and b would overflow.
  hypot: binary(Math.hypot, (a, b, y, da, db) => {
    const slope = (x: Expr): Expr => select(call('eq', y, ZERO), ZERO, div(x, y));
    return add(scaled(slope(a), da), scaled(slope(b), db));
  }),

  eq: comparison('==', (a, b) => a === b),
  ne: comparison('!=', (a, b) => a !== b),
  lt: comparison('<', (a, b) => a < b),
  le: comparison('<=', (a, b) => a <= b),
  gt: comparison('>', (a, b) => a > b),
  ge: comparison('>=', (a, b) => a >= b),
  and: { value: (a, b) => a! & b!, isTruth: true, infix: ['and', 2], domain: [TRUTH, TRUTH] },
  or: { value: (a, b) => a! | b!, isTruth: true, infix: ['or', 1], domain: [TRUTH, TRUTH] },
  not: { value: (a) => 1 - a!, isTruth: true, domain: [TRUTH] },

  select: {
    value: (condition, a, b) => (condition ? a! : b!),
    // Not a product with a mask: a NaN of the branch that is not taken stays out of the derivative.
    derivative: ({ args: [condition, a, b] }, d) => select(condition!, d(a!), d(b!)),
    domain: [TRUTH, REAL, REAL],
  },
  override: {
    value: (value) => value!,
    derivative: ({ args }, d) => {
      let sum: Expr = ZERO;
      for (let i = 1; i < args.length; i += 2) sum = add(sum, scaled(args[i]!, d(args[i + 1]!)));
      return sum;
    },
    domain: [REAL],
  },
};

/** (1 - x)(1 + x), which does not cancel near 1 as 1 - x^2 does. */
function oneMinusSquare(x: Expr): Expr {
  return mul(sub(ONE, x), add(ONE, x));
}

/** numerator / denominator, where a numerator of 0 is 0 whatever the denominator is. */
function over(numerator: Expr, denominator: Expr): Expr {
  return isConstant(numerator, 0) ? ZERO : div(numerator, denominator);
}

/**
 * b a^(b - 1). It is 0 where b is 0, as the power is 1 there, also at a = 0, where 0 * a^-1 would be NaN. A base of 1
 * does it: a choice of 0 would lose the derivative by b.
 */
function powerSlope(a: Expr, b: Expr): Expr {
  const isZero = call('and', call('eq', b, ZERO), call('not', call('gt', call('abs', a), ZERO)));
  const base = b.kind === 'constant' ? a : select(isZero, ONE, a);
  return mul(b, call('pow', base, sub(b, ONE)));
}

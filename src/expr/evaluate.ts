// The value of an expression in float64: what constants fold to, and the oracle of checkDerivative.
// Shares nothing with the kernels but the meaning of the operations, which is numpy's.
import { computed, type Expr, nodesOf, type Operation, type OperationName } from './expr.js';

type Rule = (a: number, b: number, c: number) => number;

/** Truth values are 1 and 0. */
const RULES: Record<Exclude<OperationName, 'override'>, Rule> = {
  neg: (a) => -a,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  nearest: roundHalfToEven,
  sqrt: Math.sqrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  erf,
  sigmoid: (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a))),
  softplus: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  mod: flooredModulo,
  pow: power,
  atan2: Math.atan2,
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  gt: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  not: (a) => 1 - a,
  select: (condition, a, b) => (condition ? a : b),
};

/** The value of one operation, other than an override, on float64 arguments. */
export function apply(name: Exclude<OperationName, 'override'>, args: readonly number[]): number {
  return RULES[name](args[0]!, args[1]!, args[2]!);
}

/** The value of `expr` in float64, at the given inputs. Truth values are 1 and 0. */
export function evaluate(expr: Expr, inputs: readonly number[]): number {
  const values = new Map<Expr, number>();
  for (const node of nodesOf([expr])) {
    if (node.kind === 'constant') values.set(node, node.value);
    else if (node.kind === 'input') values.set(node, inputs[node.index]!);
    else
      values.set(
        node,
        resultOf(
          node,
          computed(node).map((arg) => values.get(arg)!),
        ),
      );
  }
  return values.get(expr)!;
}

function resultOf({ name }: Operation, args: readonly number[]): number {
  return name === 'override' ? args[0]! : apply(name, args);
}

/** Keeps the sign: -0.3 rounds to -0. */
function roundHalfToEven(x: number): number {
  const size = Math.abs(x);
  const floor = Math.floor(size);
  const fraction = size - floor;
  if (Number.isNaN(fraction)) return x;
  return Math.sign(x) * (floor + (fraction === 0.5 ? floor % 2 : Number(fraction > 0.5)));
}

/** Python's and numpy's: the result has the sign of the divisor. */
function flooredModulo(a: number, b: number): number {
  const r = a % b;
  if (r === 0) return b < 0 ? -0 : 0;
  return r < 0 !== b < 0 ? r + b : r;
}

/** C's pow: unlike JavaScript's, 1 to any power is 1, and so is -1 to an infinite one. */
function power(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
  return a ** b;
}

/** The error function to about 1e-15: its Taylor series near 0, a continued fraction of erfc beyond. */
function erf(x: number): number {
  const a = Math.abs(x);
  if (!(a < 6)) return Number.isNaN(x) ? x : Math.sign(x);
  if (a < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= -(x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

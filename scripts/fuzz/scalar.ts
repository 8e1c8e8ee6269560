// What each operation means on numbers in float64, by IEEE 754 and C's special values, as the oracle has it.
import { erf, erfc, logistic, softplus } from '../../test/formulas/float64.js';

export function nearest(x: number): number {
  const shift = 2 ** 52;
  if (!(Math.abs(x) < shift)) return x;
  // Adding and taking away 2^52 rounds to an integer, a half to the even one; the sign of a 0 is that of x.
  const rounded = Math.abs(x) + shift - shift;
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
}

/** The remainder with the sign of b; a zero has it too. */
export function floored(a: number, b: number): number {
  const r = a % b;
  if (r === 0) return b < 0 ? -0 : 0;
  return r > 0 === b > 0 ? r : r + b;
}

export function power(a: number, b: number): number {
  if (a === 1 || b === 0) return 1;
  if (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) return 1;
  return a ** b;
}

const logisticOf = (x: number): number => (x === Number.NEGATIVE_INFINITY ? 0 : logistic(x));
const bool = (value: boolean): number => (value ? 1 : 0);

export const SCALAR: Readonly<Record<string, (...args: number[]) => number>> = {
  neg: (x) => -x!,
  abs: (x) => Math.abs(x!),
  floor: (x) => Math.floor(x!),
  ceil: (x) => Math.ceil(x!),
  trunc: (x) => Math.trunc(x!),
  nearest: (x) => nearest(x!),
  sqrt: (x) => Math.sqrt(x!),
  exp: (x) => Math.exp(x!),
  expm1: (x) => Math.expm1(x!),
  log: (x) => Math.log(x!),
  log1p: (x) => Math.log1p(x!),
  sin: (x) => Math.sin(x!),
  cos: (x) => Math.cos(x!),
  tan: (x) => Math.tan(x!),
  asin: (x) => Math.asin(x!),
  acos: (x) => Math.acos(x!),
  atan: (x) => Math.atan(x!),
  sinh: (x) => Math.sinh(x!),
  cosh: (x) => Math.cosh(x!),
  tanh: (x) => Math.tanh(x!),
  asinh: (x) => Math.asinh(x!),
  acosh: (x) => Math.acosh(x!),
  atanh: (x) => Math.atanh(x!),
  erf: (x) => (Math.abs(x!) > 7 ? Math.sign(x!) : x === 0 ? x : erf(x!)),
  sigmoid: (x) => logisticOf(x!),
  softplus: (x) => softplus(x!),
  cbrt: (x) => Math.cbrt(x!),
  erfc: (x) => (x! > 28 ? 0 : x! < -7 ? 2 : erfc(x!)),
  log2: (x) => Math.log2(x!),
  stop: (x) => x!,
  add: (a, b) => a! + b!,
  sub: (a, b) => a! - b!,
  mul: (a, b) => a! * b!,
  div: (a, b) => a! / b!,
  min: (a, b) => Math.min(a!, b!),
  max: (a, b) => Math.max(a!, b!),
  mod: (a, b) => floored(a!, b!),
  rem: (a, b) => a! % b!,
  pow: (a, b) => power(a!, b!),
  atan2: (a, b) => Math.atan2(a!, b!),
  hypot: (a, b) => Math.hypot(a!, b!),
  eq: (a, b) => bool(a! === b!),
  ne: (a, b) => bool(a! !== b!),
  lt: (a, b) => bool(a! < b!),
  le: (a, b) => bool(a! <= b!),
  gt: (a, b) => bool(a! > b!),
  ge: (a, b) => bool(a! >= b!),
  and: (a, b) => bool(a !== 0 && b !== 0),
  or: (a, b) => bool(a !== 0 || b !== 0),
  not: (a) => bool(a === 0),
  select: (c, a, b) => (c === 0 ? b! : a!),
  // Forms of the fast tier: tanh(softplus x), 1 less its square, and 1 less a sigmoid.
  gate: (x) => Math.tanh(softplus(x!)),
  gateSlope: (x) => slopeOfGate(x!),
  sigmoidRest: (x) => logisticOf(-x!),
};

/** 1 - tanh(softplus x)^2 without cancelling, by e = e^-|x|: (d - n)(d + n) / d^2 of tanh = n / d. */
function slopeOfGate(x: number): number {
  const e = Math.exp(-Math.abs(x));
  const [n, rest] = x > 0 ? [1 + 2 * e, 2 * e * e] : [e * e + 2 * e, 2];
  const d = n + rest;
  return (rest / d) * ((n + d) / d);
}

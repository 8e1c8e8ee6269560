// How C computes each operation, in float: the functions of math.h, and helpers where those mean something else.
import type { OperationName } from '../../expr/operations.js';
import { decimal, hexFloat } from '../text/numbers.js';
import { ATOM, atom, type Cell, type Code, call, infix, within } from '../text/statements.js';

const CHOICE = 0;
const COMPARISON = 2;
const SUM = 4;
const PRODUCT = 5;
const UNARY = 6;

const prefix =
  (symbol: string): Cell =>
  (a) => ({ text: `${symbol}${within(a!, UNARY + 1)}`, binding: UNARY });

/** Operators of truth values have parentheses around their operands, which gcc asks for. */
const logic =
  (symbol: string): Cell =>
  (a, b) => ({ text: `${within(a!, UNARY)} ${symbol} ${within(b!, UNARY)}`, binding: COMPARISON - 1 });

const comparison =
  (symbol: string): Cell =>
  (a, b) => ({ text: `${within(a!, SUM)} ${symbol} ${within(b!, SUM)}`, binding: COMPARISON });

/** Names of helpers start so; nobody's op does. */
const helper = (name: string): Cell => call(`lanewise_${name}`);

export const C: Readonly<Record<OperationName, Cell>> = {
  neg: prefix('-'),
  abs: call('fabsf'),
  floor: call('floorf'),
  ceil: call('ceilf'),
  trunc: call('truncf'),
  nearest: call('rintf'),
  sqrt: call('sqrtf'),
  exp: call('expf'),
  expm1: call('expm1f'),
  log: call('logf'),
  log1p: call('log1pf'),
  sin: call('sinf'),
  cos: call('cosf'),
  tan: call('tanf'),
  asin: call('asinf'),
  acos: call('acosf'),
  atan: call('atanf'),
  sinh: call('sinhf'),
  cosh: call('coshf'),
  tanh: call('tanhf'),
  asinh: call('asinhf'),
  acosh: call('acoshf'),
  atanh: call('atanhf'),
  erf: call('erff'),
  sigmoid: helper('sigmoid'),
  softplus: helper('softplus'),
  cbrt: call('cbrtf'),
  erfc: call('erfcf'),
  log2: call('log2f'),
  add: infix('+', SUM),
  sub: infix('-', SUM),
  mul: infix('*', PRODUCT),
  div: infix('/', PRODUCT),
  min: helper('min'),
  max: helper('max'),
  mod: helper('mod'),
  rem: call('fmodf'),
  pow: call('powf'),
  atan2: call('atan2f'),
  hypot: call('hypotf'),
  eq: comparison('=='),
  ne: comparison('!='),
  lt: comparison('<'),
  le: comparison('<='),
  gt: comparison('>'),
  ge: comparison('>='),
  and: logic('&&'),
  or: logic('||'),
  not: prefix('!'),
  select: (condition, a, b) => ({
    text: `${within(condition!, CHOICE + 1)} ? ${within(a!, CHOICE + 1)} : ${within(b!, CHOICE + 1)}`,
    binding: CHOICE,
  }),
  override: (value) => value!,
};

/** Helpers by name, with what they are for. */
export const HELPERS: Readonly<Record<string, string>> = {
  sigmoid: `/* 1 / (1 + e^-x), without an exponential that overflows. */
static inline float lanewise_sigmoid(float x) {
  const float e = expf(-fabsf(x));
  return (x >= 0.0f ? 1.0f : e) / (1.0f + e);
}`,
  softplus: `/* log(1 + e^x), without overflow. */
static inline float lanewise_softplus(float x) {
  return (x > 0.0f ? x : 0.0f) + log1pf(expf(-fabsf(x)));
}`,
  min: `/* The minimum; NaN where an input is NaN, which fminf would leave out. */
static inline float lanewise_min(float a, float b) {
  return a != a ? a : (b != b || b < a) ? b : a;
}`,
  max: `/* The maximum; NaN where an input is NaN, which fmaxf would leave out. */
static inline float lanewise_max(float a, float b) {
  return a != a ? a : (b != b || b > a) ? b : a;
}`,
  mod: `/* The remainder that has the sign of b, where fmodf has that of a. */
static inline float lanewise_mod(float a, float b) {
  const float r = fmodf(a, b);
  return r == 0.0f ? copysignf(0.0f, b) : (r < 0.0f) != (b < 0.0f) ? r + b : r;
}`,
};

/** A constant. A decimal that is the value itself stays one; others are hexadecimal, with the decimal beside it. */
export function cConstant(value: number): Code {
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? 'NAN' : 'INFINITY';
    return value < 0 ? { text: `-${name}`, binding: UNARY } : atom(name);
  }
  const short = decimal(value);
  const text = Number(short) === value ? `${short}f` : `${hexFloat(value)} /* ${short} */`;
  return { text, binding: text.startsWith('-') ? UNARY : ATOM };
}

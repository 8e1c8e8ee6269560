// What the columns of all Python frameworks share: operators, constants, and helper functions for operations that a
// framework lacks or means otherwise. Each column states the rest.
import type { OperationName } from '../../expr/operations.js';
import { decimal, isSpecial } from '../text/numbers.js';
import { ATOM, atom, type Cell, type Code, call, infix, within } from '../text/statements.js';

/** How tightly the operators of Python bind. */
const OR = 1;
const AND = 2;
const COMPARISON = 0;
const SUM = 4;
const PRODUCT = 5;
const UNARY = 6;

const prefix =
  (symbol: string): Cell =>
  (a) => ({ text: `${symbol}${within(a!, UNARY)}`, binding: UNARY });

/** A comparison. In Python `a < b & c` is `a < (b & c)`, so one inside an operator is in parentheses. */
const comparison =
  (symbol: string, wrap: Wrap): Cell =>
  (a, b) => {
    // Of two constants Python makes a bool, which is no array of them.
    const first = a!.constant !== undefined && b!.constant !== undefined ? wrap(a!) : a!;
    return { text: `${within(first, OR)} ${symbol} ${within(b!, OR)}`, binding: COMPARISON };
  };

/** A constant as an array of the type of the inputs; anything else as it is. */
export type Wrap = (code: Code) => Code;

/** A constant as Python writes it. */
export function pythonConstant(value: number, special = (name: string): string => `float("${name}")`): Code {
  if (isSpecial(value)) {
    const name = Number.isNaN(value) ? 'nan' : 'inf';
    return value < 0 ? { text: `-${special(name)}`, binding: UNARY } : atom(special(name));
  }
  const text = decimal(value);
  return { text, binding: text.startsWith('-') ? UNARY : ATOM };
}

/** A function of arrays, which gets constants as such. */
export const functionOf =
  (name: string, wrap: Wrap): Cell =>
  (...operands) =>
    call(name)(...operands.map(wrap));

type Shared =
  | 'neg'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'and'
  | 'or'
  | 'not'
  | 'override';

/** The operations that all frameworks write by operators. */
export const operators = (wrap: Wrap): Pick<Record<OperationName, Cell>, Shared> => ({
  neg: prefix('-'),
  add: infix('+', SUM),
  sub: infix('-', SUM),
  mul: infix('*', PRODUCT),
  div: infix('/', PRODUCT),
  eq: comparison('==', wrap),
  ne: comparison('!=', wrap),
  lt: comparison('<', wrap),
  le: comparison('<=', wrap),
  gt: comparison('>', wrap),
  ge: comparison('>=', wrap),
  and: infix('&', AND),
  or: infix('|', OR),
  not: prefix('~'),
  // The derivatives are functions of their own.
  override: (value) => value!,
});

/** Where a framework has the functions that helpers are made of. */
export interface Namespace {
  readonly abs: string;
  readonly exp: string;
  readonly log1p: string;
  readonly sqrt: string;
  readonly floor: string;
  readonly ceil: string;
  readonly sign: string;
  readonly maximum: string;
  readonly minimum: string;
  readonly where: string;
  readonly zerosLike: string;
}

/** Names of helpers start so; nobody's op does. */
export const HELPER = '_lanewise_';

/** Helpers by name. A column uses those it needs; the text holds those that it calls. */
export const helpersOf = (n: Namespace): Readonly<Record<string, string>> => ({
  trunc: `def _lanewise_trunc(x):
    return ${n.where}(x < 0, ${n.ceil}(x), ${n.floor}(x))`,
  sigmoid: `def _lanewise_sigmoid(x):
    # 1 / (1 + e^-x), without an exponential that overflows.
    e = ${n.exp}(-${n.abs}(x))
    return ${n.where}(x >= 0, 1.0 / (1.0 + e), e / (1.0 + e))`,
  softplus: `def _lanewise_softplus(x):
    # log(1 + e^x), without overflow, and without the straight line that some libraries take from 20 on.
    return ${n.where}(x > 0, x, ${n.zerosLike}(x)) + ${n.log1p}(${n.exp}(-${n.abs}(x)))`,
  cbrt: `def _lanewise_cbrt(x):
    # The real cube root: a power and a step of Newton's method, or x where that is NaN: 0, infinity and NaN.
    y = ${n.sign}(x) * ${n.abs}(x) ** (1.0 / 3.0)
    root = y - (y - x / (y * y)) / 3.0
    return ${n.where}(root == root, root, x)`,
  hypot: `def _lanewise_hypot(a, b):
    # sqrt(a^2 + b^2), without a square that overflows; infinity where a or b is infinite.
    a, b = ${n.abs}(a), ${n.abs}(b)
    most, least = ${n.maximum}(a, b), ${n.minimum}(a, b)
    ratio = ${n.where}(least == 0, ${n.zerosLike}(most), least / most)
    length = most * ${n.sqrt}(1.0 + ratio * ratio)
    infinity = ${n.zerosLike}(most) + float("inf")
    return ${n.where}((a == infinity) | (b == infinity), infinity, length)`,
  erfc: `def _lanewise_erfc(x):
    # t e^(p(t) - x^2) of t = 1 / (1 + |x| / 2), right to 1.2e-7 of itself (Numerical Recipes). The square is split, so
    # that its rounding does not grow in the exponential.
    size = ${n.abs}(x)
    t = 1.0 / (1.0 + 0.5 * size)
    p = 0.17087277 * t - 0.82215223
    for coefficient in (
        1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223
    ):
        p = p * t + coefficient
    near = ${n.minimum}(size, ${n.zerosLike}(size) + 32.0)
    head = ${n.floor}(near * 16.0) / 16.0
    y = t * ${n.exp}(p) * ${n.exp}(-head * head) * ${n.exp}((head - near) * (head + near))
    return ${n.where}(x < 0, 2.0 - y, y)`,
});

/** The definitions of the helpers that `text` calls, in the order of `helpers`. */
export function usedHelpers(text: string, helpers: Readonly<Record<string, string>>): string[] {
  return Object.entries(helpers)
    .filter(([name]) => text.includes(`${HELPER}${name}(`))
    .map(([, definition]) => definition);
}

/** What a reader is to know of operations that frameworks differ in. */
const NOTES: Partial<Readonly<Record<OperationName, string>>> = {
  nearest: 'Rounding takes a half to the even neighbour.',
  mod: 'mod has the sign of the divisor, as % of Python.',
  rem: 'rem has the sign of the dividend, as % of C.',
  min: 'The minimum is NaN where an input is NaN.',
  max: 'The maximum is NaN where an input is NaN.',
  erf: 'erf is the error function itself, not an approximation by tanh.',
  cbrt: 'cbrt is the real root, also of negative numbers.',
};

/** The notes on `operations`, and on how comparisons treat NaN if there are some. */
export function notesOn(operations: ReadonlySet<OperationName>): string[] {
  const names = Object.keys(NOTES) as OperationName[];
  const notes = names.filter((name) => operations.has(name)).map((name) => NOTES[name]!);
  const compares = (['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const).some((name) => operations.has(name));
  if (compares) notes.push('Comparisons with NaN are false, but != is true.');
  return notes;
}

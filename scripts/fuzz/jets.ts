// Derivatives of a tree without the library's rules: forward-mode arithmetic on jets, numbers with one infinitesimal per
// order whose squares are 0. Every coefficient carries a bound of its error.
import type { Code } from './code.js';
import type { Arithmetic } from './program.js';
import { SCALAR } from './scalar.js';
import { errorOf, monomial, type Series, TAYLOR } from './taylor.js';

const EPSILON = 2 ** -52;
/** Third powers of numbers beyond, and of their reciprocals, may leave the range of float64. */
const HUGE = 1e60;

/** Coefficients by the set of infinitesimals, as bits; the last is the derivative. */
interface Jet {
  readonly v: Float64Array;
  /** The largest errors. */
  readonly e: Float64Array;
}

/** A derivative with a bound of its error, or why it is not known. */
export type Derivative = { readonly value: number; readonly error: number } | { readonly skipped: string };

class Skipped {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

const UNDECIDED = new Skipped('a comparison or a step within the error');
const SINGULAR = new Skipped('a singular point');

/** The derivative of `code` by the inputs `by`, one after the other, at `point`. */
export function derivativeAt(code: Code, by: readonly number[], point: ArrayLike<number>): Derivative {
  return derivativeOfRun(
    (on) => {
      const jets: Jet[] = [];
      for (const { name, args, value } of code) {
        if (name === 'constant') jets.push(on.constant(value));
        else if (name === 'input') jets.push(on.variable(value));
        else
          jets.push(
            on.apply(
              name,
              args.map((arg) => jets[arg]!),
            ),
          );
      }
      return jets.at(-1)!;
    },
    by,
    point,
  );
}

/** The derivative of what `run` computes in the arithmetic that it is given. */
export function derivativeOfRun(
  run: (on: Arithmetic<Jet>) => Jet,
  by: readonly number[],
  point: ArrayLike<number>,
): Derivative {
  try {
    const result = run({
      variable: (index) => variable(point[index]!, index, by),
      constant: (value) => number(value, by.length),
      apply,
      isTrue: ({ v }) => v[0] !== 0,
    });
    const top = result.v.length - 1;
    if (!Number.isFinite(result.v[top]!) || !Number.isFinite(result.e[top]!))
      return { skipped: SINGULAR.reason };
    return { value: result.v[top]!, error: result.e[top]! };
  } catch (thrown) {
    if (thrown instanceof Skipped) return { skipped: thrown.reason };
    throw thrown;
  }
}

function number(value: number, order: number): Jet {
  const jet = { v: new Float64Array(2 ** order), e: new Float64Array(2 ** order) };
  jet.v[0] = value;
  return jet;
}

function variable(value: number, index: number, by: readonly number[]): Jet {
  const jet = number(value, by.length);
  by.forEach((input, order) => {
    if (input === index) jet.v[2 ** order] = 1;
  });
  return jet;
}

function apply(name: string, args: readonly Jet[]): Jet {
  const [a, b, c] = args as [Jet, Jet, Jet];
  switch (name) {
    case 'add':
      return sum(a, b, 1);
    case 'sub':
      return sum(a, b, -1);
    case 'mul':
      return product(a, b);
    case 'div':
      return product(a, reciprocal(b));
    case 'min':
      return order(a, b) <= 0 ? a : b;
    case 'max':
      return order(a, b) >= 0 ? a : b;
    case 'mod':
      return remainder(a, b, Math.floor);
    case 'rem':
      return remainder(a, b, Math.trunc);
    case 'pow':
      return power(a, b);
    case 'atan2':
      return angle(a, b);
    case 'hypot':
      return hypotenuse(a, b);
    case 'select':
      return a.v[0] === 0 ? c : b;
    case 'and':
      return number(a.v[0]! * b.v[0]!, orderOf(a));
    case 'or':
      return number(Math.max(a.v[0]!, b.v[0]!), orderOf(a));
    case 'not':
      return number(1 - a.v[0]!, orderOf(a));
    default:
      return name in COMPARED
        ? number(Number(COMPARED[name]!(order(a, b))), orderOf(a))
        : elementary(name, a);
  }
}

const COMPARED: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
};

const orderOf = (jet: Jet): number => Math.log2(jet.v.length);
const isConstant = ({ v, e }: Jet): boolean =>
  v.every((value, i) => i === 0 || value === 0) && e.every((x) => x === 0);

/** The sign of a - b. */
function order(a: Jet, b: Jet): number {
  const difference = a.v[0]! - b.v[0]!;
  const error = a.e[0]! + b.e[0]!;
  if (Number.isNaN(difference)) throw SINGULAR;
  if (error > 0 && Math.abs(difference) <= 2 * error) throw UNDECIDED;
  return Math.sign(difference);
}

function sum(a: Jet, b: Jet, sign: 1 | -1): Jet {
  const jet = number(0, orderOf(a));
  for (let s = 0; s < jet.v.length; s++) {
    const [x, y] = [a.v[s]!, sign * b.v[s]!];
    const z = x + y;
    jet.v[s] = z;
    const isExact = z - x === y && z - y === x;
    jet.e[s] = a.e[s]! + b.e[s]! + (isExact ? 0 : EPSILON * Math.abs(z));
  }
  return jet;
}

function product(a: Jet, b: Jet): Jet {
  const jet = number(0, orderOf(a));
  for (let s = 0; s < jet.v.length; s++) {
    let [value, error, size] = [0, 0, 0];
    // All subsets of s.
    for (let t = s; ; t = (t - 1) & s) {
      const [x, y] = [a.v[t]!, b.v[s ^ t]!];
      value += x * y;
      size += Math.abs(x * y);
      error += Math.abs(x) * b.e[s ^ t]! + Math.abs(y) * a.e[t]! + a.e[t]! * b.e[s ^ t]!;
      if (t === 0) break;
    }
    jet.v[s] = value;
    const isExact = s === 0 && Math.fround(a.v[0]!) === a.v[0] && Math.fround(b.v[0]!) === b.v[0];
    jet.e[s] = error + (isExact || size === 0 ? 0 : 8 * EPSILON * size);
  }
  return jet;
}

const reciprocal = (a: Jet): Jet => composed(TAYLOR.reciprocal!(a.v[0]!), a);

function elementary(name: string, a: Jet): Jet {
  const x = a.v[0]!;
  const radius = a.e[0]!;
  if (name === 'stop') return { v: number(x, orderOf(a)).v, e: number(radius, orderOf(a)).v };
  const taylor = TAYLOR[name];
  if (taylor === undefined) throw new Error(`jets: unknown operation ${name}`);
  if (STEPS.has(name)) {
    const at = (offset: number): number => taylor(x + offset).c[0]!;
    if (radius > 0 && at(-2 * radius) !== at(2 * radius)) throw UNDECIDED;
    return number(at(0), orderOf(a));
  }
  if (name === 'abs' && radius > 0 && Math.abs(x) <= 2 * radius) throw UNDECIDED;
  if (ENDED.has(name) && radius > 0 && Math.abs(Math.abs(x) - 1) <= 4 * radius) throw UNDECIDED;
  if (name === 'abs' || name === 'neg') return scaled(a, name === 'neg' ? -1 : Math.sign(x));
  return composed(taylor(x), a);
}

/** Those whose slope is infinite at 1 or -1. */
const ENDED = new Set(['asin', 'acos', 'acosh', 'atanh']);
const STEPS = new Set(['floor', 'ceil', 'trunc', 'nearest']);

function scaled(a: Jet, factor: number): Jet {
  return { v: a.v.map((value) => factor * value), e: a.e.map((error) => Math.abs(factor) * error) };
}

/** f(a), by the coefficients of f at the value of a. */
function composed(f: Series, a: Jet): Jet {
  // At a pole, or where coefficients underflow.
  const size = Math.abs(a.v[0]!);
  if (!f.c.every(Number.isFinite) || size > HUGE || (size > 0 && size < 1 / HUGE)) throw SINGULAR;
  const radius = a.e[0]!;
  const jet = number(f.c[0]!, orderOf(a));
  jet.e[0] = errorOf(f, 0, radius);
  // All ways to share out the infinitesimals of s among k factors.
  const factors = [1, 1, 2, 6];
  for (let s = 1; s < a.v.length; s++) {
    let [value, error] = [0, 0];
    for (const parts of PARTITIONS[s]!) {
      const k = parts.length;
      const [d, ed] = [factors[k]! * f.c[k]!, factors[k]! * errorOf(f, k, radius)];
      let [term, bound] = [d, Math.abs(d) + ed];
      for (const part of parts) {
        term *= a.v[part]!;
        bound *= Math.abs(a.v[part]!) + a.e[part]!;
      }
      value += term;
      error += bound - Math.abs(term) + 8 * EPSILON * bound;
    }
    jet.v[s] = value;
    jet.e[s] = error;
  }
  return jet;
}

/** The partitions of the sets of up to three. */
const PARTITIONS: readonly (readonly (readonly number[])[])[] = [
  [],
  [[1]],
  [[2]],
  [[3], [1, 2]],
  [[4]],
  [[5], [1, 4]],
  [[6], [2, 4]],
  [[7], [1, 6], [2, 5], [4, 3], [1, 2, 4]],
];

function remainder(a: Jet, b: Jet, integer: (x: number) => number): Jet {
  const [x, y] = [a.v[0]!, b.v[0]!];
  if (y === 0) throw SINGULAR;
  const q = integer(x / y);
  const near = Math.abs(x / y - Math.round(x / y));
  const doubt = (4 * (a.e[0]! + Math.abs(x / y) * (b.e[0]! + EPSILON * Math.abs(y)))) / Math.abs(y);
  const isMultiple = x % y === 0 && a.e[0] === 0 && b.e[0] === 0;
  if (!isMultiple && near <= doubt) throw UNDECIDED;
  const factor = isMultiple ? Math.round(x / y) : q;
  const jet = sum(a, scaled(b, factor), -1);
  // Without the rounding of q y, the remainder is exact.
  jet.v[0] = SCALAR[integer === Math.floor ? 'mod' : 'rem']!(x, y);
  jet.e[0] = a.e[0]! + Math.abs(factor) * b.e[0]!;
  return jet;
}

function power(a: Jet, b: Jet): Jet {
  const [x, y] = [a.v[0]!, b.v[0]!];
  if (isConstant(b)) {
    if (x < 0 && !Number.isInteger(y)) throw SINGULAR;
    if (x === 0 && a.e[0] !== 0) throw UNDECIDED;
    if (x <= 0 && a.e[0]! > 0.01 * Math.abs(x)) throw UNDECIDED;
    return composed(monomial(y === 0 ? 1 : x ** y, x, y), a);
  }
  if (!(x > 0) || a.e[0]! > 0.01 * x) throw SINGULAR;
  return composed(TAYLOR.exp!(y * Math.log(x)), product(b, composed(TAYLOR.log!(x), a)));
}

function angle(y: Jet, x: Jet): Jet {
  const [b, a] = [y.v[0]!, x.v[0]!];
  if (a === 0 && b === 0) throw SINGULAR;
  const error = y.e[0]! + x.e[0]!;
  if (error > 0.01 * Math.max(Math.abs(a), Math.abs(b)) || (a < 0 && Math.abs(b) <= 2 * error))
    throw UNDECIDED;
  const isFlat = Math.abs(a) > Math.abs(b);
  const ratio = isFlat ? product(y, reciprocal(x)) : product(x, reciprocal(y));
  const made = elementary('atan', ratio);
  const jet = isFlat ? made : scaled(made, -1);
  jet.v[0] = Math.atan2(b, a);
  jet.e[0] = jet.e[0]! + 8 * EPSILON;
  return jet;
}

function hypotenuse(a: Jet, b: Jet): Jet {
  const [x, y] = [a.v[0]!, b.v[0]!];
  if (x === 0 && y === 0) {
    // The slopes are 0 there, by convention.
    if (a.e[0] !== 0 || b.e[0] !== 0) throw UNDECIDED;
    return number(0, orderOf(a));
  }
  const squares = sum(product(a, a), product(b, b), 1);
  if (squares.e[0]! > 0.01 * squares.v[0]!) throw UNDECIDED;
  return elementary('sqrt', squares);
}

// The operators of JavaScript on values: folded in float64 where both are known, else operations of each element.
import type { AssignmentOperator, BinaryOperator, UnaryOperator } from 'acorn';
import { isTruth } from '../expr/build.js';
import type { Expr } from '../expr/expr.js';
import type { Algebra } from './algebra.js';
import { remainder } from './remainder.js';
import { checkDefined, computed, describe, known, Misuse, numberOf, truthOf, type Value } from './values.js';

interface Arithmetic {
  /** Of two known numbers. */
  readonly fold: (a: number, b: number) => number | boolean;
  /** Of numbers of each element; none for what kernels do not have. */
  readonly build?: (a: Expr, b: Expr, algebra: Algebra) => Expr;
}

const NO_BITS =
  'Bit operations are compiled for constants alone. Use Math.trunc(x) for x | 0, and x * 2 ** n for x << n.';

/** One row per operator of two numbers. */
const BINARY: { readonly [Operator in BinaryOperator]?: Arithmetic } = {
  '+': { fold: (a, b) => a + b, build: (a, b, algebra) => algebra.call('add', a, b) },
  '-': { fold: (a, b) => a - b, build: (a, b, algebra) => algebra.call('sub', a, b) },
  '*': { fold: (a, b) => a * b, build: (a, b, algebra) => algebra.call('mul', a, b) },
  '/': { fold: (a, b) => a / b, build: (a, b, algebra) => algebra.call('div', a, b) },
  '%': { fold: (a, b) => a % b, build: remainder },
  '**': { fold: (a, b) => a ** b, build: power },
  '<': { fold: (a, b) => a < b, build: (a, b, algebra) => algebra.call('lt', a, b) },
  '<=': { fold: (a, b) => a <= b, build: (a, b, algebra) => algebra.call('le', a, b) },
  '>': { fold: (a, b) => a > b, build: (a, b, algebra) => algebra.call('gt', a, b) },
  '>=': { fold: (a, b) => a >= b, build: (a, b, algebra) => algebra.call('ge', a, b) },
  '&': { fold: (a, b) => a & b },
  '|': { fold: (a, b) => a | b },
  '^': { fold: (a, b) => a ^ b },
  '<<': { fold: (a, b) => a << b },
  '>>': { fold: (a, b) => a >> b },
  '>>>': { fold: (a, b) => a >>> b },
};

/** a ** b. To JavaScript 1 ** NaN and (-1) ** Infinity are NaN, to the operation they are 1. */
export function power(a: Expr, b: Expr, algebra: Algebra): Expr {
  const value = algebra.call('pow', a, b);
  const [base, exponent] = [algebra.numberOf(a), algebra.numberOf(b)];
  if ((base !== undefined && Math.abs(base) !== 1) || (exponent !== undefined && Number.isFinite(exponent))) {
    return value;
  }
  const isOne = algebra.call('eq', algebra.call('abs', a), algebra.constant(1));
  const hasEnd = algebra.call('lt', algebra.call('abs', b), algebra.constant(Number.POSITIVE_INFINITY));
  return algebra.select(algebra.and(isOne, algebra.not(hasEnd)), algebra.constant(Number.NaN), value);
}

/** `a operator b`. */
export function binary(operator: BinaryOperator, a: Value, b: Value, algebra: Algebra): Value {
  switch (operator) {
    case '===':
      return equality(a, b, false, algebra);
    case '!==':
      return negated(equality(a, b, false, algebra), algebra);
    case '==':
      return equality(a, b, true, algebra);
    case '!=':
      return negated(equality(a, b, true, algebra), algebra);
  }
  const row = BINARY[operator];
  if (row === undefined) throw new Misuse(`"${operator}" is about objects, and there are numbers alone`);
  if (a.kind === 'known' && b.kind === 'known') {
    for (const each of [a, b]) {
      if (typeof each.value === 'string') throw new Misuse(`expected a number, got ${describe(each)}`);
    }
    return known(row.fold(Number(a.value), Number(b.value)));
  }
  if (row.build === undefined)
    throw new Misuse(`the operator ${operator} works on integers of 32 bits`, NO_BITS);
  return computed(row.build(numberOf(a, algebra), numberOf(b, algebra), algebra));
}

/** The operator of `a operator= b`. */
export function operatorOf(assignment: AssignmentOperator): BinaryOperator {
  return assignment.slice(0, -1) as BinaryOperator;
}

export function unary(operator: UnaryOperator, a: Value, algebra: Algebra): Value {
  switch (operator) {
    case '!':
      return negated(a, algebra);
    case 'void':
      return known(undefined);
    case 'typeof':
      return known(typeOf(a));
    case 'delete':
      throw new Misuse('"delete" changes an object, and there are numbers alone');
    case '~':
      if (a.kind === 'known') return known(~Number(a.value));
      throw new Misuse('the operator ~ works on integers of 32 bits', NO_BITS);
    default: {
      if (a.kind === 'known' && typeof a.value !== 'string')
        return known(operator === '-' ? -Number(a.value) : Number(a.value));
      const number = numberOf(a, algebra);
      return computed(operator === '-' ? algebra.call('neg', number) : number);
    }
  }
}

function negated(value: Value, algebra: Algebra): Value {
  const truth = truthOf(value, algebra);
  return typeof truth === 'boolean' ? known(!truth) : computed(algebra.not(truth));
}

function typeOf(value: Value): string {
  switch (value.kind) {
    case 'known':
      return typeof value.value;
    case 'computed':
      return isTruth(value.expr) ? 'boolean' : 'number';
    case 'list':
    case 'record':
      return 'object';
    case 'mixed':
      throw new Misuse(`expected a number, got ${describe(value)}`);
    default:
      return 'function';
  }
}

/** a === b, or a == b if `isLoose`. */
export function equality(a: Value, b: Value, isLoose: boolean, algebra: Algebra): Value {
  if (a.kind === 'known' && b.kind === 'known') {
    // biome-ignore lint/suspicious/noDoubleEquals: what is compiled may be loose
    return known(isLoose ? a.value == b.value : a.value === b.value);
  }
  const kinds = [typeOf(a), typeOf(b)];
  if (kinds.some((kind) => kind === 'object' || kind === 'function')) {
    if (a === b || kinds[0] !== kinds[1]) return known(a === b);
    throw new Misuse('objects are compared, and which they are depends on the data');
  }
  const numeric = kinds.every((kind) => kind === 'number' || kind === 'boolean');
  if (!numeric) [a, b].forEach(checkDefined);
  if (!numeric || (!isLoose && kinds[0] !== kinds[1])) return known(false);
  if (kinds.includes('number')) {
    return computed(algebra.call('eq', numberOf(a, algebra), numberOf(b, algebra)));
  }
  const [p, q] = [truthOf(a, algebra), truthOf(b, algebra)];
  if (typeof p === 'boolean') return p ? b : negated(b, algebra);
  if (typeof q === 'boolean') return q ? a : negated(a, algebra);
  return computed(algebra.select(p, q, algebra.not(q)));
}

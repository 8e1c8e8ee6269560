// What an expression of the source stands for while it is compiled: a value that is known now, or one that each
// element of a tensor decides.
import { isTruth, toNumber } from '../expr/build.js';
import type { Expr } from '../expr/expr.js';
import type { Algebra } from './algebra.js';
import type { Scope } from './scope.js';
import type { ParsedFunction } from './source.js';

export type Value = Known | Computed | List | Record | Closure | Native | Mixed;

/** A constant, in float64. */
export interface Known {
  readonly kind: 'known';
  readonly value: number | boolean | string | null | undefined;
}

/** A number, or a truth value, of each element. */
export interface Computed {
  readonly kind: 'computed';
  readonly expr: Expr;
  /** Whether it is undefined for some data: an item of an array that the data choose. It is NaN there. */
  readonly isPartial?: boolean;
}

/** An array. */
export interface List {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

/** An object of named values. */
export interface Record {
  readonly kind: 'record';
  readonly name: string;
  readonly properties: ReadonlyMap<string, Value>;
}

/** A function in source, with the scope that it was written in. */
export interface Closure extends ParsedFunction {
  readonly kind: 'closure';
  readonly name: string;
  readonly scope: Scope;
}

/** A function without source, as those of Math. */
export interface Native {
  readonly kind: 'native';
  readonly name: string;
  /** Its value; throws a Misuse for what it cannot be. */
  readonly apply: (args: readonly Value[], caller: Caller) => Value;
  /** What `name.property` is, as for Number. */
  readonly properties?: ReadonlyMap<string, Value>;
}

/** What a native function can ask of the compiler. */
export interface Caller {
  readonly algebra: Algebra;
  readonly call: (fn: Value, args: readonly Value[]) => Value;
  /** Notes that numbers are rounded to float32 on the way. */
  readonly rounded: () => void;
}

/** What the data decide, and is not a number on all paths. It may be carried along, and not used. */
export interface Mixed {
  readonly kind: 'mixed';
  readonly kinds: readonly [string, string];
}

/** What is wrong with a value, in words, for the place where it is used. */
export class Misuse extends Error {
  readonly remedy: string;

  constructor(problem: string, remedy = '') {
    super(problem);
    this.remedy = remedy;
  }
}

export const known = (value: Known['value']): Known => ({ kind: 'known', value });
export const computed = (expr: Expr): Computed => ({ kind: 'computed', expr });
export const UNDEFINED = known(undefined);

/** @throws Misuse for a value of which it depends on the data whether it is undefined. */
export function checkDefined(value: Value): void {
  if (value.kind === 'computed' && value.isPartial) {
    throw new Misuse(
      'whether an index lies beyond its array depends on the data',
      'Compare the index with the length of the array.',
    );
  }
}

/** `value` in the words of an error. */
export function describe(value: Value): string {
  switch (value.kind) {
    case 'known':
      return typeof value.value === 'string'
        ? `the string ${JSON.stringify(value.value)}`
        : String(value.value);
    case 'computed':
      return 'a number';
    case 'list':
      return `an array of ${value.items.length}`;
    case 'record':
      return value.name;
    case 'mixed':
      return `${value.kinds[0]} or ${value.kinds[1]}, as the data decide`;
    default:
      return `the function ${value.name}`;
  }
}

/** `value` as a number of each element. As in JavaScript, undefined is NaN and true is 1. */
export function numberOf(value: Value, algebra: Algebra): Expr {
  if (value.kind === 'computed') return toNumber(value.expr);
  if (value.kind === 'known' && typeof value.value !== 'string') return algebra.constant(Number(value.value));
  throw new Misuse(`expected a number, got ${describe(value)}`);
}

/** Whether `value` is true to JavaScript: a truth value of each element, or known. */
export function truthOf(value: Value, algebra: Algebra): Expr | boolean {
  if (value.kind === 'computed') return algebra.isTrue(value.expr);
  if (value.kind === 'mixed') throw new Misuse(`expected a number, got ${describe(value)}`);
  return value.kind === 'known' ? Boolean(value.value) : true;
}

/** a where `condition`, else b. */
export function chosen(condition: Expr, a: Value, b: Value, algebra: Algebra): Value {
  if (a === b || (a.kind === 'known' && b.kind === 'known' && Object.is(a.value, b.value))) return a;
  if (a.kind === 'list' && b.kind === 'list' && a.items.length === b.items.length) {
    return { kind: 'list', items: a.items.map((item, i) => chosen(condition, item, b.items[i]!, algebra)) };
  }
  if (!isNumber(a) || !isNumber(b)) return { kind: 'mixed', kinds: [describe(a), describe(b)] };
  const [p, q] = [truthFor(a, b), truthFor(b, a)];
  if (p !== undefined && q !== undefined) return computed(truthOfBoth(condition, p, q, algebra));
  return computed(algebra.select(condition, numberOf(a, algebra), numberOf(b, algebra)));
}

/** Whether `value` can be taken for a number. */
const isNumber = (value: Value): boolean =>
  value.kind === 'computed' || (value.kind === 'known' && typeof value.value !== 'string');

/** `value` if it is a truth value and `other` is one of each element or known too. */
function truthFor(value: Value, other: Value): Expr | boolean | undefined {
  const isTruthValue = (each: Value): boolean =>
    each.kind === 'known' ? typeof each.value === 'boolean' : each.kind === 'computed' && isTruth(each.expr);
  if (!isTruthValue(value) || !isTruthValue(other)) return undefined;
  return value.kind === 'known' ? Boolean(value.value) : (value as Computed).expr;
}

function truthOfBoth(c: Expr, a: Expr | boolean, b: Expr | boolean, algebra: Algebra): Expr {
  if (a === true) return b === false ? c : algebra.or(c, b as Expr);
  if (a === false) return b === true ? algebra.not(c) : algebra.and(algebra.not(c), b as Expr);
  if (b === true) return algebra.or(algebra.not(c), a);
  return b === false ? algebra.and(c, a) : algebra.select(c, a, b);
}

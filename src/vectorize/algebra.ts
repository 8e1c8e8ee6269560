// Expressions as the compiler builds them: in one form, whichever of the ways to write it a person or a minifier took.
// Each rewrite has the same value for every number, NaN, infinities and zeros included.
import { build, isTruth, substitute, toNumber } from '../expr/build.js';
import { constant, type Expr, input, isConstant, isOperation } from '../expr/expr.js';
import { OPERATIONS, type OperationName } from '../expr/operations.js';
import { gateOf, LARGEST_EXPONENT, softplusOf } from './idioms.js';

const ZERO = constant(0);

/** `a > b` as `b < a`. */
const MIRRORED: Partial<Record<OperationName, OperationName>> = {
  eq: 'eq',
  lt: 'gt',
  le: 'ge',
  gt: 'lt',
  ge: 'le',
};

/** Operations whose derivative is 0. */
const STEPS = new Set<OperationName>(['floor', 'ceil', 'trunc', 'nearest']);

export class Algebra {
  /** Numbers of the function that are no float32. They stand for inputs after its own until `finish`. */
  readonly constants: number[] = [];
  readonly #inputs: number;

  /** @param inputs How many inputs the function has. */
  constructor(inputs: number) {
    this.#inputs = inputs;
  }

  constant(value: number): Expr {
    if (Object.is(Math.fround(value), value)) return constant(value);
    let index = this.constants.indexOf(value);
    if (index < 0) index = this.constants.push(value) - 1;
    return input(this.#inputs + index);
  }

  /** The number that `expr` is, if it is one. */
  numberOf(expr: Expr): number | undefined {
    if (expr.kind === 'constant') return expr.value;
    return expr.kind === 'input' ? this.constants[expr.index - this.#inputs] : undefined;
  }

  /** `expr` with its numbers in float32, as kernels compute it. */
  finish(expr: Expr): Expr {
    const inputs = Array.from({ length: this.#inputs }, (_, i) => input(i));
    return toNumber(substitute(expr, [...inputs, ...this.constants.map(constant)]));
  }

  /** An operation of numbers. */
  call(name: OperationName, ...args: readonly Expr[]): Expr {
    const [a, b] = args as [Expr, Expr];
    const numbers = args.map((arg) => this.numberOf(arg));
    // In float64, as the function itself does it.
    if (!OPERATIONS[name].isTruth && numbers.every((number) => number !== undefined)) {
      return this.constant(OPERATIONS[name].value(...numbers));
    }
    switch (name) {
      case 'neg':
        return this.#neg(a);
      case 'add':
        if (isOperation(b, 'neg')) return this.call('sub', a, b.args[0]!);
        if (isOperation(a, 'neg')) return this.call('sub', b, a.args[0]!);
        return this.#isConstantAlone(a, b) ? build(name, [b, a]) : build(name, args);
      case 'sub':
        return isOperation(b, 'neg') ? this.call('add', a, b.args[0]!) : build(name, args);
      case 'mul':
        if (isOperation(a, 'neg')) return this.#neg(this.call('mul', a.args[0]!, b));
        if (isOperation(b, 'neg')) return this.#neg(this.call('mul', a, b.args[0]!));
        return this.#isConstantAlone(b, a) ? build(name, [b, a]) : build(name, args);
      case 'div':
        return this.#div(a, b);
      case 'ne':
        return this.not(this.call('eq', a, b));
      default:
        if (MIRRORED[name] !== undefined) return this.#compare(name, a, b);
        return args.length === 1 ? this.#unary(name, a) : build(name, args);
    }
  }

  /** f(a); with the constant of a choice in `a` computed now. */
  #unary(name: OperationName, a: Expr): Expr {
    if (isOperation(a, 'select')) {
      const [condition, p, q] = a.args as [Expr, Expr, Expr];
      // tanh is 1 there, of softplus too.
      if (name === 'tanh' && isInfinite(p) && isOperation(q, 'softplus')) return build(name, [q]);
      if (p.kind === 'constant' || q.kind === 'constant') {
        return this.#selectNumbers(condition, this.call(name, p), this.call(name, q));
      }
    }
    const u = softplusOf(name, a);
    if (u === undefined) return build(name, [a]);
    // There exp(u) is infinite in the function itself.
    const overflows = build('gt', [u, this.constant(LARGEST_EXPONENT)]);
    return this.#selectNumbers(overflows, constant(Number.POSITIVE_INFINITY), build('softplus', [u]));
  }

  /** -a, with the sign taken into a constant where there is one. */
  #neg(a: Expr): Expr {
    if (isOperation(a, 'mul') || isOperation(a, 'div')) {
      const factor = this.numberOf(a.args[0]!);
      if (factor !== undefined) return this.call(a.name, this.constant(-factor), a.args[1]!);
    }
    return build('neg', [a]);
  }

  #div(a: Expr, b: Expr): Expr {
    if (isOperation(a, 'neg')) return this.#neg(this.call('div', a.args[0]!, b));
    if (isOperation(b, 'neg')) return this.#neg(this.call('div', a, b.args[0]!));
    const divisor = this.numberOf(b);
    // As build does it, but with the constant in front.
    const made = build('div', [a, b]);
    if (divisor !== undefined && isOperation(made, 'mul'))
      return this.call('mul', a, this.constant(1 / divisor));
    const gate = gateOf(b);
    return gate === undefined ? made : this.call('mul', a, build('sigmoid', [this.#neg(gate)]));
  }

  /** Whether `a` is a number and `b` is not: numbers stand first in products, and last in sums and comparisons. */
  #isConstantAlone(a: Expr, b: Expr): boolean {
    return this.numberOf(a) !== undefined && this.numberOf(b) === undefined;
  }

  /** A comparison, with a number on its right. */
  #compare(name: OperationName, a: Expr, b: Expr): Expr {
    return this.#isConstantAlone(a, b) ? build(MIRRORED[name]!, [b, a]) : build(name, [a, b]);
  }

  /** Whether a number is true to JavaScript: neither 0 nor NaN. */
  isTrue(expr: Expr): Expr {
    return isTruth(expr) ? expr : build('gt', [build('abs', [expr]), ZERO]);
  }

  not(a: Expr): Expr {
    return build('not', [a]);
  }

  and(a: Expr, b: Expr): Expr {
    if (a === b) return a;
    if (isNegated(a) && isNegated(b)) return this.not(this.or(this.not(a), this.not(b)));
    // Chains lean to the left.
    return isOperation(b, 'and') ? this.and(this.and(a, b.args[0]!), b.args[1]!) : build('and', [a, b]);
  }

  or(a: Expr, b: Expr): Expr {
    if (a === b) return a;
    if (isNegated(a) || isNegated(b)) return this.not(this.and(this.not(a), this.not(b)));
    return isOperation(b, 'or') ? this.or(this.or(a, b.args[0]!), b.args[1]!) : build('or', [a, b]);
  }

  /** a where `condition`, else b: numbers, or truth values. */
  select(condition: Expr, a: Expr, b: Expr): Expr {
    if (isTruth(a) && isTruth(b)) {
      if (a === b) return a;
      if (b === condition) return this.and(condition, a);
      if (a === condition) return this.or(condition, b);
      return this.or(this.and(condition, a), this.and(this.not(condition), b));
    }
    return this.#selectNumbers(condition, toNumber(a), toNumber(b));
  }

  #selectNumbers(condition: Expr, a: Expr, b: Expr): Expr {
    if (a === b) return a;
    if (isNegated(condition)) return this.#selectNumbers(this.not(condition), b, a);
    // Choices of the same two: one choice by a condition of both.
    if (isOperation(a, 'select')) {
      const [inner, p, q] = a.args as [Expr, Expr, Expr];
      if (inner === condition) return this.#selectNumbers(condition, p, b);
      if (q === b) return this.#selectNumbers(this.and(condition, inner), p, b);
      if (p === b) return this.#selectNumbers(this.and(condition, this.not(inner)), q, b);
    }
    if (isOperation(b, 'select')) {
      const [inner, p, q] = b.args as [Expr, Expr, Expr];
      if (inner === condition) return this.#selectNumbers(condition, a, q);
      if (p === a) return this.#selectNumbers(this.or(condition, inner), a, q);
      if (q === a) return this.#selectNumbers(this.or(condition, this.not(inner)), a, p);
    }
    return this.#outside(condition, a, b) ?? build('select', [condition, a, b]);
  }

  /** f(p where c, else q) for f(p) where c, else f(q): f is computed once. Minifiers write calls so. */
  #outside(condition: Expr, a: Expr, b: Expr): Expr | undefined {
    if (a.kind !== 'operation' || !isOperation(b, a.name) || a.args.length !== 1 || isTruth(a))
      return undefined;
    const [p, q] = [a.args[0]!, b.args[0]!];
    // The derivative of what is a step is 0 by structure, and would become f'(x) * 0, which may be NaN.
    if (isStep(p) || isStep(q) || OPERATIONS[a.name].isTruth) return undefined;
    return this.call(a.name, this.#selectNumbers(condition, p, q));
  }
}

const isInfinite = (expr: Expr): boolean => isConstant(expr, Number.POSITIVE_INFINITY);
const isNegated = (expr: Expr): boolean => isOperation(expr, 'not');
const isStep = (expr: Expr): boolean => expr.kind === 'operation' && STEPS.has(expr.name);

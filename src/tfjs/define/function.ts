// What the public constructors share: options, and from a user's function of tf.* ops to an expression.
import type { Tensor } from '@tensorflow/tfjs-core';
import { build } from '../../expr/build.js';
import { type Expr, input } from '../../expr/expr.js';
import type { Precision } from '../../expr/program.js';
import { trace } from '../../trace/trace.js';
import { described, quoted } from '../errors.js';
import { checkFlags, checkOptions } from '../options.js';

/** Options of `activation` and `elementwise`. `Fn` is the type of the function. */
export interface Options<Derivative> {
  /**
   * The derivative to use in place of the true one: for straight-through estimators and surrogate
   * gradients. Of one input, the derivative; of several, a function that returns an array with one per input, or an
   * array of functions. Each is multiplied by dy, and is itself compiled and differentiable.
   */
  readonly derivative?: Derivative | undefined;
  /**
   * `'exact'`: correctly rounded elementary functions, the same bits on every CPU. `'fast'`, the default: each
   * within 2.41 ULP, most within 1.5 (docs/ulp.md), and some forms, as tanh(softplus x), computed together.
   */
  readonly precision?: Precision | undefined;
  /**
   * Whether another function of this name may be replaced; tf.layers then runs the new one, in layers built before too.
   * Without it, that is an error, unless it is the same module after an edit, as far as can be seen: Vite asks for such
   * a module by another query of its URL, webpack for a hot-update.js. What re-evaluates a module from the very same
   * URL (a notebook, a development server on Node) needs `replace: true`.
   */
  readonly replace?: boolean | undefined;
}

/** The names of those options. */
export const OPTIONS = ['derivative', 'precision', 'replace'];

/** A user's function, whatever its parameters are. */
export type TracedFunction = (...inputs: Tensor[]) => unknown;

/** The expression of a user's function. */
export function traced(where: string, fn: TracedFunction, count: number): Expr {
  return trace(where, fn, count, 'one')[0]!;
}

/** `value`, with the user's derivatives in place of its own, if there are any. */
export function withDerivative(where: string, value: Expr, given: unknown, count: number): Expr {
  return given === undefined ? value : declared(value, slopesOf(`${where}: derivative`, given, count));
}

/** The derivatives by each input: of a function that returns them all, or of one function for each. */
function slopesOf(where: string, given: unknown, count: number): Expr[] {
  if (!Array.isArray(given)) {
    checkFunction(where, given, count);
    return trace(where, given, count, count === 1 ? 'one' : count);
  }
  if (given.length !== count) {
    throw new RangeError(
      `${where}: expected a function for each input, that is ${count}, got ${given.length}`,
    );
  }
  return given.flatMap((slope: unknown, i) => {
    const which = `${where}[${i}]`;
    checkFunction(which, slope, count);
    return traced(which, slope, count);
  });
}

/** `value`, whose derivatives by its inputs are declared to be `slopes`. */
export function declared(value: Expr, slopes: readonly Expr[]): Expr {
  return build('override', [value, ...slopes.flatMap((slope, i) => [slope, input(i)])]);
}

/**
 * @param count The inputs that `fn` will be called with; it must not want more.
 * @throws TypeError, RangeError for what is no such function.
 */
export function checkFunction(
  where: string,
  fn: unknown,
  count = Number.POSITIVE_INFINITY,
): asserts fn is TracedFunction {
  if (typeof fn !== 'function') throw new TypeError(`${where}: expected a function, got ${described(fn)}`);
  if (fn.length > count) {
    const inputs = count === 1 ? 'one input' : `${count} inputs`;
    throw new RangeError(`${where}: expected a function of ${inputs}, got one of ${fn.length}`);
  }
}

/**
 * A copy of the options of `activation` or `elementwise`, which nobody else can change.
 * @throws TypeError, RangeError for an option that is unknown or of the wrong kind.
 */
export function checkedOptions<T extends Options<unknown>>(
  where: string,
  options: T,
  more: readonly string[],
): T {
  checkOptions(where, options, [...OPTIONS, ...more]);
  const { derivative } = options;
  const copy = { ...options, ...(Array.isArray(derivative) && { derivative: [...derivative] }) };
  checkFlags(where, copy, ['replace', 'lazy']);
  checkedPrecision(where, copy.precision);
  return copy;
}

/** @throws RangeError for what is no precision. */
export function checkedPrecision(where: string, precision: unknown = 'fast'): Precision {
  if (precision !== 'fast' && precision !== 'exact') {
    throw new RangeError(`${where}: precision expected 'fast' or 'exact', got ${quoted(precision)}`);
  }
  return precision;
}

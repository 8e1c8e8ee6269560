// The public constructors: a user's function of tf.* ops becomes an op.
import type { Tensor } from '@tensorflow/tfjs-core';
import { build, substitute } from '../expr/build.js';
import { derivative } from '../expr/derivative.js';
import { constant, type Expr, input } from '../expr/expr.js';
import type { Precision } from '../expr/program.js';
import { compiledOf } from './compiled.js';
import { type Activation, checkName, checkUnused, registerActivation } from './layers.js';
import { lazyActivation } from './lazy.js';
import { definitionOfOp, type ElementwiseOp, makeOp, type Op } from './op.js';
import { checkOptions } from './options.js';
import { remember } from './registry.js';
import { described, trace } from './trace.js';

/** Options of `activation` and `elementwise`. `Fn` is the type of the function. */
export interface Options<Derivative> {
  /**
   * The derivative to use in place of the true one: for straight-through estimators and surrogate
   * gradients. Of one input, the derivative; of several, an array with one per input. Each is multiplied
   * by dy, and is itself compiled and differentiable.
   */
  readonly derivative?: Derivative | undefined;
  /**
   * `'exact'`: correctly rounded elementary functions, the same bits on every CPU. `'fast'`, the default: each
   * within 2.41 ULP, most within 1.5 (docs/ulp.md), and some forms, as tanh(softplus x), computed together.
   */
  readonly precision?: Precision | undefined;
  /** Whether another function of this name may be replaced. */
  readonly replace?: boolean | undefined;
}

/** Options of `activation`. */
export interface ActivationOptions extends Options<(x: Tensor) => Tensor> {
  /**
   * Whether to wait for the first use, which may be reading `identifier`: until then the function is not
   * run, and the name is not taken. For modules that define more activations than most programs use.
   */
  readonly lazy?: boolean | undefined;
}

/** Options of `elementwise`. `Names` are those of the inputs. */
export interface ElementwiseOptions<Derivative, Names extends readonly string[]> extends Options<Derivative> {
  /**
   * The names of the inputs, in order: for errors, `explain()`, and the parameters of a layer. Without them
   * they are `a`, `b`, … (`x`, if it is one), as a minifier does not keep the names that you gave them.
   */
  readonly inputs?: Names | undefined;
}

/** An elementwise op whose inputs have names. */
export interface NamedOp<Names extends readonly string[] = readonly string[]> extends ElementwiseOp {
  /** The names of the inputs, in order. */
  readonly inputs: Names;
}

const OPTIONS = ['derivative', 'precision', 'replace'];

type Inputs<Count extends readonly unknown[]> = { [Index in keyof Count]: Tensor };
type NamesOf<Count extends readonly unknown[]> = { readonly [Index in keyof Count]: string };

interface Defined {
  readonly expr: Expr;
  readonly precision: Precision;
  readonly op: ElementwiseOp;
}

/** Ops by name, of each kind. */
const activations = new Map<string, Defined>();

/**
 * An activation function: y = fn(x), elementwise, as an op that is also known to tf.layers by its name.
 *
 * @param name How tf.layers and saved models call it.
 * @param fn The function in `tf.*` ops. It is run on a tensor that records, twice; it must be elementwise, and
 *   the same at every call.
 * @throws TypeError, RangeError for a name that cannot be used, or is used for another function, and for options
 *   that are unknown or cannot be used; Error for a function that is not elementwise or reads values, naming
 *   the op at fault.
 *
 * ```ts
 * const mish2 = activation('mish2', (x) => tf.mul(x, tf.tanh(tf.softplus(x))));
 * tf.layers.dense({ units: 16, activation: mish2.identifier });
 * ```
 */
export function activation(
  name: string,
  fn: (x: Tensor) => Tensor,
  options: ActivationOptions = {},
): Activation {
  checkName(name);
  const where = `activation "${name}"`;
  checkOptions(where, options, [...OPTIONS, 'lazy']);
  checkFunction(where, fn, 1);
  if (options.lazy) return lazyActivation(name, () => activation(name, fn, { ...options, lazy: false }));
  const precision = checkedPrecision(where, options.precision);
  const expr = withDerivative(where, fn, options.derivative, 1);
  return defineActivation(name, expr, precision, options.replace);
}

/** The activation of `expr`, known to tf.layers; the one that there is, if it is the same. */
export function defineActivation(
  name: string,
  expr: Expr,
  precision: Precision,
  replace = false,
): Activation {
  const existing = activations.get(name);
  if (existing === undefined && !replace) checkUnused(name);
  if (existing !== undefined && existing.expr === expr && existing.precision === precision) {
    return existing.op as Activation;
  }
  if (existing !== undefined && !replace) {
    throw new RangeError(
      `activation "${name}": expected a new name or the same function, got another function; ` +
        'choose another name, or give the option replace: true',
    );
  }
  const op = registerActivation(opOf(name, ['x'], expr, precision) as Op);
  activations.set(name, { expr, precision, op });
  remember(op, replace);
  return op;
}

/**
 * An elementwise function of any number of inputs, which broadcast as in tfjs; gradients are summed back
 * to the shape of each input.
 *
 * @param name For errors, profiles, and layers in saved models.
 * @param fn The function in `tf.*` ops, of as many inputs as it has parameters, or as `options.inputs` names.
 *   Name them for a function with a rest or defaults, `(x, ...more)` or `(x, a = 0.2)`: JavaScript counts the
 *   parameters before those alone, and the others would not be inputs.
 * @throws as `activation` does; TypeError, RangeError for names of inputs that cannot be used.
 *
 * ```ts
 * const wave = (x, a) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(a, x))), a));
 * const snake = elementwise('snake', wave, { inputs: ['x', 'a'] });
 * snake(tf.zeros([32, 16]), tf.ones([16]));
 * ```
 */
export function elementwise<
  Count extends readonly Tensor[],
  const Names extends NamesOf<Count> & readonly string[] = NamesOf<Count> & readonly string[],
>(
  name: string,
  fn: (...inputs: Count) => Tensor,
  options: ElementwiseOptions<(...inputs: Inputs<Count>) => Tensor | readonly Tensor[], Names> = {},
): NamedOp<Names> {
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`elementwise: name expected a string that is not empty, got ${JSON.stringify(name)}`);
  }
  const where = `elementwise "${name}"`;
  checkOptions(where, options, [...OPTIONS, 'inputs']);
  const { inputs } = options;
  checkFunction(where, fn, inputs === undefined ? undefined : checkedNames(where, inputs).length);
  const precision = checkedPrecision(where, options.precision);
  const names = inputs ?? (namesOf(fn.length) as readonly string[] as Names);
  if (names.length === 0) {
    throw new RangeError(
      `${where}: expected a function of at least one input, got one of none; ` +
        'name those of a function like (...xs) => … by the option inputs',
    );
  }
  const expr = withDerivative(where, fn as never, options.derivative as never, names.length);
  const op = opOf(name, names, expr, precision);
  remember(op, options.replace);
  return Object.assign(op, { inputs: Object.freeze([...names]) as unknown as Names });
}

/**
 * `op` with numbers in place of some of its inputs: an op of the others, of the same name. The numbers are
 * part of its kernels, and no gradient is computed for them.
 */
export function fixInputs(op: ElementwiseOp, values: readonly (number | undefined)[]): ElementwiseOp {
  if (values.every((value) => value === undefined)) return op;
  const { name, inputs, expr, precision } = definitionOfOp(op)!;
  let left = 0;
  const args = inputs.map((_, i) => (values[i] === undefined ? input(left++) : constant(values[i])));
  const fixed = substitute(expr, args);
  const names = inputs.filter((_, i) => values[i] === undefined);
  return opOf(name, names, fixed, precision);
}

/** The op of `expr`, with its derivatives as ops, made when they are asked for. */
export function opOf(
  name: string,
  inputs: readonly string[],
  expr: Expr,
  precision: Precision,
): ElementwiseOp {
  const spec = { name, inputs, expr, precision };
  const derivatives: ElementwiseOp[] = [];
  const { definition, apply } = compiledOf(spec);
  return makeOp(definition, apply, (index) => {
    const suffix = inputs.length === 1 ? '' : index;
    derivatives[index] ??= opOf(`${name}Derivative${suffix}`, inputs, derivative(expr, index), precision);
    return derivatives[index]!;
  });
}

/** The traced function; with the user's derivatives in place of its own, if there are any. */
function withDerivative(
  where: string,
  fn: (...inputs: Tensor[]) => unknown,
  given: ((...inputs: Tensor[]) => unknown) | undefined,
  count: number,
): Expr {
  const [value] = trace(where, fn, count, 'one');
  if (given === undefined) return value!;
  checkFunction(`${where}: derivative`, given, count);
  const slopes = trace(`${where}: derivative`, given, count, count === 1 ? 'one' : count);
  return build('override', [value!, ...slopes.flatMap((slope, i) => [slope, input(i)])]);
}

/** @param count The inputs that `fn` will be called with; it must not want more. */
function checkFunction(where: string, fn: unknown, count = Number.POSITIVE_INFINITY): void {
  if (typeof fn !== 'function') throw new TypeError(`${where}: expected a function, got ${described(fn)}`);
  if (fn.length > count) {
    const inputs = count === 1 ? 'one input' : `${count} inputs`;
    throw new RangeError(`${where}: expected a function of ${inputs}, got one of ${fn.length}`);
  }
}

function checkedPrecision(where: string, precision: unknown = 'fast'): Precision {
  if (precision !== 'fast' && precision !== 'exact') {
    throw new RangeError(`${where}: precision expected 'fast' or 'exact', got ${JSON.stringify(precision)}`);
  }
  return precision;
}

function checkedNames(where: string, names: unknown): readonly string[] {
  if (!Array.isArray(names))
    throw new TypeError(`${where}: inputs expected an array, got ${described(names)}`);
  if (names.length === 0) throw new RangeError(`${where}: inputs expected at least one name, got none`);
  for (const name of names) {
    if (typeof name !== 'string')
      throw new TypeError(`${where}: inputs expected strings, got ${described(name)}`);
    if (!/^[a-z]\w*$/i.test(name)) {
      throw new RangeError(`${where}: inputs expected names of letters, digits and _, got "${name}"`);
    }
  }
  if (new Set(names).size < names.length) {
    throw new RangeError(`${where}: inputs expected different names, got ${names.join(', ')}`);
  }
  return names;
}

/** x; a and b; a, b and c; … */
function namesOf(count: number): string[] {
  return count === 1
    ? ['x']
    : Array.from({ length: count }, (_, i) => (i < 24 ? String.fromCharCode(97 + i) : `x${i}`));
}

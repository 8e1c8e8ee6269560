// elementwise(): a user's function of any number of inputs becomes an op.
import type { Tensor } from '@tensorflow/tfjs-core';
import { substitute } from '../../expr/build.js';
import { constant, type Expr, input } from '../../expr/expr.js';
import { type Definition, isElementwise } from '../op/definition.js';
import { definitionOfOp, type ElementwiseOp, makeOp, type OutputsOp } from '../op/op.js';
import { checkText } from '../options.js';
import {
  checkedOptions,
  checkFunction,
  type Options,
  type TracedFunction,
  traced,
  withDerivative,
} from './function.js';
import { checkedNames } from './names.js';
import { registered } from './registry.js';

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
  derivative(input?: number | Names[number]): ElementwiseOp;
}

type Inputs<Count extends readonly Tensor[]> = { [Index in keyof Count]: Tensor };
/** One function of the inputs for all derivatives, or one for each. */
type Derivatives<Inputs extends readonly Tensor[]> =
  | ((...inputs: Inputs) => Tensor | readonly Tensor[])
  | { readonly [Index in keyof Inputs]: (...inputs: Inputs) => Tensor };
export type NamesOf<Count extends readonly unknown[]> = { readonly [Index in keyof Count]: string };

/**
 * An elementwise function of any number of inputs, which broadcast as in tfjs; gradients are summed back
 * to the shape of each input.
 *
 * @param name For errors, profiles, and layers in saved models.
 * @param fn The function in `tf.*` ops, of as many inputs as it has parameters, or as `options.inputs` names.
 *   A variable that it reads is a constant of the op, with the value it has now.
 *   A function with a rest or defaults, `(x, ...more)` or `(x, a = 0.2)`, needs the names: JavaScript counts the
 *   parameters before those alone.
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
  options: ElementwiseOptions<Derivatives<Inputs<Count>>, Names> = {},
): NamedOp<Names> {
  checkText('elementwise: name', name);
  const where = `elementwise "${name}"`;
  const { inputs, precision = 'fast', derivative, replace } = checkedOptions(where, options, ['inputs']);
  const given = inputs === undefined ? undefined : checkedNames(`${where}: inputs`, inputs);
  checkFunction(where, fn, given?.length);
  const names = given ?? namesOf(fn.length);
  if (names.length === 0) {
    throw new RangeError(
      `${where}: expected a function of at least one input, got one of none; ` +
        'name those of a function like (...xs) => … by the option inputs',
    );
  }
  const value = traced(where, fn, names.length);
  const expr = withDerivative(where, value, derivative, names.length);
  if (given === undefined && readsMore(where, fn, names.length, value)) {
    throw new RangeError(
      `${where}: expected the option inputs for a function with defaults or a rest, of which JavaScript counts ` +
        `${names.length}; write inputs: ['x', 'a']`,
    );
  }
  // The names of the inputs are part of the definition.
  return defineElementwise({ name, inputs: names, expr, precision }, replace) as NamedOp<Names>;
}

/** Whether `fn` is not `value` if it gets one more argument than its `count` inputs: it has a default or a rest. */
function readsMore(where: string, fn: TracedFunction, count: number, value: Expr): boolean {
  if (definitionOfOp(fn) !== undefined) return false; // an op counts its inputs itself
  try {
    return traced(where, fn, count + 1) !== value;
  } catch {
    return true;
  }
}

/** The op of `definition`, known by its name; the one that there is, if it is the same. */
export function defineElementwise(definition: Definition, replace = false): NamedOp {
  const make = (): NamedOp => makeNamedOp(definition);
  return registered(`elementwise "${definition.name}"`, definition, isNamedOp, make, replace);
}

/** The op of `definition`, whose inputs have names. */
export function makeNamedOp(definition: Definition): NamedOp {
  return Object.assign(makeOp(definition), { inputs: Object.freeze([...definition.inputs]) });
}

/** Whether `op` is what `makeNamedOp` makes. */
export function isNamedOp(op: ElementwiseOp | OutputsOp): op is NamedOp {
  return 'inputs' in op && !('outputs' in op);
}

/**
 * `op` with numbers in place of some of its inputs: an op of the others, of the same name. The numbers are
 * part of its kernels, and no gradient is computed for them.
 */
export function fixInputs(op: ElementwiseOp, values: readonly (number | undefined)[]): ElementwiseOp {
  if (values.every((value) => value === undefined)) return op;
  const definition = definitionOfOp(op)!;
  const { name, inputs, precision } = definition;
  if (!isElementwise(definition)) throw new Error(`internal: ${name} has no formula`);
  let left = 0;
  const args = inputs.map((_, i) => (values[i] === undefined ? input(left++) : constant(values[i])));
  const names = inputs.filter((_, i) => values[i] === undefined);
  return makeOp({ name, inputs: names, expr: substitute(definition.expr, args), precision });
}

/** As `fixInputs`, of any op. A kernel without a formula gets the numbers as inputs. */
export function bindInputs(
  op: ElementwiseOp,
  values: readonly (number | undefined)[],
): (...inputs: Tensor[]) => Tensor {
  if (isElementwise(definitionOfOp(op)!)) return fixInputs(op, values);
  return (...inputs) => {
    let next = 0;
    return op(...values.map((value) => value ?? inputs[next++]!));
  };
}

/** x; a and b; a, b and c; … */
function namesOf(count: number): string[] {
  return count === 1
    ? ['x']
    : Array.from({ length: count }, (_, i) => (i < 24 ? String.fromCharCode(97 + i) : `x${i}`));
}

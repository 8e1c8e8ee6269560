// vectorize(): a plain function of numbers becomes an op.
import { defineActivation } from '../tfjs/define/activation.js';
import { defineElementwise, type NamedOp, type NamesOf } from '../tfjs/define/elementwise.js';
import { checkedPrecision, declared, OPTIONS, type Options } from '../tfjs/define/function.js';
import { checkedNames, checkName } from '../tfjs/define/names.js';
import type { Activation } from '../tfjs/define/serialization.js';
import { described } from '../tfjs/errors.js';
import type { ElementwiseOp } from '../tfjs/op/op.js';
import { checkFlags, checkObject, checkOptions, checkText } from '../tfjs/options.js';
import { type Compiled, type CompileOptions, compile } from './compile.js';
import { about } from './errors.js';
import { hostOp } from './host.js';
import { checkAgainst } from './oracle.js';
import { type PlainFunction, SourceText } from './source.js';
import { copyOfUses, scalarUses, valuesOfUses } from './uses.js';

/** What a plain function returns: true counts as 1, and false as 0. */
export type Scalar = number | boolean;

/** What can be handed in for the object `U` that a function takes: an op too, in place of a plain function. */
export type Uses<U> = {
  readonly [Name in keyof U]: U[Name] extends (...args: never[]) => Scalar
    ? U[Name] | ElementwiseOp
    : U[Name];
};

/** Options of `vectorize`. */
export interface VectorizeOptions<Derivative, Names extends readonly string[] = readonly string[]>
  extends Options<Derivative | string | SourceText> {
  /**
   * What comes from outside: numbers, arrays of numbers, plain functions and ops. The function gets them as a last,
   * destructured parameter, whose names minifiers keep, or knows them by their names.
   */
  readonly uses?: object | undefined;
  /** The names of the inputs, in order; by default those of the parameters, which minifiers change. */
  readonly inputs?: Names | undefined;
  /**
   * Whether to run the function as it is, element by element, in JavaScript: for what cannot be compiled. It costs what
   * a loop costs, reads tensors in place on the wasm and cpu backends, and has gradients of the first order: by
   * `derivative`, a plain function, or `'numeric'`, central differences in float64.
   */
  readonly host?: boolean | undefined;
}

/**
 * An op of a plain function of numbers, which is compiled: the same kernel, gradients of any order and layers as for
 * functions of `tf.*` ops. With one input it is known to tf.layers by its name.
 *
 * The function is read from its source, and never run on data. It may use `if`, early returns, `switch`, variables,
 * loops of constant length, helper functions inside it, arrays of constants, and `Math`. Both branches of a choice are
 * computed and one is taken; NaN of the other does not leak. What comes from outside is handed in by `uses`. At a few
 * hundred points the function itself is then compared with what was understood; `explain()` shows the formula.
 *
 * JavaScript computes in float64, kernels in float32: numbers of the source are rounded to float32, and each operation
 * rounds. `precision: 'exact'` rounds elementary functions correctly, in float32 too. `explain()` names a point where
 * float32 is grossly off.
 *
 * @param fn The function, or its source: a string, or the tag `js`. Source is never evaluated, so it cannot be compared
 *   with anything; without `inputs` it has one parameter.
 * @throws TypeError for what is not a plain function; RangeError for names and options that cannot be used; Error for
 *   what cannot be compiled, with its line and column; Error for a function that is not what was understood of it.
 *
 * ```ts
 * const spiky = vectorize('spiky', (x) => {
 *   const r = x - Math.floor(x);
 *   if (r <= 0.5) return r;
 *   return 0;
 * });
 * const snake = vectorize('snake', (x: number, a: number, { k }: { k: number }) => x + (k * Math.sin(a * x) ** 2) / a, {
 *   uses: { k: 1 },
 * });
 * ```
 */
export function vectorize<U extends object>(
  name: string,
  fn: (x: number, uses: U) => Scalar,
  options: VectorizeOptions<(x: number, uses: U) => Scalar> & { readonly uses: Uses<U> },
): Activation;
export function vectorize(
  name: string,
  fn: (x: number) => Scalar,
  options?: VectorizeOptions<(x: number) => Scalar>,
): Activation;
export function vectorize<
  Count extends readonly number[],
  const Names extends NamesOf<Count> & readonly string[] = NamesOf<Count> & readonly string[],
>(
  name: string,
  fn: (...inputs: Count) => Scalar,
  options?: VectorizeOptions<(...inputs: Count) => readonly Scalar[], Names>,
): NamedOp<Names>;
export function vectorize<
  Count extends readonly number[],
  U extends object,
  const Names extends NamesOf<Count> & readonly string[] = NamesOf<Count> & readonly string[],
>(
  name: string,
  fn: (...args: [...inputs: Count, uses: U]) => Scalar,
  options: VectorizeOptions<(...args: [...inputs: Count, uses: U]) => readonly Scalar[], Names> & {
    readonly uses: Uses<U>;
  },
): NamedOp<Names>;
export function vectorize(
  name: string,
  source: string | SourceText,
  options?: VectorizeOptions<never, readonly [string]>,
): Activation;
export function vectorize<const Names extends readonly [string, string, ...string[]]>(
  name: string,
  source: string | SourceText,
  options: VectorizeOptions<never, Names> & { readonly inputs: Names },
): NamedOp<Names>;
export function vectorize(
  name: string,
  fn: PlainFunction | string | SourceText,
  options: VectorizeOptions<PlainFunction> = {},
): Activation | NamedOp {
  checkText('vectorize: name', name);
  const where = `vectorize "${name}"`;
  checkOptions(where, options, [...OPTIONS, 'uses', 'inputs', 'host']);
  checkFlags(where, options, ['replace', 'host']);
  checkPlainFunction(where, fn);
  const { uses: given = {}, replace } = options;
  checkObject(`${where}: uses`, given);
  const uses = copyOfUses(given);
  const names = options.inputs === undefined ? undefined : checkedNames(`${where}: inputs`, options.inputs);
  const precision = checkedPrecision(where, options.precision);
  try {
    if (options.host)
      return hostOp(where, name, fn, { names, uses, derivative: options.derivative, replace });
    if (options.derivative === 'numeric') {
      throw new RangeError(
        `${where}: derivative 'numeric' is for the option host: true; a compiled function has its own`,
      );
    }
    const context = { uses: valuesOfUses(uses), inputs: names };
    const value = understood(fn, context, uses);
    const { inputs } = value.compiled;
    const notes = [...value.notes];
    let expr = value.compiled.exprs[0]!;
    if (isSource(fn) && names === undefined && inputs.length > 1) {
      throw new RangeError(
        `${where}: expected a source of one parameter, or the option inputs, got one of ${inputs.length}; ` +
          `write inputs: [${inputs.map((each) => `'${each}'`).join(', ')}]`,
      );
    }
    if (options.derivative !== undefined) {
      const slopes = declaredSlopes(where, options.derivative, { ...context, inputs }, uses);
      expr = declared(expr, slopes.compiled.exprs);
      notes.push(...slopes.notes.map((note) => `derivative: ${note}`));
    }
    if (inputs.length > 1)
      return defineElementwise({ name, inputs: [...inputs], expr, precision, notes }, replace);
    checkName('vectorize', name);
    return defineActivation(where, { name, inputs: ['x'], expr, precision, notes }, replace);
  } catch (error) {
    throw about(where, error);
  }
}

interface Understood {
  readonly compiled: Compiled;
  readonly notes: readonly string[];
}

const isSource = (fn: unknown): fn is string | SourceText =>
  typeof fn === 'string' || fn instanceof SourceText;

/** What `fn` computes, compared with the function itself where there is one. */
function understood(
  fn: PlainFunction | string | SourceText,
  options: CompileOptions,
  uses: object,
): Understood {
  const compiled = compile(fn, options);
  if (isSource(fn)) {
    return { compiled, notes: ['compiled from source, which is not run: it was compared with no function'] };
  }
  const given = compiled.takesUses ? [scalarUses(uses)] : [];
  const run = fn as (...args: unknown[]) => unknown;
  const { points, notes } = checkAgainst((...inputs) => run(...inputs, ...given), compiled);
  return {
    compiled,
    notes: [`compiled from the function, and compared with it at ${points} points`, ...notes],
  };
}

function declaredSlopes(
  where: string,
  fn: PlainFunction | string | SourceText,
  options: CompileOptions,
  uses: object,
): Understood {
  const count = options.inputs!.length;
  const remedy = Array.isArray(fn) ? '; of several inputs, write one that returns [da, db]' : '';
  checkPlainFunction(`${where}: derivative`, fn, remedy);
  try {
    return understood(fn, { ...options, results: count === 1 ? undefined : count }, uses);
  } catch (error) {
    throw about(`${where}: derivative`, error);
  }
}

function checkPlainFunction(where: string, fn: unknown, remedy = ''): void {
  if (typeof fn !== 'function' && !isSource(fn)) {
    throw new TypeError(`${where}: expected a function or its source, got ${described(fn)}${remedy}`);
  }
}

// The op that users call: checks and converts its inputs, then applies the function of its definition.
import { type Rank, Tensor, type TensorLike, tidy } from '@tensorflow/tfjs-core';
import { described, quoted, shortened } from '../errors.js';
import { type Definition, derivativeOf, outputsOf } from './definition.js';
import { type Explanation, explain } from './explain.js';
import { functionOf, outputsFunctionOf, type TensorFunction } from './function.js';
import { checkInput, toTensor } from './inputs.js';

/** An elementwise op of any number of inputs. */
export interface ElementwiseOp {
  /**
   * y = f(a, b, …), elementwise.
   *
   * @param inputs Tensors of float32, int32 or bool whose shapes broadcast, or numbers; int32 and bool are
   *   cast to float32.
   * @returns A float32 tensor of the broadcast shape.
   * @throws TypeError for strings, complex tensors and what is not a tensor or numbers, and for another
   *   number of inputs, except that `tensors.map(op)` works for an op of one; RangeError for ragged arrays
   *   and for shapes that do not broadcast; Error for a disposed tensor, or when the backend has no memory
   *   left.
   */
  (...inputs: (Tensor | TensorLike)[]): Tensor;
  /** The name it was defined with. */
  readonly opName: string;
  /**
   * The derivative by one input, as an op of the same inputs.
   *
   * @param input The input to differentiate by: its index or its name. The first by default.
   * @throws RangeError for what is neither.
   */
  derivative(input?: number | string): ElementwiseOp;
  /** What is computed, and which path each backend takes and why. `String(...)` of it reads well. */
  explain(): Explanation;
}

/** An elementwise op of one input. */
export interface Op extends ElementwiseOp {
  /**
   * y = f(x), elementwise.
   *
   * @param x A tensor of float32, int32 or bool and any shape, or numbers; int32 and bool are cast to
   *   float32. `tensors.map(op)` works: the index and the array that `map` hands over are ignored.
   * @returns A float32 tensor of the shape of `x`.
   * @throws TypeError for strings, complex tensors and what is not a tensor or numbers, and for further
   *   inputs; RangeError for ragged arrays; Error for a disposed tensor, or when the backend has no memory left.
   */
  <R extends Rank>(x: Tensor<R> | TensorLike): Tensor<R>;
  derivative(input?: number | string): Op;
}

/** Tensors for `Names`, in their order. */
export type Tensors<Names extends readonly unknown[]> = { -readonly [Index in keyof Names]: Tensor };

/** An op of several outputs. */
export interface OutputsOp<
  Inputs extends readonly string[] = readonly string[],
  Outputs extends readonly string[] = readonly string[],
> {
  /**
   * The outputs, in order, each of the broadcast shape.
   *
   * @param inputs as of `ElementwiseOp`, which also says what is thrown.
   */
  (...inputs: (Tensor | TensorLike)[]): Tensors<Outputs>;
  /** The name it was defined with. */
  readonly opName: string;
  /** The names of the inputs, in order. */
  readonly inputs: Inputs;
  /** The names of the outputs, in order. */
  readonly outputs: Outputs;
  /** What is computed, and which path each backend takes and why. `String(...)` of it reads well. */
  explain(): Explanation;
}

const definitions = new WeakMap<object, () => Definition>();

/** What `op` was made from, if it is one of ours. */
export function definitionOfOp(op: object): Definition | undefined {
  return definitions.get(op)?.();
}

/** @throws TypeError if `op` is none of ours, or has several outputs; `where` stands before it. */
export function checkedDefinition(where: string, op: unknown): Definition {
  const definition = typeof op === 'function' ? definitionOfOp(op) : undefined;
  if (definition === undefined) {
    throw new TypeError(
      `${where}: expected an op that activation(), elementwise() or kernelOp() made, got ${described(op)}`,
    );
  }
  if (outputsOf(definition) !== 1) {
    throw new TypeError(
      `${where}: expected an op of one output, got ${definition.name} of ${outputsOf(definition)}`,
    );
  }
  return definition;
}

/** Makes `op` one of ours, whose definition is asked for when it is needed. */
export function setDefinition(op: object, definition: () => Definition): void {
  definitions.set(op, definition);
}

/** The op of `definition`, with its derivatives as ops, made when they are asked for. */
export function makeOp(definition: Definition): ElementwiseOp {
  const { name, inputs: names } = definition;
  const apply = functionOf(definition);
  const derivatives: ElementwiseOp[] = [];
  const ofOne = (x: Tensor | TensorLike, ...more: unknown[]): Tensor => {
    if (more.length > 0 && !isMapping(x, more)) {
      throw new TypeError(
        `${name}: expected one input, got ${more.length + 1}; as a callback, write (x) => ${name}(x)`,
      );
    }
    checkInput(name, names[0]!, x);
    return x instanceof Tensor ? apply(x) : tidy(() => apply(toTensor(x)));
  };
  const op = named(definition, names.length === 1 ? ofOne : ofSeveral(definition, apply));
  return Object.assign(op, {
    derivative: (given: number | string = 0) => {
      const index = typeof given === 'string' ? names.indexOf(given) : given;
      if (!Number.isInteger(index) || names[index] === undefined) {
        const range = names.length === 1 ? 'input 0' : `an input from 0 to ${names.length - 1}`;
        throw new RangeError(
          `${name}: derivative expected ${range}, or a name (${shortened(names.join(', '))}), got ${quoted(given)}`,
        );
      }
      derivatives[index] ??= makeOp(derivativeOf(definition, index));
      return derivatives[index];
    },
  });
}

/** Whether `more` is what `map` of an array hands over after the element `x`: its index, and the array. */
function isMapping(x: unknown, [index, array]: readonly unknown[]): boolean {
  return typeof index === 'number' && Array.isArray(array) && Object.is(array[index], x);
}

/** The op of a definition of several outputs. */
export function makeOutputsOp(definition: Definition): OutputsOp {
  const { inputs, own } = definition;
  const op = named(definition, ofSeveral(definition, outputsFunctionOf(definition)));
  return Object.assign(op, { inputs: Object.freeze([...inputs]), outputs: Object.freeze([...own!.outputs]) });
}

type Callable<Result> = (...values: (Tensor | TensorLike)[]) => Result;

/** `apply` of checked and converted inputs, which must all be there. */
function ofSeveral<Result extends Tensor | Tensor[]>(
  { name, inputs: names }: Definition,
  apply: TensorFunction<Result>,
): Callable<Result> {
  return (...values) => {
    if (values.length !== names.length)
      throw new TypeError(`${name}: expected ${names.length} inputs, got ${values.length}`);
    values.forEach((value, i) => {
      checkInput(name, names[i]!, value);
    });
    if (values.every((value) => value instanceof Tensor)) return apply(...values);
    return tidy(() => apply(...values.map(toTensor)));
  };
}

/** `op` with what all ops have. */
function named<Op extends object>(
  definition: Definition,
  op: Op,
): Op & { readonly opName: string; explain(): Explanation } {
  Object.defineProperty(op, 'name', { value: definition.name });
  setDefinition(op, () => definition);
  return Object.assign(op, { opName: definition.name, explain: () => explain(definition) });
}

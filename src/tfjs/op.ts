// From a definition to a differentiable op: picks the path of the active backend, and builds the tape's
// part with tf.customGrad only while a tape is recording. Inputs alone are saved for the backward pass:
// saving an output breaks second order in tfjs.
import {
  broadcastTo,
  cast,
  customGrad,
  engine,
  type GradSaveFunc,
  type Rank,
  Tensor,
  type TensorLike,
  tidy,
} from '@tensorflow/tfjs-core';
import { activePath, runJob } from './backends.js';
import type { Definition, KernelSource } from './definition.js';
import { type Explanation, explain } from './explain.js';
import { checkInput, toTensor } from './inputs.js';
import { isWhole, layoutOf } from './layout.js';
import { recordCall } from './recorder.js';
import { described } from './trace.js';

/** An elementwise op of any number of inputs. */
export interface ElementwiseOp {
  /**
   * y = f(a, b, …), elementwise.
   *
   * @param inputs Tensors of float32, int32 or bool whose shapes broadcast, or numbers; int32 and bool are
   *   cast to float32.
   * @returns A float32 tensor of the broadcast shape.
   * @throws TypeError for strings, complex tensors and what is not a tensor or numbers, and for another
   *   number of inputs, except that an op of one ignores further arguments; RangeError for ragged arrays
   *   and for shapes that do not broadcast; Error for a disposed tensor, or when the backend has no memory
   *   left.
   */
  (...inputs: (Tensor | TensorLike)[]): Tensor;
  /** The name it was defined with. */
  readonly opName: string;
  /**
   * The derivative by one input, as an op of the same inputs.
   *
   * @param input The index of the input to differentiate by.
   * @throws RangeError for an index that is not one of an input.
   */
  derivative(input?: number): ElementwiseOp;
  /** What is computed, and which path each backend takes and why. `String(...)` of it reads well. */
  explain(): Explanation;
}

/** An elementwise op of one input. */
export interface Op extends ElementwiseOp {
  /**
   * y = f(x), elementwise.
   *
   * @param x A tensor of float32, int32 or bool and any shape, or numbers; int32 and bool are cast to
   *   float32. Further arguments are ignored, so that `tensors.map(op)` works.
   * @returns A float32 tensor of the shape of `x`.
   * @throws TypeError for strings, complex tensors and what is not a tensor or numbers; RangeError for
   *   ragged arrays; Error for a disposed tensor, or when the backend has no memory left.
   */
  <R extends Rank>(x: Tensor<R> | TensorLike): Tensor<R>;
  derivative(input?: number): Op;
}

/** A differentiable function of checked tensors. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor;

/** The outputs of `kernel`, without the tape, or undefined if the active backend cannot run it. */
export function runKernelOnce(
  name: string,
  kernel: KernelSource,
  inputs: readonly Tensor[],
): Tensor[] | undefined {
  const path = activePath(kernel);
  if (path === undefined) return undefined;
  const layout = layoutOf(name, inputs);
  if (kernel.broadcasting !== undefined && !isWhole(layout)) {
    return runKernelOnce(name, kernel.broadcasting, inputs);
  }
  if (layout.expand.length === 0 && inputs.every(isFloat))
    return runJob({ path, name, kernel, inputs, layout });
  return tidy(() =>
    runKernelOnce(
      name,
      kernel,
      inputs.map((input, i) => {
        const float = isFloat(input) ? input : cast(input, 'float32');
        return layout.expand.includes(i) ? broadcastTo(float, layout.shape) : float;
      }),
    ),
  );
}

const isFloat = ({ dtype }: Tensor): boolean => dtype === 'float32';

/** `definition` as a differentiable function. */
export function defineFunction(definition: Definition): TensorFunction {
  const { name, kernel } = definition;
  const run = (inputs: readonly Tensor[]): Tensor =>
    (kernel && runKernelOnce(name, kernel, inputs))?.[0] ??
    tidy(() =>
      definition.compose(...inputs.map((input) => (isFloat(input) ? input : cast(input, 'float32')))),
    );

  const recorded = customGrad((...args) => {
    const save = args.pop() as unknown as GradSaveFunc;
    const inputs = args as Tensor[];
    const value = run(inputs);
    // After the run: what has been saved would leak if it threw.
    save(inputs);
    return { value, gradFunc: (dy, saved) => definition.gradient(dy as Tensor, ...saved) };
  });

  const scope = `lanewise.${name}`;
  return (...inputs) => {
    const traced = recordCall(definition.expr, inputs);
    if (traced !== undefined) return traced;
    if (!tapeIsRecording()) return run(inputs);
    // The tape names a node after its scope and takes the gradient registered for that name, if any.
    return tidy(scope, () => recorded(...inputs));
  };
}

const definitions = new WeakMap<object, () => Definition>();

/** What `op` was made from, if it is one of ours. */
export function definitionOfOp(op: object): Definition | undefined {
  return definitions.get(op)?.();
}

/** @throws TypeError if `op` is none of ours; `where` stands before it. */
export function checkedDefinition(where: string, op: unknown): Definition {
  const definition = typeof op === 'function' ? definitionOfOp(op) : undefined;
  if (definition === undefined) {
    throw new TypeError(
      `${where}: expected an op that activation() or elementwise() made, got ${described(op)}`,
    );
  }
  return definition;
}

/** Makes `op` one of ours, whose definition is asked for when it is needed. */
export function setDefinition(op: object, definition: () => Definition): void {
  definitions.set(op, definition);
}

/** The op that users call: checks and converts its inputs, then applies the function. */
export function makeOp(
  definition: Definition,
  apply: TensorFunction,
  derivative: (input: number) => ElementwiseOp,
): ElementwiseOp {
  const { name, inputs: names } = definition;
  const count = names.length;
  const ofOne = (x: Tensor | TensorLike): Tensor => {
    checkInput(name, names[0]!, x);
    return x instanceof Tensor ? apply(x) : tidy(() => apply(toTensor(x)));
  };
  const ofSeveral = (...values: (Tensor | TensorLike)[]): Tensor => {
    if (values.length !== count)
      throw new TypeError(`${name}: expected ${count} inputs, got ${values.length}`);
    values.forEach((value, i) => {
      checkInput(name, names[i]!, value);
    });
    if (values.every((value) => value instanceof Tensor)) return apply(...values);
    return tidy(() => apply(...values.map(toTensor)));
  };
  const op: (...values: (Tensor | TensorLike)[]) => Tensor = count === 1 ? (ofOne as never) : ofSeveral;
  Object.defineProperty(op, 'name', { value: name });
  setDefinition(op, () => definition);
  return Object.assign(op, {
    opName: name,
    derivative: (index = 0) => {
      if (names[index] === undefined) {
        const expected = count === 1 ? 'input 0' : `an input from 0 to ${count - 1}`;
        throw new RangeError(`${name}: derivative expected ${expected}, got ${index}`);
      }
      return derivative(index);
    },
    explain: () => explain(definition),
  });
}

export function tapeIsRecording(): boolean {
  const { gradientDepth, kernelDepth } = engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}

// The gradient of a function is again a function, of its inputs and dy, made when it is first needed. So there are
// gradients of every order.
import { clone, reshape, sum, type Tensor, where, zeros } from '@tensorflow/tfjs-core';
import { type Expr, isConstant } from '../../expr/expr.js';
import { programOf } from '../../expr/program.js';
import type { Runnable } from '../backends/backend.js';
import { run } from '../backends/dispatch.js';
import { tapeIsRecording } from '../engine.js';
import { type Definition, type Elementwise, isElementwise, partialsOf } from './definition.js';
import { functionOf, type TensorFunction } from './function.js';

/** The gradients of sum(dy * f(inputs)) by each input. */
export type Gradient = (dy: Tensor, inputs: readonly Tensor[]) => Tensor[];

/** The gradient of `definition`, in differentiable functions. */
export function gradientOf(definition: Definition): Gradient {
  if (!isElementwise(definition))
    throw new Error(`internal: ${definition.name} has no formula to differentiate`);
  let backward: Backward | undefined;
  return (dy, inputs) => {
    backward ??= new Backward(definition);
    return backward.apply(dy, inputs);
  };
}

/** dx = dy * df/dx by each input. */
class Backward {
  readonly #name: string;
  readonly #definition: Elementwise;
  readonly #partials: readonly Expr[];
  /** The partials that are computed: each once, without those that are 0. */
  readonly #outputs: readonly Expr[];
  readonly #functions: TensorFunction[] = [];

  constructor(definition: Elementwise) {
    this.#name = `${definition.name}Backward`;
    this.#definition = definition;
    this.#partials = partialsOf(definition);
    this.#outputs = [...new Set(this.#partials.filter((partial) => !isConstant(partial, 0)))];
  }

  apply(dy: Tensor, inputs: readonly Tensor[]): Tensor[] {
    const together = inputs.length > 1 && !tapeIsRecording() && this.#inOnePass(dy, inputs);
    return together || inputs.map((x, i) => unbroadcast(this.#partial(i)(...inputs, dy), x.shape));
  }

  /** The gradient by one input as a function that has gradients itself. */
  #partial(index: number): TensorFunction {
    const { inputs, precision, own } = this.#definition;
    const kernel = inputs.length === 1 && typeof own?.backward === 'object' ? own.backward : undefined;
    this.#functions[index] ??= functionOf({
      name: this.#name,
      inputs: [...inputs, 'dy'],
      expr: this.#partials[index]!,
      precision,
      ...(kernel && { own: { outputs: ['dx'], forward: kernel } }),
    });
    return this.#functions[index];
  }

  /** All gradients by one kernel, if the active backend runs it. */
  #inOnePass(dy: Tensor, inputs: readonly Tensor[]): Tensor[] | undefined {
    if (this.#outputs.length === 0) return undefined;
    const { precision } = this.#definition;
    const program: Runnable = programOf(inputs.length + 1, this.#outputs, precision);
    const computed = run(this.#name, program, [...inputs, dy]);
    if (computed === undefined) return undefined;
    const given = new Set<Tensor>();
    return inputs.map((x, i) => {
      const at = this.#outputs.indexOf(this.#partials[i]!);
      if (at < 0) return zeros(x.shape);
      const gradient = unbroadcast(computed[at]!, x.shape);
      // tfjs disposes of gradients one by one as it adds them up, so two inputs cannot share a tensor.
      if (given.has(gradient)) return clone(gradient);
      given.add(gradient);
      return gradient;
    });
  }
}

/** Sums `gradient` over the dimensions along which an input of `shape` was broadcast. */
export function unbroadcast(gradient: Tensor, shape: number[]): Tensor {
  const extra = gradient.shape.length - shape.length;
  const axes = gradient.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < extra || (shape[axis - extra] === 1 && gradient.shape[axis] !== 1));
  if (axes.length === 0) return gradient;
  const summed = reshape(sum(gradient, axes), shape);
  // On the wasm backend tf.sum of no elements is memory as it was found.
  return gradient.size === 0 ? where(false, summed, zeros(shape)) : summed;
}

// The gradient of a function is again a function, of its inputs and dy, made when it is first needed. So there are
// gradients of every order.
import { clone, reshape, sum, Tensor, where, zeros } from '@tensorflow/tfjs-core';
import { type Expr, isConstant } from '../../expr/expr.js';
import { programOf } from '../../expr/program.js';
import { run } from '../backends/dispatch.js';
import type { OwnKernel } from '../backends/own-kernel.js';
import { tapeIsRecording } from '../engine.js';
import {
  type BackwardOp,
  type Definition,
  type Elementwise,
  isElementwise,
  partialsOf,
} from './definition.js';
import { functionOf, outputsFunctionOf, type TensorFunction } from './function.js';

/** The gradients of sum(dy * f(inputs)) over all outputs, by each input. */
export type Gradient = (dys: readonly Tensor[], inputs: readonly Tensor[]) => Tensor[];

/**
 * The gradient of `definition`, in differentiable functions.
 * @throws Error for a kernel that has none.
 */
export function gradientOf(definition: Definition): Gradient {
  const backward = definition.own?.backward;
  if (typeof backward === 'function') return gradientByOp(definition, backward);
  if (isElementwise(definition)) {
    const made = new Backward(definition);
    return ([dy], inputs) => made.apply(dy!, inputs);
  }
  const { name, inputs, precision, own } = definition;
  if (backward === undefined) {
    throw new Error(
      `${name}: a gradient expected a formula, or a backward of the kernel, got neither; give kernelOp the option ` +
        'formula or backward, which is an op where it has gradients itself',
    );
  }
  const kernel = outputsFunctionOf({
    name: `${name}Backward`,
    inputs: [...inputs, ...own!.outputs.map((output) => `d${output}`)],
    expr: undefined,
    precision,
    own: { outputs: inputs.map((input) => `d${input}`), forward: backward },
  });
  return (dys, xs) => kernel(...xs, ...dys).map((dx, i) => unbroadcast(dx, xs[i]!.shape));
}

function gradientByOp({ name }: Definition, op: BackwardOp): Gradient {
  return (dys, inputs) => {
    const result = op(...inputs, ...dys);
    const gradients = result instanceof Tensor ? [result] : result;
    if (gradients.length !== inputs.length) {
      throw new Error(`internal: ${name} expected ${inputs.length} gradients, got ${gradients.length}`);
    }
    return gradients.map((dx, i) => unbroadcast(dx, inputs[i]!.shape));
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

  /** The author's kernel of all gradients. */
  get #own(): OwnKernel | undefined {
    const backward = this.#definition.own?.backward;
    return typeof backward === 'object' ? backward : undefined;
  }

  /** The gradient by one input as a function that has gradients itself. */
  #partial(index: number): TensorFunction {
    const { inputs, precision } = this.#definition;
    this.#functions[index] ??= functionOf({
      name: this.#name,
      inputs: [...inputs, 'dy'],
      expr: this.#partials[index]!,
      precision,
      ...(inputs.length === 1 && this.#own && { own: { outputs: ['dx'], forward: this.#own } }),
    });
    return this.#functions[index];
  }

  /** All gradients by one kernel, if the active backend runs it. */
  #inOnePass(dy: Tensor, inputs: readonly Tensor[]): Tensor[] | undefined {
    const own = this.#own && run(this.#name, this.#own, [...inputs, dy]);
    // It runs only where all shapes are the same.
    if (own !== undefined) return own;
    if (this.#outputs.length === 0) return undefined;
    const { precision } = this.#definition;
    const program = programOf(inputs.length + 1, this.#outputs, precision);
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

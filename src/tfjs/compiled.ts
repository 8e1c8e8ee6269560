// Expressions as differentiable functions of tensors. The gradient of one is again such a function, of
// the inputs and dy, made when it is first needed; so there is a gradient of every order.
import { clone, reshape, sum, type Tensor, where, zeros } from '@tensorflow/tfjs-core';
import { build } from '../expr/build.js';
import { derivative } from '../expr/derivative.js';
import { constant, type Expr, input, isConstant } from '../expr/expr.js';
import type { Precision } from '../expr/program.js';
import { renderWat } from '../render/wat/module.js';
import { assemble } from '../wasm/assemble/assemble.js';
import { KernelModule } from '../wasm/module.js';
import { compose } from './compose.js';
import type { Definition, KernelSource } from './definition.js';
import { broadcastShape } from './layout.js';
import { defineFunction, runKernelOnce, type TensorFunction, tapeIsRecording } from './op.js';

/** What an expression is to be compiled as. */
export interface Spec {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly expr: Expr;
  readonly precision: Precision;
}

/** What is known of an expression, and the function that it is. */
interface Compiled {
  readonly definition: Definition;
  readonly apply: TensorFunction;
}

const sources = new WeakMap<Expr, Map<string, KernelSource>>();
const compiled = new WeakMap<Expr, Map<string, Compiled>>();

/** The kernels of `outputs` over `inputs` arrays: the same object for the same expressions. */
export function kernelOf(inputs: number, outputs: readonly Expr[], precision: Precision): KernelSource {
  const key = `${inputs} ${precision} ${outputs.map(({ id }) => id).join()}`;
  return memoized(sources, outputs[0]!, key, () => generated(inputs, outputs, precision));
}

function generated(inputs: number, outputs: readonly Expr[], precision: Precision): KernelSource {
  const wat = (shared: boolean): string => renderWat({ inputs, outputs, precision }, { shared });
  return {
    module: new KernelModule((build) => assemble(wat(build === 'shared'))),
    entry: 'run',
    outputs: outputs.length,
    toArguments(pointers, { rows, length, strides }) {
      const args: number[] = [];
      for (let i = 0; i < inputs; i++) args.push(pointers[i]!, strides[i]!.row, strides[i]!.step);
      for (let j = 0; j < outputs.length; j++) args.push(pointers[inputs + j]!);
      args.push(rows, length);
      return args;
    },
    wat: () => wat(false),
  };
}

/** Expressions are kept weakly, but one that has a kernel written by hand must stay the same. */
const byHand: Expr[] = [];

/**
 * A kernel written by hand takes the place of the one that would be generated for `expr`, where all inputs have
 * the shape of the output: it knows of no broadcasts.
 */
export function useKernel(expr: Expr, inputs: number, kernel: KernelSource): void {
  byHand.push(expr);
  for (const precision of ['fast', 'exact'] as const) {
    const broadcasting = generated(inputs, [expr], precision);
    memoized(sources, expr, `${inputs} ${precision} ${expr.id}`, () => ({ ...kernel, broadcasting }));
  }
}

function definitionOf({ name, inputs, expr, precision }: Spec): Definition {
  const count = inputs.length;
  const backward = { name: `${name}Backward`, inputs: [...inputs, 'dy'], precision };
  let partials: Expr[] | undefined;
  return {
    name,
    inputs,
    expr,
    precision,
    ...(expr.kind === 'operation' && { kernel: kernelOf(count, [expr], precision) }),
    compose: (...xs) =>
      compose(
        expr,
        xs,
        broadcastShape(
          name,
          xs.map(({ shape }) => shape),
        ),
      ),
    gradient(dy, ...xs) {
      partials ??= inputs.map((_, i) => partial(derivative(expr, i), input(count)));
      const together = count > 1 && !tapeIsRecording() && gradientInOnePass(backward, partials, xs, dy);
      if (together) return together;
      return xs.map((x, i) =>
        unbroadcast(compiledOf({ ...backward, expr: partials![i]! }).apply(...xs, dy), x.shape),
      );
    },
  };
}

/** `spec` as a differentiable function: the same one for the same expression. */
export function compiledOf(spec: Spec): Compiled {
  const key = `${spec.inputs.join()} ${spec.precision} ${spec.name}`;
  return memoized(compiled, spec.expr, key, () => {
    const definition = definitionOf(spec);
    return { definition, apply: defineFunction(definition) };
  });
}

/** dy * slope. Where the slope is 0 by structure, so is the product, whatever dy is. */
function partial(slope: Expr, dy: Expr): Expr {
  return isConstant(slope, 0) ? constant(0) : build('mul', [dy, slope]);
}

/** All partials by one kernel, if the active backend runs it. None is needed for a partial that is 0. */
function gradientInOnePass(
  { name, inputs, precision }: Omit<Spec, 'expr'>,
  partials: readonly Expr[],
  xs: readonly Tensor[],
  dy: Tensor,
): Tensor[] | undefined {
  const outputs = [...new Set(partials.filter((expr) => !isConstant(expr, 0)))];
  if (outputs.length === 0) return undefined;
  const computed = runKernelOnce(name, kernelOf(inputs.length, outputs, precision), [...xs, dy]);
  if (computed === undefined) return undefined;
  const given = new Set<Tensor>();
  return xs.map((x, i) => {
    const at = outputs.indexOf(partials[i]!);
    if (at < 0) return zeros(x.shape);
    const gradient = unbroadcast(computed[at]!, x.shape);
    // tfjs disposes of gradients one by one as it adds them up, so two inputs cannot share a tensor.
    if (given.has(gradient)) return clone(gradient);
    given.add(gradient);
    return gradient;
  });
}

/** Sums `gradient` over the dimensions along which an input of `shape` was broadcast. */
function unbroadcast(gradient: Tensor, shape: number[]): Tensor {
  const extra = gradient.shape.length - shape.length;
  const axes = gradient.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < extra || (shape[axis - extra] === 1 && gradient.shape[axis] !== 1));
  if (axes.length === 0) return gradient;
  const summed = reshape(sum(gradient, axes), shape);
  // On the wasm backend tf.sum of no elements is memory as it was found.
  return gradient.size === 0 ? where(false, summed, zeros(shape)) : summed;
}

function memoized<T>(cache: WeakMap<Expr, Map<string, T>>, expr: Expr, key: string, create: () => T): T {
  let entries = cache.get(expr);
  if (entries === undefined) {
    entries = new Map();
    cache.set(expr, entries);
  }
  let value = entries.get(key);
  if (value === undefined) {
    value = create();
    entries.set(key, value);
  }
  return value;
}

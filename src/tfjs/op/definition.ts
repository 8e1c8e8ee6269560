// What lanewise knows of one function: the record from which its op, gradient, composition and explanation are
// made.
import type { Tensor } from '@tensorflow/tfjs-core';
import { build } from '../../expr/build.js';
import { derivative } from '../../expr/derivative.js';
import { constant, type Expr, input, isConstant } from '../../expr/expr.js';
import { type Precision, programOf } from '../../expr/program.js';
import type { Runnable } from '../backends/backend.js';
import type { OwnKernel } from '../backends/own-kernel.js';

export interface Definition {
  readonly name: string;
  /** Names of the inputs, in order. */
  readonly inputs: readonly string[];
  /** The function of one element. An op that calls this one inlines it. Undefined: only a kernel is known. */
  readonly expr: Expr | undefined;
  readonly precision: Precision;
  /** An author's kernels of it. */
  readonly own?: OwnKernels | undefined;
}

/** The kernels that an author wrote for a function. */
export interface OwnKernels {
  /** Names of the outputs, in order. */
  readonly outputs: readonly string[];
  readonly forward: OwnKernel;
  /** The gradients by the inputs, from the inputs and then those of the outputs; an op has gradients itself. */
  readonly backward?: OwnKernel | ((...inputs: Tensor[]) => Tensor | readonly Tensor[]) | undefined;
  /** The derivative of a function of one input. */
  readonly derivative?: OwnKernel | undefined;
}

/** A definition whose function is known. */
export type Elementwise = Definition & { readonly expr: Expr };

export function isElementwise(definition: Definition): definition is Elementwise {
  return definition.expr !== undefined;
}

/** What backends run for `definition`; undefined for a constant or an input, which need no kernel. */
export function runnableOf({ inputs, expr, precision, own }: Definition): Runnable | undefined {
  if (own !== undefined) return own.forward;
  return expr?.kind === 'operation' ? programOf(inputs.length, [expr], precision) : undefined;
}

/** dy * df/dx by each input, over the inputs and dy. One that is 0 by structure is 0 whatever dy is. */
export function partialsOf({ inputs, expr }: Elementwise): Expr[] {
  return inputs.map((_, i) => {
    const slope = derivative(expr, i);
    return isConstant(slope, 0) ? constant(0) : build('mul', [input(inputs.length), slope]);
  });
}

/** The derivative by one input, as a function of the same inputs. */
export function derivativeOf(definition: Elementwise, index: number): Elementwise {
  const { name, inputs, expr, precision, own } = definition;
  return {
    name: `${name}Derivative${inputs.length === 1 ? '' : index}`,
    inputs,
    expr: derivative(expr, index),
    precision,
    ...(own?.derivative && { own: { outputs: ['y'], forward: own.derivative } }),
  };
}

// What lanewise knows of one function: the record from which its op, gradient, composition and explanation are
// made.
import type { Tensor } from '@tensorflow/tfjs-core';
import { build } from '../../expr/build.js';
import { derivativeWithin } from '../../expr/derivative.js';
import { constant, type Expr, input, isConstant } from '../../expr/expr.js';
import { type Precision, type Program, programOf } from '../../expr/program.js';
import type { OwnKernel } from '../backends/own-kernel.js';

export interface Definition {
  readonly name: string;
  /** Names of the inputs, in order. */
  readonly inputs: readonly string[];
  /**
   * The function of one element. An op that calls this one inlines it. Undefined: only a kernel is known.
   * Reading it may run the user's function.
   */
  readonly expr: Expr | undefined;
  readonly precision: Precision;
  /** An author's kernels of it. */
  readonly own?: OwnKernels | undefined;
  /** What a user is to know of how it was made; for `explain()`. */
  readonly notes?: readonly string[] | undefined;
}

/** The kernels that an author wrote for a function. */
export interface OwnKernels {
  /** Names of the outputs, in order. */
  readonly outputs: readonly string[];
  readonly forward: OwnKernel;
  /** The gradients by the inputs, from the inputs and then those of the outputs; an op has gradients itself. */
  readonly backward?: OwnKernel | BackwardOp | undefined;
  /** The derivative of a function of one input. */
  readonly derivative?: OwnKernel | undefined;
}

/** An op that computes gradients. */
export type BackwardOp = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

/** A definition whose function is known. */
export type Elementwise = Definition & { readonly expr: Expr };

export function isElementwise(definition: Definition): definition is Elementwise {
  return definition.expr !== undefined;
}

/** The program of its function; undefined for a constant or an input, which need no kernel. */
export function programOfDefinition({ inputs, expr, precision }: Definition): Program | undefined {
  return expr?.kind === 'operation' ? programOf(inputs.length, [expr], precision) : undefined;
}

/** How many outputs it has. */
export const outputsOf = ({ own }: Definition): number => own?.outputs.length ?? 1;

/** Nodes of a derivative and of what it is made of. A few orders of one that has some thousands can have millions. */
export const MOST_NODES = 300_000;

/** The derivative by one input; undefined for one that is too large to be made. */
export function derivativeOfExpr(expr: Expr, index: number): Expr | undefined {
  return derivativeWithin(expr, index, MOST_NODES);
}

/** @throws Error for one that is too large. */
function slopeOf({ name, inputs, expr }: Elementwise, index: number): Expr {
  const slope = derivativeOfExpr(expr, index);
  if (slope !== undefined) return slope;
  throw new Error(
    `${name}: expected a derivative by ${inputs[index]} of at most ${MOST_NODES} operations, got more; ` +
      'divide the function into several ops',
  );
}

/**
 * dy * df/dx by each input, over the inputs and dy. One that is 0 by structure is 0 whatever dy is.
 * @throws Error for one that is too large to be made.
 */
export function partialsOf(definition: Elementwise): Expr[] {
  const { inputs } = definition;
  return inputs.map((_, i) => {
    const slope = slopeOf(definition, i);
    return isConstant(slope, 0) ? constant(0) : build('mul', [input(inputs.length), slope]);
  });
}

/**
 * The derivative by one input, as a function of the same inputs.
 * @throws Error for a kernel of which neither is known, and for a derivative that is too large to be made.
 */
export function derivativeOf(definition: Definition, index: number): Definition {
  const { name, inputs, expr, precision, own } = definition;
  if (expr === undefined && own?.derivative === undefined) {
    throw new Error(
      `${name}: derivative expected a kernel with a formula, or with a derivative of its own, got one with neither; ` +
        'give kernelOp the option formula or derivative',
    );
  }
  return {
    name: `${name}Derivative${inputs.length === 1 ? '' : index}`,
    inputs,
    expr: isElementwise(definition) ? slopeOf(definition, index) : undefined,
    precision,
    ...(own?.derivative && { own: { outputs: ['y'], forward: own.derivative } }),
  };
}

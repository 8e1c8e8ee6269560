// What lanewise knows of one elementwise function: a row of data from which ops, kernels and
// explanations are made.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { KernelModule } from '../wasm/module.js';

export interface Definition {
  /** Unique in the program; kernels and tape scopes are called `lanewise.<name>`. */
  readonly name: string;
  /** Names of the inputs, in order. */
  readonly inputs: readonly string[];
  /** The function in mathematical notation. */
  readonly formula: string;
  /** Its derivative with respect to the first input, likewise. */
  readonly derivativeFormula: string;
  /** Absent where there is nothing to gain over `compose`. */
  readonly kernel?: KernelSource;
  /** The function in `tf.*` ops: any backend runs it. Inputs are float32 and of equal shape. */
  compose(...inputs: Tensor[]): Tensor;
  /** The gradient of sum(dy * f(inputs)) with respect to each input, in differentiable ops. */
  gradient(dy: Tensor, ...inputs: Tensor[]): Tensor[];
}

/** A compiled loop, and the same function of one element for arrays too small to be worth a call. */
export interface KernelSource {
  readonly module: KernelModule;
  readonly entry: string;
  scalar(...inputs: number[]): number;
}

export function kernelName(definition: Definition): string {
  return `lanewise.${definition.name}`;
}

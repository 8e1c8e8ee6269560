// What lanewise knows of one elementwise function: a row of data from which ops, kernels and
// explanations are made.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Expr } from '../expr/expr.js';
import type { Precision } from '../expr/program.js';
import type { KernelModule } from '../wasm/module.js';
import type { Layout } from './layout.js';

export interface Definition {
  readonly name: string;
  /** Names of the inputs, in order. */
  readonly inputs: readonly string[];
  /** The function of one element. An op that calls this one inlines it. */
  readonly expr: Expr;
  readonly precision: Precision;
  /** Absent where there is nothing to gain over `compose`. */
  readonly kernel?: KernelSource;
  /** The function in `tf.*` ops: any backend runs it. Inputs are float32. */
  compose(...inputs: Tensor[]): Tensor;
  /** The gradient of sum(dy * f(inputs)) with respect to each input, in differentiable ops. */
  gradient(dy: Tensor, ...inputs: Tensor[]): Tensor[];
}

/** A compiled loop. */
export interface KernelSource {
  readonly module: KernelModule;
  readonly entry: string;
  readonly outputs: number;
  /** What the loop is called with, for arrays at `pointers`, inputs then outputs. */
  toArguments(pointers: readonly number[], layout: Layout): number[];
  /** The same function of one element, for arrays too small to be worth a call. */
  readonly scalar?: (...inputs: number[]) => number;
  /** What to run where an input is broadcast, if this takes only inputs of the shape of the output. */
  readonly broadcasting?: KernelSource;
  /** The text of the module, if it was generated. */
  readonly wat?: () => string;
}

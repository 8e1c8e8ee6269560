// What a backend is to lanewise: it runs programs, and says what it runs and why not. A backend without an entry
// here runs the composition of tf.* ops.
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Program } from '../../expr/program.js';
import type { OwnKernel } from './own-kernel.js';

/** What `explain()` calls what every backend can run. */
export const COMPOSITION = 'composition of tf.* ops';

/** What a backend is asked to run: expressions, which it renders for itself, or an author's kernel. */
export type Runnable = Program | OwnKernel;

/** How the inputs of a call lie under its outputs. */
export interface Layout {
  /** The shape of the outputs. */
  readonly shape: number[];
  /** The inputs that the backend cannot broadcast itself, and that must be expanded to `shape` first. */
  readonly expand: readonly number[];
}

export interface Backend<L extends Layout = Layout> {
  /** As tfjs calls it. */
  readonly name: string;
  /**
   * Why it cannot run `runnable`, or null when it can, and its kernel is ready. Asked before every run, when nothing is
   * allocated yet: a kernel that the engine refuses must be found here, once, and the reason kept.
   */
  obstacle(runnable: Runnable): string | null;
  /** What it runs for `runnable`, where there is no obstacle. Asked of inactive backends too. */
  explain(runnable: Runnable): BackendExplanation;
  /**
   * How it takes inputs of these shapes.
   * @throws RangeError if the shapes do not broadcast.
   */
  layout(name: string, runnable: Runnable, inputs: readonly { readonly shape: number[] }[]): L;
  /** The outputs on float32 inputs, allocated on `instance`, which is the backend itself. */
  run(call: Call<L>, instance: object): TensorInfo[];
}

/** One run. */
export interface Call<L extends Layout = Layout> {
  readonly backend: Backend<L>;
  /** The op, for errors. */
  readonly name: string;
  readonly runnable: Runnable;
  readonly inputs: readonly TensorInfo[];
  readonly layout: L;
}

/** How one backend computes an op. */
export interface BackendExplanation {
  /** What runs there. */
  readonly path: string;
  /** Why it is not a SIMD kernel, or null where it is. */
  readonly reason: string | null;
}

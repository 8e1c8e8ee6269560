// How a backend runs compiled kernels. A backend with no path here runs the `tf.*` composition.
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelSource } from './definition.js';
import type { Layout } from './layout.js';

/** What `explain()` calls the path that every backend has. */
export const COMPOSITION = 'composition of tf.* ops';

export interface Path {
  readonly backend: string;
  /** Whether the backend, which is active, can run `kernel`. Asked before every run. */
  runs(kernel: KernelSource): boolean;
  /** What runs there, and why it is not the kernel if it is not. Asked of inactive backends too. */
  explain(kernel: KernelSource): BackendExplanation;
  /** The outputs of `kernel` on float32 inputs, allocated on `backend`. */
  run(job: Job, backend: unknown): TensorInfo[];
}

/** One run of a kernel. */
export interface Job {
  readonly path: Path;
  /** The op, for errors. */
  readonly name: string;
  readonly kernel: KernelSource;
  readonly inputs: readonly TensorInfo[];
  readonly layout: Layout;
}

/** How one backend computes an op. */
export interface BackendExplanation {
  /** What runs there. */
  readonly path: string;
  /** Why it is not a SIMD kernel, or null where it is. */
  readonly reason: string | null;
}

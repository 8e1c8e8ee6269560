// How a backend runs a compiled kernel. A backend with no path here runs the `tf.*` composition.
import type { Definition, KernelSource } from './definition.js';

/** What `explain()` calls the path that every backend has. */
export const COMPOSITION = 'composition of tf.* ops';

export interface Path {
  readonly backend: string;
  /** Whether the backend, which is active, can run `kernel`. Asked before every run. */
  runs(kernel: KernelSource): boolean;
  /** What runs there, and why it is not the kernel if it is not. Asked of inactive backends too. */
  explain(kernel: KernelSource): BackendExplanation;
  /** Makes the kernel known to tfjs, under `kernelName(definition)`. */
  register(definition: Definition, kernel: KernelSource): void;
}

/** How one backend computes an op. */
export interface BackendExplanation {
  /** What runs there. */
  readonly path: string;
  /** Why it is not a SIMD kernel, or null where it is. */
  readonly reason: string | null;
}

// The backends that have a path of their own, and the one tfjs kernel through which all ops run there.
import {
  engine,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  registerKernel,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { cpuPath } from './cpu-backend.js';
import type { KernelSource } from './definition.js';
import type { Layout } from './layout.js';
import type { Job, Path } from './path.js';
import { wasmPath } from './wasm-backend.js';

export const paths: readonly Path[] = [wasmPath, cpuPath];

/** The path of the active backend for `kernel`, if it has one and can take it. */
export function activePath(kernel: KernelSource): Path | undefined {
  const name = activeBackendName();
  const path = paths.find(({ backend }) => backend === name);
  return path?.runs(kernel) ? path : undefined;
}

/** Runs `kernel` on the active backend, as the tfjs kernel `lanewise.<name>`. */
export function runKernel(
  { backend, run }: Path,
  name: string,
  kernel: KernelSource,
  inputs: readonly Tensor[],
  layout: Layout,
): Tensor[] {
  const registered = `lanewise.${name}`;
  // What to run comes with every call, so a second copy of lanewise, or another op of the same name,
  // can share the registration; tfjs would warn about a second one.
  if (getKernel(registered, backend) == null) {
    registerKernel({
      kernelName: registered,
      backendName: backend,
      kernelFunc: ({ attrs, backend: instance }) => (attrs as unknown as Call).run(instance),
    });
  }
  const job: Job = { name, kernel, inputs, layout };
  const call: Call = { run: (instance) => run(job, instance) };
  const named: NamedTensorMap = {};
  for (let i = 0; i < inputs.length; i++) named[i] = inputs[i]!;
  return engine().runKernel(registered, named, call as unknown as NamedAttrMap) as unknown as Tensor[];
}

interface Call {
  run(backend: unknown): ReturnType<Path['run']>;
}

/** tfjs starts its best backend on first use; asking for it is what starts it. */
function activeBackendName(): string {
  if (getBackend() == null) void engine().backend;
  return getBackend();
}

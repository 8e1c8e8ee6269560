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
import type { Job, Path } from './path.js';
import { wasmPath } from './wasm-backend.js';

export const paths: readonly Path[] = [wasmPath, cpuPath];

/** The path of the active backend for `kernel`, if it has one and can take it. */
export function activePath(kernel: KernelSource): Path | undefined {
  const name = activeBackendName();
  for (const path of paths) {
    if (path.backend === name) return path.runs(kernel) ? path : undefined;
  }
  return undefined;
}

/** Runs `job` on the active backend, as the tfjs kernel `lanewise.<name>`. */
export function runJob(job: Job): Tensor[] {
  const named: NamedTensorMap = {};
  for (let i = 0; i < job.inputs.length; i++) named[i] = job.inputs[i] as Tensor;
  const registered = registeredName(job.path.backend, job.name);
  return engine().runKernel(registered, named, job as unknown as NamedAttrMap) as unknown as Tensor[];
}

/** Names of tfjs kernels by backend and op. */
const registrations = new Map<string, Map<string, string>>(paths.map(({ backend }) => [backend, new Map()]));

/** The tfjs kernel by which the op `name` runs on `backend`, registered when it is first asked for. */
function registeredName(backend: string, name: string): string {
  const known = registrations.get(backend)!.get(name);
  if (known !== undefined) return known;
  const registered = `lanewise.${name}`;
  // What to run comes with every call, so a second copy of lanewise, or another op of the same name,
  // can share the registration; tfjs would warn about a second one.
  if (getKernel(registered, backend) == null) {
    registerKernel({
      kernelName: registered,
      backendName: backend,
      kernelFunc: ({ attrs, backend: instance }) => {
        const job = attrs as unknown as Job;
        return job.path.run(job, instance);
      },
    });
  }
  registrations.get(backend)!.set(name, registered);
  return registered;
}

/** tfjs starts its best backend on first use; asking for it is what starts it. */
function activeBackendName(): string {
  const { backendName } = engine();
  if (backendName != null) return backendName;
  void engine().backend;
  return getBackend();
}

// The backends that have a path of their own.
import { engine, getBackend } from '@tensorflow/tfjs-core';
import { cpuPath } from './cpu-backend.js';
import type { KernelSource } from './definition.js';
import type { Path } from './path.js';
import { wasmPath } from './wasm-backend.js';

export const paths: readonly Path[] = [wasmPath, cpuPath];

/** Whether the active backend can run `kernel`. */
export function runsOnActiveBackend(kernel: KernelSource): boolean {
  const name = activeBackendName();
  const path = paths.find(({ backend }) => backend === name);
  return path?.runs(kernel) ?? false;
}

/** tfjs starts its best backend on first use; asking for it is what starts it. */
function activeBackendName(): string {
  if (getBackend() == null) void engine().backend;
  return getBackend();
}

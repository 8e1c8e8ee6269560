// tfjs as ops run on it: wasm, cpu, and a backend that lanewise does not know, which has the kernels of cpu and so runs
// the composition of tf.* ops. The allocator of the wasm backend can be told to fail, or to grow the memory first.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';

const OTHER = 'other';
export const BACKENDS = ['wasm', 'cpu', OTHER] as const;
export type BackendName = (typeof BACKENDS)[number];

let isReady = false;

export async function prepareBackends(): Promise<void> {
  if (isReady) return;
  isReady = true;
  // The backends that compute in JavaScript suggest tfjs-node at their first use.
  const warn = console.warn;
  console.warn = () => undefined;
  tf.copyRegisteredKernels('cpu', OTHER);
  tf.registerBackend(OTHER, () => new MathBackendCPU());
  for (const name of BACKENDS) {
    await tf.setBackend(name);
    tf.scalar(0).dispose();
  }
  console.warn = warn;
}

export async function useBackend(name: BackendName): Promise<void> {
  if (tf.getBackend() === name) return;
  if (!(await tf.setBackend(name)) || tf.getBackend() !== name) throw new Error(`no backend ${name}`);
}

interface WasmParts {
  readonly wasm: {
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    readonly asm: { readonly memory: WebAssembly.Memory };
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
}

const parts = (): WasmParts => tf.backend() as object as WasmParts;

export const wasmMemory = (): WebAssembly.Memory => parts().wasm.asm.memory;

/** Memories that have grown to this are large enough. */
const LARGEST = 2 ** 29;

/** What `run` returns, while the allocator does `what` at its call number `at`, counted from 0. */
export function withAllocator<T>(what: 'fails' | 'grows', at: number, run: () => T): T {
  const { wasm } = parts();
  const malloc = wasm._malloc;
  let calls = 0;
  wasm._malloc = (bytes) => {
    if (calls++ !== at) return malloc.call(wasm, bytes);
    if (what === 'fails') return 0;
    const { byteLength } = wasm.asm.memory.buffer;
    // More than is free, so that the memory grows, and all views of it are detached.
    if (byteLength < LARGEST) wasm._free(malloc.call(wasm, byteLength));
    return malloc.call(wasm, bytes);
  };
  try {
    return run();
  } finally {
    wasm._malloc = malloc;
  }
}

const GUARD = 7.25;

/**
 * What `run` returns, which allocates outputs of `size` elements in holes between live tensors; or what it did to those.
 */
export function amongGuards<T>(
  size: number,
  holes: number,
  run: () => T,
): { result: T; harm: string | undefined } {
  const guards: tf.Tensor[] = [];
  const freed: tf.Tensor[] = [];
  for (let i = 0; i <= holes; i++) {
    guards.push(tf.fill([Math.max(1, size)], GUARD));
    if (i < holes) freed.push(tf.fill([Math.max(1, size)], 0));
  }
  tf.dispose(freed);
  try {
    const result = run();
    const harmed = guards.find((guard) => !guard.dataSync().every((value) => value === GUARD));
    return { result, harm: harmed && `a live tensor of ${size} elements was overwritten` };
  } finally {
    tf.dispose(guards);
  }
}

// The wasm backend: kernels are instantiated on the backend's own memory and work on its tensors in
// place. Nothing is copied.
import { engine, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { KernelSource } from './definition.js';
import { COMPOSITION, type Path } from './path.js';

/** The parts of tfjs-backend-wasm that are used here; its own types keep them private. */
interface WasmBackend {
  readonly wasm: {
    /** Of the threaded build, shared. */
    readonly wasmMemory?: WebAssembly.Memory;
    /** Of the plain and SIMD builds. */
    readonly asm?: { readonly memory?: WebAssembly.Memory };
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  disposeData(dataId: object): boolean;
}

export const wasmPath: Path = {
  backend: 'wasm',
  runs: (kernel) => obstacle(kernel, engine().backend) === null,

  explain(kernel) {
    const reason = obstacle(kernel, engine().registry.wasm);
    return reason === null
      ? { path: 'SIMD kernel on the tensors in place, no copies', reason }
      : { path: COMPOSITION, reason };
  },

  run({ name, kernel, inputs, layout }, backend) {
    const wasm = backend as WasmBackend;
    const outputs: TensorInfo[] = [];
    for (let j = 0; j < kernel.outputs; j++) outputs.push(wasm.makeOutput(layout.shape, 'float32'));
    if (layout.rows * layout.length === 0) return outputs;
    // Only now: allocating may have moved the memory, and looking a tensor up may allocate.
    const pointers: number[] = [];
    for (const input of inputs) pointers.push(pointerTo(wasm, input));
    for (const output of outputs) pointers.push(pointerTo(wasm, output));
    if (pointers.includes(0)) {
      for (const { dataId } of outputs) wasm.disposeData(dataId);
      throw outOfMemory(name, layout.shape);
    }
    const run = kernel.module.on(memoryOf(wasm)!)[kernel.entry]!;
    run.apply(null, kernel.toArguments(pointers, layout));
    return outputs;
  },
};

/** @param backend The wasm backend, if it has been started. */
function obstacle({ module }: KernelSource, backend: object | undefined): string | null {
  if (module.obstacle !== null) return module.obstacle;
  if (backend === undefined || memoryOf(backend as WasmBackend) !== undefined) return null;
  return 'this version of @tensorflow/tfjs-backend-wasm does not show its memory';
}

function memoryOf({ wasm }: WasmBackend): WebAssembly.Memory | undefined {
  return wasm.wasmMemory ?? wasm.asm?.memory;
}

/** Looking a tensor up also moves it here from another backend, which can fail to find room. */
function pointerTo(backend: WasmBackend, tensor: TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** tfjs takes the null pointer that its allocator returns at 4 GiB for an address. */
function outOfMemory(name: string, shape: number[]): Error {
  const needed = (util.sizeFromShape(shape) * Float32Array.BYTES_PER_ELEMENT) / 2 ** 20;
  return new Error(
    `${name}: the wasm backend has no room for ${needed.toFixed(1)} MiB; ` +
      'its memory ends at 4 GiB, so dispose tensors or split the batch',
  );
}

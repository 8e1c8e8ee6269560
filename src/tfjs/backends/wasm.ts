// The wasm backend: kernels are instantiated on the backend's own memory and work on its tensors in
// place. Nothing is copied.
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { simdObstacle } from '../../wasm/simd.js';
import { startedBackend } from '../engine.js';
import { messageOf } from '../errors.js';
import { type Backend, COMPOSITION, type Runnable } from './backend.js';
import { type RowLayout, rowLayout, wholeLayout } from './layout.js';
import { isOwnKernel, type OwnKernel, runJavaScript } from './own-kernel.js';
import { ENTRY, simdArguments, simdModuleOf } from './simd.js';

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

export const wasmBackend: Backend<RowLayout> = {
  name: 'wasm',
  obstacle: (runnable) => obstacle(runnable, startedBackend('wasm')),

  explain(runnable) {
    const reason = wasmBackend.obstacle(runnable);
    if (reason !== null) return { path: COMPOSITION, reason };
    const kind = isOwnKernel(runnable) && runnable.wasm === undefined ? 'JavaScript' : 'SIMD';
    return { path: `${kind} kernel on the tensors in place, no copies`, reason };
  },

  layout: (name, runnable, inputs) =>
    isOwnKernel(runnable) ? wholeLayout(name, inputs) : rowLayout(name, inputs),

  run({ name, runnable, inputs, layout }, backend) {
    const wasm = backend as WasmBackend;
    const outputs: TensorInfo[] = [];
    const count = isOwnKernel(runnable) ? runnable.outputs : runnable.outputs.length;
    for (let j = 0; j < count; j++) outputs.push(wasm.makeOutput(layout.shape, 'float32'));
    if (layout.rows * layout.length === 0) return outputs;
    try {
      // Only now: allocating may have moved the memory, and looking a tensor up may allocate.
      const pointers: number[] = [];
      for (const input of inputs) pointers.push(pointerTo(wasm, input));
      for (const output of outputs) pointers.push(pointerTo(wasm, output));
      if (pointers.includes(0)) throw outOfMemory(name, layout.shape);
      const memory = memoryOf(wasm)!;
      if (isOwnKernel(runnable)) runOwn(name, runnable, memory, pointers, layout.length);
      else {
        const { strides, rows, length } = layout;
        const run = simdModuleOf(runnable).on(memory)[ENTRY]!;
        run.apply(null, simdArguments(pointers, strides, rows, length));
      }
    } catch (error) {
      for (const { dataId } of outputs) wasm.disposeData(dataId);
      throw error;
    }
    return outputs;
  },
};

function runOwn(
  name: string,
  { wasm, javascript }: OwnKernel,
  memory: WebAssembly.Memory,
  pointers: readonly number[],
  length: number,
): void {
  if (wasm !== undefined) {
    const run = wasm.module.on(memory)[wasm.entry]!;
    try {
      run(...pointers, length);
    } catch (error) {
      throw new Error(`${name}: its wasm kernel "${wasm.entry}" trapped: ${messageOf(error)}`, {
        cause: error,
      });
    }
    return;
  }
  const { buffer } = memory;
  runJavaScript(
    name,
    javascript!,
    pointers.map((pointer) => new Float32Array(buffer, pointer, length)),
  );
}

/** @param backend The wasm backend, if it has been started. */
function obstacle(runnable: Runnable, backend: object | undefined): string | null {
  const reason = isOwnKernel(runnable) ? (runnable.wasm?.module.obstacle ?? null) : simdObstacle();
  if (reason !== null) return reason;
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

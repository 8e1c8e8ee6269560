// The wasm backend: kernels are instantiated on the backend's own memory and work on its tensors in
// place. Nothing is copied.
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Program } from '../../expr/program.js';
import { simdObstacle } from '../../wasm/simd.js';
import { startedBackend } from '../engine.js';
import { type Backend, COMPOSITION, type Runnable } from './backend.js';
import { type RowLayout, rowLayout, wholeLayout } from './layout.js';
import { isOwnKernel, type OwnKernel, runJavaScript, trapped } from './own-kernel.js';
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
    const own = isOwnKernel(runnable) ? runnable : undefined;
    const memory = memoryOf(startedBackend('wasm'));
    const wasm = own === undefined ? null : wasmObstacle(own, memory);
    const kind = wasm === null ? 'SIMD' : 'JavaScript';
    const hinders = own?.wasm === undefined ? null : wasm;
    return { path: `${kind} kernel on the tensors in place, no copies`, reason: hinders };
  },

  layout(name, runnable, inputs) {
    const layout = isOwnKernel(runnable) ? wholeLayout(name, inputs) : rowLayout(name, inputs);
    checkRoom(name, layout.shape, layout.rows * layout.length);
    return layout;
  },

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
      const memory = memoryOf(backend)!;
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
  kernel: OwnKernel,
  memory: WebAssembly.Memory,
  pointers: readonly number[],
  length: number,
): void {
  if (wasmObstacle(kernel, memory) === null) {
    const { module, entry } = kernel.wasm!;
    const run = module.on(memory)[entry]!;
    try {
      run(...pointers, length);
    } catch (error) {
      throw trapped(name, entry, error);
    }
    return;
  }
  const { buffer } = memory;
  const arrays = pointers.map((pointer) => new Float32Array(buffer, pointer >>> 0, length));
  // What the kernel does not write is 0, and not what the memory held before.
  for (const output of arrays.slice(-kernel.outputs)) output.fill(0);
  runJavaScript(name, kernel.javascript!, arrays, length);
}

/** @param backend The wasm backend, if it has been started. */
function obstacle(runnable: Runnable, backend: object | undefined): string | null {
  const memory = memoryOf(backend);
  const reason = isOwnKernel(runnable)
    ? inPlaceObstacle(runnable, memory)
    : programObstacle(runnable, memory);
  if (reason !== null) return reason;
  if (backend === undefined || memory !== undefined) return null;
  return 'this version of @tensorflow/tfjs-backend-wasm does not show its memory';
}

/** The memory is not known before the backend has been started. A program is as large for either kind. */
function programObstacle(program: Program, memory: WebAssembly.Memory | undefined): string | null {
  const module = simdModuleOf(program);
  return memory === undefined ? module.obstacleOn('unshared') : module.obstacleFor(memory);
}

/** Where a wasm kernel cannot run, its formula goes before its JavaScript, which goes before reading values. */
function inPlaceObstacle(kernel: OwnKernel, memory: WebAssembly.Memory | undefined): string | null {
  const hasLoop = kernel.javascript !== undefined && (kernel.wasm === undefined || !kernel.hasFormula);
  return hasLoop ? null : wasmObstacle(kernel, memory);
}

/** Why the wasm form cannot run on `memory`. Without one it is not known which build will be asked for. */
function wasmObstacle({ wasm }: OwnKernel, memory: WebAssembly.Memory | undefined): string | null {
  if (wasm === undefined) return 'the kernel is JavaScript';
  return memory === undefined ? simdObstacle() : wasm.module.obstacleFor(memory);
}

function memoryOf(backend: object | undefined): WebAssembly.Memory | undefined {
  const { wasm } = (backend ?? {}) as Partial<WasmBackend>;
  return wasm?.wasmMemory ?? wasm?.asm?.memory;
}

/** Looking a tensor up also moves it here from another backend, which can fail to find room. */
function pointerTo(backend: WasmBackend, tensor: TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** Elements of float32 in 4 GiB. */
const TOO_MANY = 2 ** 30;

/**
 * tfjs hands the number of bytes to an allocator that takes it modulo 2^32, and would write over live tensors.
 * @throws RangeError for an output that no wasm memory can hold, before anything is allocated.
 */
export function checkRoom(name: string, shape: readonly number[], size: number): void {
  if (size < TOO_MANY) return;
  throw new RangeError(
    `${name}: expected an output of less than 4 GiB on the wasm backend, got [${shape}] of ` +
      `${((size * Float32Array.BYTES_PER_ELEMENT) / 2 ** 30).toFixed(1)} GiB; split the batch`,
  );
}

/** tfjs takes the null pointer that its allocator returns at 4 GiB for an address. */
function outOfMemory(name: string, shape: number[]): Error {
  const needed = (util.sizeFromShape(shape) * Float32Array.BYTES_PER_ELEMENT) / 2 ** 20;
  return new Error(
    `${name}: the wasm backend has no room for ${needed.toFixed(1)} MiB; ` +
      'its memory ends at 4 GiB, so dispose tensors or split the batch',
  );
}

// The wasm backend: kernels are instantiated on the backend's own memory and work on its tensors in
// place. Nothing is copied.
import { engine, registerKernel, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type Definition, type KernelSource, kernelName } from './definition.js';
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

  register(definition, kernel) {
    const names = definition.inputs;
    const args = new Array<number>(names.length + 2).fill(0);
    registerKernel({
      kernelName: kernelName(definition),
      backendName: 'wasm',
      kernelFunc: ({ inputs, backend }) => {
        const wasm = backend as unknown as WasmBackend;
        const output = wasm.makeOutput((inputs[names[0]!] as TensorInfo).shape, 'float32');
        const size = util.sizeFromShape(output.shape);
        if (size === 0) return output;
        for (let i = 0; i < names.length; i++) args[i] = pointerTo(wasm, inputs[names[i]!] as TensorInfo);
        args[names.length] = pointerTo(wasm, output);
        args[names.length + 1] = size;
        if (args.includes(0)) {
          wasm.disposeData(output.dataId);
          throw outOfMemory(definition, size);
        }
        kernel.module.on(memoryOf(wasm)!)[kernel.entry]!.apply(null, args);
        return output;
      },
    });
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
function outOfMemory({ name }: Definition, size: number): Error {
  const needed = (size * Float32Array.BYTES_PER_ELEMENT) / 2 ** 20;
  return new Error(
    `${name}: the wasm backend has no room for ${needed.toFixed(1)} MiB; ` +
      'its memory ends at 4 GiB, so dispose tensors or split the batch',
  );
}

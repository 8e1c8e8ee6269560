// What is looked at between two parts of a phase: all that could grow, after the garbage has been collected.
import * as tf from '@tensorflow/tfjs-core';
import { liveWasmObjects, type WasmCounts } from './wasm-objects.js';

/** Sizes in bytes. */
export interface Figures extends WasmCounts {
  readonly tensors: number;
  /** Of tensors. */
  readonly bytes: number;
  /** Values that the started backends hold. */
  readonly data: number;
  /** Of JavaScript: objects, and array buffers beside them. */
  readonly heap: number;
  /** The memory of tfjs's wasm backend, which never shrinks. */
  readonly wasm: number;
  readonly rss: number;
}

/** Collections, each followed by a turn of the event loop, which lets weakly held objects go. */
const COLLECTIONS = 3;

export async function figures(): Promise<Figures> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('soak: expected node --expose-gc; start it by npm run soak');
  for (let i = 0; i < COLLECTIONS; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const { numTensors, numBytes } = tf.memory();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return {
    tensors: numTensors,
    bytes: numBytes,
    data: Object.values(tf.engine().registry).reduce((sum, backend) => sum + backend.numDataIds(), 0),
    heap: heapUsed + arrayBuffers,
    wasm: wasmBytes(),
    rss,
    ...liveWasmObjects(),
  };
}

function wasmBytes(): number {
  const backend = tf.engine().registry.wasm as { readonly wasm?: { readonly asm?: Asm } } | undefined;
  return backend?.wasm?.asm?.memory?.buffer.byteLength ?? 0;
}

interface Asm {
  readonly memory?: WebAssembly.Memory;
}

// Runs kernels on arrays that live outside wasm: a small private memory is filled, run on and emptied,
// a chunk at a time, so it stays in cache and never grows, however long the arrays are.
import type { KernelModule } from './module.js';

/** Arrays whose elements float32 takes; tfjs's cpu backend keeps those of a cast tensor as they were. */
export type NumericArray = Float32Array | Int32Array | Uint8Array;

/** The arguments of a kernel for the arrays at `pointers`, inputs then outputs, of `length` elements. */
export type KernelArguments = (pointers: readonly number[], length: number) => number[];

const PAGE_BYTES = 65536;

export class ChunkRunner {
  readonly #module: KernelModule;
  readonly #chunk: number;
  #memory: WebAssembly.Memory | undefined;
  #buffers: Float32Array[] = [];

  /** @param chunk Elements at a time; `npm run bench crossover` compares sizes. */
  constructor(module: KernelModule, chunk = 4096) {
    this.#module = module;
    this.#chunk = chunk;
  }

  /** outputs = kernel(...inputs), elementwise. An input of one element stands for as many as needed. */
  run(
    entry: string,
    inputs: readonly NumericArray[],
    outputs: readonly Float32Array[],
    toArguments: KernelArguments,
  ): void {
    const kernel = this.#module.on(this.#reserve(inputs.length + outputs.length))[entry]!;
    const used = this.#buffers.slice(0, inputs.length + outputs.length);
    const pointers = used.map((buffer) => buffer.byteOffset);
    const total = outputs[0]!.length;
    for (let start = 0; start < total; start += this.#chunk) {
      const length = Math.min(this.#chunk, total - start);
      inputs.forEach((input, i) => {
        this.#buffers[i]!.set(input.length === 1 ? input : input.subarray(start, start + length));
      });
      kernel(...toArguments(pointers, length));
      outputs.forEach((output, j) => {
        output.set(this.#buffers[inputs.length + j]!.subarray(0, length), start);
      });
    }
  }

  /** The private memory, with a buffer for each of `count` arrays. */
  #reserve(count: number): WebAssembly.Memory {
    if (this.#memory === undefined || this.#buffers.length < count) {
      const bytes = this.#chunk * Float32Array.BYTES_PER_ELEMENT;
      const memory = new WebAssembly.Memory({ initial: Math.ceil((count * bytes) / PAGE_BYTES) });
      this.#buffers = Array.from(
        { length: count },
        (_, i) => new Float32Array(memory.buffer, i * bytes, this.#chunk),
      );
      this.#memory = memory;
    }
    return this.#memory;
  }
}

// Runs kernels on arrays that live outside wasm: a small private memory is filled, worked on in place
// and emptied, a chunk at a time, so it stays in cache and never grows, however long the arrays are.
import type { KernelModule } from './module.js';

/** Arrays whose elements float32 takes; tfjs's cpu backend keeps those of a cast tensor as they were. */
export type NumericArray = Float32Array | Int32Array | Uint8Array;

const PAGE_BYTES = 65536;

export class Scratch {
  readonly #module: KernelModule;
  readonly #chunk: number;
  #memory: WebAssembly.Memory | undefined;
  #buffers: Float32Array[] = [];

  /** @param chunk Elements at a time; `npm run bench crossover` compares sizes. */
  constructor(module: KernelModule, chunk = 4096) {
    this.#module = module;
    this.#chunk = chunk;
  }

  /** output = kernel(...inputs), elementwise; all arrays have the length of `output`. */
  run(entry: string, inputs: readonly NumericArray[], output: Float32Array): void {
    const kernel = this.#module.on(this.#reserve(inputs.length))[entry]!;
    // The last input's buffer takes the output too.
    const result = this.#buffers[inputs.length - 1]!;
    const pointers = [...this.#buffers.slice(0, inputs.length), result].map((buffer) => buffer.byteOffset);
    for (let start = 0; start < output.length; start += this.#chunk) {
      const length = Math.min(this.#chunk, output.length - start);
      for (let i = 0; i < inputs.length; i++) {
        this.#buffers[i]!.set(inputs[i]!.subarray(start, start + length));
      }
      kernel(...pointers, length);
      output.set(result.subarray(0, length), start);
    }
  }

  /** The private memory, with a buffer for each of `count` inputs. */
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

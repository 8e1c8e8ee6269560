// Runs kernels on arrays that live outside wasm: a small private memory is filled, run on and emptied,
// a chunk at a time, so it stays in cache and never grows, however long the arrays are.
import type { KernelModule } from './module.js';

/** Arrays whose elements float32 takes; tfjs's cpu backend keeps those of a cast tensor as they were. */
export type NumericArray = Float32Array | Int32Array | Uint8Array;

/** The arguments of a kernel for the arrays at `pointers`, inputs then outputs, of `length` elements. */
export type KernelArguments = (pointers: readonly number[], length: number) => number[];

const PAGE_BYTES = 65536;

/**
 * One memory for all kernels: engines reserve 10 GiB of addresses for each. A run fills what it reads and empties what
 * it wrote, so nothing is kept between runs.
 */
export class ChunkRunner {
  readonly #chunk: number;
  #memory: WebAssembly.Memory | undefined;
  #buffers: Float32Array[] = [];
  /** The count of arrays for which there was no memory, and what the engine said. */
  #refusal: { readonly count: number; readonly reason: string } | undefined;

  /** @param chunk Elements at a time; `npm run bench crossover` compares sizes. */
  constructor(chunk = 4096) {
    this.#chunk = chunk;
  }

  /** Why `module` cannot run on `count` arrays, or null when it is ready. */
  obstacle(module: KernelModule, count: number): string | null {
    return this.#reserve(count) ?? module.obstacleFor(this.#memory!);
  }

  /**
   * outputs = kernel(...inputs), elementwise. An input of one element stands for as many as needed. There must be no
   * obstacle.
   */
  run(
    module: KernelModule,
    entry: string,
    inputs: readonly NumericArray[],
    outputs: readonly Float32Array[],
    toArguments: KernelArguments,
  ): void {
    const obstacle = this.#reserve(inputs.length + outputs.length);
    if (obstacle !== null) throw new Error(`internal: ${obstacle}`);
    const kernel = module.on(this.#memory!)[entry]!;
    const used = this.#buffers.slice(0, inputs.length + outputs.length);
    const pointers = used.map((buffer) => buffer.byteOffset);
    const total = outputs[0]!.length;
    for (let start = 0; start < total; start += this.#chunk) {
      const length = Math.min(this.#chunk, total - start);
      inputs.forEach((input, i) => {
        used[i]!.set(input.length === 1 ? input : input.subarray(start, start + length));
      });
      kernel(...toArguments(pointers, length));
      outputs.forEach((output, j) => {
        output.set(used[inputs.length + j]!.subarray(0, length), start);
      });
    }
  }

  /** Makes a buffer for each of `count` arrays; says why, if it cannot. */
  #reserve(count: number): string | null {
    // A kernel that grew the memory, though it must not, has taken the buffers away.
    if (count <= this.#buffers.length && this.#buffers[0]!.length > 0) return null;
    if (this.#refusal !== undefined && count >= this.#refusal.count) return this.#refusal.reason;
    const bytes = this.#chunk * Float32Array.BYTES_PER_ELEMENT;
    const pages = Math.ceil((count * bytes) / PAGE_BYTES);
    try {
      this.#memory ??= new WebAssembly.Memory({ initial: pages });
      const more = pages - this.#memory.buffer.byteLength / PAGE_BYTES;
      if (more > 0) this.#memory.grow(more);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#refusal = { count, reason };
      return reason;
    }
    const { buffer } = this.#memory;
    const length = Math.max(count, this.#buffers.length);
    this.#buffers = Array.from({ length }, (_, i) => new Float32Array(buffer, i * bytes, this.#chunk));
    return null;
  }
}

/** What backends without a memory of wasm run kernels with. */
export const chunks = new ChunkRunner();

// A memory on which arrays lie between guards: what a kernel writes beyond its outputs is found.
const GUARD = 64;
const PATTERN = 0xa5a5a5a5;

export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly #words: Uint32Array;
  readonly #floats: Float32Array;
  readonly #before: Uint32Array;

  constructor(shared: boolean) {
    this.memory = new WebAssembly.Memory(
      shared ? { initial: 4, maximum: 65536, shared: true } : { initial: 4 },
    );
    this.#words = new Uint32Array(this.memory.buffer);
    this.#floats = new Float32Array(this.memory.buffer);
    this.#before = new Uint32Array(this.#words.length);
  }

  /** The outputs that `call` writes, or what else it wrote. Arrays begin at multiples of 8 bytes, as those of tfjs do. */
  run(
    inputs: readonly (readonly number[])[],
    outputs: number,
    length: number,
    call: (pointers: readonly number[]) => void,
  ): readonly Float32Array[] | string {
    const pointers: number[] = [];
    let end = 4096;
    const place = (count: number): number => {
      const pointer = end + GUARD + 8;
      pointers.push(pointer);
      end = Math.ceil((pointer + 4 * count) / 8) * 8;
      return pointer / 4;
    };
    const [words, floats, before] = [this.#words, this.#floats, this.#before];
    const starts = [
      ...inputs.map((input) => place(input.length)),
      ...Array.from({ length: outputs }, () => place(length)),
    ];
    const last = (end + 4 * GUARD) / 4;
    words.fill(PATTERN, 0, last);
    for (const [i, input] of inputs.entries()) floats.set(input, starts[i]!);
    before.set(words.subarray(0, last));
    call(pointers);
    const made = starts.slice(inputs.length).map((start) => floats.slice(start, start + length));
    for (const start of starts.slice(inputs.length)) before.set(words.subarray(start, start + length), start);
    for (let i = 0; i < last; i++) {
      if (words[i] !== before[i]) {
        return `byte ${4 * i} changed, with arrays at ${pointers} and outputs of ${4 * length} bytes from index ${inputs.length}`;
      }
    }
    return made;
  }
}

// Runs one form of an author's kernel on arrays that lie among guards, and reports what it did besides its results.
import type { OwnKernel } from '../tfjs/backends/own-kernel.js';
import { described, messageOf } from '../tfjs/errors.js';
import type { Build } from '../wasm/module.js';

const PAGE_BYTES = 65536;
const WORDS = PAGE_BYTES / 4;
/** Elements of guard on each side of an array. */
const GUARD = 24;

/** What lies around arrays, and in outputs before a run: a NaN or a number that no kernel is likely to write. */
export interface Pattern {
  readonly around: number;
  readonly old: number;
}

export const PATTERNS: readonly [Pattern, Pattern] = [
  { around: 0x7fe5c3d1, old: 0x7fd1b2b3 },
  { around: 0x42f6e979, old: 0x45127f31 },
];

/** One form of a kernel. */
export interface Form {
  /** As `forward (wasm "forward")`. */
  readonly name: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Of 64 KiB. */
  readonly buffer: () => ArrayBufferLike;
  /** Runs it on `n` elements of arrays at byte offsets; returns what it returned. */
  readonly run: (pointers: readonly number[], n: number) => unknown;
  /** Whether its outputs hold zeros when it starts. */
  readonly zeroed: boolean;
}

/** How to lay out a run. */
export interface Placing {
  readonly n: number;
  /** The elements by which the first array is off a multiple of 16 bytes; `spread` more for each further one. */
  readonly shift: number;
  readonly spread: number;
  readonly pattern: Pattern;
}

/** The forms in which this engine can run `kernel`. */
export function formsOf(
  role: string,
  { wasm, javascript }: OwnKernel,
  reads: readonly string[],
  writes: readonly string[],
): Form[] {
  const forms: Form[] = [];
  for (const build of ['unshared', 'shared'] as Build[]) {
    if (wasm === undefined || wasm.module.obstacleOn(build) !== null) continue;
    const memory = new WebAssembly.Memory(
      build === 'shared' ? { initial: 1, maximum: PAGE_BYTES, shared: true } : { initial: 1 },
    );
    const run = wasm.module.on(memory)[wasm.entry]!;
    forms.push({
      name: `${role} (wasm "${wasm.entry}"${build === 'shared' ? ', shared' : ''})`,
      reads,
      writes,
      buffer: () => memory.buffer,
      run: (pointers, n) => run(...pointers, n),
      zeroed: false,
    });
  }
  if (javascript !== undefined) {
    const buffer = new ArrayBuffer(PAGE_BYTES);
    forms.push({
      name: `${role} (JavaScript)`,
      reads,
      writes,
      buffer: () => buffer,
      run: (pointers, n) => javascript(...pointers.map((pointer) => new Float32Array(buffer, pointer, n))),
      zeroed: true,
    });
  }
  return forms;
}

/** Runs of one form. `fault` is called with what it did wrong, besides its results. */
export class Rig {
  readonly #form: Form;
  readonly #fault: (kind: string, sentence: string) => void;
  #turn = 0;
  /** Where the outputs of the last run were, as words. */
  #last: readonly { readonly name: string; readonly start: number; readonly n: number }[] = [];

  constructor(form: Form, fault: (kind: string, sentence: string) => void) {
    this.#form = form;
    this.#fault = fault;
  }

  /** The outputs on `inputs`, or undefined if it failed and cannot go on. */
  run(inputs: readonly Float32Array[], { n, shift, spread, pattern }: Placing): Float32Array[] | undefined {
    const { reads, writes, zeroed } = this.#form;
    const names = [...reads, ...writes];
    const buffer = this.#form.buffer();
    if (buffer.byteLength < PAGE_BYTES) return undefined;
    const words = new Int32Array(buffer, 0, WORDS);
    words.fill(pattern.around);
    // Runs take turns in two halves, so that a write to arrays of the last one is seen.
    let next = (this.#turn++ % 2) * (WORDS / 2) + GUARD;
    const starts = names.map((_, k) => {
      next += GUARD;
      const start = Math.ceil(next / 4) * 4 + ((shift + k * spread) % 4);
      next = start + n + GUARD;
      return start;
    });
    if (next > (this.#turn % 2 === 1 ? WORDS / 2 : WORDS))
      throw new RangeError(`internal: ${n} elements do not fit`);
    const floats = new Float32Array(words.buffer);
    inputs.forEach((input, k) => {
      floats.set(input.subarray(0, n), starts[k]);
    });
    for (const start of starts.slice(reads.length)) words.fill(zeroed ? 0 : pattern.old, start, start + n);
    const before = words.slice();
    if (!this.#call(starts, n)) return undefined;
    const outputs = starts.slice(reads.length);
    this.#compare(before, words, starts, n);
    this.#last = outputs.map((start, j) => ({ name: writes[j]!, start, n }));
    return outputs.map((start) => floats.slice(start, start + n));
  }

  #call(starts: readonly number[], n: number): boolean {
    const buffer = this.#form.buffer();
    let returned: unknown;
    try {
      returned = this.#form.run(
        starts.map((start) => 4 * start),
        n,
      );
    } catch (error) {
      this.#fault('throws', `expected it to run on ${n} elements, but it threw: ${messageOf(error)}`);
      return false;
    }
    if (returned !== undefined) {
      if (returned instanceof Promise) returned.catch(() => undefined);
      this.#fault('returns', `expected it to return nothing, got ${described(returned)}`);
    }
    if (this.#form.buffer() !== buffer || buffer.byteLength !== PAGE_BYTES) {
      this.#fault(
        'memory',
        `expected the memory to stay as it is, but it grew or was transferred at n = ${n}`,
      );
      return false;
    }
    return true;
  }

  /** Reports the words that are other than before, but outputs. */
  #compare(before: Int32Array, after: Int32Array, starts: readonly number[], n: number): void {
    const { reads, writes } = this.#form;
    const names = [...reads, ...writes];
    for (let at = 0; at < WORDS; at++) {
      if (before[at] === after[at]) continue;
      const k = starts.findIndex((start) => at >= start && at < start + n);
      if (k >= reads.length) continue;
      if (k >= 0) {
        this.#fault(
          'input',
          `expected inputs to stay as they are, but it wrote element ${at - starts[k]!} of ${names[k]} (n = ${n})`,
        );
        continue;
      }
      const kept = this.#last.find(({ start, n: length }) => at >= start && at < start + length);
      if (kept !== undefined) {
        this.#fault(
          'kept',
          `expected arrays of earlier runs to stay as they are, but it wrote element ${at - kept.start} of ${kept.name} of the run before`,
        );
        continue;
      }
      const distances = starts.map((start) => (at < start ? at - start : at - (start + n - 1)));
      const nearest = distances.reduce(
        (best, each, i) => (Math.abs(each) < Math.abs(distances[best]!) ? i : best),
        0,
      );
      const distance = distances[nearest]!;
      const place = distance > 0 ? `${distance} past the end` : `${-distance} before the start`;
      this.#fault(
        'outside',
        `expected no writes outside of its arrays, but it wrote the element ${place} of ${names[nearest]} (n = ${n})`,
      );
    }
  }
}

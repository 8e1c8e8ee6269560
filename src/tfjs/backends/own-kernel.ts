// An author's kernel: a loop over arrays in wasm or in JavaScript, which lanewise runs but did not make.
import type { Program } from '../../expr/program.js';
import { ChunkRunner, type NumericArray } from '../../wasm/chunks.js';
import type { KernelModule } from '../../wasm/module.js';
import { messageOf } from '../errors.js';
import type { Runnable } from './backend.js';

/** Fills the outputs from the inputs: (…inputs, …outputs), all of one length. */
export type ArrayKernel = (...arrays: Float32Array[]) => unknown;

export interface OwnKernel {
  readonly inputs: number;
  /** How many outputs there are. */
  readonly outputs: number;
  /** The export `entry` of a module: (…inputs, …outputs, n), byte offsets and a count. */
  readonly wasm?: { readonly module: KernelModule; readonly entry: string } | undefined;
  /** The same in JavaScript: for engines without wasm SIMD, and for arrays too small to be worth copies. */
  readonly javascript?: ArrayKernel | undefined;
  /** The expressions that it computes. They run where inputs broadcast, and where the kernel cannot run. */
  readonly formula?: Program | undefined;
}

export function isOwnKernel(runnable: Runnable): runnable is OwnKernel {
  return typeof runnable.outputs === 'number';
}

/** Why no form of `kernel` can run in this engine, or null. */
export function ownObstacle({ wasm, javascript }: OwnKernel): string | null {
  return javascript === undefined ? (wasm?.module.obstacle ?? null) : null;
}

/** Elements from which copies into wasm memory pay; `npm run bench crossover` measures it. */
export const CROSSOVER = 32;

const runners = new WeakMap<OwnKernel, ChunkRunner>();

/** The outputs of `kernel` on arrays of `size` elements that live outside wasm. */
export function runOnArrays(
  name: string,
  kernel: OwnKernel,
  inputs: readonly NumericArray[],
  size: number,
): Float32Array[] {
  const outputs = Array.from({ length: kernel.outputs }, () => new Float32Array(size));
  const { wasm, javascript } = kernel;
  if (size === 0) return outputs;
  if (javascript !== undefined && (wasm === undefined || size < CROSSOVER || wasm.module.obstacle !== null)) {
    const floats = inputs.map((input) => (input instanceof Float32Array ? input : Float32Array.from(input)));
    runJavaScript(name, javascript, [...floats, ...outputs]);
    return outputs;
  }
  let runner = runners.get(kernel);
  if (runner === undefined) {
    runner = new ChunkRunner(wasm!.module);
    runners.set(kernel, runner);
  }
  runner.run(wasm!.entry, inputs, outputs, (pointers, length) => [...pointers, length]);
  return outputs;
}

/**
 * Runs an author's JavaScript.
 * @throws Error with the op's name if it throws, or returns something: a kernel writes its outputs.
 */
export function runJavaScript(name: string, kernel: ArrayKernel, arrays: Float32Array[]): void {
  let returned: unknown;
  try {
    returned = kernel(...arrays);
  } catch (error) {
    throw new Error(`${name}: its JavaScript kernel threw: ${messageOf(error)}`, { cause: error });
  }
  if (returned !== undefined) {
    throw new TypeError(
      `${name}: expected its JavaScript kernel to write the outputs and return nothing, got ${typeof returned}`,
    );
  }
}

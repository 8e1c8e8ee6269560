// An author's kernel: a loop over arrays in wasm or in JavaScript, which lanewise runs but did not make.
import { tidy } from '@tensorflow/tfjs-core';
import { chunks, type NumericArray } from '../../wasm/chunks.js';
import type { KernelModule } from '../../wasm/module.js';
import { described, messageOf } from '../errors.js';
import type { Runnable } from './backend.js';

/** Fills the outputs from the inputs: (…inputs, …outputs), all of one length. */
export type ArrayKernel = (...arrays: Float32Array[]) => unknown;

export interface WasmKernel {
  readonly module: KernelModule;
  readonly entry: string;
  /** What the module was made from: two are the same if these are the same objects. */
  readonly origin: readonly unknown[];
}

export interface OwnKernel {
  readonly inputs: number;
  /** How many outputs there are. */
  readonly outputs: number;
  /** The export `entry` of a module: (…inputs, …outputs, n), byte offsets and a count. */
  readonly wasm?: WasmKernel | undefined;
  /** The same in JavaScript: for engines without wasm SIMD, and for arrays too small to be worth copies. */
  readonly javascript?: ArrayKernel | undefined;
  /** Whether the expressions are known. They run where inputs broadcast, and where the kernel cannot run. */
  readonly hasFormula: boolean;
}

export function isOwnKernel(runnable: Runnable): runnable is OwnKernel {
  return typeof runnable.outputs === 'number';
}

/** Why no form of `kernel` can run on arrays outside wasm, or null. */
export function ownObstacle(kernel: OwnKernel): string | null {
  return kernel.javascript === undefined ? copiesObstacle(kernel) : null;
}

/** Why the wasm form of `kernel`, if it has one, cannot run on copies, or null. */
export function copiesObstacle({ wasm, inputs, outputs }: OwnKernel): string | null {
  return wasm === undefined ? null : chunks.obstacle(wasm.module, inputs + outputs);
}

/** Elements from which copies into wasm memory pay; `npm run bench crossover` measures it. */
export const CROSSOVER = 32;

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
  const isSmall = size < CROSSOVER;
  if (javascript !== undefined && (isSmall || wasm === undefined || copiesObstacle(kernel) !== null)) {
    const floats = inputs.map((input) => (input instanceof Float32Array ? input : Float32Array.from(input)));
    runJavaScript(name, javascript, [...floats, ...outputs], size);
    return outputs;
  }
  const { module, entry } = wasm!;
  try {
    chunks.run(module, entry, inputs, outputs, (pointers, length) => [...pointers, length]);
  } catch (error) {
    throw trapped(name, entry, error);
  }
  return outputs;
}

/** What a wasm kernel that failed is reported as. */
export function trapped(name: string, entry: string, error: unknown): Error {
  return new Error(`${name}: its wasm kernel "${entry}" trapped: ${messageOf(error)}`, { cause: error });
}

/**
 * Runs an author's JavaScript on arrays of `size` elements. Tensors that it makes are disposed of.
 * @throws Error with the op's name if it throws, or loses the arrays; TypeError if it returns something.
 */
export function runJavaScript(
  name: string,
  kernel: ArrayKernel,
  arrays: readonly Float32Array[],
  size: number,
): void {
  let returned: unknown;
  let failure: { readonly error: unknown } | undefined;
  try {
    tidy(() => {
      returned = kernel(...arrays);
    });
  } catch (error) {
    failure = { error };
  }
  // First, as it is why many a kernel throws.
  if (arrays.some(({ length }) => length !== size)) {
    throw new Error(
      `${name}: its JavaScript kernel lost its arrays while it ran; it must not transfer their buffers, ` +
        'nor call tf.* ops, which can move the memory',
    );
  }
  if (failure !== undefined) {
    const { error } = failure;
    throw new Error(`${name}: its JavaScript kernel threw: ${messageOf(error)}`, { cause: error });
  }
  if (returned !== undefined) {
    throw new TypeError(
      `${name}: expected its JavaScript kernel to write the outputs and return nothing, got ` +
        `${described(returned)}${forgotten(returned) ? '; a kernel cannot be async' : ''}`,
    );
  }
}

/** Whether `value` is a promise. What an async kernel goes on to do may fail too, and nobody else looks at that. */
function forgotten(value: unknown): boolean {
  if (!(value instanceof Promise)) return false;
  value.catch(() => undefined);
  return true;
}

// Programs as wasm SIMD kernels, for the backends that run wasm: rendered, assembled and compiled on first use.
import type { Program } from '../../expr/program.js';
import { excessOf } from '../../render/wat/budget.js';
import { renderWat } from '../../render/wat/module.js';
import { assemble } from '../../wasm/assemble/assemble.js';
import { KernelModule } from '../../wasm/module.js';
import type { Stride } from './layout.js';

const VECTOR_BYTES = 16;
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** The export that the renderer gives the loop. */
export const ENTRY = 'run';

const modules = new WeakMap<Program, KernelModule>();

/** The kernel of `program`: the same object at every call. */
export function simdModuleOf(program: Program): KernelModule {
  let module = modules.get(program);
  if (module === undefined) {
    module = new KernelModule(
      (build) => excessOf(program) ?? assemble(renderWat(program, { shared: build === 'shared' })),
    );
    modules.set(program, module);
  }
  return module;
}

/** The kernel of `program` as WebAssembly text; null for one that is too large. */
export function watOf(program: Program): string | null {
  return excessOf(program) === null ? renderWat(program, { shared: false }) : null;
}

/** What the kernel is called with, for arrays at `pointers`, inputs then outputs. */
export function simdArguments(
  pointers: readonly number[],
  strides: readonly Stride[],
  rows: number,
  length: number,
): number[] {
  const args: number[] = [];
  const inputs = strides.length;
  for (let i = 0; i < inputs; i++) {
    args.push(pointers[i]!, BYTES * strides[i]!.row, VECTOR_BYTES * strides[i]!.step);
  }
  for (let j = inputs; j < pointers.length; j++) args.push(pointers[j]!);
  args.push(rows, length);
  return args;
}

// kernelOp(): loops that an author wrote, in wasm or JavaScript, become an op.
import { checkFunction, traced } from '../tfjs/define/function.js';
import { defineKernelOp, type KernelOp, type KernelOptions } from './define.js';
import { checkModule } from './module.js';

/**
 * An elementwise op of kernels of your own. Inputs broadcast: they are expanded first, and gradients are summed back.
 * An op of one input and one output is known to tf.layers by its name. Without `backward` and `formula` the op works
 * until its gradient is asked for.
 *
 * A wasm kernel gets byte offsets into the memory of tfjs, then n, all i32. It runs on the wasm backend in place, on
 * cpu on copies. A JavaScript kernel gets arrays of n elements that lie in the tensors themselves, and its outputs hold
 * zeros. On another backend values are read, where it can do that synchronously. What a kernel promises, and
 * `checkKernel` tests:
 *
 * - Pointers are aligned to 4 bytes only, and are unsigned: they may lie anywhere in 4 GiB.
 * - It reads and writes n elements of each array, and nothing before or after them. n may be 0.
 * - It writes every element of each output, and no input. An output is never the array of an input.
 * - It is elementwise: the results for an element depend on no other element, nor on where the element is. It may be
 *   run on parts of the arrays.
 * - It keeps nothing: no state, and no array for later.
 * - A wasm kernel does not grow the memory. A JavaScript kernel is not async, returns nothing, calls no `tf.*` ops
 *   and transfers no buffer.
 *
 * @param name For errors, profiles, and models. That of an op of one input and one output follows the rules of
 *   `activation`.
 * @throws TypeError, RangeError for options that cannot be used, a module that would harm tfjs or does not fit, and a
 *   name that stands for another function. Two kernels without a formula are the same function only if they are the
 *   very same wasm or JavaScript; else give `replace: true`.
 *
 * ```ts
 * const sumAndProduct = kernelOp('sumAndProduct', {
 *   inputs: ['a', 'b'],
 *   outputs: ['s', 'p'],
 *   forward(a, b, s, p) {
 *     for (let i = 0; i < s.length; i++) {
 *       s[i] = a[i]! + b[i]!;
 *       p[i] = a[i]! * b[i]!;
 *     }
 *   },
 * });
 * const [s, p] = sumAndProduct([1, 2], 3);
 * ```
 */
export function kernelOp<
  const Inputs extends readonly string[],
  const Outputs extends readonly string[] = readonly ['y'],
>(name: string, options: KernelOptions<Inputs, Outputs>): KernelOp<Inputs, Outputs> {
  return defineKernelOp(name, options, {
    checkModule,
    formula(where, fn: unknown, inputs) {
      checkFunction(where, fn, inputs);
      return () => traced(where, fn, inputs);
    },
  });
}

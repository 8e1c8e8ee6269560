// spiky: r = x mod 1; r where r <= 0.5, else 0. Its kernels are written by hand in assembly/spiky.ts.
import { call, select } from './expr/build.js';
import { derivative } from './expr/derivative.js';
import { constant, type Expr, input } from './expr/expr.js';
import { programOf } from './expr/program.js';
import type { ArrayKernel, OwnKernel } from './tfjs/backends/own-kernel.js';
import { defineActivation } from './tfjs/define/activation.js';
import type { Activation } from './tfjs/define/serialization.js';
import { inlined, KernelModule } from './wasm/module.js';
import { spikyBinary } from './wasm/spiky.wasm.js';

const module = new KernelModule(inlined(spikyBinary));

const x = input(0);
const remainder = call('mod', x, constant(1));
const value = select(call('le', remainder, constant(0.5)), remainder, constant(0));
const slope = derivative(value, 0);

const remainderOf = (x: number): number => Math.fround(x - Math.floor(x));
const forwardOf = (x: number): number => {
  const r = remainderOf(x);
  return r <= 0.5 ? r : 0;
};
const slopeOf = (x: number): number => (remainderOf(x) <= 0.5 ? 1 : 0);

function kernel(entry: string, inputs: number, expr: Expr, javascript: ArrayKernel): OwnKernel {
  return {
    inputs,
    outputs: 1,
    wasm: { module, entry },
    javascript,
    formula: programOf(inputs, [expr], 'fast'),
  };
}
const own = {
  outputs: ['y'],
  forward: kernel('forward', 1, value, (x, y) => {
    for (let i = 0; i < y!.length; i++) y![i] = forwardOf(x![i]!);
  }),
  derivative: kernel('derivative', 1, slope, (x, y) => {
    for (let i = 0; i < y!.length; i++) y![i] = slopeOf(x![i]!);
  }),
  backward: kernel('backward', 2, call('mul', input(1), slope), (x, dy, dx) => {
    for (let i = 0; i < dx!.length; i++) dx![i] = dy![i]! * slopeOf(x![i]!);
  }),
};

/**
 * spiky(x) = r where r <= 0.5, else 0; r = x mod 1.
 *
 * The remainder is floored, as in Python. Source: none that we know of; tutorials on activations use it.
 * Its derivative is 1 where r <= 0.5, else 0, at the kinks too; dx = dy * derivative, with IEEE
 * multiplication. Gradients of any order: the second derivative is 0.
 *
 * Values are numpy's float32, bit for bit. NaN and both infinities give 0 with derivative 0; -0 gives 0.
 *
 * ```ts
 * spiky([0.2, 0.7, 1.2, 1.7]).print(); // [0.2, 0, 0.2, 0]
 * tf.grad(spiky)(tf.tensor1d([0.2, 0.7, 1.2, 1.7])).print(); // [1, 0, 1, 0]
 * tf.layers.dense({ units: 16, activation: spiky.identifier });
 * ```
 */
export const spiky: Activation = defineActivation(
  { name: 'spiky', inputs: ['x'], expr: value, precision: 'fast', own },
  true,
);

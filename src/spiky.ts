// spiky: r = x mod 1; r where r <= 0.5, else 0. Its kernels are written by hand in assembly/spiky.ts.
import { call, select } from './expr/build.js';
import { constant, type Expr, input } from './expr/expr.js';
import { defineKernelOp } from './kernels/define.js';
import type { Activation } from './tfjs/define/serialization.js';
import { inlined } from './wasm/module.js';
import { spikyBinary } from './wasm/spiky.wasm.js';

const remainderOf = (x: number): number => Math.fround(x - Math.floor(x));
const slopeOf = (x: number): number => (remainderOf(x) <= 0.5 ? 1 : 0);
const remainder = call('mod', input(0), constant(1));
const value = select(call('le', remainder, constant(0.5)), remainder, constant(0));
const bytesOf = inlined(spikyBinary);

/**
 * spiky(x) = r where r <= 0.5, else 0; r = x mod 1.
 *
 * The remainder is floored, as in Python. Source: no known paper; tutorials on activations use it.
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
export const spiky: Activation = defineKernelOp(
  'spiky',
  {
    inputs: ['x'],
    wasm: () => ({ unshared: bytesOf('unshared'), shared: bytesOf('shared') }),
    forward: 'forward',
    backward: 'backward',
    derivative: 'derivative',
    javascript: {
      forward(x, y) {
        for (let i = 0; i < y.length; i++) {
          const r = remainderOf(x[i]!);
          y[i] = r <= 0.5 ? r : 0;
        }
      },
      backward(x, dy, dx) {
        for (let i = 0; i < dx.length; i++) dx[i] = dy[i]! * slopeOf(x[i]!);
      },
      derivative(x, y) {
        for (let i = 0; i < y.length; i++) y[i] = slopeOf(x[i]!);
      },
    },
    formula: value,
    // A program that imports it may not use it.
    lazy: true,
    // Another copy of this package may have made its own known to tf.layers.
    replace: true,
  },
  // scripts/inline-wasm.ts has checked the module, and the formula is an expression: a bundle need not hold what reads
  // those of others.
  { checkModule: () => undefined, formula: (_, expr: Expr) => () => expr },
);

// spiky: r = x mod 1; r where r <= 0.5, else 0. Its kernels are written by hand in assembly/spiky.ts.

import { build } from '../expr/build.js';
import { derivative } from '../expr/derivative.js';
import { constant, type Expr, input } from '../expr/expr.js';
import { inlined, KernelModule } from '../wasm/module.js';
import { spikyBinary } from '../wasm/spiky.wasm.js';
import { useKernel } from './compiled.js';
import { defineActivation } from './elementwise.js';
import type { Activation } from './layers.js';

const module = new KernelModule(inlined(spikyBinary));

const x = input(0);
const dy = input(1);
const remainder = build('mod', [x, constant(1)]);
const value = build('select', [build('le', [remainder, constant(0.5)]), remainder, constant(0)]);
const slope = derivative(value, 0);

const scalarRemainder = (x: number): number => Math.fround(x - Math.floor(x));
const scalarValue = (x: number): number => {
  const r = scalarRemainder(x);
  return r <= 0.5 ? r : 0;
};
const scalarSlope = (x: number): number => (scalarRemainder(x) <= 0.5 ? 1 : 0);

byHand('forward', value, 1, scalarValue);
byHand('derivative', slope, 1, scalarSlope);
byHand('backward', build('mul', [dy, slope]), 2, (x, dy) => dy * scalarSlope(x));

function byHand(entry: string, expr: Expr, inputs: number, scalar: (...inputs: number[]) => number): void {
  const toArguments = (pointers: readonly number[], { length }: { length: number }): number[] => {
    const [a, b, c] = pointers as [number, number, number];
    return inputs === 1 ? [a, b, length] : [a, b, c, length];
  };
  useKernel(expr, inputs, { module, entry, outputs: 1, toArguments, scalar });
}

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
export const spiky: Activation = defineActivation('spiky', value, 'fast', true);

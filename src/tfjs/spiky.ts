// spiky: r = x mod 1; r where r <= 0.5, else 0. Its kernels are written by hand in assembly/spiky.ts.
import { cast, floor, lessEqual, mul, sub, type Tensor, where, zerosLike } from '@tensorflow/tfjs-core';
import { KernelModule } from '../wasm/module.js';
import { spikyBinary } from '../wasm/spiky.wasm.js';
import type { Definition } from './definition.js';
import { type Activation, registerActivation } from './layers.js';
import { defineFunction, makeOp, type Op, type TensorFunction } from './op.js';

const kernels = new KernelModule(spikyBinary);

/** x mod 1 as numpy has it in float32. tf.mod differs between backends for tiny negative x. */
const remainder = (x: Tensor): Tensor => sub(x, floor(x));
const rises = (x: Tensor): Tensor => lessEqual(remainder(x), 0.5);

const scalarRemainder = (x: number): number => Math.fround(x - Math.floor(x));
const scalarSlope = (x: number): number => (scalarRemainder(x) <= 0.5 ? 1 : 0);

/** A zero that hangs on x, so that a tape finds its way to x through it. */
const zeroDefinition: Definition = {
  name: 'spikySecondDerivative',
  inputs: ['x'],
  formula: '0',
  derivativeFormula: '0',
  compose: (x) => zerosLike(x),
  gradient: (_, x) => [zero(x)],
};
const zero: TensorFunction = defineFunction(zeroDefinition);
const zeroOp: Op = makeOp(zeroDefinition, zero, () => zeroOp);

const backward: TensorFunction = defineFunction({
  name: 'spikyBackward',
  inputs: ['x', 'dy'],
  formula: "dy * spiky'(x)",
  derivativeFormula: '0',
  kernel: { module: kernels, entry: 'backward', scalar: (x, dy) => dy * scalarSlope(x) },
  compose: (x, dy) => mul(dy, cast(rises(x), 'float32')),
  gradient: (dy, x) => [zero(x), backward(x, dy)],
});

const derivativeDefinition: Definition = {
  name: 'spikyDerivative',
  inputs: ['x'],
  formula: '1 where x mod 1 <= 0.5, else 0',
  derivativeFormula: '0',
  kernel: { module: kernels, entry: 'derivative', scalar: scalarSlope },
  compose: (x) => cast(rises(x), 'float32'),
  gradient: (_, x) => [zero(x)],
};
const derivativeOp = makeOp(derivativeDefinition, defineFunction(derivativeDefinition), () => zeroOp);

const definition: Definition = {
  name: 'spiky',
  inputs: ['x'],
  formula: 'x mod 1 where x mod 1 <= 0.5, else 0',
  derivativeFormula: derivativeDefinition.formula,
  kernel: {
    module: kernels,
    entry: 'forward',
    scalar: (x) => {
      const r = scalarRemainder(x);
      return r <= 0.5 ? r : 0;
    },
  },
  compose: (x) => {
    const r = remainder(x);
    return where(lessEqual(r, 0.5), r, 0);
  },
  gradient: (dy, x) => [backward(x, dy)],
};

/**
 * The spiky activation: with r = x mod 1 (floored, as in Python), y = r where r <= 0.5, else 0.
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
export const spiky: Activation = registerActivation(
  makeOp(definition, defineFunction(definition), () => derivativeOp),
);

// Operations of ours that no op of tfjs is. They work on tensors, inside the functions of activation() and
// elementwise(), and as activations of tf.layers. Each is defined when it is first used.
import * as tf from '@tensorflow/tfjs-core';
import { type Expr, input, operation } from './expr/expr.js';
import { cbrtExact } from './render/wat/lanes/cbrt.js';
import { erfcExact } from './render/wat/lanes/erfc.js';
import { hypotExact } from './render/wat/lanes/hypot.js';
import { log2Exact, log2Fast } from './render/wat/lanes/log2.js';
import { provideLanes } from './render/wat/lanes.js';
import { provideComposition } from './tfjs/backends/composition.js';
import { defineActivation } from './tfjs/define/activation.js';
import { defineElementwise, type NamedOp } from './tfjs/define/elementwise.js';
import { lazyActivation, lazyElementwise, withNeeds } from './tfjs/define/lazy.js';
import type { Activation } from './tfjs/define/serialization.js';
import type { Definition } from './tfjs/op/definition.js';

/**
 * The activation `name` that is `expr` of one input.
 *
 * @param bring Brings what the operation needs, lane functions and a composition, so that a bundle holds it only with
 *   the op.
 */
const ofOne = (name: string, bring: () => void, expr: (x: Expr) => Expr): Activation => {
  const define = (): Activation => {
    bring();
    const definition: Definition = { name, inputs: ['x'], expr: expr(input(0)), precision: 'fast' };
    return defineActivation(`activation "${name}"`, definition);
  };
  return withNeeds(lazyActivation(name, define), bring);
};

/** The op `name` that is `expr` of two inputs, likewise. */
const ofTwo = <const A extends string, const B extends string>(
  name: string,
  inputs: readonly [A, B],
  bring: () => void,
  expr: (a: Expr, b: Expr) => Expr,
): NamedOp<readonly [A, B]> => {
  const define = (): NamedOp => {
    bring();
    return defineElementwise({ name, inputs, expr: expr(input(0), input(1)), precision: 'fast' });
  };
  return withNeeds(lazyElementwise(name, inputs, define), bring);
};

/**
 * stopGradient(x) = x.
 *
 * Its derivative is 0 everywhere: what goes through it is a constant to every gradient. With it a function can
 * have another derivative than its own, as straight-through estimators do.
 *
 * ```ts
 * const roundStraight = activation('roundStraight', (x) => tf.add(x, stopGradient(tf.sub(tf.round(x), x))));
 * roundStraight([0.2, 1.7]).print(); // [0, 2]
 * tf.grad(roundStraight)(tf.tensor1d([0.2, 1.7])).print(); // [1, 1]
 * ```
 */
export const stopGradient: Activation = /* @__PURE__ */ ofOne(
  'stopGradient',
  () => undefined,
  (x) => operation('override', [x]),
);

/**
 * cbrt(x) = x^(1/3), the real cube root: cbrt(-x) = -cbrt(x), where `tf.pow(x, 1 / 3)` is NaN.
 *
 * It takes and returns a float32 tensor of any shape, and is an activation for layers. On wasm and cpu it is the
 * float32 nearest to the cube root, for every x; where it is composed of `tf.*` ops, it is within 1 ULP.
 * cbrt(+-0) is +-0, cbrt(+-infinity) is +-infinity, and cbrt(NaN) is NaN. Its derivative is
 * 1 / (3 cbrt(x)^2): infinity at 0, and 0 at both infinities. The next ones are NaN at 0.
 *
 * ```ts
 * cbrt([-8, -0.001, 0, 27]).print(); // [-2, -0.1, 0, 3]
 * tf.grad(cbrt)(tf.tensor1d([-8, 1])).print(); // [0.0833333, 0.3333333]
 * ```
 */
export const cbrt: Activation = /* @__PURE__ */ ofOne(
  'cbrt',
  () => {
    // A power to the third that float32 can write, then a step of Newton's method, which is NaN where x is 0 or infinite.
    provideLanes(cbrtExact);
    provideComposition('cbrt', (x) => {
      const y = tf.mul(tf.sign(x!), tf.pow(tf.abs(x!), 1 / 3));
      const root = tf.sub(y, tf.div(tf.sub(y, tf.div(x!, tf.square(y))), 3));
      return tf.where(tf.isNaN(root), x!, root);
    });
  },
  (x) => operation('cbrt', [x]),
);

/** The polynomial of Numerical Recipes' erfcc, from the highest power down. */
const ERFC = [
  ...[0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807],
  ...[-0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223],
];

/**
 * erfc(x) = 1 - erf(x), without the cancellation: erfc(5) is 1.5e-12, where 1 - tf.erf(5) is 0.
 *
 * It takes and returns a float32 tensor of any shape, and is an activation for layers. On wasm and cpu it is the
 * float32 nearest to it, for every x. Composed of `tf.*` ops it errs by about 1e-6 of itself up to x = 4, and by 1e-5 up
 * to x = 9. erfc(-infinity) is 2, erfc(infinity) is 0. Its derivative is -2 / sqrt(pi) e^(-x^2).
 *
 * ```ts
 * erfc([-1, 0, 1]).print(); // [1.8427008, 1, 0.1572992]
 * ```
 */
export const erfc: Activation = /* @__PURE__ */ ofOne(
  'erfc',
  () => {
    // t e^(p(t) - x^2) of t = 1 / (1 + |x| / 2): Numerical Recipes' erfcc, whose fractional error is 1.2e-7.
    provideLanes(erfcExact);
    provideComposition('erfc', (x) => {
      const size = tf.abs(x!);
      const t = tf.div(1, tf.add(1, tf.mul(0.5, size)));
      const p = ERFC.reduce<tf.Tensor>((sum, c) => tf.add(tf.mul(sum, t), c), tf.scalar(0));
      const y = tf.mul(t, tf.exp(tf.sub(p, tf.square(x!))));
      return tf.where(tf.less(x!, 0), tf.sub(2, y), y);
    });
  },
  (x) => operation('erfc', [x]),
);

/**
 * log2(x) = log(x) / log(2).
 *
 * It takes and returns a float32 tensor of any shape, and is an activation for layers. On wasm and cpu it is exact at
 * powers of two, and within 1.41 ULP elsewhere; in a function of `precision: 'exact'` it is the nearest float32. Composed of
 * `tf.*` ops it is within 3 ULP. log2(0) is -infinity; log2(x) of x < 0 is NaN. Its derivative is 1 / (x log(2)).
 *
 * ```ts
 * log2([0.5, 1, 8]).print(); // [-1, 0, 3]
 * ```
 */
export const log2: Activation = /* @__PURE__ */ ofOne(
  'log2',
  () => {
    provideLanes(log2Exact, log2Fast);
    provideComposition('log2', (x) => tf.mul(tf.log(x!), Math.LOG2E));
  },
  (x) => operation('log2', [x]),
);

/**
 * hypot(a, b) = sqrt(a^2 + b^2), the length of the vector (a, b), without overflow or underflow of a square.
 *
 * `a` and `b` broadcast; their gradients are summed back to their shapes. On wasm and cpu it is the float32 nearest
 * to the length, for every pair; where it is composed of `tf.*` ops, it is within 2 ULP. It is infinity where
 * `a` or `b` is infinite, even if the other is NaN; else NaN where one is NaN. Its derivatives are a / hypot(a, b) and
 * b / hypot(a, b), and both 0 at (0, 0), where it has a kink.
 *
 * ```ts
 * hypot([3, 1e30], [4, 1e30]).print(); // [5, 1.4142135130433894e+30]
 * const [da] = tf.grads((a, b) => hypot(a, b))([tf.tensor1d([3, 0]), tf.tensor1d([4, 0])]);
 * da.print(); // [0.6, 0]
 * ```
 */
export const hypot: NamedOp<readonly ['a', 'b']> = /* @__PURE__ */ ofTwo(
  'hypot',
  ['a', 'b'],
  () => {
    // The larger size times the root of 1 + the square of the ratio, which is at most 1.
    provideLanes(hypotExact);
    provideComposition('hypot', (a, b) => {
      const [x, y] = [tf.abs(a!), tf.abs(b!)];
      const most = tf.maximum(x, y);
      const ratio = tf.divNoNan(tf.minimum(x, y), most);
      const root = tf.mul(most, tf.sqrt(tf.add(1, tf.square(ratio))));
      return tf.where(tf.logicalOr(tf.isInf(x), tf.isInf(y)), Number.POSITIVE_INFINITY, root);
    });
  },
  (a, b) => operation('hypot', [a, b]),
);

// Operations of ours that no op of tfjs is. They work on tensors, inside the functions of activation() and
// elementwise(), and as activations of tf.layers. Each is defined when it is first used.
import { type Expr, input, operation } from './expr/expr.js';
import { type Lane, provideLanes } from './render/wat/lanes.js';
import { defineActivation } from './tfjs/define/activation.js';
import { lazyActivation } from './tfjs/define/lazy.js';
import type { Activation } from './tfjs/define/serialization.js';
import type { Definition } from './tfjs/op/definition.js';

/** The activation `name` that is `expr` of one input. Importing it brings the lane functions that it needs. */
const ofOne = (name: string, lanes: readonly Lane[], expr: (x: Expr) => Expr): Activation =>
  lazyActivation(name, () => {
    provideLanes(...lanes);
    const definition: Definition = { name, inputs: ['x'], expr: expr(input(0)), precision: 'fast' };
    return defineActivation(`activation "${name}"`, definition);
  });

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
export const stopGradient: Activation = /* @__PURE__ */ ofOne('stopGradient', [], (x) =>
  operation('override', [x]),
);

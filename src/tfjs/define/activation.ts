// activation(): a user's function of one input becomes an op that tf.layers knows.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Definition } from '../op/definition.js';
import { makeOp, type Op } from '../op/op.js';
import { checkedOptions, checkFunction, type Options, traced, withDerivative } from './function.js';
import { lazyActivation } from './lazy.js';
import { checkName } from './names.js';
import { registered } from './registry.js';
import { type Activation, isActivation, registerActivation } from './serialization.js';

type Derivative = ((x: Tensor) => Tensor) | readonly [(x: Tensor) => Tensor];

/** Options of `activation`. */
export interface ActivationOptions extends Options<Derivative> {
  /**
   * Whether to wait for the first use, which may be reading `identifier`: until then the function is not
   * run, and the name is not taken. For modules that define more activations than most programs use.
   */
  readonly lazy?: boolean | undefined;
}

/**
 * An activation function: y = fn(x), elementwise, as an op that is also known to tf.layers by its name.
 *
 * @param name How tf.layers and saved models call it.
 * @param fn The function in `tf.*` ops. It is run on a tensor that records, twice; it must be elementwise, and
 *   the same at every call. A variable that it reads is a constant of the op, with the value it has now.
 * @throws TypeError, RangeError for a name that cannot be used, or is used for another function, and for options
 *   that are unknown or cannot be used; Error for a function that is not elementwise or reads values, naming
 *   the op at fault.
 *
 * ```ts
 * const mish2 = activation('mish2', (x) => tf.mul(x, tf.tanh(tf.softplus(x))));
 * tf.layers.dense({ units: 16, activation: mish2.identifier });
 * ```
 */
export function activation(
  name: string,
  fn: (x: Tensor) => Tensor,
  options: ActivationOptions = {},
): Activation {
  checkName('activation', name);
  const where = `activation "${name}"`;
  const { lazy = false, precision = 'fast', derivative, replace } = checkedOptions(where, options, ['lazy']);
  checkFunction(where, fn, 1);
  const define = (): Activation => {
    const expr = withDerivative(where, traced(where, fn, 1), derivative, 1);
    return defineActivation(where, { name, inputs: ['x'], expr, precision }, replace);
  };
  return lazy ? lazyActivation(name, define) : define();
}

/**
 * The activation of `definition`, known to tf.layers; the one that there is, if it is the same.
 *
 * @param where Names it in errors.
 */
export function defineActivation(where: string, definition: Definition, replace = false): Activation {
  const make = (): Activation => registerActivation(where, makeOp(definition) as Op, replace);
  return registered(where, definition, isActivation, make, replace);
}

// Activations for tf.layers, which finds them by name in the serialization map of tfjs-core.
import { serialization, type Tensor } from '@tensorflow/tfjs-core';
import type { ElementwiseOp, Op, OutputsOp } from '../op/op.js';

declare const brand: unique symbol;

/**
 * A name that `activation:` of a tf.layers layer accepts. tfjs types that field as a closed list of its
 * own names, so this is one of them to the compiler; at run time it is the name of the op.
 */
export type ActivationIdentifier = 'linear' & { readonly [brand]: 'lanewise' };

/** What an activation has beside an op. */
interface Identified {
  /** The name, for `activation:` of tf.layers: `tf.layers.dense({ units: 16, activation: spiky.identifier })`. */
  readonly identifier: ActivationIdentifier;
}

/**
 * An op that tf.layers knows by name. It can stand where a layer wants an activation, as its identifier can:
 * `tf.layers.dense({ units: 16, activation: spiky })`. tfjs types that as a closed list of names, so to the compiler
 * the op is one of them too; at run time it is a function.
 */
export type Activation = Op & Identified & ActivationIdentifier;

/** What each name stands for. tfjs keeps every class that it was given, so a name has one class for good. */
const current = new Map<string, Op>();

/**
 * Makes `op` known to tf.layers under its own name, which saved models keep.
 *
 * @param where Names it in errors.
 * @param replace Whether a class of that name which is not ours may be replaced.
 * @throws RangeError if tf.layers knows the name: from the user, or from another copy of lanewise.
 */
export function registerActivation(where: string, op: Op, replace = false): Activation {
  const name = op.opName;
  if (!current.has(name)) {
    if (!replace && Object.hasOwn(serialization.SerializationMap.getMap().classNameMap, name)) {
      throw new RangeError(
        `${where}: expected a new name, got one that tf.layers knows; ` +
          'choose another name, or give the option replace: true',
      );
    }
    serialization.registerClass(
      class NamedActivation extends serialization.Serializable {
        static className = name;

        apply(x: Tensor): Tensor {
          return current.get(name)!(x);
        }

        override getConfig(): serialization.ConfigDict {
          return {};
        }
      },
    );
  }
  current.set(name, op);
  return identified(op, () => name);
}

/** `op`, for which tf.layers finds the class called what `nameOf` returns. */
export function identified(op: Op, nameOf: () => string): Activation {
  const get = nameOf;
  const enumerable = true;
  // What tf.layers reads of the configuration of an activation that is given as an object; it writes to `config`.
  return Object.defineProperties(op, {
    identifier: { get, enumerable },
    className: { get },
    config: { get: () => ({}) },
  }) as Activation;
}

/** Whether `op` has been made known to tf.layers. */
export function isActivation(op: ElementwiseOp | OutputsOp): op is Activation {
  return 'identifier' in op;
}

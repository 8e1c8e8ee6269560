// Activations for tf.layers, which finds them by name in the serialization map of tfjs-core.
import { serialization, type Tensor } from '@tensorflow/tfjs-core';
import type { Op } from './op.js';

declare const brand: unique symbol;

/**
 * A name that `activation:` of a tf.layers layer accepts. tfjs types that field as a closed list of its
 * own names, so this is one of them to the compiler; at run time it is the name of the op.
 */
export type ActivationIdentifier = 'linear' & { readonly [brand]: 'lanewise' };

/** An op that tf.layers knows by name. */
export interface Activation extends Op {
  /** What to hand to tf.layers: `tf.layers.dense({ units: 16, activation: spiky.identifier })`. */
  readonly identifier: ActivationIdentifier;
}

/** Makes `op` known to tf.layers under its own name, which saved models keep. */
export function registerActivation(op: Op): Activation {
  class LanewiseActivation extends serialization.Serializable {
    static className = op.opName;

    apply(x: Tensor): Tensor {
      return op(x);
    }

    override getConfig(): serialization.ConfigDict {
      return {};
    }
  }
  serialization.registerClass(LanewiseActivation);
  return Object.assign(op, { identifier: op.opName as ActivationIdentifier });
}

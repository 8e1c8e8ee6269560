// A page may hold two copies of TensorFlow.js: a script tag beside a bundle, or two versions in one bundle.
// They share tensors, but not the classes and names that layers and saved models need.
import { serialization } from '@tensorflow/tfjs-core';
import { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

const REMEDY =
  'load TensorFlow.js once: from a script tag or from the bundle, not both, and in one version (npm ls @tensorflow/tfjs-core, npm dedupe)';

/** @throws Error if tf.layers stands on another copy of tfjs-core than lanewise. */
export function checkOneCopy(): void {
  if (!(layers.Layer.prototype instanceof serialization.Serializable)) {
    throw new Error(
      'lanewise/layers: expected one copy of TensorFlow.js, got two: @tensorflow/tfjs-layers uses another ' +
        `@tensorflow/tfjs-core than lanewise, and would not find what lanewise registers; ${REMEDY}`,
    );
  }
}

/** @throws Error if `input` is the symbolic tensor of a model that another copy of tf.layers builds. */
export function checkOwnModel(where: string, input: object): void {
  if ('sourceLayer' in input && !(input instanceof SymbolicTensor)) {
    throw new Error(
      `${where}: expected one copy of TensorFlow.js, got two: the model belongs to another ` +
        `@tensorflow/tfjs-layers than lanewise/layers; ${REMEDY}`,
    );
  }
}

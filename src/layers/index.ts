// lanewise/layers: elementwise ops as layers of tf.layers, with parameters, a faster dense layer, models from Keras.
export {
  type ActivationLayer,
  type ActivationLayerArgs,
  activationLayer,
  type ParametersOf,
} from './activation-layer.js';
export { type DenseArgs, dense } from './dense.js';
export { fromKeras, type KerasOptions, kerasHandler } from './keras.js';
export type { ParameterArgs } from './parameter.js';

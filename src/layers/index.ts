// lanewise/layers: elementwise ops as layers of tf.layers, with parameters.
export {
  type ActivationLayer,
  type ActivationLayerArgs,
  activationLayer,
  type ParametersOf,
} from './activation-layer.js';
export type { ParameterArgs } from './parameter.js';

// What tf.loadLayersModel finds for a layer of activationLayer() where nothing imports lanewise/layers, which has it.
import { serialization } from '@tensorflow/tfjs-core';

/** The name of the layer's class in saved models. It can never change: models hold it. */
export const LAYER_CLASS = 'Lanewise';

class StandIn extends serialization.Serializable {
  static className = LAYER_CLASS;

  static override fromConfig(): never {
    throw new Error(
      "lanewise: expected import 'lanewise/layers' before a model with layers of activationLayer() is loaded, got none",
    );
  }

  override getConfig(): serialization.ConfigDict {
    return {};
  }
}

/** Makes the error above what such a model meets. lanewise/layers puts its own class in its place. */
export function registerLayerStandIn(): void {
  if (!Object.hasOwn(serialization.SerializationMap.getMap().classNameMap, LAYER_CLASS)) {
    serialization.registerClass(StandIn);
  }
}

// A dense layer that trains faster. In training tf.layers.dense multiplies by a kernel of tfjs whose gradient
// always computes that of the layer's input too, needed or not; only for relu and elu tfjs takes plain ops,
// whose gradients are computed as they are needed.
import { add, matMul, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { tapeIsRecording } from '../tfjs/engine.js';

export type DenseArgs = Parameters<typeof layers.dense>[0];

/** The parts of tfjs's Dense that are used here; its own types keep them private. */
interface Dense extends layers.Layer {
  readonly kernel: LayerVariable;
  readonly bias: LayerVariable | null;
  readonly activation: { apply(x: Tensor): Tensor };
}

/**
 * tf.layers.dense: y = activation(x kernel + bias), without the gradient of x where nothing needs it, as in the
 * first layer of a network. There that gradient is a third of a training step.
 *
 * The layer is one of tfjs's own class: it is saved as `Dense`, and loads as one in every program.
 *
 * @param args Those of tf.layers.dense; x has two axes, or more, of which the last is multiplied.
 * @throws as tf.layers.dense does.
 *
 * ```ts
 * model.add(dense({ units: 256, activation: spiky.identifier, inputShape: [784] }));
 * ```
 */
export function dense(args: DenseArgs): layers.Layer {
  const layer = layers.dense(args) as layers.Layer as Dense;
  const fused = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    // Without a tape the fused kernel is the faster one. tfjs says what is wrong with other inputs.
    if (!tapeIsRecording() || x?.rank !== 2) return fused(inputs, kwargs);
    return tidy(() => {
      const product = matMul(x, layer.kernel.read());
      return layer.activation.apply(layer.bias === null ? product : add(product, layer.bias.read()));
    });
  };
  return layer;
}

// Saving and loading for tests: through memory, and through JSON text with weights in base64.
import type * as tf from '@tensorflow/tfjs';

/** What `model.save` hands to a handler. */
export async function artifactsOf(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined;
  const save = async (artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> => {
    saved = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  };
  await model.save({ save });
  return saved!;
}

/** The artifacts after a trip through JSON text. */
export function throughJson(artifacts: tf.io.ModelArtifacts): tf.io.ModelArtifacts {
  const weights = Buffer.from(artifacts.weightData as ArrayBuffer).toString('base64');
  const { weightData, ...rest } = JSON.parse(JSON.stringify({ ...artifacts, weightData: weights }));
  return { ...rest, weightData: new Uint8Array(Buffer.from(weightData, 'base64')).buffer };
}

/** The bits of all weights, by name. */
export function weightBits(model: tf.LayersModel): Record<string, number[]> {
  return Object.fromEntries(
    model.weights.map((weight) => {
      const values = weight.read().dataSync() as Float32Array;
      return [weight.originalName, Array.from(new Uint32Array(values.slice().buffer))];
    }),
  );
}

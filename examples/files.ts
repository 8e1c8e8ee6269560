// A model in a folder, as model.json and weights.bin: the format of tfjs, for which tfjs has no handler in
// Node without tfjs-node.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

const WEIGHTS = 'weights.bin';

/** For `model.save` and `tf.loadLayersModel`: saves to `folder`, and loads from it. */
export function inFolder(folder: string): tf.io.IOHandler {
  return {
    async save({ weightData, weightSpecs = [], ...rest }) {
      const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
      const json = { ...rest, weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }] };
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'model.json'), JSON.stringify(json));
      await writeFile(join(folder, WEIGHTS), weights);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    },
    async load() {
      const json: tf.io.ModelJSON = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
      return tf.io.getModelArtifactsForJSON(json, async (manifest) => {
        const paths = manifest.flatMap((group) => group.paths);
        const files = await Promise.all(paths.map((path) => readFile(join(folder, path))));
        return [tf.io.getWeightSpecs(manifest), new Uint8Array(Buffer.concat(files)).buffer];
      });
    },
  };
}

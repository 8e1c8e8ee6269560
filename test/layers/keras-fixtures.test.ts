// Models as tensorflowjs_converter writes them, from Keras 2 and 3: see test/fixtures.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { inFolder } from '../../examples/files.js';
import { activation } from '../../src/index.js';
import { fromKeras, type KerasOptions, kerasHandler } from '../../src/layers/index.js';
import * as reference from '../reference.js';
import { useBackend, watchForLeaksAndWarnings } from '../tfjs/backends.js';

const squaredRelu = activation('squaredRelu', (x) => tf.square(tf.relu(x)));
const square = activation('squareOfKeras', (x) => tf.square(x));

const load = (version: string, options?: KerasOptions): Promise<tf.LayersModel> =>
  tf.loadLayersModel(kerasHandler(inFolder(`test/fixtures/${version}`), options));

/** The weights of both fixtures. */
const KERNEL = [[0.5, -0.25, 1.5], [1, 0.75, -0.5]]; // biome-ignore format: a matrix
const BIAS = [0.25, -0.5, 0];
const KERNEL_1 = [1, -0.5, 0.25];
const BIAS_1 = 0.5;

const hidden = (x: number[]): number[] =>
  BIAS.map((bias, j) => reference.forward(x[0]! * KERNEL[0]![j]! + x[1]! * KERNEL[1]![j]! + bias));
const last = (h: number[]): number => h.reduce((sum, value, i) => sum + value * KERNEL_1[i]!, BIAS_1);
const clipped = (value: number): number => Math.max(value, 0) ** 2;

const MODELS: Record<string, (x: number[]) => number> = {
  keras2: (x) => clipped(last(hidden(x).map((value) => value ** 2))),
  keras3: (x) => last(hidden(x).map((value) => clipped(value) + value ** 2)),
};
const LAMBDA: Record<string, string> = { keras2: 'lambda', keras3: 'lambda_1' };
const X = [[0.25, 0.5], [1.5, -2], [-0.75, 3.25], [4, 0.125]]; // biome-ignore format: a row each

describe.each(Object.entries(MODELS))('the fixture of %s', (version, expected) => {
  beforeEach(() => useBackend('wasm'));
  watchForLeaksAndWarnings();

  it('loads with its functions and its Lambda mapped, and computes what Keras does', async () => {
    const model = await load(version, { layers: { [LAMBDA[version]!]: square } });
    const got = tf.tidy(() => Array.from((model.predict(tf.tensor2d(X)) as tf.Tensor).dataSync()));
    got.forEach((value, i) => {
      expect(value).toBeCloseTo(expected(X[i]!), 5);
    });
    model.dispose();
  });

  it('is refused without, in an error that names what is missing and what to write', async () => {
    await expect(load(version)).rejects.toThrow(
      new Error(
        'fromKeras: expected functions and layers that are known here, got others:\n' +
          `  layer "${LAMBDA[version]}": a Lambda of Python code; write fromKeras(…, { layers: { '${LAMBDA[version]}': … } })`,
      ),
    );
  });

  it('is left as it is, being data', () => {
    const artifacts = JSON.parse(readFileSync(`test/fixtures/${version}/model.json`, 'utf8'));
    const before = JSON.stringify(artifacts);
    const migrated = fromKeras(artifacts, { layers: { [LAMBDA[version]!]: square } });
    expect(JSON.stringify(artifacts)).toBe(before);
    expect(JSON.parse(JSON.stringify(migrated))).toEqual(migrated);
    expect(JSON.stringify(migrated)).not.toContain('Lambda');
    expect(migrated.weightsManifest[0].weights[0].name).toBe('dense/kernel');
  });

  it('trains on, and is saved by the names of its activations', async () => {
    const model = await load(version, { layers: { [LAMBDA[version]!]: square } });
    const x = tf.tensor2d(X);
    const y = tf.ones([X.length, 1]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await model.fit(x, y, { epochs: 1, verbose: 0 });
    expect(JSON.stringify(model.toJSON(undefined, false))).toContain('"activation":"spiky"');
    model.dispose();
    tf.dispose([x, y]);
  });
});

describe('fromKeras', () => {
  beforeEach(() => useBackend('cpu'));
  watchForLeaksAndWarnings();

  it('loads from a URL', async () => {
    vi.spyOn(tf.env().platform, 'fetch').mockImplementation(async (url) => {
      const file = readFileSync(`test/fixtures/keras2/${url.split('/').at(-1)}`);
      return new Response(new Uint8Array(file), {
        headers: { 'content-type': url.endsWith('json') ? 'application/json' : 'application/octet-stream' },
      });
    });
    const handler = kerasHandler('https://example.org/models/model.json', { layers: { lambda: square } });
    const model = await tf.loadLayersModel(handler);
    expect(model.layers.at(-1)!.getConfig().activation).toBe('squaredRelu');
    model.dispose();
    expect(squaredRelu.opName).toBe('squaredRelu');
    expect(() => kerasHandler('https://example.org/model.json', null as never)).toThrow(
      new TypeError('kerasHandler: options expected an object, got null'),
    );
    expect(() => kerasHandler({} as never)).toThrow(
      new TypeError('kerasHandler: expected a URL or a handler that loads, got an object of type Object'),
    );
  });
});

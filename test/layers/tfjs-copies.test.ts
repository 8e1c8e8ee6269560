// Two copies of TensorFlow.js on one page: a second one is bundled, with a core of its own.
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const FOLDER = resolve('build/copies');
const FILE = `${FOLDER}/layers.cjs`;

describe('two copies of tfjs', () => {
  let copy: typeof tf;

  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    await build({
      stdin: { contents: "export * from '@tensorflow/tfjs-layers';", resolveDir: import.meta.dirname },
      bundle: true,
      format: 'cjs',
      platform: 'node',
      outfile: FILE,
      logLevel: 'error',
    });
    copy = createRequire(import.meta.url)(FILE);
  });
  afterAll(() => rmSync(FOLDER, { recursive: true }));

  it('are named by an error when tf.layers is not of the core that lanewise uses', async () => {
    vi.doMock('@tensorflow/tfjs-layers', () => copy);
    vi.resetModules();
    await expect(import('../../src/layers/index.js')).rejects.toMatchObject({
      message: expect.stringMatching(
        /^lanewise\/layers: expected one copy of TensorFlow\.js, got two: @tensorflow\/tfjs-layers uses another @tensorflow\/tfjs-core than lanewise.*; load TensorFlow\.js once: .*npm dedupe/,
      ),
    });
    vi.doUnmock('@tensorflow/tfjs-layers');
    vi.resetModules();
  });

  it('are named by an error when the model is of another tf.layers', async () => {
    const { activationLayer } = await import('../../src/layers/index.js');
    const { spiky } = await import('../../src/index.js');
    const model = copy.sequential();
    model.add(copy.layers.reLU({ inputShape: [3] }));
    expect(() => model.add(activationLayer(spiky))).toThrow(
      /^activationLayer of spiky: expected one copy of TensorFlow\.js, got two: the model belongs to another @tensorflow\/tfjs-layers than lanewise\/layers; load/,
    );
    expect(
      tf.tidy(() => (activationLayer(spiky).apply(tf.tensor2d([[1.25]])) as tf.Tensor).dataSync()[0]),
    ).toBe(0.25);
  });
});

// Worker threads, each with a tfjs and a lanewise of its own: started, used, and ended by themselves or from outside.
import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { Phase } from '../phase.js';

const SOURCE = resolve(import.meta.dirname, 'worker.ts');
/** In the package, where a bundle finds the packages that stay outside of it. */
const FOLDER = resolve(import.meta.dirname, '../../../build');

export const workers: Phase = {
  name: 'worker threads',
  backend: 'wasm',
  unit: 'workers',
  whole: 200,
  batch: 1,
  weight: 1,
  async start() {
    const folder = await mkdtemp(join(FOLDER, 'soak-'));
    const outfile = join(folder, 'worker.mjs');
    await build({
      entryPoints: [SOURCE],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
    let ended = 0;
    return {
      async run(units) {
        for (let i = 0; i < units; i++) await oneWorker(outfile, ended++ % 2 === 0);
      },
      stop: () => rm(folder, { recursive: true }),
    };
  },
};

/** @param terminate Whether to end it from outside. */
async function oneWorker(file: string, terminate: boolean): Promise<void> {
  const worker = new Worker(file, { workerData: { terminate } });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: unknown) => {
      if (message !== 'done') reject(new Error(`soak: expected a worker to be done, got ${message}`));
      if (terminate) void worker.terminate();
    });
    worker.once('exit', () => resolve());
  });
}

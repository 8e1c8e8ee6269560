// Workers can have a small stack. What is made of a function must not depend on how deep the function is.
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** Runs in the worker, on both backends; what takes long, on one. */
const PROGRAM = `
  import * as tf from '@tensorflow/tfjs';
  import '@tensorflow/tfjs-backend-wasm';
  import { parentPort } from 'node:worker_threads';
  import { activation, checkDerivative } from './src/index.ts';

  const chain = (count, step) => (x) => {
    let y = x;
    for (let i = 0; i < count; i++) y = step(y, i);
    return y;
  };
  const first = (tensor) => tensor.dataSync()[0];
  async function main() {
    const results = {};
    for (const backend of ['wasm', 'cpu']) {
      await tf.setBackend(backend);
      const x = tf.scalar(0.5);
      const sines = activation('sines' + backend, chain(3000, tf.sin));
      const second = sines.derivative().derivative();
      results[backend + ' second order'] = [first(sines(x)), first(second(x))];
      const nested = tf.grad((v) => tf.grad(sines)(v));
      results[backend + ' second gradient'] = first(nested(x));
      results[backend + ' explain'] = String(second.explain()).length < 100_000;
      if (backend === 'wasm') {
        // The gradient needs as many values at once as there are steps.
        const waiting = activation('waiting', chain(8000, (y, i) => tf.sub(tf.mul(y, y), (i % 7) / 8)));
        const slope = waiting.derivative();
        // Often enough for the engine to compile it again.
        for (let i = 0; i < 300; i++) slope(x).dispose();
        results.waiting = [first(waiting(x)), first(slope(x))];
        results.path = slope.explain().backends.wasm.reason;
      } else {
        const large = activation('large', chain(51_000, (y, i) => (i % 2 === 0 ? tf.sub(y, i / 4096) : tf.sub(i / 4096, y))));
        results.large = [first(large(x)), first(tf.grad(large)(x))];
        results.why = large.explain().backends.cpu.reason;
      }
      const choices = activation('choices' + backend, chain(5000, (y, i) => tf.where(tf.greater(y, i), tf.sub(y, 1), y)));
      results[backend + ' choices'] = [first(choices(x)), first(tf.grad(choices)(x))];
      const calls = activation('calls' + backend, chain(3, (y) => sines(y)));
      results[backend + ' calls'] = first(calls(x));
      results[backend + ' checked'] = (await checkDerivative(choices, { points: [[0.25, 0.5]] })).ok;
    }
    return results;
  }
  main().then(
    (results) => parentPort.postMessage({ results }),
    (error) => parentPort.postMessage({ error: String(error?.stack ?? error) }),
  );`;

async function inWorker(program: string): Promise<Record<string, unknown>> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: process.cwd(), loader: 'js' },
    bundle: true,
    external: ['@tensorflow/*'],
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const worker = new Worker(outputFiles[0]!.text, {
    eval: true,
    stdout: true,
    stderr: true,
    resourceLimits: { stackSizeMb: 0.6 },
  });
  const { results, error } = await new Promise<{ results?: Record<string, unknown>; error?: string }>(
    (resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
    },
  );
  await worker.terminate();
  expect(error).toBe(undefined);
  return results!;
}

/** f(x) and its two derivatives, in float64. */
function sines(x: number, count: number): [number, number, number] {
  let [y, d, dd] = [x, 1, 0];
  for (let i = 0; i < count; i++) {
    [y, d, dd] = [Math.sin(y), Math.cos(y) * d, Math.cos(y) * dd - Math.sin(y) * d * d];
  }
  return [y, d, dd];
}

function waiting(x: number): [number, number] {
  let [y, d] = [x, 1];
  for (let i = 0; i < 8000; i++) {
    d = Math.fround(Math.fround(d * y) * 2);
    y = Math.fround(Math.fround(y * y) - (i % 7) / 8);
  }
  return [y, d];
}

function large(x: number): [number, number] {
  let y = x;
  for (let i = 0; i < 51_000; i++) y = Math.fround(i % 2 === 0 ? y - i / 4096 : i / 4096 - y);
  return [y, 1];
}

it('takes functions of any depth where the stack has 0.6 MB', { timeout: 240_000 }, async () => {
  const results = await inWorker(PROGRAM);
  const [value, , second] = sines(0.5, 3000);
  for (const backend of ['wasm', 'cpu']) {
    const near = (name: string, expected: number): void => {
      const got = results[`${backend} ${name}`];
      const number = Array.isArray(got) ? (got.at(-1) as number) : (got as number);
      expect(Math.abs(number / expected - 1), `${backend} ${name}`).toBeLessThan(1e-3);
    };
    expect((results[`${backend} second order`] as number[])[0]).toBeCloseTo(value, 5);
    near('second order', second);
    near('second gradient', second);
    near('calls', sines(0.5, 9000)[0]);
    expect(results[`${backend} explain`]).toBe(true);
    expect(results[`${backend} choices`]).toEqual([-0.5, 1]);
    expect(results[`${backend} checked`]).toBe(true);
  }
  expect(results.waiting).toEqual(waiting(0.5));
  expect(results.path).toBe(null);
  expect(results.large).toEqual(large(0.5));
  // One step takes 0 away, which is none.
  expect(results.why).toBe('too large for a kernel: 50999 operations, where at most 50000 are allowed');
});

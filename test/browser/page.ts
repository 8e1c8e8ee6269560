// What the page of scripts/browser.ts runs on one backend, with gradients: spiky, whose kernels are written by
// hand, and mish, whose kernels are generated there.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { spiky } from 'lanewise';
import { mish } from 'lanewise/activations';
import * as reference from '../reference.js';

export interface Report {
  /** Null where the backend cannot be started here. */
  readonly backend: string | null;
  readonly sharedMemory: boolean;
  readonly path: string;
  readonly reason: string | null;
  /** Inputs whose value or gradient is not that of the reference. */
  readonly wrong: string[];
  readonly leaked: number;
}

async function check(backend: string): Promise<Report> {
  setWasmPaths('/wasm/');
  const started = await tf.setBackend(backend).catch(() => false);
  const before = tf.memory().numTensors;
  const inputs = reference.inputs(1000);
  const x = tf.tensor1d(inputs);
  const [y, dx] = [spiky(x), tf.grad(spiky)(x)];
  const [values, slopes] = [await y.data(), await dx.data()];
  const wrong: string[] = [];
  inputs.forEach((input, i) => {
    // Graphics hardware may take subnormal numbers for 0.
    if (backend === 'webgl' && Math.abs(input) < 2 ** -126) return;
    if (values[i] !== reference.forward(input)) wrong.push(`spiky(${input}) = ${values[i]}`);
    if (slopes[i] !== reference.derivative(input)) wrong.push(`spiky'(${input}) = ${slopes[i]}`);
  });
  const near = inputs.filter((input) => Math.abs(input) < 20);
  const z = tf.tensor1d(near);
  const [m, dm] = [mish(z), tf.grad(mish)(z)];
  const [mishes, mishSlopes] = [await m.data(), await dm.data()];
  const allowed = backend === 'webgl' ? 1e-4 : 4e-6;
  near.forEach((input, i) => {
    const t = Math.tanh(Math.log1p(Math.exp(input)));
    const slope = t + (input * (1 - t * t)) / (1 + Math.exp(-input));
    if (Math.abs(mishes[i]! - input * t) > allowed) wrong.push(`mish(${input}) = ${mishes[i]}`);
    if (Math.abs(mishSlopes[i]! - slope) > allowed) wrong.push(`mish'(${input}) = ${mishSlopes[i]}`);
  });
  tf.dispose([x, y, dx, z, m, dm]);
  const { wasmMemory } =
    (tf.backend() as unknown as { wasm?: { wasmMemory?: WebAssembly.Memory } }).wasm ?? {};
  return {
    backend: started ? tf.getBackend() : null,
    sharedMemory: typeof SharedArrayBuffer !== 'undefined' && wasmMemory?.buffer instanceof SharedArrayBuffer,
    ...spiky.explain().backends[tf.getBackend()]!,
    wrong,
    leaked: tf.memory().numTensors - before,
  };
}

Object.assign(globalThis, { check });

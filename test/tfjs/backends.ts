// The three paths of an op as backends to test on: wasm, cpu, and one that lanewise does not know, which
// has the kernels of the cpu backend under another name and so runs the composition of tf.* ops.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeEach, expect, vi } from 'vitest';

const OTHER = 'other';
tf.copyRegisteredKernels('cpu', OTHER);
tf.registerBackend(OTHER, () => new MathBackendCPU());

export const BACKENDS = ['wasm', 'cpu', OTHER] as const;

/**
 * Sets the active backend, and makes sure that it is: tfjs falls back to another in silence.
 *
 * Every kernel is checked for leaked data ids too (IS_TEST), but not on wasm: tfjs's check takes the
 * input that a custom gradient of its own saves there, in tf.fused.matMul for example, for a leak.
 */
export async function useBackend(name: string): Promise<void> {
  tf.env().set('IS_TEST', name !== 'wasm');
  expect(await tf.setBackend(name)).toBe(true);
  expect(tf.getBackend()).toBe(name);
}

// The backends that compute in JavaScript suggest tfjs-node at their first use; let them, now.
const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
for (const name of ['cpu', OTHER]) {
  await useBackend(name);
  tf.scalar(0).dispose();
}
warn.mockRestore();

/** Makes every test of the file fail that leaks a tensor or warns. */
export function watchForLeaksAndWarnings(): void {
  let before: tf.MemoryInfo;
  beforeEach(() => {
    before = { ...tf.memory() };
    vi.spyOn(console, 'warn');
    vi.spyOn(console, 'error');
  });
  afterEach(() => {
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    expect({ numTensors, numDataBuffers, numBytes }).toEqual({
      numTensors: before.numTensors,
      numDataBuffers: before.numDataBuffers,
      numBytes: before.numBytes,
    });
    expect(console.warn).not.toHaveBeenCalled();
    expect(console.error).not.toHaveBeenCalled();
  });
}

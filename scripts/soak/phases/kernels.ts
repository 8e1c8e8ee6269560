// Kernels of a user's own: loops of JavaScript and of wasm, each a new one, under one name.
import * as tf from '@tensorflow/tfjs-core';
import { kernelOp } from '../../../src/kernels/index.js';
import { load, moduleText, store, wasmOf } from '../../../test/kernels/kernels.js';
import type { Phase } from '../phase.js';

/** Loops that take x to k * x. */
const scalingModule = (k: number): Uint8Array<ArrayBuffer> =>
  wasmOf(
    moduleText({
      forward: [2, store(1, `(f32.mul ${load(0)} (f32.const ${k}))`)],
      backward: [3, store(2, `(f32.mul ${load(1)} (f32.const ${k}))`)],
    }),
  );

export const kernels: readonly Phase[] = (['wasm', 'cpu'] as const).map((backend) => ({
  name: `kernels of a user's own that replace one another on ${backend}`,
  backend,
  unit: 'definitions',
  whole: 5000,
  batch: 10,
  weight: 1,
  start(random) {
    const x = tf.linspace(-3, 3, 40);
    return {
      run(units) {
        for (let i = 0; i < units; i++) {
          const k = random.between(-2, 2);
          const options = { inputs: ['x'], replace: true } as const;
          const op =
            i % 2 === 0
              ? kernelOp('soakKernel', {
                  ...options,
                  wasm: scalingModule(k),
                  forward: 'forward',
                  backward: 'backward',
                })
              : kernelOp('soakKernel', {
                  ...options,
                  forward: (a, y) => {
                    for (let j = 0; j < y.length; j++) y[j] = a[j]! * k;
                  },
                  backward: (_, dy, dx) => {
                    for (let j = 0; j < dx.length; j++) dx[j] = dy[j]! * k;
                  },
                });
          op(x).dispose();
          tf.grad((v) => op(v))(x).dispose();
        }
      },
      stop: () => x.dispose(),
    };
  },
}));

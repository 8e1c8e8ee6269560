// The wasm backend removed and started again, with a new memory: kernels must follow, and let go of the old one.
import * as tf from '@tensorflow/tfjs-core';
import { activation, spiky } from '../../../src/index.js';
import type { Phase } from '../phase.js';

export const backends: Phase = {
  name: 'wasm backends removed and started',
  backend: 'wasm',
  unit: 'backends',
  whole: 500,
  batch: 1,
  weight: 1,
  start() {
    const op = activation('soakRestarted', (x) => tf.mul(x, tf.exp(x)));
    return {
      async run(units) {
        for (let i = 0; i < units; i++) {
          const factory = tf.findBackendFactory('wasm');
          tf.removeBackend('wasm');
          tf.registerBackend('wasm', factory);
          if (!(await tf.setBackend('wasm')))
            throw new Error('soak: expected the wasm backend to start again');
          tf.tidy(() => {
            const x = tf.linspace(-1, 1, 40);
            tf.grad((v) => op(spiky(v)))(x);
            const [value] = op([1]).dataSync();
            if (Math.abs(value! - Math.E) > 1e-5) throw new Error(`soak: expected e, got ${value}`);
          });
        }
      },
    };
  },
};

// LiSHT as an op of TensorFlow.js.
import { readFileSync } from 'node:fs';
import { kernelOp } from 'lanewise/kernels';

const bytes = (file) => readFileSync(new URL(`build/${file}`, import.meta.url));

export const lisht = kernelOp('lisht', {
  inputs: ['x'],
  wasm: { unshared: bytes('lisht.wasm'), shared: bytes('lisht.shared.wasm') },
  forward: 'forward',
  backward: 'backward',
});

// lanewise: activation functions for TensorFlow.js as WebAssembly SIMD kernels, with their gradients.
export type { Explanation } from './tfjs/explain.js';
export type { Activation, ActivationIdentifier } from './tfjs/layers.js';
export type { Op } from './tfjs/op.js';
export type { BackendExplanation } from './tfjs/path.js';
export { spiky } from './tfjs/spiky.js';

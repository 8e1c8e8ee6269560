// lanewise: activation functions for TensorFlow.js as WebAssembly SIMD kernels, with their gradients.
export type { Precision } from './expr/program.js';
export { type CheckOptions, checkDerivative, type DerivativeReport } from './tfjs/check.js';
export {
  type ActivationOptions,
  activation,
  type ElementwiseOptions,
  elementwise,
  type NamedOp,
  type Options,
} from './tfjs/elementwise.js';
export type { Explanation } from './tfjs/explain.js';
export type { Activation, ActivationIdentifier } from './tfjs/layers.js';
export type { ElementwiseOp, Op } from './tfjs/op.js';
export type { BackendExplanation } from './tfjs/path.js';
export { spiky } from './tfjs/spiky.js';

// lanewise: activation functions for TensorFlow.js as WebAssembly SIMD kernels, with their gradients.
export type { Precision } from './expr/program.js';
export * from './operations.js';
export { spiky } from './spiky.js';
export type { BackendExplanation } from './tfjs/backends/backend.js';
export { type ActivationOptions, activation } from './tfjs/define/activation.js';
export { type ElementwiseOptions, elementwise, type NamedOp } from './tfjs/define/elementwise.js';
export type { Options } from './tfjs/define/function.js';
export type { Activation, ActivationIdentifier } from './tfjs/define/serialization.js';
export { type CheckOptions, checkDerivative, type DerivativeReport } from './tfjs/op/check.js';
export {
  type DiagnosedPart,
  type DiagnosedResult,
  type Diagnosis,
  diagnose,
} from './tfjs/op/diagnose.js';
export type { Explanation } from './tfjs/op/explain.js';
export type { ElementwiseOp, Op } from './tfjs/op/op.js';

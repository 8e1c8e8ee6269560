// lanewise/kernels: kernels of your own, in wasm or JavaScript, as ops with gradients.
export type { NamedOp } from '../tfjs/define/elementwise.js';
export type { OutputsOp, Tensors } from '../tfjs/op/op.js';
export { type CheckKernelOptions, checkKernel, type KernelReport } from './check.js';
export type { AnyOp, JavaScript, KernelOp, KernelOptions, Loop } from './define.js';
export { kernelOp } from './kernel-op.js';
export type { Bytes, Wasm } from './wasm.js';

// lanewise/export: an op as source for other frameworks, as a model in ONNX, as C, as WebAssembly text, as LaTeX.
export { type COptions, toC } from './c/c.js';
export { type LatexOptions, toLatex } from './latex/latex.js';
export { type AddOptions, addToOnnx } from './onnx/add.js';
export { type OnnxOptions, toOnnx } from './onnx/onnx.js';
export type { FrameworkName } from './python/framework.js';
export { type PythonOptions, toPython } from './python/python.js';
export { toWat } from './wat/wat.js';

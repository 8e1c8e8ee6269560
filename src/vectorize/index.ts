// lanewise/vectorize: plain functions of numbers, with `if`, compiled as they stand.
export { js, type SourceText } from './source.js';
export { type Scalar, type Uses, type VectorizeOptions, vectorize } from './vectorize.js';

// lanewise/graph: elementwise ops as ops of graph models.
export { type GraphOpOptions, registerGraphOp } from './register.js';

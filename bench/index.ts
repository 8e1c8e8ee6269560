// npm run bench [kernel] [op] [compiled] [training] [crossover] [unroll] [vectorize] [nodes]
import '@tensorflow/tfjs-backend-wasm';
import { cpus } from 'node:os';
import { benchCompiled } from './compiled.js';
import { benchCrossover } from './crossover.js';
import { benchKernel } from './kernel.js';
import { benchNodes } from './nodes.js';
import { benchOp } from './op.js';
import { benchTraining } from './training.js';
import { benchUnroll } from './unroll.js';
import { benchVectorize } from './vectorize.js';

const benchmarks: Record<string, () => Promise<void>> = {
  kernel: benchKernel,
  op: benchOp,
  compiled: benchCompiled,
  training: benchTraining,
  crossover: benchCrossover,
  unroll: benchUnroll,
  vectorize: benchVectorize,
  nodes: benchNodes,
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benchmarks);
const unknown = names.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  throw new RangeError(`bench: expected ${Object.keys(benchmarks).join(', ')}, got ${unknown.join(', ')}`);
}
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`);
for (const name of names) await benchmarks[name]!();

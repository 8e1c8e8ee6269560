// The cpu backend: its tensors are JavaScript arrays, so kernels run on copies in a private wasm memory.
// Where there is a scalar function too, it takes what is too small for copies, or all where wasm cannot run.
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { ChunkRunner, type NumericArray } from '../wasm/chunks.js';
import type { KernelSource } from './definition.js';
import type { Layout } from './layout.js';
import { COMPOSITION, type Path } from './path.js';

/** Elements from which the copies pay; `npm run bench crossover` measures it. */
export const CROSSOVER = 32;

/** The parts of tfjs-backend-cpu that are used here. */
interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: NumericArray } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

const runners = new WeakMap<KernelSource, ChunkRunner>();

export const cpuPath: Path = {
  backend: 'cpu',
  runs: ({ module, scalar }) => scalar !== undefined || module.obstacle === null,

  explain({ module, scalar }) {
    const reason = module.obstacle;
    if (reason !== null) return { path: scalar === undefined ? COMPOSITION : 'scalar loop', reason };
    const below = scalar === undefined ? '' : `; a scalar loop below ${CROSSOVER} elements`;
    return { path: `SIMD kernel on copies${below}`, reason };
  },

  run({ kernel, inputs, layout }, backend) {
    const cpu = backend as CpuBackend;
    const size = layout.rows * layout.length;
    const arrays = inputs.map(({ dataId }, i) => spread(cpu.data.get(dataId).values, layout, i));
    const outputs = Array.from({ length: kernel.outputs }, () => new Float32Array(size));
    const { scalar } = kernel;
    if (scalar !== undefined && (size < CROSSOVER || kernel.module.obstacle !== null)) {
      runScalar(scalar, arrays, outputs[0]!);
    } else {
      let runner = runners.get(kernel);
      if (runner === undefined) {
        runner = new ChunkRunner(kernel.module);
        runners.set(kernel, runner);
      }
      const strides = arrays.map(
        (array) => ({ row: 0, step: array.length === 1 && size > 1 ? 0 : 16 }) as const,
      );
      runner.run(kernel.entry, arrays, outputs, (pointers, length) =>
        kernel.toArguments(pointers, { shape: layout.shape, expand: [], rows: 1, length, strides }),
      );
    }
    return outputs.map((values) => cpu.makeTensorInfo(layout.shape, 'float32', values));
  },
};

/** The values of input `i` over all rows; a single value stays one. */
function spread(values: NumericArray, { rows, length, strides }: Layout, i: number): NumericArray {
  const { row, step } = strides[i]!;
  if (values.length === rows * length || values.length === 1) return values;
  const whole = new Float32Array(rows * length);
  for (let r = 0; r < rows; r++) {
    const from = row === 0 ? 0 : (row / Float32Array.BYTES_PER_ELEMENT) * r;
    if (step === 0) whole.fill(values[from]!, r * length, (r + 1) * length);
    else whole.set(values.subarray(from, from + length), r * length);
  }
  return whole;
}

function runScalar(
  scalar: (...inputs: number[]) => number,
  [a, b]: NumericArray[],
  output: Float32Array,
): void {
  if (b === undefined) for (let i = 0; i < output.length; i++) output[i] = scalar(a![i]!);
  else for (let i = 0; i < output.length; i++) output[i] = scalar(a![i]!, b[i]!);
}

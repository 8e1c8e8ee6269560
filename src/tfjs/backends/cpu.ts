// The cpu backend: its tensors are JavaScript arrays, so kernels run on copies in a private wasm memory.
// An author's JavaScript takes what is too small for copies, or all where wasm cannot run.
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Program } from '../../expr/program.js';
import { chunks, type NumericArray } from '../../wasm/chunks.js';
import { type Backend, COMPOSITION } from './backend.js';
import { type RowLayout, rowLayout, wholeLayout } from './layout.js';
import { CROSSOVER, copiesObstacle, isOwnKernel, ownObstacle, runOnArrays } from './own-kernel.js';
import { ENTRY, simdArguments, simdModuleOf } from './simd.js';

/** The parts of tfjs-backend-cpu that are used here. */
interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: NumericArray } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

const IN_PLACE = 'on the arrays in place, no copies';

export const cpuBackend: Backend<RowLayout> = {
  name: 'cpu',
  obstacle: (runnable) => (isOwnKernel(runnable) ? ownObstacle(runnable) : programObstacle(runnable)),

  explain(runnable) {
    const own = isOwnKernel(runnable) ? runnable : undefined;
    if (own !== undefined && own.wasm === undefined) {
      return { path: `JavaScript kernel ${IN_PLACE}`, reason: null };
    }
    const reason = own === undefined ? null : copiesObstacle(own);
    const hasLoop = own?.javascript !== undefined;
    if (reason !== null) return { path: hasLoop ? 'scalar loop' : COMPOSITION, reason };
    const below = hasLoop ? `; a scalar loop below ${CROSSOVER} elements` : '';
    return { path: `SIMD kernel on copies${below}`, reason };
  },

  layout: (name, runnable, inputs) =>
    isOwnKernel(runnable) ? wholeLayout(name, inputs) : rowLayout(name, inputs),

  run({ name, runnable, inputs, layout }, backend) {
    const cpu = backend as CpuBackend;
    const arrays = inputs.map(({ dataId }, i) => spread(cpu.data.get(dataId).values, layout, i));
    const size = layout.rows * layout.length;
    const outputs = isOwnKernel(runnable)
      ? runOnArrays(name, runnable, arrays, size)
      : runProgram(runnable, arrays, size);
    return outputs.map((values) => cpu.makeTensorInfo(layout.shape, 'float32', values));
  },
};

function programObstacle(program: Program): string | null {
  return chunks.obstacle(simdModuleOf(program), program.inputs + program.outputs.length);
}

function runProgram(program: Program, arrays: readonly NumericArray[], size: number): Float32Array[] {
  const outputs = program.outputs.map(() => new Float32Array(size));
  const strides = arrays.map(({ length }) => ({ row: 0, step: length === 1 && size > 1 ? 0 : 1 }) as const);
  chunks.run(simdModuleOf(program), ENTRY, arrays, outputs, (pointers, length) =>
    simdArguments(pointers, strides, 1, length),
  );
  return outputs;
}

/** The values of input `i` over all rows; a single value stays one. */
function spread(values: NumericArray, { rows, length, strides }: RowLayout, i: number): NumericArray {
  const { row, step } = strides[i]!;
  if (values.length === rows * length || values.length === 1) return values;
  const all = new Float32Array(rows * length);
  for (let r = 0; r < rows; r++) {
    const from = row * r;
    if (step === 0) all.fill(values[from]!, r * length, (r + 1) * length);
    else all.set(values.subarray(from, from + length), r * length);
  }
  return all;
}

// The cpu backend: its tensors are JavaScript arrays, so kernels run on copies in a private wasm memory.
// Below a crossover, and where wasm cannot run, the same function goes element by element.
import { registerKernel, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type NumericArray, Scratch } from '../wasm/scratch.js';
import { type KernelSource, kernelName } from './definition.js';
import type { Path } from './path.js';

/** Elements from which the copies pay; `npm run bench crossover` measures it. */
export const CROSSOVER = 32;

/** The parts of tfjs-backend-cpu that are used here. */
interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: NumericArray } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

export const cpuPath: Path = {
  backend: 'cpu',
  runs: () => true,

  explain({ module }) {
    return module.obstacle === null
      ? { path: `SIMD kernel on copies; a scalar loop below ${CROSSOVER} elements`, reason: null }
      : { path: 'scalar loop', reason: module.obstacle };
  },

  register(definition, kernel) {
    const scratch = new Scratch(kernel.module);
    registerKernel({
      kernelName: kernelName(definition),
      backendName: 'cpu',
      kernelFunc: ({ inputs, backend }) => {
        const cpu = backend as unknown as CpuBackend;
        const tensors = definition.inputs.map((name) => inputs[name] as TensorInfo);
        const arrays = tensors.map(({ dataId }) => cpu.data.get(dataId).values);
        const { shape } = tensors[0]!;
        const output = new Float32Array(util.sizeFromShape(shape));
        if (output.length < CROSSOVER || kernel.module.obstacle !== null) {
          runScalar(kernel, arrays, output);
        } else {
          scratch.run(kernel.entry, arrays, output);
        }
        return cpu.makeTensorInfo(shape, 'float32', output);
      },
    });
  },
};

function runScalar({ scalar }: KernelSource, [a, b]: NumericArray[], output: Float32Array): void {
  if (b === undefined) for (let i = 0; i < output.length; i++) output[i] = scalar(a![i]!);
  else for (let i = 0; i < output.length; i++) output[i] = scalar(a![i]!, b[i]!);
}

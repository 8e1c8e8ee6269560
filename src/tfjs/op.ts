// From a definition to a differentiable op: picks the path of the active backend, and builds the tape's
// part with tf.customGrad only while a tape is recording. Inputs alone are saved for the backward pass:
// saving an output breaks second order in tfjs.
import {
  cast,
  customGrad,
  engine,
  type GradSaveFunc,
  getKernel,
  type NamedTensorMap,
  Tensor,
  type TensorLike,
  tidy,
} from '@tensorflow/tfjs-core';
import { paths, runsOnActiveBackend } from './backends.js';
import { type Definition, kernelName } from './definition.js';
import { type Explanation, explain } from './explain.js';
import { checkInput, toTensor } from './inputs.js';

/** An elementwise op of one input. */
export interface Op {
  /**
   * y = f(x), elementwise.
   *
   * @param x A tensor of float32, int32 or bool and any shape, or numbers; int32 and bool are cast to
   *   float32.
   * @returns A float32 tensor of the shape of `x`.
   * @throws TypeError for strings, complex tensors and what is not a tensor or numbers; RangeError for
   *   ragged arrays; Error for a disposed tensor, or when the backend has no memory left.
   */
  <T extends Tensor>(x: T | TensorLike): T;
  /** The name it was defined with. */
  readonly opName: string;
  /**
   * The derivative dy/dx as an op of its own.
   *
   * @param input The index of the input to differentiate by; 0 is the only one.
   * @throws RangeError for any other index.
   */
  derivative(input?: number): Op;
  /** What is computed, and which path each backend takes and why. `String(...)` of it reads well. */
  explain(): Explanation;
}

/** A differentiable function of checked tensors. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor;

/** Registers the kernels of `definition` and returns it as a differentiable function. */
export function defineFunction(definition: Definition): TensorFunction {
  const name = kernelName(definition);
  const { kernel } = definition;
  if (kernel !== undefined) {
    for (const path of paths) {
      // Another copy of lanewise may have been here; tfjs would warn about a second registration.
      if (getKernel(name, path.backend) == null) path.register(definition, kernel);
    }
  }

  function run(...inputs: Tensor[]): Tensor {
    if (inputs.some((input) => input.dtype !== 'float32')) {
      return tidy(() => run(...inputs.map((input) => cast(input, 'float32'))));
    }
    if (kernel === undefined || !runsOnActiveBackend(kernel)) {
      return tidy(() => definition.compose(...inputs));
    }
    const named: NamedTensorMap = {};
    for (let i = 0; i < inputs.length; i++) named[definition.inputs[i]!] = inputs[i]!;
    return engine().runKernel(name, named) as Tensor;
  }

  const recorded = customGrad((...args) => {
    const save = args.pop() as unknown as GradSaveFunc;
    const inputs = args as Tensor[];
    const value = run(...inputs);
    // After the run: what has been saved would leak if it threw.
    save(inputs);
    return { value, gradFunc: (dy, saved) => definition.gradient(dy as Tensor, ...saved) };
  });

  return (...inputs) => {
    if (!tapeIsRecording()) return run(...inputs);
    // The tape names a node after its scope and takes the gradient registered for that name, if any.
    return tidy(name, () => recorded(...inputs));
  };
}

/** The op that users call: checks and converts its input, then applies the function. */
export function makeOp(definition: Definition, apply: TensorFunction, derivative: () => Op): Op {
  const { name } = definition;
  const input = definition.inputs[0]!;
  const op = (x: Tensor | TensorLike): Tensor => {
    checkInput(name, input, x);
    return x instanceof Tensor ? apply(x) : tidy(() => apply(toTensor(x)));
  };
  Object.defineProperty(op, 'name', { value: name });
  return Object.assign(op as Op, {
    opName: name,
    derivative: (index = 0) => {
      if (index !== 0) throw new RangeError(`${name}: derivative expected input 0, got ${index}`);
      return derivative();
    },
    explain: () => explain(definition),
  });
}

function tapeIsRecording(): boolean {
  const { gradientDepth, kernelDepth } = engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}

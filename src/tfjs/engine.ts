// All that reaches into tfjs's engine beyond its published types. The casts of its private parts stand here.
import {
  engine,
  env,
  type GradSaveFunc,
  getBackend,
  getKernel,
  type KernelBackend,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type NamedTensorMap,
  registerKernel,
  type Tensor,
  type TensorInfo,
  type Variable,
} from '@tensorflow/tfjs-core';

/** Parts of the engine that its types keep private, or say are never null. */
interface EngineParts {
  backendName: string | null;
  backendInstance: unknown;
  pendingBackendInit: unknown;
  track?: (tensor: Tensor) => Tensor;
  readonly state: {
    gradientDepth: number;
    kernelDepth: number;
    activeTape: readonly { readonly saved: readonly Tensor[] }[] | null;
    profiling: boolean;
    readonly registeredVariables: Readonly<Record<string, Variable>>;
  };
  runKernelFunc(invocation: {
    forwardFunc: (backend: KernelBackend, save: GradSaveFunc) => Tensor[];
    backwardsFunc: (dys: Tensor | Tensor[], saved: Tensor[]) => Record<string, () => Tensor>;
    inputs: NamedTensorMap;
  }): Tensor[];
}

const parts = (): EngineParts => engine() as unknown as EngineParts;

/** The name of the active backend. tfjs starts its best backend on first use; asking for it starts it. */
export function activeBackendName(): string {
  const { backendName } = parts();
  if (backendName != null) return backendName;
  void engine().backend;
  return getBackend();
}

/** The active backend. */
export function activeBackend(): object {
  return engine().backend;
}

/** The backend called `name`, if it has been started. */
export function startedBackend(name: string): object | undefined {
  return engine().registry[name];
}

/** Whether what runs now is recorded for a gradient. */
export function tapeIsRecording(): boolean {
  const { gradientDepth, kernelDepth } = engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}

/** A tensor of what a kernel of `backend` returned. */
export function tensorOf(info: TensorInfo, backend: object): Tensor {
  return engine().makeTensorFromTensorInfo(info, backend as KernelBackend);
}

/**
 * Registers the kernel `name` for `backend`, unless it is there already: tfjs warns about a second one.
 * Returns whether it was not there.
 *
 * @param run Gets the attributes of the call, the backend, and the inputs by name.
 */
export function registerOnce<Attributes extends object>(
  name: string,
  backend: string,
  run: (attributes: Attributes, backend: object, inputs: NamedTensorInfoMap) => TensorInfo | TensorInfo[],
): boolean {
  if (getKernel(name, backend) != null) return false;
  registerKernel({
    kernelName: name,
    backendName: backend,
    kernelFunc: ({ inputs, attrs, backend: instance }) =>
      run((attrs ?? {}) as unknown as Attributes, instance as object, inputs),
  });
  return true;
}

/** Runs the registered kernel `name` of several outputs. */
export function runKernel(name: string, inputs: readonly TensorInfo[], attributes: object): Tensor[] {
  const named: NamedTensorMap = {};
  for (let i = 0; i < inputs.length; i++) named[i] = inputs[i] as Tensor;
  return engine().runKernel(name, named, attributes as NamedAttrMap) as unknown as Tensor[];
}

/**
 * tf.customGrad for any number of outputs: tfjs's tape knows several, but customGrad does not offer them.
 *
 * @param forward Computes the outputs; what it saves comes back to `backward`.
 * @param backward The gradient by each input, given that of each output. An output that is not used has zeros.
 */
export function withGradient(
  inputs: readonly Tensor[],
  forward: (save: GradSaveFunc) => Tensor[],
  backward: (dys: Tensor[], saved: Tensor[]) => Tensor[],
): Tensor[] {
  const named: NamedTensorMap = {};
  for (let i = 0; i < inputs.length; i++) named[i] = inputs[i]!;
  return parts().runKernelFunc({
    forwardFunc: (_, save) => forward(save),
    backwardsFunc: (dys, saved) => {
      const gradients = orCleared(() => backward(Array.isArray(dys) ? dys : [dys], saved));
      return Object.fromEntries(gradients.map((gradient, i) => [i, () => gradient]));
    },
    inputs: named,
  });
}

/** What `run` returns. If it throws, the gradient is given up, and nobody else would dispose of what the tape saved. */
function orCleared<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { activeTape, gradientDepth } = engine().state as unknown as EngineParts['state'];
    if (gradientDepth === 0)
      for (const { saved } of activeTape ?? []) for (const each of saved) each.dispose();
    throw error;
  }
}

/**
 * What `run` returns with `backend` as the active backend, no tape and no profile. The engine's state is put back,
 * and no tensor or variable is left, also if `run` throws.
 */
export function isolated<T>(name: string, backend: object, run: () => T): T {
  const active = parts();
  const { backendName, backendInstance, pendingBackendInit, state } = active;
  const { gradientDepth, kernelDepth, activeTape, profiling } = state;
  const track = active.track!;
  const hasOwnTrack = Object.hasOwn(active, 'track');
  const variables = new Set(Object.values(state.registeredVariables));
  const debug = env().getBool('DEBUG');
  const made: Tensor[] = [];
  try {
    Object.assign(active, { backendName: name, backendInstance: backend, pendingBackendInit: undefined });
    Object.assign(state, { gradientDepth: 0, kernelDepth: 0, activeTape: null, profiling: false });
    if (debug) env().set('DEBUG', false);
    // Some tensors outlive scopes: those that were kept, and those that the tape of a failed gradient has saved.
    active.track = (tensor) => {
      made.push(tensor);
      return track.call(active, tensor);
    };
    engine().startScope('lanewise.trace');
    try {
      return run();
    } finally {
      for (const variable of Object.values(state.registeredVariables)) {
        if (!variables.has(variable)) variable.dispose();
      }
      engine().endScope();
      for (const tensor of made) tensor.dispose();
    }
  } finally {
    if (hasOwnTrack) active.track = track;
    else delete active.track;
    if (debug) env().set('DEBUG', true);
    Object.assign(state, { gradientDepth, kernelDepth, activeTape, profiling });
    Object.assign(active, { backendName, backendInstance, pendingBackendInit });
  }
}

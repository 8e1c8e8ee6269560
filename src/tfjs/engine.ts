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
export interface EngineParts {
  backendName: string | null;
  backendInstance: unknown;
  pendingBackendInit: unknown;
  track(tensor: Tensor): Tensor;
  disposeTensor(tensor: Tensor): void;
  nextTensorId(): number;
  runKernel(...args: unknown[]): unknown;
  readonly state: {
    gradientDepth: number;
    kernelDepth: number;
    activeTape: readonly { readonly saved: Tensor[] }[] | null;
    profiling: boolean;
    scopeStack: readonly { readonly name: string }[];
    activeScope: object | null;
    readonly registeredVariables: Readonly<Record<string, Variable>>;
  };
  runKernelFunc(call: CustomGrad): Tensor | Tensor[];
  addTapeNode(
    name: string,
    inputs: NamedTensorMap,
    outputs: readonly Tensor[],
    gradient: (dy: Tensor) => Record<string, () => Tensor>,
    saved: readonly Tensor[],
    attributes: object,
  ): void;
}

/** What tf.customGrad hands to the engine: a function of tensors with a gradient of its own. */
export interface CustomGrad {
  readonly forwardFunc: (backend: KernelBackend, save: GradSaveFunc) => Tensor | Tensor[];
  /** The gradient by each input, by the input's name. */
  readonly backwardsFunc: (dys: Tensor | Tensor[], saved: Tensor[]) => Record<string, () => Tensor>;
  readonly inputs: NamedTensorMap;
}

/** The engine with its private parts. */
export const parts = (): EngineParts => engine() as unknown as EngineParts;

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

/** The name of the outermost public op of tfjs that runs now. */
export function outermostOp(): string | undefined {
  const suffix = '__op';
  const scope = parts().state.scopeStack.find(({ name }) => name.endsWith(suffix));
  return scope?.name.slice(0, -suffix.length);
}

/** Whether scopes have been started that are still open, but for that of `isolated`. */
export function scopesAreOpen(): boolean {
  return parts().state.scopeStack.length > 1;
}

/** The number of a tensor that is made next is larger than this one. */
export function nextTensorId(): number {
  return parts().nextTensorId();
}

const NO_TAPE = { gradientDepth: 0, kernelDepth: 0, activeTape: null };

/** What `run` returns while no tape records. */
export function withoutTape<T>(run: () => T): T {
  const { state } = parts();
  const { gradientDepth, kernelDepth, activeTape } = state;
  Object.assign(state, NO_TAPE);
  try {
    return run();
  } finally {
    Object.assign(state, { gradientDepth, kernelDepth, activeTape });
  }
}

/** What a caller of `isolated` is told, and may throw at. */
export interface Watch {
  /** A tensor has been made. */
  made(tensor: Tensor): void;
  /** `tensor` is about to be disposed of, or assigned to. */
  disposes(tensor: Tensor): void;
  /** The kernel called `name` is about to run. */
  runs(name: string): void;
  /** Runs a function that has a gradient of its own by `run`, outside of kernels. */
  customGrad(call: CustomGrad, run: (call: CustomGrad) => Tensor | Tensor[]): Tensor | Tensor[];
  /** `call`, as `tf.setBackend(cpu)`, is made, which changes or measures tfjs itself. */
  refuses(call: string): never;
}

/** Methods of the engine and of its flags that have no place in a function, as a user calls them. */
const OF_ENGINE = 'setBackend removeBackend registerBackend time profile engine().reset'.split(' ');
const OF_FLAGS = 'env().set env().setFlags env().reset'.split(' ');

/**
 * What `run` returns with `backend` as the active backend, no tape, no scopes and no profile. The engine's state is
 * put back, and no tensor or variable is left, also if `run` throws.
 */
export function isolated<T>(name: string, backend: object, watch: Watch, run: () => T): T {
  const active = parts();
  const { backendName, backendInstance, pendingBackendInit, state } = active;
  const { profiling, scopeStack, activeScope } = state;
  // Not those of the engine itself: a function that is traced around this one watches by them.
  const { track, disposeTensor, runKernel, runKernelFunc } = Object.getPrototypeOf(active) as EngineParts;
  const variables = new Set(Object.values(state.registeredVariables));
  const debug = env().getBool('DEBUG');
  if (debug) env().set('DEBUG', false);
  const made: Tensor[] = [];
  const refused = (names: readonly string[]): object =>
    Object.fromEntries(
      names.map((each) => [
        each.slice(each.lastIndexOf('.') + 1),
        (...args: unknown[]) => watch.refuses(`tf.${each}(${String(args).slice(0, 40)})`),
      ]),
    );
  const putBack = [
    replaced(env(), refused(OF_FLAGS)),
    replaced(active, {
      ...refused(OF_ENGINE),
      // Some tensors outlive scopes: those that were kept, and those that the tape of a failed gradient has saved.
      track: (tensor: Tensor) => {
        made.push(tensor);
        watch.made(tensor);
        return track.call(active, tensor);
      },
      disposeTensor: (tensor: Tensor) => {
        watch.disposes(tensor);
        disposeTensor.call(active, tensor);
      },
      runKernel: (kernel: string, ...rest: unknown[]) => {
        watch.runs(kernel);
        return runKernel.call(active, kernel, ...rest);
      },
      runKernelFunc: (call: CustomGrad) =>
        call.forwardFunc !== undefined && state.kernelDepth === 0
          ? watch.customGrad(call, (each) => runKernelFunc.call(active, each))
          : runKernelFunc.call(active, call),
    }),
  ];
  try {
    return withoutTape(() => {
      Object.assign(active, { backendName: name, backendInstance: backend, pendingBackendInit: undefined });
      Object.assign(state, { profiling: false, scopeStack: [], activeScope: null });
      engine().startScope('lanewise.trace');
      return run();
    });
  } finally {
    for (const each of putBack) each();
    for (const variable of Object.values(state.registeredVariables)) {
      if (!variables.has(variable)) variable.dispose();
    }
    for (const tensor of made) tensor.dispose();
    Object.assign(state, { profiling, scopeStack, activeScope });
    Object.assign(active, { backendName, backendInstance, pendingBackendInit });
    if (debug) env().set('DEBUG', true);
  }
}

/** Gives `object` its own `methods`, and returns what takes them away again. */
function replaced(object: object, methods: object): () => void {
  const before = Object.keys(methods).map(
    (key) => [key, Object.getOwnPropertyDescriptor(object, key)] as const,
  );
  Object.assign(object, methods);
  return () => {
    for (const [key, own] of before) {
      if (own === undefined) Reflect.deleteProperty(object, key);
      else Object.defineProperty(object, key, own);
    }
  };
}

// Picks what runs on the active backend, and runs it as the tfjs kernel `lanewise.<name>`.
import { broadcastTo, cast, type Tensor, tensor, tidy, util } from '@tensorflow/tfjs-core';
import { activeBackendName, registerOnce, runKernel } from '../engine.js';
import { messageOf } from '../errors.js';
import type { Backend, Call, Runnable } from './backend.js';
import { cpuBackend } from './cpu.js';
import { areAlike, wholeLayout } from './layout.js';
import { isOwnKernel, type OwnKernel, ownObstacle, runOnArrays } from './own-kernel.js';
import { checkRoom, wasmBackend } from './wasm.js';

/** The backends that lanewise has kernels for. One is added here. */
export const backends: readonly Backend[] = [wasmBackend, cpuBackend];

const isFloat = ({ dtype }: Tensor): boolean => dtype === 'float32';

/**
 * The outputs of `runnable`, without a gradient; undefined if the active backend cannot run it, and what else is known
 * of the function is to run.
 */
export function run(name: string, runnable: Runnable, inputs: readonly Tensor[]): Tensor[] | undefined {
  const own = isOwnKernel(runnable) ? runnable : undefined;
  // An author's kernel knows of no broadcasts, and a generated one needs no copies for most of them.
  if (own?.hasFormula && !areAlike(inputs)) return undefined;
  const backend = backendFor(runnable);
  if (backend === undefined) {
    return own === undefined || own.hasFormula ? undefined : runOnValues(name, own, inputs);
  }
  const layout = backend.layout(name, runnable, inputs);
  if (layout.expand.length === 0 && inputs.every(isFloat)) {
    return runCall({ backend, name, runnable, inputs, layout });
  }
  return tidy(() => run(name, runnable, prepared(inputs, layout.expand, layout.shape)));
}

/** @throws RangeError for an output of `shape` that the active backend cannot hold, and would not refuse. */
export function checkShape(name: string, shape: readonly number[]): void {
  if (activeBackendName() === wasmBackend.name) checkRoom(name, shape, util.sizeFromShape([...shape]));
}

/** Inputs in float32, and those of `expand` in the shape of the output. */
function prepared(inputs: readonly Tensor[], expand: readonly number[], shape: number[]): Tensor[] {
  return inputs.map((input, i) => {
    const float = isFloat(input) ? input : cast(input, 'float32');
    return expand.includes(i) ? broadcastTo(float, shape) : float;
  });
}

/** The active backend, if lanewise knows it and it can run `runnable`. */
function backendFor(runnable: Runnable): Backend | undefined {
  const name = activeBackendName();
  for (const backend of backends) {
    if (backend.name === name) return backend.obstacle(runnable) === null ? backend : undefined;
  }
  return undefined;
}

/** Names of tfjs kernels by backend and op. */
const registrations = new Map<string, Map<string, string>>(backends.map(({ name }) => [name, new Map()]));

function runCall(call: Call): Tensor[] {
  const names = registrations.get(call.backend.name)!;
  let registered = names.get(call.name);
  if (registered === undefined) {
    registered = `lanewise.${call.name}`;
    register(registered, call);
    names.set(call.name, registered);
  }
  try {
    return runKernel(registered, call.inputs, call);
  } catch (error) {
    // tf.unregisterKernel may have removed it.
    if (!register(registered, call)) throw error;
    return runKernel(registered, call.inputs, call);
  }
}

/**
 * Registers the tfjs kernel `name`, and returns whether it was missing. What to run comes with every call, so a second
 * copy of lanewise, or another op of the same name, can share the registration.
 */
const register = (name: string, { backend }: Call): boolean =>
  registerOnce<Call>(name, backend.name, (made, instance) => made.backend.run(made, instance));

/** An author's kernel on a backend that lanewise does not know: values are read, and come back as tensors. */
function runOnValues(name: string, kernel: OwnKernel, inputs: readonly Tensor[]): Tensor[] {
  const obstacle = ownObstacle(kernel);
  if (obstacle !== null) {
    throw new Error(
      `${name}: its wasm kernel cannot run here (${obstacle}); give it a JavaScript form or a formula`,
    );
  }
  return tidy(() => {
    const { shape, expand } = wholeLayout(name, inputs);
    const values = prepared(inputs, expand, shape).map((input) => valuesOf(name, input));
    const outputs = runOnArrays(name, kernel, values, util.sizeFromShape(shape));
    return outputs.map((output) => tensor(output, shape, 'float32'));
  });
}

function valuesOf(name: string, input: Tensor): Float32Array {
  try {
    return input.dataSync<'float32'>();
  } catch (error) {
    throw new Error(
      `${name}: its kernel runs on the wasm and cpu backends, and on those that read values synchronously; ` +
        `${activeBackendName()} does not (${messageOf(error)}); give it a formula, or use await tf.setBackend('wasm')`,
      { cause: error },
    );
  }
}

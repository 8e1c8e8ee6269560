// A refusal throws, and leaves all else as it was: tensors, tape, scopes, backend, the names of tf.layers.
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { activation, elementwise } from '../../src/index.js';

/** The constructors as JavaScript calls them, with anything. */
export const define = { activation, elementwise } as unknown as Record<
  'activation' | 'elementwise',
  (name: unknown, fn?: unknown, options?: unknown) => tf.Tensor & ((...xs: unknown[]) => tf.Tensor)
>;

export type X = tf.Tensor;

/** Objects of the engine by number: to be compared by identity, and never printed. */
const numbers = new WeakMap<object, number>();
let objects = 0;
function numberOf(value: object | null | undefined): number | undefined {
  if (value == null) return undefined;
  if (!numbers.has(value)) numbers.set(value, objects++);
  return numbers.get(value);
}

/** What a refusal must leave alone. */
function engineState(): unknown {
  const { backendName, backendInstance, state } = tf.engine() as unknown as {
    backendName: string;
    backendInstance: object;
    state: Record<'gradientDepth' | 'kernelDepth', number> & {
      activeScope: object | null;
      activeTape: unknown[] | null;
      scopeStack: unknown[];
      registeredVariables: object;
    };
  };
  return {
    backendName,
    backend: numberOf(backendInstance),
    gradientDepth: state.gradientDepth,
    kernelDepth: state.kernelDepth,
    scope: numberOf(state.activeScope),
    scopes: state.scopeStack.length,
    tape: numberOf(state.activeTape),
    tapeLength: state.activeTape?.length,
    variables: Object.keys(state.registeredVariables),
    numTensors: tf.memory().numTensors,
    numDataBuffers: tf.memory().numDataBuffers,
    numBytes: tf.memory().numBytes,
  };
}

function errorOf(attempt: () => unknown): unknown {
  const before = engineState();
  try {
    attempt();
  } catch (error) {
    expect(engineState()).toEqual(before);
    return error;
  }
  throw new Error('it was not refused');
}

/** The errors of `attempt` by itself, in a tidy, and while a gradient of first and second order is taken. */
export function errorsEverywhere(attempt: () => unknown): unknown[] {
  const errors: unknown[] = [errorOf(attempt)];
  tf.tidy(() => {
    errors.push(errorOf(attempt));
    const square = (x: X): X => {
      const y = tf.square(x);
      errors.push(errorOf(attempt));
      return tf.mul(y, x);
    };
    const gradient = tf.grad(square);
    expect(gradient(tf.scalar(2)).dataSync()[0]).toBe(12);
    expect(
      tf
        .grad((x: X) => gradient(x))(tf.scalar(2))
        .dataSync()[0],
    ).toBe(12);
  });
  expect(errors).toHaveLength(4);
  return errors;
}

/** Whether tf.layers finds `name`. */
export const layersKnow = (name: string): boolean =>
  name in tf.serialization.SerializationMap.getMap().classNameMap;

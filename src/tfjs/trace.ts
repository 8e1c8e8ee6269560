// Turns a user's function of tf.* ops into an expression, by running it once on the recorder. Nothing is
// parsed: closures, constants and helpers just work.
import { dispose, engine, env, Tensor, type Variable } from '@tensorflow/tfjs-core';
import { type Expr, input } from '../expr/expr.js';
import { toNumber } from '../expr/simplify.js';
import { NotElementwise, RECORDER, Recorder } from './recorder.js';
import { opOf, registerRules, TRACED_SHAPE } from './rules.js';

/**
 * The expression of `fn` over `count` inputs, with every result it returns.
 *
 * @param where Names the op in errors, as `activation "mish"`.
 * @param results How many tensors `fn` must return: one by itself, or several in an array.
 * @throws Error if `fn` is not elementwise or reads values; TypeError if it returns something else.
 *   Backend, tape, scopes and tensors are as before, also then.
 */
export function trace(
  where: string,
  fn: (...inputs: Tensor[]) => unknown,
  count: number,
  results: 'one' | number,
): Expr[] {
  registerRules();
  const active = engine() as unknown as {
    backendName: string | null;
    backendInstance: unknown;
    pendingBackendInit: unknown;
    state: {
      gradientDepth: number;
      kernelDepth: number;
      activeTape: readonly { readonly saved?: Tensor[] }[] | null;
      profiling: boolean;
      registeredVariables: Readonly<Record<string, Variable>>;
    };
  };
  const { backendName, backendInstance, pendingBackendInit, state } = active;
  const { gradientDepth, kernelDepth, activeTape, profiling } = state;
  const variables = new Set(Object.values(state.registeredVariables));
  const debug = env().getBool('DEBUG');
  const recorder = new Recorder();
  try {
    Object.assign(active, {
      backendName: RECORDER,
      backendInstance: recorder,
      pendingBackendInit: undefined,
    });
    Object.assign(state, { gradientDepth: 0, kernelDepth: 0, activeTape: null, profiling: false });
    if (debug) env().set('DEBUG', false);
    engine().startScope('lanewise.trace');
    try {
      const inputs = Array.from({ length: count }, (_, i) =>
        engine().makeTensorFromTensorInfo(
          recorder.tensorInfo(input(i), TRACED_SHAPE, 'float32'),
          recorder as never,
        ),
      );
      const returned = fn(...inputs);
      // What an async function goes on to do fails too, and nobody else looks at its promise.
      if (returned instanceof Promise) returned.catch(() => undefined);
      const list = results === 'one' ? [returned] : returned;
      if (results !== 'one' && (!Array.isArray(list) || list.length !== results)) {
        throw new TypeError(`${where}: expected an array of ${results} tensors, got ${described(returned)}`);
      }
      return (list as unknown[]).map((value) => exprOfResult(where, value, recorder));
    } catch (error) {
      throw explained(where, error);
    } finally {
      // What outlives scopes: what the tape of a gradient that failed in `fn` has saved, and variables.
      for (const { saved = [] } of state.activeTape ?? []) dispose(saved);
      for (const variable of Object.values(state.registeredVariables)) {
        if (!variables.has(variable)) variable.dispose();
      }
      engine().endScope();
    }
  } finally {
    if (debug) env().set('DEBUG', true);
    Object.assign(state, { gradientDepth, kernelDepth, activeTape, profiling });
    Object.assign(active, { backendName, backendInstance, pendingBackendInit });
  }
}

function exprOfResult(where: string, value: unknown, recorder: Recorder): Expr {
  if (!(value instanceof Tensor)) {
    const remedy = value instanceof Promise ? '; an activation cannot be async' : '';
    throw new TypeError(
      `${where}: expected the function to return a tensor, got ${described(value)}${remedy}`,
    );
  }
  if (value.shape.length > TRACED_SHAPE.length) {
    throw new NotElementwise(
      `a tensor of shape [${value.shape.slice(0, -TRACED_SHAPE.length)}, …] is captured, which inputs would be ` +
        'broadcast to; use a number, or pass it to elementwise() as an input',
    );
  }
  return toNumber(recorder.exprOf(value));
}

/** `value` in the words of an error. */
export function described(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value === null || typeof value !== 'object') return String(value);
  return `an object of type ${value.constructor?.name ?? 'null'}`;
}

/** What went wrong in terms of what the user wrote. */
function explained(where: string, error: unknown): unknown {
  if (error instanceof NotElementwise) return new Error(`${where}: ${error.message}`);
  const missing = /Kernel '(\w+)' not registered for backend/.exec(
    error instanceof Error ? error.message : '',
  );
  if (missing !== null) {
    return new Error(`${where}: ${opOf(missing[1]!)} is not elementwise; apply it outside the activation`);
  }
  // tfjs throws plain errors, which do not say whose function they are about.
  if (error instanceof Error && error.constructor === Error) {
    return new Error(`${where}: ${error.message}`, { cause: error });
  }
  return error;
}

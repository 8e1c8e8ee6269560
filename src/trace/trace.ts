// Turns a user's function of tf.* ops into an expression, by running it on the recorder. Nothing is parsed:
// closures, constants and helpers just work.
import { getKernel, Tensor } from '@tensorflow/tfjs-core';
import { toNumber } from '../expr/build.js';
import { type Expr, input, nodesOf } from '../expr/expr.js';
import { isolated, nextTensorId, scopesAreOpen, tensorOf, type Watch } from '../tfjs/engine.js';
import { described } from '../tfjs/errors.js';
import { recordCustomGrad } from './custom-grad.js';
import { registerRecorderKernels } from './kernels.js';
import { publicName } from './names.js';
import { OR_PLAIN, refusePrimitives } from './primitive.js';
import { NotElementwise, notElementwise, Recorder, recorderName } from './recorder.js';

/** Inputs have a shape while they are traced, so that ops which need one are seen. */
const SHAPES = [
  [2, 3, 5],
  [7, 4],
] as const;

const VARIES =
  'it is not the same for every input and at every call: it depends on the shape of its input, or on what changes ' +
  '(random numbers, a counter); pass that to elementwise() as an input';

/** What one op may have: its definition and its first call take a time for each. */
const MOST_OPERATIONS = 100_000;

/**
 * The expression of `fn` over `count` inputs, with every result it returns. Runs `fn` twice, on inputs of
 * different shapes: what depends on the shape, or on anything else that changes, gives different expressions.
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
  registerRecorderKernels();
  const recorder = new Recorder();
  /** The first tensor that `fn` makes has this number or a larger one. */
  let first = 0;
  const watch: Watch = {
    made: refusePrimitives,
    disposes({ id }) {
      if (id < first)
        throw new NotElementwise(
          'it disposes of a tensor of its caller, or assigns to it; do that outside the activation',
        );
    },
    runs(kernel) {
      recorder.checkUnread();
      if (getKernel(kernel, recorderName()) == null) throw notElementwise(publicName(kernel));
    },
    customGrad: (call, run) => recordCustomGrad(recorder, call, run),
    refuses(called) {
      throw new NotElementwise(`it calls ${called}; do that outside the activation`);
    },
  };
  return isolated(recorderName(), recorder, watch, () => {
    try {
      const exprs = record(SHAPES[0]);
      const again = recordAgain();
      if (exprs.some((expr, i) => expr !== again[i])) throw new NotElementwise(VARIES);
      return exprs;
    } catch (error) {
      throw explained(where, error);
    }
  });

  function record(shape: readonly number[]): Expr[] {
    recorder.tracedShape = shape;
    const inputs = Array.from({ length: count }, (_, i) =>
      tensorOf(recorder.tensorInfo(input(i), [...shape], 'float32'), recorder),
    );
    first = nextTensorId();
    const returned = fn(...inputs);
    // What an async function goes on to do fails too, and nobody else looks at its promise.
    if (returned instanceof Promise) returned.catch(() => undefined);
    if (scopesAreOpen()) {
      throw new NotElementwise('it leaves a scope of tf.engine().startScope() open; end it, or use tf.tidy');
    }
    const list = results === 'one' ? [returned] : returned;
    if (results !== 'one' && (!Array.isArray(list) || list.length !== results)) {
      throw new TypeError(`${where}: expected an array of ${results} tensors, got ${described(returned)}`);
    }
    const exprs = (list as unknown[]).map((value) => exprOfResult(where, value, recorder));
    recorder.checkUnread();
    return exprs;
  }

  function recordAgain(): Expr[] {
    try {
      return record(SHAPES[1]);
    } catch (error) {
      throw new NotElementwise(`${VARIES} (${error instanceof Error ? error.message : error})`);
    }
  }
}

function exprOfResult(where: string, value: unknown, recorder: Recorder): Expr {
  if (!(value instanceof Tensor)) {
    // A number comes of a choice: a tensor is neither true nor false.
    const isNumber = typeof value === 'number';
    const choose = isNumber ? `; choose with tf.where, ${OR_PLAIN}` : '';
    const remedy = value instanceof Promise ? '; an activation cannot be async' : choose;
    throw new TypeError(
      `${where}: expected the function to return a tensor, got ${described(value)}${remedy}`,
    );
  }
  const { length } = recorder.tracedShape;
  if (value.shape.length > length) {
    throw new NotElementwise(
      `a tensor of shape [${value.shape.slice(0, -length)}, …] is captured, which inputs would be ` +
        'broadcast to; use a number, or pass it to elementwise() as an input',
    );
  }
  const expr = recorder.exprOf(value);
  const operations = nodesOf([expr]).filter(({ kind }) => kind === 'operation').length;
  if (operations > MOST_OPERATIONS) {
    throw new NotElementwise(
      `it has ${operations} operations; expected at most ${MOST_OPERATIONS}, so divide it into several ops`,
    );
  }
  return toNumber(expr);
}

/** What went wrong in terms of what the user wrote. */
function explained(where: string, error: unknown): unknown {
  if (error instanceof NotElementwise) return new Error(`${where}: ${error.message}`);
  // tfjs throws plain errors, and JavaScript type errors, which do not say whose function they are about.
  const isTypeError = error instanceof Error && error.constructor === TypeError;
  const isPlain = isTypeError || (error instanceof Error && error.constructor === Error);
  if (!isPlain || error.message.startsWith(where)) return error;
  const chained = isTypeError && /\.(\w+) is not a function/.exec(error.message);
  const remedy = chained ? `; chained ops come with @tensorflow/tfjs, or write tf.${chained[1]}(x, …)` : '';
  return new (isTypeError ? TypeError : Error)(`${where}: ${error.message}${remedy}`, { cause: error });
}

// A function with a gradient of its own, as tf.customGrad makes: what it computes, whose derivatives are declared to be
// those of its gradFunc. That is run once, on a dy which records, and must be dy times a function of the inputs.
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { build, rewrite, toNumber } from '../expr/build.js';
import { constant, type Expr, input, nodesOf, operandsOf } from '../expr/expr.js';
import type { OperationName } from '../expr/operations.js';
import { type CustomGrad, tensorOf, withoutTape } from '../tfjs/engine.js';
import { NotElementwise, type Recorder } from './recorder.js';

/** How many gradients are being recorded, one in another: each has a dy of its own. */
let nested = 0;

/** Records `call`, which `run` runs as tfjs does. */
export function recordCustomGrad(
  recorder: Recorder,
  call: CustomGrad,
  run: (call: CustomGrad) => Tensor | Tensor[],
): Tensor | Tensor[] {
  let saved: TensorInfo[] = [];
  const copy = (tensor: TensorInfo): TensorInfo =>
    recorder.tensorInfo(recorder.exprOf(tensor), tensor.shape, tensor.dtype);
  const y = run({
    ...call,
    forwardFunc: (backend, save) => {
      const value = call.forwardFunc(backend, (tensors) => {
        saved = tensors.map(copy);
        save(tensors);
      });
      // A tensor of its own, as it may be an input.
      return Array.isArray(value) ? value : tensorOf(copy(value), recorder);
    },
  });
  if (Array.isArray(y)) return y;
  const inputs = Object.entries(call.inputs).map(
    ([name, x]) => [name, toNumber(recorder.exprOf(x))] as const,
  );
  const dy = input(-1 - nested++);
  try {
    const gradients = withoutTape(() => {
      const made = call.backwardsFunc(
        tensorOf(recorder.tensorInfo(dy, y.shape, 'float32'), recorder),
        saved.map((each) => tensorOf(each, recorder)),
      );
      return inputs.map(([name]) => toNumber(recorder.exprOf(made[name]!())));
    });
    if (!gradients.every((gradient) => isMultiple(gradient, dy))) {
      throw new NotElementwise(
        'it is not dy times a function of the inputs; apply it outside the activation',
      );
    }
    // Not its derivative by dy, which may be declared to be another one.
    const slopes = gradients.flatMap((gradient, i) => [
      rewrite([gradient], (node) => (node === dy ? constant(1) : undefined))[0]!,
      inputs[i]![1],
    ]);
    recorder.redefine(y, build('override', [toNumber(recorder.exprOf(y)), ...slopes]));
    return y;
  } catch (error) {
    if (!(error instanceof NotElementwise)) throw error;
    throw new NotElementwise(`in the gradFunc of tf.customGrad, ${error.message}`);
  } finally {
    nested--;
  }
}

const isZero = (expr: Expr): boolean => expr.kind === 'constant' && expr.value === 0;

/** Whether `expr` is `dy` times what does not depend on it, by its form: whether it has degree 1 in it. */
function isMultiple(expr: Expr, dy: Expr): boolean {
  // 2 and more stand for all else.
  const degrees = new Map<Expr, number>([[dy, 1]]);
  const degreeOf = (node: Expr): number => degrees.get(node) ?? 0;
  for (const node of nodesOf([expr])) {
    if (node.kind !== 'operation') continue;
    const { name } = node;
    const args = operandsOf(node);
    const [a = 0, b = 0, c = 0] = args.map(degreeOf);
    const terms = name === 'select' ? args.slice(1) : args;
    const [same = 0, ...others] = new Set(terms.filter((term) => !isZero(term)).map(degreeOf));
    const sum = others.length === 0 ? same : 2;
    const known: Partial<Record<OperationName, number>> = {
      add: sum,
      sub: sum,
      neg: sum,
      override: sum,
      mul: a + b,
      div: a + 2 * b,
      select: 2 * a + sum,
    };
    degrees.set(node, known[name] ?? 2 * (a + b + c));
  }
  return degreeOf(expr) === 1 || isZero(expr);
}

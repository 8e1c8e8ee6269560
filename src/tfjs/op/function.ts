// A definition as a differentiable function of tensors. The tape's part, tf.customGrad, is built only while a tape
// is recording: it costs as much as the rest of a small call. Inputs alone are saved for the backward pass, because
// saving an output breaks second order in tfjs.
import { cast, customGrad, type GradSaveFunc, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { recordCall } from '../../trace/recorder.js';
import { compose } from '../backends/composition.js';
import { run } from '../backends/dispatch.js';
import { broadcastShape } from '../backends/layout.js';
import { tapeIsRecording } from '../engine.js';
import { type Definition, isElementwise, runnableOf } from './definition.js';
import { gradientOf } from './gradient.js';

/** A differentiable function of checked tensors. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor;

/** `definition` as a differentiable function of one output. */
export function functionOf(definition: Definition): TensorFunction {
  const { name } = definition;
  const runnable = runnableOf(definition);
  const value = (inputs: readonly Tensor[]): Tensor =>
    (runnable && run(name, runnable, inputs))?.[0] ?? composition(definition, inputs);
  const gradient = gradientOf(definition);

  const recorded = customGrad((...args) => {
    const save = args.pop() as unknown as GradSaveFunc; // tfjs types it as one of the inputs
    const inputs = args as Tensor[];
    const y = value(inputs);
    // After the run: what has been saved would leak if it threw.
    save(inputs);
    return { value: y, gradFunc: (dy, saved) => gradient(dy as Tensor, saved) };
  });

  const scope = `lanewise.${name}`;
  return (...inputs) => {
    const traced = recordCall(name, definition.expr, inputs);
    if (traced !== undefined) return traced;
    if (!tapeIsRecording()) return value(inputs);
    // The tape names a node after its scope and takes the gradient registered for that name, if any.
    return tidy(scope, () => recorded(...inputs));
  };
}

/** The function in tf.* ops, which any backend runs. */
function composition(definition: Definition, inputs: readonly Tensor[]): Tensor {
  const { name } = definition;
  if (!isElementwise(definition)) throw new Error(`internal: ${name} has no formula to compose`);
  const shape = broadcastShape(
    name,
    inputs.map((each) => each.shape),
  );
  return tidy(() =>
    compose(
      definition.expr,
      inputs.map((each) => (each.dtype === 'float32' ? each : cast(each, 'float32'))),
      shape,
    ),
  );
}

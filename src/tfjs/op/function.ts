// A definition as a differentiable function of tensors. The tape's part is built only while a tape is recording: it
// costs as much as the rest of a small call. Inputs alone are saved for the backward pass, because saving an output
// breaks second order in tfjs.
import { cast, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Program } from '../../expr/program.js';
import { recordCall } from '../../trace/recorder.js';
import { compose } from '../backends/composition.js';
import { checkShape, run } from '../backends/dispatch.js';
import { broadcastShape } from '../backends/layout.js';
import { tapeIsRecording } from '../engine.js';
import { withGradient } from '../tape.js';
import { type Definition, isElementwise, programOfDefinition } from './definition.js';
import { type Gradient, gradientOf } from './gradient.js';

/** A differentiable function of checked tensors. */
export type TensorFunction<Result = Tensor> = (...inputs: Tensor[]) => Result;

/** `definition` as a differentiable function of one output. */
export function functionOf(definition: Definition): TensorFunction {
  const outputsOf = applied(definition);
  return (...inputs) => outputsOf(inputs)[0]!;
}

/** `definition` as a differentiable function, of an array of its outputs. */
export function outputsFunctionOf(definition: Definition): TensorFunction<Tensor[]> {
  const outputsOf = applied(definition);
  return (...inputs) => outputsOf(inputs);
}

/** From inputs to outputs, both in arrays, which small calls make once. */
function applied(definition: Definition): (inputs: Tensor[]) => Tensor[] {
  const { name, own } = definition;
  let program: Program | undefined;
  const generated = (inputs: readonly Tensor[]): Tensor[] => {
    program ??= programOfDefinition(definition);
    return (program && run(name, program, inputs)) ?? [composition(definition, inputs)];
  };
  // The expression is not read where an author's kernel runs.
  const values = (inputs: readonly Tensor[]): Tensor[] =>
    (own && run(name, own.forward, inputs)) ?? generated(inputs);
  let gradient: Gradient | undefined;
  const recorded = (inputs: Tensor[]): Tensor[] =>
    withGradient(
      inputs,
      () => values(inputs),
      (dys, saved) => {
        gradient ??= gradientOf(definition);
        return gradient(dys, saved);
      },
    );

  const scope = `lanewise.${name}`;
  return (inputs) => {
    const traced = recordCall(definition, inputs);
    if (traced !== undefined) return [traced];
    if (!tapeIsRecording()) return values(inputs);
    // The tape names a node after its scope and takes the gradient registered for that name, if any.
    return tidy(scope, () => recorded(inputs));
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
  checkShape(name, shape);
  return tidy(() =>
    compose(
      definition.expr,
      inputs.map((each) => (each.dtype === 'float32' ? each : cast(each, 'float32'))),
      shape,
    ),
  );
}

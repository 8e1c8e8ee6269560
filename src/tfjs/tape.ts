// Ops on tfjs's tape, which records what runs for a gradient.
import { engine, keep, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import { parts } from './engine.js';

/**
 * tf.customGrad for any number of outputs: tfjs's tape knows several, but customGrad does not offer them. It also copies
 * on some backends what is saved. Here the inputs are saved without a copy, and disposed of with the tape.
 *
 * @param forward Computes the outputs.
 * @param backward The gradient by each input, given that of each output and the inputs. An output that is not used has
 *   zeros.
 */
export function withGradient(
  inputs: readonly Tensor[],
  forward: () => Tensor[],
  backward: (dys: Tensor[], inputs: Tensor[]) => Tensor[],
): Tensor[] {
  const named: NamedTensorMap = {};
  for (let i = 0; i < inputs.length; i++) named[i] = inputs[i]!;
  let aliases: Tensor[] | undefined;
  const outputs = parts().runKernelFunc({
    forwardFunc: () => {
      const computed = forward();
      // After the run, as what is kept would leak if it threw; and here, as outside the tape would record it.
      aliases = inputs.map((each) => keep(aliasOf(each)));
      return computed;
    },
    backwardsFunc: (dys, saved) => {
      const gradients = orCleared(() => backward(Array.isArray(dys) ? dys : [dys], saved));
      return Object.fromEntries(gradients.map((gradient, i) => [i, () => gradient]));
    },
    inputs: named,
  }) as Tensor[];
  // The list that the tape gives to `backwardsFunc`, and disposes of.
  const { saved } = parts().state.activeTape!.at(-1)!;
  saved.push(...aliases!);
  noteAliases(aliases!);
  return outputs;
}

/** A tensor of the same data as `x`, which stays as long as one of both does. Gradients of it are gradients of `x`. */
function aliasOf(x: Tensor): Tensor {
  const { dataId, shape, dtype } = x;
  const { backend } = engine().state.tensorInfo.get(dataId)!;
  backend.incRef(dataId);
  const alias = engine().makeTensorFromTensorInfo({ dataId, shape, dtype }, backend);
  // As tfjs does for its copies: a gradient of the gradient goes on from here.
  if (parts().state.gradientDepth > 0) {
    parts().addTapeNode('lanewise.alias', { x }, [alias], (dy) => ({ x: () => aliasOf(dy) }), [], {});
  }
  return alias;
}

/** The last tape that aliases were put on, and these. */
let last: { readonly tape: object; readonly aliases: Tensor[] } | undefined;

/** Makes `aliases` those of the active tape. Those of a tape that its function left by an error are disposed of. */
function noteAliases(aliases: readonly Tensor[]): void {
  const tape = parts().state.activeTape!;
  if (last?.tape !== tape) {
    for (const alias of last?.aliases ?? []) alias.dispose();
    last = { tape, aliases: [] };
  }
  last.aliases.push(...aliases);
}

/** What `run` returns. If it throws, the gradient is given up, and nobody else would dispose of what the tape saved. */
function orCleared<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { activeTape, gradientDepth } = parts().state;
    if (gradientDepth === 0)
      for (const { saved } of activeTape ?? []) for (const each of saved) each.dispose();
    throw error;
  }
}

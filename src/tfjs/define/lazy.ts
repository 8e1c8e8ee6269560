// Activations that wait for their first use: until then nothing is traced, and tf.layers does not know them.
import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { definitionOfOp, setDefinition } from '../op/op.js';
import type { Activation } from './serialization.js';

type Members = { [Member in keyof Activation]: Activation[Member] };

/** The activation that `define` makes, made when it is first called, differentiated, explained or identified. */
export function lazyActivation(name: string, define: () => Activation): Activation {
  let activation: Activation | undefined;
  const get = (): Activation => {
    activation ??= define();
    return activation;
  };
  const members: Members = {
    opName: name,
    get identifier() {
      return get().identifier;
    },
    derivative: (input) => get().derivative(input),
    explain: () => get().explain(),
  };
  const op = (x: Tensor | TensorLike): Tensor => get()(x);
  Object.defineProperty(op, 'name', { value: name });
  setDefinition(op, () => definitionOfOp(get())!);
  return Object.defineProperties(op, Object.getOwnPropertyDescriptors(members)) as unknown as Activation;
}

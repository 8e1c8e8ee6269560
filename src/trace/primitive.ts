// What a tensor is while a function is traced: it refuses to be a number or a text, in words of its own.
import type { Tensor } from '@tensorflow/tfjs-core';
import { NotElementwise } from './recorder.js';

export const OR_PLAIN = "or use vectorize() from 'lanewise/vectorize' for plain functions";

/** What wanted a primitive value, as far as JavaScript tells. */
const OPERATORS: Readonly<Record<string, string>> = {
  number: 'an operator such as * or <',
  default: 'the operator + or ==',
  string: 'a text or a key of an object',
};

/** Not in all engines, nor in the types of all. */
interface Traceable {
  readonly captureStackTrace?: (target: object, caller: unknown) => void;
}

/** Makes `tensor` refuse to be a number or a text. */
export function refusePrimitives(tensor: Tensor): void {
  Object.defineProperty(tensor, Symbol.toPrimitive, { value: refuse });
}

function refuse(hint: string): never {
  const trace = { stack: '' };
  (Error as Traceable).captureStackTrace?.(trace, refuse);
  // V8 lists what is built in too, as `at Math.tanh (<anonymous>)`.
  const called = /^.*\n +at (.+) \(<anonymous>\)/.exec(trace.stack)?.[1] ?? OPERATORS[hint];
  const place = /[^\s(@/\\]+:\d+:\d+(?=\)?$)/m.exec(trace.stack)?.[0].slice(-80);
  throw new NotElementwise(
    `${called} cannot take a tensor; write tf.mul(x, x) and the like, ${OR_PLAIN}${place ? ` (at ${place})` : ''}`,
  );
}

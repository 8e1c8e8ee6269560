// Ops that wait for their first use. Until then nothing is traced, and tf.layers does not know their names.
import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { definitionOfOp, type ElementwiseOp, type Op, setDefinition } from '../op/op.js';
import type { NamedOp } from './elementwise.js';
import { registerWaiting } from './registry.js';
import { type Activation, identified } from './serialization.js';

/** The activation that `define` makes when it is first called, differentiated, explained or identified. */
export function lazyActivation(name: string, define: () => Activation): Activation {
  const get = once(define);
  return identified(lazyOp(name, get) as Op, () => get().identifier); // it has one input
}

/** The op of several inputs that `define` makes when it is first called, differentiated or explained. */
export function lazyElementwise<const Names extends readonly string[]>(
  name: string,
  inputs: Names,
  define: () => ElementwiseOp,
): NamedOp<Names> {
  return Object.assign(lazyOp(name, once(define)), { inputs });
}

function lazyOp(name: string, get: () => ElementwiseOp): ElementwiseOp {
  const op = (...inputs: (Tensor | TensorLike)[]): Tensor => get()(...inputs);
  Object.defineProperty(op, 'name', { value: name });
  setDefinition(op, () => definitionOfOp(get())!);
  registerWaiting(name, get);
  return Object.assign(op, {
    opName: name,
    derivative: (input?: number | string) => get().derivative(input),
    explain: () => get().explain(),
  });
}

const needs = new WeakMap<object, () => void>();

/** `op`, whose operation needs what `bring` brings. */
export function withNeeds<T extends ElementwiseOp>(op: T, bring: () => void): T {
  needs.set(op, bring);
  return op;
}

/** Brings what the operation of `op` needs, for a module that writes the operation into an expression itself. */
export function bringNeedsOf(op: ElementwiseOp): void {
  needs.get(op)?.();
}

/** What `make` returns, made at the first call. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

// Ops by name, of every kind: definitions are checked against it, and a saved layer finds its op here.
import type { OwnKernel } from '../backends/own-kernel.js';
import { type Definition, type OwnKernels, outputsOf } from '../op/definition.js';
import { definitionOfOp, type ElementwiseOp, type OutputsOp } from '../op/op.js';
import { callers, isReload } from '../reload.js';
import { registerLayerStandIn } from './stand-in.js';

const ops = new Map<string, ElementwiseOp | OutputsOp>();

/** The modules that defined each op. */
const definers = new Map<string, string>();

/** Ops of this package that are made when they are first asked for. A user's op of that name comes first. */
const waiting = new Map<string, () => ElementwiseOp>();

/**
 * The op that is known by the name of `definition`, if it is the same function and of the wanted kind; else the op
 * that `make` makes, which is known by its name from now on.
 *
 * @param where Names the op in errors, as `activation "mish"`.
 * @param isKind Whether an op is of the wanted kind.
 * @param replace Whether another function of this name may be replaced. That of a module that a development server
 *   evaluates again may be in any case.
 * @throws RangeError if the name stands for another function.
 */
export function registered<T extends ElementwiseOp | OutputsOp>(
  where: string,
  definition: Definition,
  isKind: (op: ElementwiseOp | OutputsOp) => op is T,
  make: () => T,
  replace = false,
): T {
  const { name } = definition;
  const existing = ops.get(name);
  const modules = callers();
  if (existing !== undefined) {
    const isKnown = isSame(definitionOfOp(existing)!, definition);
    const isAgain = isReload(definers.get(name)!, modules);
    if (isAgain) definers.set(name, modules);
    if (isKnown && isKind(existing)) return existing;
    if (!isKnown && !replace && !isAgain) {
      throw new RangeError(
        `${where}: expected a new name or the same function, got another function; ` +
          'choose another name, or give the option replace: true',
      );
    }
  }
  const op = make();
  if (ops.size === 0) registerLayerStandIn();
  ops.set(name, op);
  definers.set(name, modules);
  return op;
}

/**
 * Whether `given` is the function that `known` is. A formula is compared; of kernels nobody can tell what they compute,
 * so they are the same only if they are the very same wasm or JavaScript. A formula alone goes by any kernel of it.
 */
function isSame(known: Definition, given: Definition): boolean {
  const fits = known.precision === given.precision && known.inputs.join() === given.inputs.join();
  if (!fits || known.expr !== given.expr) return false;
  if (given.own === undefined) return given.expr !== undefined;
  return known.own !== undefined && areSameKernels(known.own, given.own);
}

function areSameKernels(a: OwnKernels, b: OwnKernels): boolean {
  return (
    a.outputs.join() === b.outputs.join() &&
    isSameKernel(a.forward, b.forward) &&
    isSameKernel(a.derivative, b.derivative) &&
    (typeof a.backward === 'object' && typeof b.backward === 'object'
      ? isSameKernel(a.backward, b.backward)
      : a.backward === b.backward)
  );
}

function isSameKernel(a: OwnKernel | undefined, b: OwnKernel | undefined): boolean {
  if (a?.javascript !== b?.javascript || a?.wasm?.entry !== b?.wasm?.entry) return false;
  const [from, to] = [a?.wasm?.origin ?? [], b?.wasm?.origin ?? []];
  return from.length === to.length && from.every((each, i) => each === to[i]);
}

/** Makes an op of this package known by its name, without making it. */
export function registerWaiting(name: string, make: () => ElementwiseOp): void {
  waiting.set(name, make);
}

/** Each order about doubles an expression. A name in a file that asks for more would block the program. */
const MAX_ORDER = 12;

/**
 * The op called `name`, or undefined.
 * `silu` has `siluDerivative` with it, `snake` of two inputs `snakeDerivative0` and `snakeDerivative1`, unless
 * there is an op of that very name. An op of several outputs is none that a name in a model can stand for, nor is a
 * derivative of an order beyond 12.
 */
export function opNamed(name: string, order = MAX_ORDER): ElementwiseOp | undefined {
  const op = ops.get(name) ?? waiting.get(name)?.();
  if (op !== undefined) return isOfOne(op) ? op : undefined;
  const [, base, index] = /^(.+)Derivative(\d*)$/.exec(name) ?? [];
  const of = base === undefined || order === 0 ? undefined : opNamed(base, order - 1);
  const input = Number(index);
  if (of === undefined || !hasDerivative(definitionOfOp(of)!, input)) return undefined;
  const derivative = of.derivative(input);
  return derivative.opName === name ? derivative : undefined;
}

function isOfOne(op: ElementwiseOp | OutputsOp): op is ElementwiseOp {
  return outputsOf(definitionOfOp(op)!) === 1;
}

function hasDerivative({ inputs, expr, own }: Definition, input: number): boolean {
  return input < inputs.length && (expr !== undefined || own?.derivative !== undefined);
}

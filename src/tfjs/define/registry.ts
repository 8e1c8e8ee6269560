// Ops by name, of every kind: definitions are checked against it, and a saved layer finds its op here.
import type { Definition } from '../op/definition.js';
import { definitionOfOp, type ElementwiseOp } from '../op/op.js';

const ops = new Map<string, ElementwiseOp>();

/** Ops of this package that are made when they are first asked for. A user's op of that name comes first. */
const waiting = new Map<string, () => ElementwiseOp>();

/**
 * The op that is known by the name of `definition`, if it is the same function and of the wanted kind; else the op
 * that `make` makes, which is known by its name from now on.
 *
 * @param where Names the op in errors, as `activation "mish"`.
 * @param isKind Whether an op is of the wanted kind.
 * @param replace Whether another function of this name may be replaced.
 * @throws RangeError if the name stands for another function.
 */
export function registered<T extends ElementwiseOp>(
  where: string,
  definition: Definition,
  isKind: (op: ElementwiseOp) => op is T,
  make: () => T,
  replace = false,
): T {
  const existing = ops.get(definition.name);
  if (existing !== undefined) {
    const isKnown = isSame(definitionOfOp(existing)!, definition);
    if (isKnown && isKind(existing)) return existing;
    if (!isKnown && !replace) {
      throw new RangeError(
        `${where}: expected a new name or the same function, got another function; ` +
          'choose another name, or give the option replace: true',
      );
    }
  }
  const op = make();
  ops.set(definition.name, op);
  return op;
}

/** Whether two definitions of one name are the same function. Of kernels without a formula nobody can tell. */
function isSame(a: Definition, b: Definition): boolean {
  const areKnown = a.expr !== undefined && a.expr === b.expr;
  return areKnown && a.precision === b.precision && a.inputs.join() === b.inputs.join();
}

/** Makes an op of this package known by its name, without making it. */
export function registerWaiting(name: string, make: () => ElementwiseOp): void {
  waiting.set(name, make);
}

/**
 * The op called `name`, or undefined.
 * `silu` has `siluDerivative` with it, `snake` of two inputs `snakeDerivative0` and `snakeDerivative1`, unless
 * there is an op of that very name.
 */
export function opNamed(name: string): ElementwiseOp | undefined {
  const op = ops.get(name) ?? waiting.get(name)?.();
  if (op !== undefined) return op;
  const [, base, index] = /^(.+)Derivative(\d*)$/.exec(name) ?? [];
  const of = base === undefined ? undefined : opNamed(base);
  const input = Number(index);
  if (of === undefined || input >= definitionOfOp(of)!.inputs.length) return undefined;
  const derivative = of.derivative(input);
  return derivative.opName === name ? derivative : undefined;
}

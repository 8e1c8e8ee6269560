// The option `host: true`: the function runs as it is, as a kernel in JavaScript.
import { defineKernelOp } from '../kernels/define.js';
import type { NamedOp } from '../tfjs/define/elementwise.js';
import type { Activation } from '../tfjs/define/serialization.js';
import { described } from '../tfjs/errors.js';
import { Refusal } from './errors.js';
import { parametersOf } from './parameters.js';
import { type PlainFunction, parseFunction, type SourceText } from './source.js';

type Scalar = (...args: unknown[]) => unknown;
type Loop = (...arrays: Float32Array[]) => void;

interface HostOptions {
  readonly names: readonly string[] | undefined;
  readonly uses: object;
  readonly derivative: PlainFunction | string | SourceText | undefined;
  readonly replace: boolean | undefined;
}

/** An op that calls `fn` for each element. */
export function hostOp(
  where: string,
  name: string,
  fn: PlainFunction | string | SourceText,
  { names, uses, derivative, replace }: HostOptions,
): Activation | NamedOp {
  if (typeof fn !== 'function') throw sourceGiven(where);
  const { inputs, takesUses } = hostParameters(fn, names, uses);
  const scalar = withUses(fn, inputs.length, takesUses ? uses : undefined);
  checkResult(where, scalar, inputs.length);
  const slope = slopeLoops(`${where}: derivative`, name, scalar, inputs.length, derivative, uses);
  const how =
    derivative === undefined
      ? 'no derivative'
      : derivative === 'numeric'
        ? 'central differences'
        : 'a derivative of its own';
  const notes = [
    'it runs as it is, in JavaScript, one call for each element: it takes as long as a loop of it, and no SIMD ' +
      `kernel is made (host: true); ${how}`,
  ];
  const options = { inputs, forward: valueLoop(scalar, inputs.length), ...slope, replace };
  // No wasm and no formula is read.
  return defineKernelOp<never, readonly string[]>(name, options, {
    checkModule: () => undefined,
    formula: () => {
      throw new Error('internal: a function that runs as it is has no formula');
    },
    notes,
  });
}

function sourceGiven(where: string): TypeError {
  return new TypeError(
    `${where}: host: true expected a function, got the source of one, which is never run; leave out host, or give the function`,
  );
}

/** Names of the inputs, also of a function whose source says nothing. */
function hostParameters(
  fn: PlainFunction,
  names: readonly string[] | undefined,
  uses: object,
): { inputs: readonly string[]; takesUses: boolean } {
  try {
    const { inputs, takesUses } = parametersOf(parseFunction(fn), names, Object.keys(uses).length > 0);
    return { inputs: names === undefined && inputs.length === 1 ? ['x'] : inputs, takesUses };
  } catch (error) {
    const isNative = error instanceof Refusal && error.message.includes('native code');
    if (!isNative) throw error;
    const inputs =
      names ?? Array.from({ length: Math.max(fn.length, 1) }, (_, i) => (fn.length > 1 ? `x${i}` : 'x'));
    return { inputs, takesUses: false };
  }
}

/** `fn` of its inputs alone. */
function withUses(fn: PlainFunction, count: number, uses: object | undefined): Scalar {
  // It takes numbers, and perhaps `uses`, and gets nothing else here.
  const plain = fn as unknown as Scalar;
  if (uses === undefined) return plain;
  if (count === 1) return (x) => plain(x, uses);
  return count === 2 ? (a, b) => plain(a, b, uses) : (...args) => plain(...args, uses);
}

/** @throws TypeError for a function that returns no number. */
function checkResult(where: string, scalar: Scalar, count: number): void {
  const value = scalar(...Array.from({ length: count }, () => 0.5));
  if (value instanceof Promise) value.catch(() => undefined);
  if (typeof value === 'number' || typeof value === 'boolean') return;
  throw new TypeError(`${where}: expected a function that returns a number, got ${described(value)} at 0.5`);
}

/** y = fn(x) over arrays. */
function valueLoop(fn: Scalar, count: number): Loop {
  if (count === 1) {
    return function forward(x, y) {
      for (let i = 0; i < y!.length; i++) y![i] = fn(x![i]) as number;
    };
  }
  if (count === 2) {
    return function forward(a, b, y) {
      for (let i = 0; i < y!.length; i++) y![i] = fn(a![i], b![i]) as number;
    };
  }
  return function forward(...arrays) {
    const inputs = arrays.slice(0, count);
    const y = arrays[count]!;
    for (let i = 0; i < y.length; i++) y[i] = fn(...inputs.map((input) => input[i])) as number;
  };
}

/** dx = dy * fn'(x) over arrays, for each input; and fn'(x) alone, for one. */
function slopeLoops(
  where: string,
  name: string,
  scalar: Scalar,
  count: number,
  derivative: PlainFunction | string | SourceText | undefined,
  uses: object,
): { backward: Loop; derivative?: Loop } {
  if (derivative === undefined) {
    const missing = (): never => {
      throw new Error(
        `${name} has no derivative; give vectorize the option derivative: a plain function, or 'numeric'`,
      );
    };
    return count === 1 ? { backward: missing, derivative: missing } : { backward: missing };
  }
  const slope = slopeOf(where, scalar, count, derivative, uses);
  if (count > 1) return { backward: backwardLoop(slope as (...point: number[]) => number[], count) };
  const one = slope as (x: number) => number;
  return {
    backward: (x, dy, dx) => {
      for (let i = 0; i < dx!.length; i++) dx![i] = dy![i]! * one(x![i]!);
    },
    derivative: (x, y) => {
      for (let i = 0; i < y!.length; i++) y![i] = one(x![i]!);
    },
  };
}

/** dx = dy * df/dx over arrays, for each of several inputs. */
function backwardLoop(slopes: (...point: number[]) => number[], count: number): Loop {
  return function backward(...arrays) {
    const inputs = arrays.slice(0, count);
    const [dy, ...dxs] = arrays.slice(count);
    for (let i = 0; i < dy!.length; i++) {
      const each = slopes(...inputs.map((input) => input[i]!));
      for (let j = 0; j < count; j++) dxs[j]![i] = dy![i]! * each[j]!;
    }
  };
}

/** The derivative at a point: a number, or an array of one for each of several inputs. */
function slopeOf(
  where: string,
  scalar: Scalar,
  count: number,
  derivative: PlainFunction | string | SourceText,
  uses: object,
): Scalar {
  if (derivative === 'numeric') {
    if (count === 1) return (x) => centralDifference(scalar, [x as number], 0);
    return (...point) => point.map((_, i) => centralDifference(scalar, point as number[], i));
  }
  if (typeof derivative !== 'function') throw sourceGiven(where);
  const slope = withUses(derivative, count, derivative.length > count ? uses : undefined);
  if (count === 1) {
    checkResult(where, slope, 1);
    return slope;
  }
  const at = slope(...Array.from({ length: count }, () => 0.5));
  if (!Array.isArray(at) || at.length !== count) {
    throw new TypeError(
      `${where}: expected a function that returns an array of ${count} numbers, got ${described(at)}`,
    );
  }
  return slope;
}

/** The step as a part of x: the cube root of float64's epsilon, where rounding and the third derivative balance. */
const STEP = 2 ** -17;

/** df / d input in float64. */
function centralDifference(f: Scalar, point: readonly number[], input: number): number {
  const x = point[input]!;
  const step = STEP * Math.max(1, Math.abs(x));
  const [above, below] = [x + step, x - step];
  const at = (value: number): number => f(...point.map((each, i) => (i === input ? value : each))) as number;
  return (at(above) - at(below)) / (above - below);
}

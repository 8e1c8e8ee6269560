// The function itself as the oracle of what was understood: at some hundred points it must have the value of the
// compiled expression in float64. What differs was misread, or is not a function of its inputs alone.
import { type Expr, nodesOf } from '../expr/expr.js';
import type { Compiled } from './compile.js';
import { Refusal } from './errors.js';
import { pointsOf } from './points.js';
import { Tape } from './tape.js';

export interface Checked {
  readonly points: number;
  /** What is to be known of the numbers, one sentence each. */
  readonly notes: readonly string[];
}

/** Of what is exact in float64, as the forms of the compiler are, but for the order of a sum. */
const RELATIVE = 1e-13;
/** Less than the smallest float32. */
const ABSOLUTE = 2 ** -150;
const FLOAT32_ULP = 2 ** -23;

/**
 * Compares `fn` with what was compiled from it.
 * @param fn The function, which gets the inputs alone.
 * @throws Refusal for the first point at which they differ.
 */
export function checkAgainst(fn: (...inputs: number[]) => unknown, compiled: Compiled): Checked {
  const { inputs, exact, constants, rounds } = compiled;
  const points = pointsOf(inputs.length, constantsOf(compiled));
  const tapes = exact.map((expr) => new Tape(expr));
  const ulp = rounds ? FLOAT32_ULP : undefined;
  for (const point of points) {
    const results = resultsAt(fn, point, compiled);
    tapes.forEach((tape, i) => {
      const [want, all] = [results[i]!, [...point, ...constants]];
      const got = tape.evaluate(all);
      if (isNear(got, want, RELATIVE * Math.abs(want))) return;
      const bounded = tape.bounded(all, ulp, rounds);
      if (bounded === undefined || isNear(got, want, 8 * bounded.error + RELATIVE * Math.abs(want))) return;
      throw new Refusal(
        `the function is ${want} at ${described(point, inputs)}, and what was understood of it is ${got}`,
        'Its value must depend on its inputs alone, and what comes from outside must be what uses says. ' +
          'If it is so, this is an error of lanewise: please report it, and give the option host: true.',
      );
    });
  }
  return { points: points.length, notes: float32Notes(compiled, points) };
}

/** What `fn` returns at `point`, as numbers. */
function resultsAt(
  fn: (...inputs: number[]) => unknown,
  point: readonly number[],
  compiled: Compiled,
): number[] {
  const place = (): string => described(point, compiled.inputs);
  let value: unknown;
  try {
    value = fn(...point);
  } catch (error) {
    throw new Refusal(`the function throws at ${place()}: ${error instanceof Error ? error.message : error}`);
  }
  return (Array.isArray(value) ? value : [value]).map((each: unknown) => {
    // An array that is read beyond its end gives undefined, which counts as NaN.
    if (typeof each === 'number' || typeof each === 'boolean' || each === undefined) return Number(each);
    throw new Refusal(
      `the function is ${String(each)} at ${place()}; expected a number`,
      'Return a number on every path.',
      undefined,
      undefined,
      TypeError,
    );
  });
}

const isNear = (a: number, b: number, error: number): boolean =>
  a === b || Math.abs(a - b) <= error + ABSOLUTE || (Number.isNaN(a) && Number.isNaN(b));

/** Where float32 is grossly off: a point where a value overflows or cancels on the way. */
function float32Notes(
  { inputs, exprs, constants }: Compiled,
  points: readonly (readonly number[])[],
): string[] {
  const notes: string[] = [];
  // One input is called x in formulas.
  const names = inputs.length === 1 ? ['x'] : inputs;
  for (const value of constants) {
    const rounded = Math.fround(value);
    if (Number.isFinite(rounded) && rounded !== 0) continue;
    notes.push(`the number ${value} is ${rounded} in float32`);
  }
  const ordinary = points
    .filter((point) => point.every((value) => value === 0 || Math.abs(Math.log2(Math.abs(value))) < 128))
    .map((point) => ({ point, size: sizeOf(point) }))
    .sort((a, b) => a.size - b.size);
  for (const expr of exprs) {
    const tape = new Tape(expr);
    for (const { point } of ordinary) {
      const want = Math.fround(tape.evaluate(point));
      const got = tape.evaluate32(point);
      if (isNear(got, want, 0.01 * Math.abs(want) + 1e-5)) continue;
      const bounded = tape.bounded(point, FLOAT32_ULP, true);
      if (bounded === undefined) continue; // a step or a comparison falls to the other side
      notes.push(
        `in float32 it is ${shortest(got)} at ${described(point, names)}, where the function is ${shortest(want)}: ` +
          'a value on the way overflows or cancels',
      );
      break;
    }
  }
  return notes;
}

/** How far a point is from 1 and -1: small for ordinary ones. */
const sizeOf = (point: readonly number[]): number =>
  Math.max(...point.map((value) => (value === 0 ? 2 : Math.abs(Math.log2(Math.abs(value))))));

/** The numbers in the source and in the formula. */
function constantsOf({ exact, constants }: Compiled): number[] {
  const leaves = nodesOf(exact as Expr[]).flatMap((node) => (node.kind === 'constant' ? [node.value] : []));
  return [...leaves, ...constants];
}

function described(point: readonly number[], names: readonly string[]): string {
  return point.map((value, i) => `${names[i]} = ${Object.is(value, -0) ? '-0' : shortest(value)}`).join(', ');
}

/** The shortest decimal that is the same float32. */
function shortest(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Object.is(Math.fround(short), Math.fround(value))) return String(short);
  }
  return String(value);
}

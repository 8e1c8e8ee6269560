// What a target computed, beside what it should.
import type { Case, Want } from './cases.js';

/** Lines for the first points at which `got` is not what is wanted, and how many points were compared. */
export function differences(
  { name, points }: Case,
  what: string,
  got: ArrayLike<number>,
  wants: readonly Want[],
): { readonly compared: number; readonly faults: string[] } {
  if (got.length !== wants.length) {
    return { compared: 0, faults: [`${name}: ${what} has ${got.length} elements, not ${wants.length}`] };
  }
  const faults: string[] = [];
  let compared = 0;
  wants.forEach((want, i) => {
    if (want === null) return;
    compared++;
    const [value, allowed] = want;
    const y = got[i]!;
    const isRight = Number.isFinite(value) ? Math.abs(y - value) <= allowed : Object.is(y, value);
    if (!isRight) faults.push(`${name}: ${what} at ${points[i]} is ${y}, not ${value} within ${allowed}`);
  });
  return { compared, faults: faults.slice(0, 3) };
}

/** The values of the inputs at all points, an array for each. */
export const columns = ({ points, inputs }: Case): Float32Array<ArrayBuffer>[] =>
  inputs.map((_, i) => Float32Array.from(points, (point) => point[i]!));

// Random inputs: numbers of every size, ties, and those at which arithmetic is special.
import type { Random } from './random.js';

const SPECIAL = [
  ...[0, -0, 1, -1, 0.5, -0.5, 2, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...[2 ** -149, -(2 ** -149), 2 ** -126, 3 * 2 ** -130, 2 ** 24, 2 ** 24 + 2, -(2 ** 31), 2 ** 32],
  ...[3.4028234663852886e38, -3.4028234663852886e38, 1 - 2 ** -24, 1 + 2 ** -23, -1 - 2 ** -23],
  ...[88.72284, -87.33655, -103.97208, 1e-20, 1e20, Math.PI, Math.PI / 2, 1.5, 2.5, -3.5],
].map(Math.fround);

export function drawValue(random: Random): number {
  const kind = random.unit();
  if (kind < 0.1) return random.oneOf(SPECIAL);
  if (kind < 0.5) return Math.fround(random.between(-4, 4));
  if (kind < 0.75) return (random.below(129) - 64) / 16;
  if (kind < 0.85) return random.below(21) - 10;
  return Math.fround((random.chance(0.5) ? 1 : -1) * 2 ** random.between(-30, 20));
}

/** How values are written in JSON, which has no NaN, no infinities and no -0. */
export type Written = number | string;

export const writtenValue = (value: number): Written =>
  Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? '-0' : String(value);
export const readValue = (value: Written): number => Number(value);

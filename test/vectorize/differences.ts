// Derivatives of a function in float64, by differences of the function itself, away from its kinks.

type Scalar = (...point: number[]) => number;

/** A derivative, or undefined near a kink, a jump or a pole. */
export type Difference = number | undefined;

const moved = (point: readonly number[], input: number, by: number): number[] =>
  point.map((value, i) => (i === input ? value + by : value));

/** df / d input, where differences of three widths and to both sides agree. */
export function slopeOf(f: Scalar, point: readonly number[], input: number): Difference {
  const at = (by: number): number => f(...moved(point, input, by));
  const central = (h: number): number => (at(h) - at(-h)) / (2 * h);
  const [wide, narrow] = [central(2 ** -8), central(2 ** -9)];
  const [left, right] = [(at(0) - at(-(2 ** -14))) * 2 ** 14, (at(2 ** -14) - at(0)) * 2 ** 14];
  const slope = narrow + (narrow - wide) / 3;
  const scale = 1 + Math.abs(slope);
  const agrees = (value: number): boolean => Math.abs(value - slope) <= 0.01 * scale;
  return agrees(wide) && agrees(left) && agrees(right) ? slope : undefined;
}

/** The second derivative by one input, where the first is there too and differences of two widths agree. */
export function bendOf(f: Scalar, point: readonly number[], input: number): Difference {
  const slopes = [-(2 ** -7), 0, 2 ** -7].map((by) => slopeOf(f, moved(point, input, by), input));
  if (slopes.includes(undefined)) return undefined;
  const second = (h: number): number => {
    const [a, b, c] = [-h, 0, h].map((by) => f(...moved(point, input, by)));
    return (a! - 2 * b! + c!) / (h * h);
  };
  const [wide, narrow] = [second(2 ** -6), second(2 ** -7)];
  const bend = narrow + (narrow - wide) / 3;
  return Math.abs(wide - bend) <= 0.02 * (1 + Math.abs(bend)) ? bend : undefined;
}

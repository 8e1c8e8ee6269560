// Where a function is compared with what was understood of it.

const TINY = [2 ** -149, 1e-38, 1e-20, 1e-7, 1e-3];
const HUGE = [20, 89, 104, 710, 1e4, 2 ** 24 + 2, 1e10, 1e20, 3.4028234663852886e38];
const SPECIAL = [0, -0, 1, -1, 0.5, -0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const ORDINARY = 96;
/** Points of a function of several inputs, besides those of `SPECIAL` values. */
const COMBINATIONS = 300;

const both = (values: readonly number[]): number[] => values.flatMap((value) => [value, -value]);

/**
 * Float32 points of a function of `count` inputs in which the numbers `constants` stand: ordinary, huge, tiny and
 * special ones, and those numbers with their neighbours.
 */
export function pointsOf(count: number, constants: readonly number[]): number[][] {
  const near = constants.filter(Number.isFinite).flatMap((value) => neighbours(Math.fround(value)));
  const ordinary = Array.from({ length: ORDINARY }, (_, i) => scattered(i) * (i % 3 === 0 ? 40 : 6));
  const halves = Array.from({ length: 25 }, (_, i) => (i - 12) / 2);
  const values = [...SPECIAL, ...both([...TINY, ...HUGE]), ...near.slice(0, 192), ...halves, ...ordinary].map(
    Math.fround,
  );
  const candidates = [...new Set(values)];
  candidates.push(-0); // a set takes it for 0
  if (count === 1) return candidates.map((value) => [value]);
  const points = Array.from({ length: COMBINATIONS }, (_, i) =>
    Array.from(
      { length: count },
      (_, j) =>
        candidates[(i * (2 * j + 1) + j * 7 + Math.floor(i / candidates.length) * j) % candidates.length]!,
    ),
  );
  for (const a of SPECIAL) {
    for (const b of SPECIAL) points.push(Array.from({ length: count }, (_, j) => (j % 2 === 0 ? a : b)));
  }
  return points;
}

/** A value between -1 and 1, different for each `i`. */
const scattered = (i: number): number => ((i * 0.6180339887498949) % 1) * 2 - 1;

/** A float32 with the next ones below and above it. */
function neighbours(value: number): number[] {
  const floats = Float32Array.of(Math.abs(value));
  const bits = new Int32Array(floats.buffer);
  const size = bits[0]!;
  const sizes = [size - 1, size, size + 1]
    .filter((each) => each >= 0)
    .map((each) => {
      bits[0] = each;
      return floats[0]!;
    });
  return value < 0 ? sizes.map((each) => -each) : sizes;
}

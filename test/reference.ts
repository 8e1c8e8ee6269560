// spiky by numpy's definition of float32 `x % 1`, independent of the kernels' x - floor(x): the exact
// C remainder, which has the sign of x, then one rounded addition, as npy_divmodf does it.

export function remainder(x: number): number {
  const r = x % 1;
  if (r === 0) return 0;
  return r < 0 ? Math.fround(r + 1) : r;
}

export function forward(x: number): number {
  const r = remainder(x);
  return r <= 0.5 ? r : 0;
}

export function derivative(x: number): number {
  return remainder(x) <= 0.5 ? 1 : 0;
}

export function backward(x: number, dy: number): number {
  return Math.fround(dy * derivative(x));
}

/** Inputs where implementations go wrong: signed zeros, edges of the teeth and their neighbours, … */
export const SPECIAL: readonly number[] = [
  0,
  -0,
  0.5,
  Math.fround(0.5 + 2 ** -24),
  Math.fround(0.5 - 2 ** -25),
  -0.5,
  // x - floor(x) is a tie in float32 that rounds to 0.5, and above 0.5 in float64.
  -0.5 + 2 ** -25,
  Math.fround(-0.5 - 2 ** -24),
  1,
  -1,
  Math.fround(1 - 2 ** -24),
  Math.fround(-1e-9),
  1e-9,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
  1.5,
  -1.5,
  2.75,
  -2.75,
  2 ** 22 + 0.5,
  -(2 ** 22) - 0.5,
  2 ** 23 + 1,
  2 ** 24,
  -(2 ** 31),
  3.4028234663852886e38,
  -3.4028234663852886e38,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
].map(Math.fround);

/** `length` float32 inputs: the special values, then values in [-4, 4) that do not repeat in step. */
export function inputs(length: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, i) => SPECIAL[i] ?? (((i * 0.618033988749895) % 1) - 0.5) * 8);
}

/** Upstream gradients with NaN, infinities, -0 and a subnormal among them. */
export function upstream(length: number): Float32Array<ArrayBuffer> {
  const special = [1, -2.5, Number.NaN, Number.POSITIVE_INFINITY, -0, 2 ** -149, Number.NEGATIVE_INFINITY];
  return Float32Array.from({ length }, (_, i) => special[i % 11] ?? (i % 13) - 6.25);
}

/** The bits of each float, with every NaN alike: its payload differs between machines. */
export function bits(values: ArrayLike<number>): Uint32Array {
  const floats = Float32Array.from(values);
  const words = new Uint32Array(floats.buffer);
  for (let i = 0; i < floats.length; i++) if (Number.isNaN(floats[i])) words[i] = 0x7fc00000;
  return words;
}

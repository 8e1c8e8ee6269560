// Scalar functions in float64 that JavaScript's Math lacks, or means otherwise than numpy and C.

/** Rounds to the nearest integer, a half to the even one. Keeps the sign: -0.3 rounds to -0. */
export function roundHalfToEven(x: number): number {
  const size = Math.abs(x);
  const floor = Math.floor(size);
  const fraction = size - floor;
  if (Number.isNaN(fraction)) return x;
  return Math.sign(x) * (floor + (fraction === 0.5 ? floor % 2 : Number(fraction > 0.5)));
}

/** Python's and numpy's remainder: it has the sign of the divisor. */
export function flooredModulo(a: number, b: number): number {
  const r = a % b;
  if (r === 0) return b < 0 ? -0 : 0;
  return r < 0 !== b < 0 ? r + b : r;
}

/** C's pow: unlike JavaScript's, 1 to any power is 1, and so is -1 to an infinite one. */
export function power(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
  return a ** b;
}

/** The error function to about 1e-15: its Taylor series near 0, a continued fraction of erfc beyond. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (!(a < 6)) return Number.isNaN(x) ? x : Math.sign(x);
  if (a >= 2.5) return Math.sign(x) * (1 - erfcTail(a));
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** 1 - erf(x), to about 1e-12 of itself. */
export function erfc(x: number): number {
  return x >= 2.5 && x < 30 ? erfcTail(x) : 1 - erf(x);
}

/** erfc(x) of 2.5 <= x < 30 by a continued fraction. */
function erfcTail(x: number): number {
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

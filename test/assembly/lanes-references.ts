// Float64 oracles of the lane functions where a better one is known than the value of the operation: one that
// shares no formula with it, or rounds more exactly. All are right to 2 ulp of float64.

type Reference = (x: number, y: number) => number;

export const REFERENCES: Readonly<Record<string, Reference>> = {
  erf,
  erfc,
  log2: Math.log2,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  mod,
  pow,
  atan2,
};

/** f(x) in float32 where the reference lies too near the middle of two float32 to tell, for whole ranges of x. */
export const DECISIONS: Readonly<Record<string, (x: number) => number | undefined>> = {
  // 1/2 + x/4 - x^3/48 is 1/2 + x/4 in float64, often a tie; the cubic term sends it towards 1/2.
  sigmoid: (x) => (Math.abs(x) < 2 ** -15 ? Math.fround(0.5 + x / 4 - Math.sign(x) * 2 ** -53) : undefined),
};

/**
 * erf x = 2/sqrt(pi) e^(-x^2) x (1 + (2x^2/3)(1 + (2x^2/5)(1 + …))): no term cancels, and x^2 is exact where
 * x is a float32. From 4 on erf rounds to 1 in float32.
 */
function erf(x: number): number {
  if (Math.abs(x) >= 4) return Math.sign(x);
  const square = 2 * x * x;
  let sum = 1;
  for (let n = 2 * Math.ceil(14 + 2.2 * square + 3 * Math.sqrt(square)) + 1; n > 1; n -= 2)
    sum = 1 + (square / n) * sum;
  return ((2 * Math.exp(-x * x)) / Math.sqrt(Math.PI)) * sum * x;
}

/**
 * 1 - erf x where that keeps its digits, then Laplace's continued fraction, e^(-x^2) / sqrt(pi) over
 * x + (1/2) / (x + 1 / (x + (3/2) / (x + …))), whose terms are positive. From 10.1 on erfc x is below 2^-151.
 */
function erfc(x: number): number {
  if (x < -2) return 2 - erfc(-x);
  if (!(x > 0.45)) return 1 - erf(x);
  if (x > 10.1) return 0;
  let tail = 0;
  for (let k = Math.ceil(8 + 260 / (x * x)); k > 0; k--) tail = k / 2 / (x + tail);
  return (Math.exp(-x * x) * 0.5641895835477563) / (x + tail);
}

/** numpy's npy_divmodf: C's fmod, which is exact, plus b where the signs differ; a zero has the sign of b. */
function mod(a: number, b: number): number {
  const rest = a % b;
  if (Number.isNaN(rest)) return Number.NaN;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? Math.fround(rest + b) : rest;
}

/** C99's pow in float64; JavaScript's differs from it where 1 or -1 meets NaN or an infinity. */
function pow(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY)) return 1;
  return x ** y;
}

/** An angle below float32's normal range lies just under the quotient, which may be a tie. */
function atan2(y: number, x: number): number {
  const angle = Math.atan2(y, x);
  return angle !== 0 && Math.abs(angle) < 2 ** -126 ? (y / x) * (1 - 2 ** -53) : angle;
}

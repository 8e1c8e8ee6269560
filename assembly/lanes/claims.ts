// What is claimed of each lane function: the largest errors that its source states, and its results at special
// inputs. The build, the tests, the sweeps and docs/ulp.md read it. Not compiled by asc.

export interface TierClaims {
  /** The largest error in ULP. 0.5 claims correct rounding of every input. */
  readonly bound: number;
  /** The bits of the input that comes nearest to it, as measured over all inputs. */
  readonly worst?: number;
}

export interface LaneClaims {
  readonly inputs: 1 | 2;
  /** `<name>Exact`. */
  readonly exact: TierClaims;
  /** `<name>Fast`, where there is one; else the fast tier takes the exact function. */
  readonly fast?: TierClaims;
  /** Whether a bundle holds it only with the operations that need it. */
  readonly optional?: true;
  /** Inputs and the result that the definition gives, beside NaN in, NaN out. -0 differs from 0. */
  readonly special: readonly (readonly number[])[];
}

const INF = Number.POSITIVE_INFINITY;
const NAN = Number.NaN;
/** The least positive float32. */
const TINY = 2 ** -149;
/** The largest finite float32. */
const HUGE = 2 ** 128 - 2 ** 104;

type Cases = LaneClaims['special'];

const cases = (...rows: Cases): Cases => rows;
/** Each row, and that of -x with the result -y. */
const odd = (...rows: readonly (readonly [x: number, y: number])[]): Cases =>
  rows.flatMap(([x, y]) => cases([x, y], [-x, -y]));
/** Each row, and that of -x with the same result. */
const even = (...rows: readonly (readonly [x: number, y: number])[]): Cases =>
  rows.flatMap(([x, y]) => cases([x, y], [-x, y]));

/** The claims by the name of the operation that the lane functions compute. */
export const CLAIMS: Readonly<Record<string, LaneClaims>> = {
  exp: {
    inputs: 1,
    exact: { bound: 0.5 },
    fast: { bound: 0.909, worst: 0x426ff444 },
    special: cases([0, 1], [-0, 1], [INF, INF], [-INF, 0], [89, INF], [-104, 0], [-103, TINY]),
  },
  expm1: {
    inputs: 1,
    exact: { bound: 0.5 },
    fast: { bound: 1.404, worst: 0x3eba378f },
    special: cases([0, 0], [-0, -0], [INF, INF], [-INF, -1], [TINY, TINY], [-TINY, -TINY]),
  },
  log: {
    inputs: 1,
    exact: { bound: 0.5 },
    fast: { bound: 0.84, worst: 0x3fb4e79f },
    special: cases([0, -INF], [-0, -INF], [1, 0], [-1, NAN], [-TINY, NAN], [INF, INF], [-INF, NAN]),
  },
  log1p: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: cases([0, 0], [-0, -0], [-1, -INF], [-2, NAN], [INF, INF], [-INF, NAN], [TINY, TINY]),
  },
  tanh: {
    inputs: 1,
    exact: { bound: 0.5 },
    fast: { bound: 1.305, worst: 0x3f215bca },
    special: odd([0, 0], [INF, 1], [TINY, TINY]),
  },
  erf: {
    inputs: 1,
    exact: { bound: 0.5 },
    fast: { bound: 1.413, worst: 0x3f8077d0 },
    special: odd([0, 0], [INF, 1], [4, 1]),
  },
  sigmoid: {
    inputs: 1,
    exact: { bound: 0.5 },
    fast: { bound: 2.402, worst: 0xc085088d },
    special: cases([0, 0.5], [-0, 0.5], [INF, 1], [-INF, 0], [-104, 0], [-103, TINY]),
  },
  softplus: {
    inputs: 1,
    exact: { bound: 0.5 },
    fast: { bound: 2.025, worst: 0xbee6be9b },
    special: cases([0, Math.LN2], [-0, Math.LN2], [INF, INF], [-INF, 0], [-104, 0]),
  },
  sin: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: odd([0, 0], [INF, NAN], [TINY, TINY]),
  },
  cos: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: even([0, 1], [INF, NAN]),
  },
  tan: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: odd([0, 0], [INF, NAN], [TINY, TINY]),
  },
  asin: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: odd([0, 0], [TINY, TINY], [1, Math.PI / 2], [1 + 2 ** -23, NAN], [INF, NAN]),
  },
  acos: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: cases(
      [1, 0],
      [-1, Math.PI],
      [0, Math.PI / 2],
      [-0, Math.PI / 2],
      [1 + 2 ** -23, NAN],
      [-(1 + 2 ** -23), NAN],
      [INF, NAN],
      [-INF, NAN],
    ),
  },
  atan: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: odd([0, 0], [TINY, TINY], [INF, Math.PI / 2]),
  },
  sinh: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: odd([0, 0], [TINY, TINY], [INF, INF], [89.5, INF]),
  },
  cosh: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: even([0, 1], [INF, INF], [89.5, INF]),
  },
  asinh: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: odd([0, 0], [TINY, TINY], [INF, INF]),
  },
  acosh: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: cases([1, 0], [1 - 2 ** -24, NAN], [0, NAN], [-1, NAN], [-2, NAN], [INF, INF], [-INF, NAN]),
  },
  atanh: {
    inputs: 1,
    exact: { bound: 0.5 },
    special: odd([0, 0], [TINY, TINY], [1, INF], [1 + 2 ** -23, NAN], [INF, NAN]),
  },
  erfc: {
    inputs: 1,
    exact: { bound: 0.5 },
    optional: true,
    special: cases([0, 1], [-0, 1], [INF, 0], [-INF, 2], [-4, 2], [10.054195, 0], [10.054194, TINY]),
  },
  log2: {
    inputs: 1,
    exact: { bound: 0.5 },
    fast: { bound: 1.403, worst: 0x3fb3161d },
    optional: true,
    special: [
      ...cases([0, -INF], [-0, -INF], [1, 0], [8, 3], [2 ** -126, -126], [TINY, -149], [2 ** 127, 127]),
      ...cases([-1, NAN], [-TINY, NAN], [INF, INF], [-INF, NAN]),
    ],
  },
  cbrt: {
    inputs: 1,
    exact: { bound: 0.5 },
    optional: true,
    special: odd([0, 0], [1, 1], [27, 3], [INF, INF], [2 ** -147, 2 ** -49]),
  },
  mod: {
    inputs: 2,
    exact: { bound: 0.5 },
    special: cases(
      [5, 3, 2],
      [-5, 3, 1],
      [5, -3, -1],
      [-5, -3, -2],
      [6, 3, 0],
      [6, -3, -0],
      [-6, 3, 0],
      [-0, 3, 0],
      [0, -3, -0],
      [1, 0, NAN],
      [0, 0, NAN],
      [INF, 3, NAN],
      [INF, INF, NAN],
      [5, INF, 5],
      [-5, INF, INF],
      [5, -INF, -INF],
      [-5, -INF, -5],
      [0, -INF, -0],
      [-1e-30, 1, 1],
      [HUGE, TINY, 0],
      [NAN, 1, NAN],
      [1, NAN, NAN],
    ),
  },
  rem: {
    inputs: 2,
    exact: { bound: 0.5 },
    optional: true,
    special: cases(
      [5, 3, 2],
      [-5, 3, -2],
      [5, -3, 2],
      [-5, -3, -2],
      [6, 3, 0],
      [-6, 3, -0],
      [0, 1, 0],
      [-0, 1, -0],
      [-0, -1, -0],
      [5, INF, 5],
      [-5, INF, -5],
      [-5, -INF, -5],
      [5, 0, NAN],
      [INF, 3, NAN],
      [NAN, 3, NAN],
      [3, NAN, NAN],
    ),
  },
  pow: {
    inputs: 2,
    exact: { bound: 0.51 },
    special: cases(
      [1, NAN, 1],
      [NAN, 0, 1],
      [NAN, -0, 1],
      [NAN, 1, NAN],
      [2, NAN, NAN],
      [-1, INF, 1],
      [-1, -INF, 1],
      [0.5, INF, 0],
      [-0.5, -INF, INF],
      [-2, INF, INF],
      [0, -1, INF],
      [-0, -1, -INF],
      [-0, -2, INF],
      [-0, 3, -0],
      [-0, 0.5, 0],
      [-INF, 3, -INF],
      [-INF, -3, -0],
      [-INF, 0.5, INF],
      [INF, -0.5, 0],
      [-2, 3, -8],
      [-2, -2, 0.25],
      [-2, 0.5, NAN],
      [2, 128, INF],
      [-2, 129, -INF],
      [2, -149, TINY],
      [2, -150, 0],
      [-2, -151, -0],
    ),
  },
  atan2: {
    inputs: 2,
    exact: { bound: 0.5 },
    special: cases(
      [0, 1, 0],
      [-0, 1, -0],
      [0, 0, 0],
      [-0, 0, -0],
      [0, -0, Math.PI],
      [-0, -0, -Math.PI],
      [0, -1, Math.PI],
      [-0, -1, -Math.PI],
      [1, 0, Math.PI / 2],
      [-1, -0, -Math.PI / 2],
      [1, INF, 0],
      [-1, INF, -0],
      [1, -INF, Math.PI],
      [INF, 1, Math.PI / 2],
      [INF, INF, Math.PI / 4],
      [-INF, INF, -Math.PI / 4],
      [INF, -INF, (3 * Math.PI) / 4],
      [-INF, -INF, (-3 * Math.PI) / 4],
      [3 * TINY, 2, TINY],
      [NAN, 1, NAN],
      [0, NAN, NAN],
    ),
  },
  hypot: {
    inputs: 2,
    exact: { bound: 0.5 },
    optional: true,
    special: cases(
      [3, -4, 5],
      [0, -0, 0],
      [-0, -0, 0],
      [0, -TINY, TINY],
      [3 * TINY, 4 * TINY, 5 * TINY],
      [HUGE, 0, HUGE],
      [HUGE, HUGE, INF],
      [-INF, 1, INF],
      [NAN, -INF, INF],
      [INF, NAN, INF],
      [NAN, 0, NAN],
      [HUGE, NAN, NAN],
      // sqrt(a^2 + b^2) in float64 is the middle of two float32: the root is above it, below it, or it.
      [8396585, 18096.0546875, 8396605],
      [18096.0546875, -8396585, 8396605],
      [8443444, 7687.92041015625, 8443447],
      [8391600, 6477.5, 8391602],
      [9588000, 11992.5, 9588008],
    ),
  },
};

/** The lane functions of a row, by their names, with what each claims. */
export function tiersOf(
  name: string,
  { exact, fast }: LaneClaims,
): readonly (TierClaims & { readonly lane: string })[] {
  const tiers = [{ lane: `${name}Exact`, ...exact }];
  return fast === undefined ? tiers : [...tiers, { lane: `${name}Fast`, ...fast }];
}

// The lane functions: one row each, with an oracle and the errors that the sources claim. The tests and
// scripts/sweep.ts run over this table, so a new function needs a row here and nothing else.
import { DECIDED } from './lanes-decided.js';

export interface Tier {
  /** The largest error in ULP that is claimed; 0.5 claims correct rounding of every input. */
  readonly bound: number;
  /** The bits of the input that comes nearest to it, as measured over all inputs. */
  readonly worst?: number;
}

export interface LaneFunction {
  readonly name: string;
  readonly inputs: 1 | 2;
  /** f in float64, independent of the lanes, right to 2 ulp of float64. */
  readonly reference: (x: number, y: number) => number;
  /** f(x) in float32 where the reference lies too near the middle of two float32 to tell. */
  readonly decide?: (x: number) => number | undefined;
  readonly exact: Tier;
  readonly fast?: Tier;
  /** Inputs and results that the definition gives, beside NaN in, NaN out; -0 differs from 0. */
  readonly special: readonly (readonly number[])[];
}

const INFINITY = Number.POSITIVE_INFINITY;
const NAN = Number.NaN;

export const LANE_FUNCTIONS: readonly LaneFunction[] = [
  {
    name: 'exp',
    inputs: 1,
    reference: Math.exp,
    exact: { bound: 0.5 },
    fast: { bound: 0.909, worst: 0x426ff444 },
    special: [
      [0, 1],
      [-0, 1],
      [INFINITY, INFINITY],
      [-INFINITY, 0],
      [89, INFINITY],
      [-104, 0],
      [-103, 2 ** -149],
    ],
  },
  {
    name: 'expm1',
    inputs: 1,
    reference: Math.expm1,
    exact: { bound: 0.5 },
    fast: { bound: 1.404, worst: 0x3eba378f },
    special: [
      [0, 0],
      [-0, -0],
      [INFINITY, INFINITY],
      [-INFINITY, -1],
      [2 ** -149, 2 ** -149],
      [-(2 ** -149), -(2 ** -149)],
    ],
  },
  {
    name: 'log',
    inputs: 1,
    reference: Math.log,
    exact: { bound: 0.5 },
    fast: { bound: 0.84, worst: 0x3fb4e79f },
    special: [
      [0, -INFINITY],
      [-0, -INFINITY],
      [1, 0],
      [-1, NAN],
      [-(2 ** -149), NAN],
      [INFINITY, INFINITY],
      [-INFINITY, NAN],
    ],
  },
  {
    name: 'log1p',
    inputs: 1,
    reference: Math.log1p,
    exact: { bound: 0.5 },
    special: [
      [0, 0],
      [-0, -0],
      [-1, -INFINITY],
      [-2, NAN],
      [INFINITY, INFINITY],
      [-INFINITY, NAN],
      [2 ** -149, 2 ** -149],
    ],
  },
  {
    name: 'tanh',
    inputs: 1,
    reference: Math.tanh,
    exact: { bound: 0.5 },
    fast: { bound: 1.305, worst: 0x3f215bca },
    special: [
      [0, 0],
      [-0, -0],
      [INFINITY, 1],
      [-INFINITY, -1],
      [2 ** -149, 2 ** -149],
      [-(2 ** -149), -(2 ** -149)],
    ],
  },
  {
    name: 'erf',
    inputs: 1,
    reference: erf,
    exact: { bound: 0.5 },
    fast: { bound: 1.413, worst: 0x3f8077d0 },
    special: [
      [0, 0],
      [-0, -0],
      [INFINITY, 1],
      [-INFINITY, -1],
      [4, 1],
      [-4, -1],
    ],
  },
  {
    name: 'sigmoid',
    inputs: 1,
    reference: (x) => 1 / (1 + Math.exp(-x)),
    // 1/2 + x/4 - x^3/48 is 1/2 + x/4 in float64, often a tie; the cubic term sends it towards 1/2.
    decide: (x) => (Math.abs(x) < 2 ** -15 ? Math.fround(0.5 + x / 4 - Math.sign(x) * 2 ** -53) : undefined),
    exact: { bound: 0.5 },
    fast: { bound: 2.402, worst: 0xc085088d },
    special: [
      [0, 0.5],
      [-0, 0.5],
      [INFINITY, 1],
      [-INFINITY, 0],
      [-104, 0],
      [-103, 2 ** -149],
    ],
  },
  {
    name: 'softplus',
    inputs: 1,
    reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    exact: { bound: 0.5 },
    fast: { bound: 2.025, worst: 0xbee6be9b },
    special: [
      [0, Math.fround(Math.LN2)],
      [-0, Math.fround(Math.LN2)],
      [INFINITY, INFINITY],
      [-INFINITY, 0],
      [-104, 0],
    ],
  },
  {
    name: 'sin',
    inputs: 1,
    reference: Math.sin,
    exact: { bound: 0.5 },
    special: [
      [0, 0],
      [-0, -0],
      [INFINITY, NAN],
      [-INFINITY, NAN],
      [2 ** -149, 2 ** -149],
      [-(2 ** -149), -(2 ** -149)],
    ],
  },
  {
    name: 'cos',
    inputs: 1,
    reference: Math.cos,
    exact: { bound: 0.5 },
    special: [
      [0, 1],
      [-0, 1],
      [INFINITY, NAN],
      [-INFINITY, NAN],
    ],
  },
  {
    name: 'tan',
    inputs: 1,
    reference: Math.tan,
    exact: { bound: 0.5 },
    special: [
      [0, 0],
      [-0, -0],
      [INFINITY, NAN],
      [-INFINITY, NAN],
      [2 ** -149, 2 ** -149],
      [-(2 ** -149), -(2 ** -149)],
    ],
  },
  {
    name: 'asin',
    inputs: 1,
    reference: Math.asin,
    exact: { bound: 0.5 },
    special: [
      [0, 0],
      [-0, -0],
      [2 ** -149, 2 ** -149],
      [-(2 ** -149), -(2 ** -149)],
      [1, Math.fround(Math.PI / 2)],
      [-1, Math.fround(-Math.PI / 2)],
      [1 + 2 ** -23, NAN],
      [-1 - 2 ** -23, NAN],
      [INFINITY, NAN],
      [-INFINITY, NAN],
    ],
  },
  {
    name: 'acos',
    inputs: 1,
    reference: Math.acos,
    exact: { bound: 0.5 },
    special: [
      [1, 0],
      [-1, Math.fround(Math.PI)],
      [0, Math.fround(Math.PI / 2)],
      [-0, Math.fround(Math.PI / 2)],
      [1 + 2 ** -23, NAN],
      [-1 - 2 ** -23, NAN],
      [INFINITY, NAN],
      [-INFINITY, NAN],
    ],
  },
  {
    name: 'atan',
    inputs: 1,
    reference: Math.atan,
    exact: { bound: 0.5 },
    special: [
      [0, 0],
      [-0, -0],
      [2 ** -149, 2 ** -149],
      [-(2 ** -149), -(2 ** -149)],
      [INFINITY, Math.fround(Math.PI / 2)],
      [-INFINITY, Math.fround(-Math.PI / 2)],
    ],
  },
  {
    name: 'sinh',
    inputs: 1,
    reference: Math.sinh,
    exact: { bound: 0.5 },
    special: [
      [0, 0],
      [-0, -0],
      [2 ** -149, 2 ** -149],
      [-(2 ** -149), -(2 ** -149)],
      [INFINITY, INFINITY],
      [-INFINITY, -INFINITY],
      [89.5, INFINITY],
      [-89.5, -INFINITY],
    ],
  },
  {
    name: 'cosh',
    inputs: 1,
    reference: Math.cosh,
    exact: { bound: 0.5 },
    special: [
      [0, 1],
      [-0, 1],
      [INFINITY, INFINITY],
      [-INFINITY, INFINITY],
      [89.5, INFINITY],
      [-89.5, INFINITY],
    ],
  },
  {
    name: 'asinh',
    inputs: 1,
    reference: Math.asinh,
    exact: { bound: 0.5 },
    special: [
      [0, 0],
      [-0, -0],
      [2 ** -149, 2 ** -149],
      [-(2 ** -149), -(2 ** -149)],
      [INFINITY, INFINITY],
      [-INFINITY, -INFINITY],
    ],
  },
  {
    name: 'acosh',
    inputs: 1,
    reference: Math.acosh,
    exact: { bound: 0.5 },
    special: [
      [1, 0],
      [1 - 2 ** -24, NAN],
      [0, NAN],
      [-1, NAN],
      [-2, NAN],
      [INFINITY, INFINITY],
      [-INFINITY, NAN],
    ],
  },
  {
    name: 'atanh',
    inputs: 1,
    reference: Math.atanh,
    exact: { bound: 0.5 },
    special: [
      [0, 0],
      [-0, -0],
      [2 ** -149, 2 ** -149],
      [-(2 ** -149), -(2 ** -149)],
      [1, INFINITY],
      [-1, -INFINITY],
      [1 + 2 ** -23, NAN],
      [-1 - 2 ** -23, NAN],
      [INFINITY, NAN],
      [-INFINITY, NAN],
    ],
  },
  {
    name: 'erfc',
    inputs: 1,
    reference: erfc,
    exact: { bound: 0.5 },
    special: [
      [0, 1],
      [-0, 1],
      [INFINITY, 0],
      [-INFINITY, 2],
      [-4, 2],
      [10.054195, 0],
      [Math.fround(10.054194), 2 ** -149],
    ],
  },
  {
    name: 'log2',
    inputs: 1,
    reference: Math.log2,
    exact: { bound: 0.5 },
    fast: { bound: 1.403, worst: 0x3fb3161d },
    special: [
      [0, -INFINITY],
      [-0, -INFINITY],
      [1, 0],
      [8, 3],
      [2 ** -126, -126],
      [2 ** -149, -149],
      [2 ** 127, 127],
      [-1, NAN],
      [-(2 ** -149), NAN],
      [INFINITY, INFINITY],
      [-INFINITY, NAN],
    ],
  },
];

/** The names of a function's lane functions, with what each claims. */
export function tiers({ name, exact, fast }: LaneFunction): readonly (Tier & { readonly lane: string })[] {
  return [
    { lane: `${name}Exact`, ...exact },
    ...(fast === undefined ? [] : [{ lane: `${name}Fast`, ...fast }]),
  ];
}

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
export function erfc(x: number): number {
  if (x < -2) return 2 - erfc(-x);
  if (!(x > 0.45)) return 1 - erf(x);
  if (x > 10.1) return 0;
  let tail = 0;
  for (let k = Math.ceil(8 + 260 / (x * x)); k > 0; k--) tail = k / 2 / (x + tail);
  return (Math.exp(-x * x) * 0.5641895835477563) / (x + tail);
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** The distance of the float32 y from the value r, in units of the last place of a float32 of r's size. */
export function ulpError(y: number, r: number): number {
  if (Number.isNaN(y) || Number.isNaN(r)) return Number.isNaN(y) === Number.isNaN(r) ? 0 : INFINITY;
  const limit = 2 ** 128;
  const inside = (v: number): number => Math.max(-limit, Math.min(limit, v));
  float[0] = inside(r);
  const exponent = Math.min(Math.max(((words[1]! >>> 20) & 0x7ff) - 1023, -126), 127);
  return Math.abs(inside(y) - inside(r)) / 2 ** (exponent - 23);
}

/** Whether r lies so near the middle of two float32 that a reference right to 2 ulp cannot round it. */
export function isHard(r: number): boolean {
  return !Object.is(Math.fround(r * (1 + 2 ** -51)), Math.fround(r * (1 - 2 ** -51)));
}

/** f(x) correctly rounded to float32, or undefined for a hard input that nobody has decided. */
export function rounded(f: LaneFunction, x: number, r: number): number | undefined {
  if (!isHard(r)) return Math.fround(r);
  const decided = f.decide?.(x);
  if (decided !== undefined) return decided;
  single[0] = x;
  const bits = DECIDED[f.name]?.get(singleBits[0]!);
  if (bits === undefined) return undefined;
  singleBits[0] = bits;
  return single[0];
}

// Each operation on intervals: writes the least and greatest value before rounding, and whether NaN may come out.
import { SCALAR } from './scalar.js';

/** The intervals of all steps so far, and the result of one. `nan`, `doubt`: 0 never, 1 maybe, 2 always. */
export interface Operands {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly nan: Uint8Array;
  low: number;
  high: number;
  doubt: number;
}

type Interval = (at: Operands, a: number, b: number, c: number) => void;
type Scalar = (...args: number[]) => number;

const INF = Number.POSITIVE_INFINITY;

function put(at: Operands, low: number, high: number, doubt: number): void {
  at.low = low;
  at.high = high;
  at.doubt = doubt;
}

const nothing = (at: Operands): void => put(at, Number.NaN, Number.NaN, 2);
const anything = (at: Operands, doubt = 1): void => put(at, -INF, INF, doubt);

/** NaN goes through: of what is always NaN, NaN; else `apply`. */
const unary =
  (apply: (at: Operands, low: number, high: number, doubt: number) => void): Interval =>
  (at, a) =>
    at.nan[a] === 2 ? nothing(at) : apply(at, at.lo[a]!, at.hi[a]!, at.nan[a]!);

/** f rises from `from` to `to`, and is not defined beyond. */
const rising = (f: Scalar, from = -INF, to = INF): Interval =>
  unary((at, low, high, doubt) => {
    if (high < from || low > to) return nothing(at);
    const isCut = low < from || high > to;
    put(at, f(Math.max(low, from)), f(Math.min(high, to)), isCut ? 1 : doubt);
  });

const falling = (f: Scalar, from = -INF, to = INF): Interval =>
  unary((at, low, high, doubt) => {
    if (high < from || low > to) return nothing(at);
    const isCut = low < from || high > to;
    put(at, f(Math.min(high, to)), f(Math.max(low, from)), isCut ? 1 : doubt);
  });

/** f(-x) = f(x), and f rises from 0. */
const even = (f: Scalar): Interval =>
  unary((at, low, high, doubt) => {
    const least = low > 0 ? low : high < 0 ? -high : 0;
    put(at, f(least), f(Math.max(Math.abs(low), Math.abs(high))), doubt);
  });

/** sin and cos: the slope is at most 1. */
const wave = (f: Scalar): Interval =>
  unary((at, low, high, doubt) => {
    const hasInfinity = low === -INF || high === INF;
    if (!(high - low < 1)) return put(at, -1, 1, hasInfinity ? 1 : doubt);
    const [from, to] = [f(low), f(high)];
    const most = Math.max(from, to);
    const least = Math.min(from, to);
    // No more than half of the width above both ends.
    const beyond = (high - low) / 2;
    put(at, Math.max(-1, least - beyond), Math.min(1, most + beyond), doubt);
  });

const tangent = unary((at, low, high, doubt) => {
  const branch = (x: number): number => Math.floor(x / Math.PI + 0.5);
  const isOneBranch = high - low < 3 && branch(low) === branch(high) && Math.tan(low) <= Math.tan(high);
  if (!isOneBranch) return anything(at, low === -INF || high === INF ? 1 : doubt);
  put(at, Math.tan(low), Math.tan(high), doubt);
});

/** Of operands that are numbers. */
const binary =
  (apply: (at: Operands, a0: number, a1: number, b0: number, b1: number, doubt: number) => void): Interval =>
  (at, a, b) => {
    if (at.nan[a] === 2 || at.nan[b] === 2) return nothing(at);
    apply(at, at.lo[a]!, at.hi[a]!, at.lo[b]!, at.hi[b]!, at.nan[a]! | at.nan[b]!);
  };

/** The least and greatest of f at the corners, where f has no others; NaN of a corner stands for anything. */
function corners(
  at: Operands,
  f: Scalar,
  a0: number,
  a1: number,
  b0: number,
  b1: number,
  doubt: number,
): void {
  const values = [f(a0, b0), f(a0, b1), f(a1, b0), f(a1, b1)];
  if (values.some(Number.isNaN)) anything(at);
  else put(at, Math.min(...values), Math.max(...values), doubt);
}

const holds = (low: number, high: number, x: number): boolean => low <= x && x <= high;
const isInfinite = (low: number, high: number): boolean => low === -INF || high === INF;

const product = binary((at, a0, a1, b0, b1, doubt) => {
  const isUndefined = (holds(a0, a1, 0) && isInfinite(b0, b1)) || (holds(b0, b1, 0) && isInfinite(a0, a1));
  if (isUndefined) return anything(at);
  corners(at, (a, b) => a! * b!, a0, a1, b0, b1, doubt);
});

const quotient = binary((at, a0, a1, b0, b1, doubt) => {
  if (!holds(b0, b1, 0)) {
    const isUndefined = isInfinite(a0, a1) && isInfinite(b0, b1);
    return isUndefined ? anything(at) : corners(at, (a, b) => a! / b!, a0, a1, b0, b1, doubt);
  }
  if (holds(a0, a1, 0)) return anything(at);
  anything(at, isInfinite(a0, a1) && isInfinite(b0, b1) ? 1 : doubt);
});

/** mod and rem: a - b q of an integer q, which is known where all corners agree. */
const remainder = (integer: (x: number) => number): Interval =>
  binary((at, a0, a1, b0, b1, doubt) => {
    const canFail = holds(b0, b1, 0) || isInfinite(a0, a1);
    if (canFail || isInfinite(b0, b1)) return anything(at, canFail ? 1 : doubt);
    const quotients = [a0 / b0, a0 / b1, a1 / b0, a1 / b1];
    const q = integer(quotients[0]!);
    const isKnown = quotients.every(
      (x) => integer(x) === q && Math.abs(x - Math.round(x)) > 1e-9 * (1 + Math.abs(x)),
    );
    if (isKnown) {
      // The corners of a - b q, each rounded a little.
      const slip = 2 ** -50 * (Math.abs(a0) + Math.abs(a1));
      const values = [a0 - q * b0, a0 - q * b1, a1 - q * b0, a1 - q * b1];
      return put(at, Math.min(...values) - slip, Math.max(...values) + slip, doubt);
    }
    const size = Math.max(Math.abs(b0), Math.abs(b1));
    put(at, -size, size, doubt);
  });

const powers: Interval = (at, a, b) => {
  // 1 to any power, NaN too, and anything to the power 0 are 1.
  if (at.nan[a] !== 0 || at.nan[b] !== 0) return anything(at);
  const [a0, a1, b0, b1] = [at.lo[a]!, at.hi[a]!, at.lo[b]!, at.hi[b]!];
  const power = SCALAR.pow!;
  if (a0 > 0) return corners(at, power, a0, a1, b0, b1, 0);
  if (b0 !== b1 || !Number.isInteger(b0)) return anything(at);
  if (b0 < 0 && holds(a0, a1, 0)) return anything(at, 0);
  const values = [power(a0, b0), power(a1, b0), ...(holds(a0, a1, 0) ? [0] : [])];
  put(at, Math.min(...values), Math.max(...values), 0);
};

const angle = binary((at, a0, a1, b0, b1, doubt) => {
  // Around the half-line where the angle jumps, and around the origin.
  if (b0 <= 0 && holds(a0, a1, 0)) return put(at, -Math.PI, Math.PI, doubt);
  corners(at, Math.atan2 as Scalar, a0, a1, b0, b1, doubt);
});

const lengthOf: Interval = (at, a, b) => {
  // Infinite where one is, though the other be NaN.
  if (at.nan[a] !== 0 || at.nan[b] !== 0) return put(at, 0, INF, 1);
  const least = (i: number): number => (at.lo[i]! > 0 ? at.lo[i]! : at.hi[i]! < 0 ? -at.hi[i]! : 0);
  const most = (i: number): number => Math.max(Math.abs(at.lo[i]!), Math.abs(at.hi[i]!));
  put(at, Math.hypot(least(a), least(b)), Math.hypot(most(a), most(b)), 0);
};

/** A comparison that surely holds, or surely does not; NaN compares as false, but `ne` is true. */
const comparison = (
  isSure: (a0: number, a1: number, b0: number, b1: number) => boolean,
  isExcluded: (a0: number, a1: number, b0: number, b1: number) => boolean,
  ofNaN = 0,
): Interval => {
  return (at, a, b) => {
    const doubt = at.nan[a]! | at.nan[b]!;
    if (doubt >= 2) return put(at, ofNaN, ofNaN, 0);
    const [a0, a1, b0, b1] = [at.lo[a]!, at.hi[a]!, at.lo[b]!, at.hi[b]!];
    let [low, high] = [isSure(a0, a1, b0, b1) ? 1 : 0, isExcluded(a0, a1, b0, b1) ? 0 : 1];
    if (doubt === 1) [low, high] = [Math.min(low, ofNaN), Math.max(high, ofNaN)];
    put(at, low, high, 0);
  };
};

const { erf, erfc, sigmoid, softplus, cbrt, log2, gate, gateSlope, sigmoidRest, nearest } = SCALAR as Record<
  string,
  Scalar
>;

export const INTERVALS: Readonly<Record<string, Interval>> = {
  neg: falling((x) => -x!),
  abs: even((x) => Math.abs(x!)),
  floor: rising((x) => Math.floor(x!)),
  ceil: rising((x) => Math.ceil(x!)),
  trunc: rising((x) => Math.trunc(x!)),
  nearest: rising(nearest!),
  sqrt: rising((x) => Math.sqrt(x!), -0),
  exp: rising((x) => Math.exp(x!)),
  expm1: rising((x) => Math.expm1(x!)),
  log: rising((x) => Math.log(x!), 0),
  log1p: rising((x) => Math.log1p(x!), -1),
  sin: wave((x) => Math.sin(x!)),
  cos: wave((x) => Math.cos(x!)),
  tan: tangent,
  asin: rising((x) => Math.asin(x!), -1, 1),
  acos: falling((x) => Math.acos(x!), -1, 1),
  atan: rising((x) => Math.atan(x!)),
  sinh: rising((x) => Math.sinh(x!)),
  cosh: even((x) => Math.cosh(x!)),
  tanh: rising((x) => Math.tanh(x!)),
  asinh: rising((x) => Math.asinh(x!)),
  acosh: rising((x) => Math.acosh(x!), 1),
  atanh: rising((x) => Math.atanh(x!), -1, 1),
  erf: rising(erf!),
  sigmoid: rising(sigmoid!),
  softplus: rising(softplus!),
  cbrt: rising(cbrt!),
  erfc: falling(erfc!),
  log2: rising(log2!, 0),
  stop: unary(put),
  gate: rising(gate!),
  gateSlope: unary((at, low, high, doubt) => {
    // It has no minimum between, and its maximum is at one place: 1 holds it.
    const [from, to] = [gateSlope!(low), gateSlope!(high)];
    put(at, Math.min(from, to), high - low < 1e-3 ? Math.max(from, to) + (high - low) : 1, doubt);
  }),
  sigmoidRest: falling(sigmoidRest!),
  add: binary((at, a0, a1, b0, b1, doubt) => {
    const canCancel = (a0 === -INF && b1 === INF) || (a1 === INF && b0 === -INF);
    if (canCancel) return anything(at);
    put(at, a0 + b0, a1 + b1, doubt);
  }),
  sub: binary((at, a0, a1, b0, b1, doubt) => {
    const canCancel = (a0 === -INF && b0 === -INF) || (a1 === INF && b1 === INF);
    if (canCancel) return anything(at);
    put(at, a0 - b1, a1 - b0, doubt);
  }),
  mul: product,
  div: quotient,
  min: binary((at, a0, a1, b0, b1, doubt) => put(at, Math.min(a0, b0), Math.min(a1, b1), doubt)),
  max: binary((at, a0, a1, b0, b1, doubt) => put(at, Math.max(a0, b0), Math.max(a1, b1), doubt)),
  mod: remainder(Math.floor),
  rem: remainder(Math.trunc),
  pow: powers,
  atan2: angle,
  hypot: lengthOf,
  eq: comparison(
    (a0, a1, b0, b1) => a0 === a1 && b0 === b1 && a0 === b0,
    (a0, a1, b0, b1) => a1 < b0 || b1 < a0,
  ),
  ne: comparison(
    (a0, a1, b0, b1) => a1 < b0 || b1 < a0,
    (a0, a1, b0, b1) => a0 === a1 && b0 === b1 && a0 === b0,
    1,
  ),
  lt: comparison(
    (_a0, a1, b0) => a1 < b0,
    (a0, _a1, _b0, b1) => a0 >= b1,
  ),
  le: comparison(
    (_a0, a1, b0) => a1 <= b0,
    (a0, _a1, _b0, b1) => a0 > b1,
  ),
  gt: comparison(
    (a0, _a1, _b0, b1) => a0 > b1,
    (_a0, a1, b0) => a1 <= b0,
  ),
  ge: comparison(
    (a0, _a1, _b0, b1) => a0 >= b1,
    (_a0, a1, b0) => a1 < b0,
  ),
  not: (at, a) => put(at, 1 - at.hi[a]!, 1 - at.lo[a]!, 0),
  and: (at, a, b) => put(at, Math.min(at.lo[a]!, at.lo[b]!), Math.min(at.hi[a]!, at.hi[b]!), 0),
  or: (at, a, b) => put(at, Math.max(at.lo[a]!, at.lo[b]!), Math.max(at.hi[a]!, at.hi[b]!), 0),
  select: (at, c, a, b) => {
    const take = (i: number): void => put(at, at.lo[i]!, at.hi[i]!, at.nan[i]!);
    if (at.lo[c] === at.hi[c]) return take(at.lo[c] === 0 ? b : a);
    if (at.nan[a] === 2 && at.nan[b] === 2) return nothing(at);
    if (at.nan[a] === 2 || at.nan[b] === 2) {
      take(at.nan[a] === 2 ? b : a);
      at.doubt = 1;
      return;
    }
    put(at, Math.min(at.lo[a]!, at.lo[b]!), Math.max(at.hi[a]!, at.hi[b]!), at.nan[a]! | at.nan[b]!);
  },
};

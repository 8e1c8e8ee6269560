// log2 x = k + log2 m with x = 2^k m and m in [sqrt(1/2), sqrt(2)), as in log.ts; log2 m = (2 / ln 2) atanh s,
// s = (m - 1) / (m + 1). Where x is a power of two, m - 1 is 0 and the result k, exactly.
// Special cases: NaN stays NaN; log2 +-0 = -inf; x < 0 gives NaN; inf gives inf. Subnormals are exact.
//
// log2Exact: float64; 7 terms in s^2, error 2^-59.4 relative to log2 x, minimax (Remez), the term
// (2 / ln 2) s fixed; scripts/fit/power.py. Nearest float32 for every input.
// log2Fast: float32, ln m = f - c as in log.ts. f is exact and log2 m = f + ((1 / ln 2 - 1) f - c / ln 2), so that
// what is rounded is a correction of f here, too. Largest error 1.4021 ULP, at 0x3fb3161d (1.39911).

import {
  isLogSpecial,
  logBiased,
  logBiased32,
  logExponent,
  logExponent32,
  logRest32,
  logSignificand,
  logSignificand32,
  logSpecial,
  logSpecial32,
} from './log';
import { highPair, lowPair, packPairs, pair, quad, step } from './pairs';

/** (log2((1 + s) / (1 - s)) - 2 s / ln 2) / s^3 of a pair, w = s^2. */
// @ts-ignore: decorator
@inline
export function log2Tail(w: v128): v128 {
  let p = pair(0.2134829153122969);
  p = step(p, w, 0.22093292220494237);
  p = step(p, w, 0.26233345891088483);
  p = step(p, w, 0.32059855538923904);
  p = step(p, w, 0.4121985855901772);
  p = step(p, w, 0.5770780163470892);
  return step(p, w, 0.9617966939259854);
}

/** log2 x of a pair of positive, finite, normal x. */
// @ts-ignore: decorator
@inline
function log2Core(x: v128): v128 {
  const biased = logBiased(x);
  const f = f64x2.sub(logSignificand(biased), pair(1));
  const s = f64x2.div(f, f64x2.add(f, pair(2)));
  const w = f64x2.mul(s, s);
  const tail = f64x2.mul(f64x2.mul(s, w), log2Tail(w));
  return f64x2.add(logExponent(biased), f64x2.add(f64x2.mul(s, pair(2.8853900817779268)), tail));
}

/** The logarithm of x to base 2, exactly k for x = 2^k. +-0 gives -inf; x < 0 gives NaN; inf gives inf. */
export function log2Exact(x: v128): v128 {
  const low = log2Core(lowPair(x));
  const high = log2Core(highPair(x));
  let y = packPairs(low, high);
  if (v128.any_true(isLogSpecial(x))) y = logSpecial(x, y);
  return y;
}

/** log2 x within 1.403 ULP. */
export function log2Fast(x: v128): v128 {
  const subnormal = f32x4.lt(x, quad(1.17549435e-38));
  const biased = logBiased32(x, subnormal);
  const f = f32x4.sub(logSignificand32(biased), quad(1));
  const half = f32x4.mul(f32x4.mul(f, f), quad(0.5));
  const c = f32x4.sub(half, logRest32(f, half));
  const rest = f32x4.sub(f32x4.mul(f, quad(0.442695041)), f32x4.mul(c, quad(1.44269504)));
  return logSpecial32(x, f32x4.add(logExponent32(biased, subnormal), f32x4.add(f, rest)));
}

// e^x - 1 = 2^k (e^r - 1) + (2^k - 1) in float64, with k and r as in exp.ts; 2^k - 1 is exact or nearly so.
// The polynomial for e^r - 1, of degree 11, has the relative error 2^-55.6: minimax (Remez), weighted by
// 1 / (e^r - 1), the term r fixed. Limited to [-18, 89]: below, e^x - 1 rounds to -1; above, it overflows.
// Nearest float32 for every input. Special cases: NaN stays NaN, -0 is -0, -inf gives -1.

import { lessOctaves, octaves } from './exp';
import { clamp, highPair, lowPair, packPairs, pair, step, withSign } from './pairs';

/** e^x - 1 of a pair, |x| < 700, with full relative precision at 0. */
// @ts-ignore: decorator
@inline
export function expm1Core(x: v128): v128 {
  const shifted = octaves(x);
  const r = lessOctaves(x, shifted);
  let p = pair(2.5053776042791101e-8);
  p = step(p, r, 2.7626161424224734e-7);
  p = step(p, r, 2.7557407866801997e-6);
  p = step(p, r, 2.4801504978901331e-5);
  p = step(p, r, 0.0001984126971833947);
  p = step(p, r, 0.001388888893179495);
  p = step(p, r, 0.0083333333333899598);
  p = step(p, r, 0.041666666666576112);
  p = step(p, r, 0.16666666666666588);
  p = step(p, r, 0.50000000000000056);
  p = f64x2.add(r, f64x2.mul(f64x2.mul(r, r), p));
  const scale = i64x2.add(pair(1), i64x2.shl(shifted, 52));
  return f64x2.add(f64x2.mul(scale, p), f64x2.sub(scale, pair(1)));
}

/** e^x - 1, the nearest float32. */
export function expm1Exact(x: v128): v128 {
  const c = clamp(x, -18, 89);
  return withSign(packPairs(expm1Core(lowPair(c)), expm1Core(highPair(c))), x);
}

// e^x - 1 = 2^k (e^r - 1) + (2^k - 1) with k and r as in exp.ts. Limited to [-18, 89]: below, e^x - 1 rounds to
// -1; above, it overflows. Special cases: NaN stays NaN, -0 is -0, -inf gives -1.
//
// expm1Exact: float64, where 2^k - 1 is exact or nearly so. The polynomial for e^r - 1, of degree 11, has the
// relative error 2^-55.6: minimax (Remez), weighted by 1 / (e^r - 1), the term r fixed. Nearest float32 for
// every input.
// expm1Fast: float32, half of each term, as 2^k may overflow. Up to 2^-25 e^x - 1 is x, which keeps
// subnormals. Largest error 1.404 ULP, at 0x3eba378f (0.36371).

import { expm1Reduced32, lessOctaves, octaves } from './exp';
import { ROUND_F32, clamp, highPair, lowPair, packPairs, pair, quad, step, step32, withSign } from './pairs';

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

/** e^x - 1, with full precision near 0. -inf gives -1. */
export function expm1Exact(x: v128): v128 {
  const c = clamp(x, -18, 89);
  return withSign(packPairs(expm1Core(lowPair(c)), expm1Core(highPair(c))), x);
}

/** e^x - 1 within 1.404 ULP. */
export function expm1Fast(x: v128): v128 {
  const c = clamp(x, -18, 89);
  const sum = step32(c, quad(1.44269504), ROUND_F32);
  const k = f32x4.sub(sum, quad(ROUND_F32));
  const p = expm1Reduced32(c, k);
  const half = i32x4.add(quad(0.5), i32x4.shl(sum, 23));
  const y = f32x4.add(f32x4.mul(half, p), f32x4.sub(half, quad(0.5)));
  return v128.bitselect(f32x4.add(y, y), x, f32x4.gt(f32x4.abs(x), quad(2.98023224e-8)));
}

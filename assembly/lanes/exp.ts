// e^x = 2^k e^r with k = round(x / ln 2) and |r| <= ln 2 / 2, where a polynomial gives e^r.
// Special cases: NaN stays NaN; -inf gives 0; from 88.723 up inf; below -103.973 0, subnormals rounded once.
//
// expExact: float64, degree 11, of relative error 2^-57.9; minimax (Remez), weighted by e^-r, the terms 1 + r
// fixed. ln 2 in 33 + 53 bits, so that k times the first is exact. Nearest float32 for every input.
// expFast: float32, degree 6, 2^-28.2, fitted so that the float32 coefficients lose nothing (each is rounded
// and the rest fitted again). Largest error 0.7071 ULP, at 0x427003c4 (60.00368).

import { ROUND_F32, ROUND_F64, clamp, highPair, lowPair, packPairs, pair, quad, step, step32 } from './pairs';

/** e^x of a pair, |x| < 700, result normal; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function expCore(x: v128): v128 {
  const shifted = step(x, pair(1.4426950408889634), ROUND_F64);
  const k = f64x2.sub(shifted, pair(ROUND_F64));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(k, pair(0.6931471803691238))),
    f64x2.mul(k, pair(1.9082149292705877e-10)),
  );
  let p = pair(2.4999961862244914e-8);
  p = step(p, r, 2.763037865198151e-7);
  p = step(p, r, 2.7557587353195663e-6);
  p = step(p, r, 2.4801492762716117e-5);
  p = step(p, r, 0.00019841269504753);
  p = step(p, r, 0.0013888888943922701);
  p = step(p, r, 0.0083333333334956287);
  p = step(p, r, 0.041666666666529191);
  p = step(p, r, 0.1666666666666641);
  p = step(p, r, 0.50000000000000111);
  p = f64x2.add(pair(1), f64x2.add(r, f64x2.mul(f64x2.mul(r, r), p)));
  return i64x2.add(p, i64x2.shl(shifted, 52));
}

/** e^x, the nearest float32. */
export function expExact(x: v128): v128 {
  const c = clamp(x, -104, 89);
  return packPairs(expCore(lowPair(c)), expCore(highPair(c)));
}

/** e^x of four float32, |x| <= 87.33, where e^x is normal and the exponent can be added to the bits. */
// @ts-ignore: decorator
@inline
export function expCore32(x: v128): v128 {
  const shifted = step32(x, quad(1.44269504), ROUND_F32);
  const k = f32x4.sub(shifted, quad(ROUND_F32));
  // r + rLow: what the rounding of r loses, at up to 0.35, would cost 0.3 ULP.
  const high = f32x4.sub(x, f32x4.mul(k, quad(0.693145752)));
  const c = f32x4.mul(k, quad(1.42860677e-6));
  const r = f32x4.sub(high, c);
  const rLow = f32x4.sub(f32x4.sub(high, r), c);
  let p = quad(0.00138364232);
  p = step32(p, r, 0.00836913101);
  p = step32(p, r, 0.0416681059);
  p = step32(p, r, 0.166665167);
  p = step32(p, r, 0.49999994);
  p = f32x4.mul(p, f32x4.mul(r, r));
  const sum = f32x4.add(quad(1), r);
  const sumLow = f32x4.add(f32x4.sub(r, f32x4.sub(sum, quad(1))), rLow);
  p = f32x4.add(sum, f32x4.add(p, sumLow));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/**
 * e^x within 0.708 ULP. A vector that holds |x| >= 87.33 or NaN goes the exact way, where subnormal results
 * cost no more than others.
 */
export function expFast(x: v128): v128 {
  let y = expCore32(x);
  if (!i32x4.all_true(f32x4.lt(f32x4.abs(x), quad(87.33)))) y = expExact(x);
  return y;
}

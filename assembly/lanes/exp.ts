// e^x = 2^k e^r with k = round(x / ln 2) and |r| <= ln 2 / 2, where a polynomial gives e^r.
// Special cases: NaN stays NaN; -inf gives 0; from 88.723 up inf; below -103.973 0, subnormals rounded once.
//
// expExact: float64, degree 11, of relative error 2^-57.9; minimax (Remez), weighted by e^-r, the terms 1 + r
// fixed. ln 2 in 33 + 53 bits, so that k times the first is exact. Nearest float32 for every input.
// expFast: float32, degree 6, 2^-28.2. Its coefficients, which the others share, are searched for, so that as
// float32 they lose nothing in expm1Fast (scripts/fit/single.py). There is no branch: a call in a loop, taken or
// not, leaves no vector in a register. A subnormal result is the product of two factors instead. Largest error
// 0.9089 ULP, at 0x426ff444 (59.98854).

import { ROUND_F32, ROUND_F64, clamp, highPair, lowPair, packPairs, pair, quad, step, step32 } from './pairs';

/** x / ln 2 of a pair rounded to an integer k, as k + ROUND_F64. */
// @ts-ignore: decorator
@inline
export function octaves(x: v128): v128 {
  return step(x, pair(1.4426950408889634), ROUND_F64);
}

/** x - k ln 2 of a pair, from k + ROUND_F64. */
// @ts-ignore: decorator
@inline
export function lessOctaves(x: v128, shifted: v128): v128 {
  const k = f64x2.sub(shifted, pair(ROUND_F64));
  return f64x2.sub(
    f64x2.sub(x, f64x2.mul(k, pair(0.6931471803691238))),
    f64x2.mul(k, pair(1.9082149292705877e-10)),
  );
}

/** e^x of a pair, |x| < 700, result normal; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function expCore(x: v128): v128 {
  const shifted = octaves(x);
  const r = lessOctaves(x, shifted);
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

/** e^x. -inf gives 0. */
export function expExact(x: v128): v128 {
  const c = clamp(x, -104, 89);
  return packPairs(expCore(lowPair(c)), expCore(highPair(c)));
}

/** e^(x - k ln 2) - 1 of four float32, k = round(x / ln 2) of at most 9 bits. */
// @ts-ignore: decorator
@inline
export function expm1Reduced32(x: v128, k: v128): v128 {
  const high = f32x4.sub(x, f32x4.mul(k, quad(0.693145752)));
  const low = f32x4.mul(k, quad(1.42860677e-6));
  const r = f32x4.sub(high, low);
  let p = quad(0.00138163159);
  p = step32(p, r, 0.00836934336);
  p = step32(p, r, 0.0416674949);
  p = step32(p, r, 0.166665107);
  p = step32(p, r, 0.5);
  // high, which is exact, in place of r, which is rounded.
  return f32x4.add(high, f32x4.sub(f32x4.mul(f32x4.mul(r, r), p), low));
}

/** e^(x - k ln 2), of the same k. */
// @ts-ignore: decorator
@inline
export function expReduced32(x: v128, k: v128): v128 {
  return f32x4.add(quad(1), expm1Reduced32(x, k));
}

/** e^x of four float32, -176 <= x <= 89; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function expCore32(x: v128): v128 {
  const sum = step32(x, quad(1.44269504), ROUND_F32 + 254);
  const p = expReduced32(x, f32x4.sub(sum, quad(ROUND_F32 + 254)));
  // 2^k in two factors, as it may be too large or too small for one. The low bits of the sum hold k + 254;
  // their halves are the exponents of the factors with the bias of 127. At x = -176 both factors are 0.
  const half = i32x4.shr_u(sum, 1);
  const rest = i32x4.sub(sum, half);
  return f32x4.mul(f32x4.mul(p, i32x4.shl(half, 23)), i32x4.shl(rest, 23));
}

/** e^x within 0.909 ULP. */
export function expFast(x: v128): v128 {
  return expCore32(clamp(x, -176, 89));
}

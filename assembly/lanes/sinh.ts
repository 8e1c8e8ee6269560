// sinh x, x = k ln 2 + r: cosh(r) (2^k - 2^-k) / 2 + sinh(r) (2^k + 2^-k) / 2, where k = 0 leaves sinh(r), so that
// nothing cancels near 0. Polynomials: scripts/fit/hyperbolic.py, |r| <= ln 2 / 2, error 2^-61.7 relative to
// r for sinh, 2^-58.0 for cosh.
import { lessOctaves, octaves } from './exp';
import { highPair, lowPair, packPairs, pair, patch, quad, step, withSign } from './pairs';

/** 2^(k - 1), from shifted = k + ROUND_F64. */
// @ts-ignore: decorator
@inline
export function halfPower(shifted: v128): v128 {
  return i64x2.add(pair(0.5), i64x2.shl(shifted, 52));
}

/** 2^(-k - 1). */
// @ts-ignore: decorator
@inline
export function halfInverse(shifted: v128): v128 {
  return i64x2.sub(pair(0.5), i64x2.shl(shifted, 52));
}

/** sinh r of a pair, |r| <= ln 2 / 2, from w = r^2. */
// @ts-ignore: decorator
@inline
export function sinhReduced(r: v128, w: v128): v128 {
  let p = pair(2.510914815527801e-8);
  p = step(p, w, 2.7557243909397067e-6);
  p = step(p, w, 0.0001984126988640343);
  p = step(p, w, 0.00833333333332153);
  p = step(p, w, 0.16666666666666677);
  return f64x2.add(r, f64x2.mul(f64x2.mul(r, w), p));
}

/** cosh r of a pair, |r| <= ln 2 / 2, from w = r^2. */
// @ts-ignore: decorator
@inline
export function coshReduced(w: v128): v128 {
  let p = pair(2.7631483299682995e-7);
  p = step(p, w, 2.4801489370683223e-5);
  p = step(p, w, 0.0013888888947577475);
  p = step(p, w, 0.04166666666651319);
  p = step(p, w, 0.5000000000000013);
  return step(p, w, 1);
}

/** sinh x of a pair, |x| < 700. */
// @ts-ignore: decorator
@inline
function sinhCore(x: v128): v128 {
  const shifted = octaves(x);
  const r = lessOctaves(x, shifted);
  const w = f64x2.mul(r, r);
  const up = halfPower(shifted);
  const down = halfInverse(shifted);
  const even = f64x2.mul(coshReduced(w), f64x2.sub(up, down));
  return f64x2.add(even, f64x2.mul(sinhReduced(r, w), f64x2.add(up, down)));
}

/** (e^x - e^-x) / 2. +-inf gives +-inf. */
export function sinhExact(x: v128): v128 {
  const a = f32x4.abs(x);
  const c = f32x4.pmin(a, quad(90));
  const y = packPairs(sinhCore(lowPair(c)), sinhCore(highPair(c)));
  return withSign(patch(y, a, 0x3a1285ff, 0x3a1285ff), x);
}

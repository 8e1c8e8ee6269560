// atanh x = k ln 2 / 2 + atanh s, where (1 + x) / (1 - x) = 2^k (1 + s) / (1 - s): s = x where k = 0, and both sides
// of its quotient are exact, so that nothing cancels. atanh s = s + s^3 P(s^2).
// P: scripts/fit/hyperbolic.py, |s| <= 0.2008, error 2^-62.5 relative to s.
import { highPair, lowPair, packPairs, pair, quad, step, withSign } from './pairs';

/** (atanh s - s) / s of a pair, |s| <= 0.2008, from w = s^2. */
// @ts-ignore: decorator
@inline
export function atanhTail(w: v128): v128 {
  let p = pair(0.06928438470932934);
  p = step(p, w, 0.0658576471080897);
  p = step(p, w, 0.07695618429247351);
  p = step(p, w, 0.09090830993083021);
  p = step(p, w, 0.11111112181353548);
  p = step(p, w, 0.14285714277614084);
  p = step(p, w, 0.20000000000029622);
  p = step(p, w, 0.333333333333333);
  return f64x2.mul(w, p);
}

/** atanh x of a pair, 0 <= x < 1. */
// @ts-ignore: decorator
@inline
function atanhCore(x: v128): v128 {
  const one = pair(1);
  // The bits of a float64 are its log2, linear between the powers of two and so right to 0.09.
  const log = i64x2.sub(f64x2.add(one, x), f64x2.sub(one, x));
  const k = i64x2.shr_u(i64x2.add(log, i64x2.splat(0x0008_0000_0000_0000)), 52);
  const scale = i64x2.add(one, i64x2.shl(k, 52));
  const less = f64x2.sub(one, scale);
  const more = f64x2.add(one, scale);
  const s = f64x2.div(f64x2.add(less, f64x2.mul(x, more)), f64x2.add(more, f64x2.mul(x, less)));
  const count = f64x2.sub(v128.or(k, i64x2.splat(0x4330_0000_0000_0000)), pair(4503599627370496));
  const log2s = f64x2.mul(count, pair(0.34657359027997264));
  return f64x2.add(log2s, f64x2.add(s, f64x2.mul(s, atanhTail(f64x2.mul(s, s)))));
}

/** y, but atanh |x| where it is not finite. */
function atanhSpecial(a: v128, y: v128): v128 {
  const inside = v128.bitselect(y, quad(NaN), f32x4.lt(a, quad(1)));
  return v128.bitselect(quad(Infinity), inside, f32x4.eq(a, quad(1)));
}

/** The number whose tanh is x. +-1 gives +-inf; |x| > 1 gives NaN. */
export function atanhExact(x: v128): v128 {
  const a = f32x4.abs(x);
  let y = packPairs(atanhCore(lowPair(a)), atanhCore(highPair(a)));
  if (!i32x4.all_true(f32x4.lt(a, quad(1)))) y = atanhSpecial(a, y);
  return withSign(y, x);
}

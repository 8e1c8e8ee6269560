// sin x = (-1)^k sin(x - k pi) in float64, k = round(x / pi), and an odd polynomial of degree 15 on
// |r| <= pi/2: relative error 2^-52.5, minimax (Remez), the term r fixed; r (1 + w P), which keeps -0.
// For |x| < 2^24 pi in 30 + 53 bits is enough; above, one lane at a time, as in turn.ts. One |x|, 0.35 units
// of the last place of a float64 off the middle of two float32, is patched.
// Nearest float32 for every input. Special cases: NaN stays NaN, -0 is -0, +-inf gives NaN.

import { ROUND_F64, highPair, lowPair, packPairs, pair, patch, quad, step } from './pairs';
import { turnAngle, turnOf } from './turn';

/** x - k pi of a pair, |k| < 2^23 an integer or a half; k times the first 30 bits of pi is exact. */
// @ts-ignore: decorator
@inline
export function lessHalfTurns(x: v128, k: v128): v128 {
  return f64x2.sub(
    f64x2.sub(x, f64x2.mul(k, pair(3.1415926516056061))),
    f64x2.mul(k, pair(1.9841871593610809e-9)),
  );
}

/** sin r of a pair, |r| <= pi/2. */
// @ts-ignore: decorator
@inline
export function sinReduced(r: v128): v128 {
  const w = f64x2.mul(r, r);
  let p = pair(-7.3732899055793281e-13);
  p = step(p, w, 1.6048091006037976e-10);
  p = step(p, w, -2.5051880135804901e-8);
  p = step(p, w, 2.7557316598428443e-6);
  p = step(p, w, -0.00019841269825039793);
  p = step(p, w, 0.0083333333332854878);
  p = step(p, w, -0.16666666666666183);
  return f64x2.mul(r, step(p, w, 1));
}

/** sin x of a pair, |x| < 2^24. */
// @ts-ignore: decorator
@inline
export function sinCore(x: v128): v128 {
  const shifted = step(x, pair(0.31830988618379067), ROUND_F64);
  const k = f64x2.sub(shifted, pair(ROUND_F64));
  return v128.xor(sinReduced(lessHalfTurns(x, k)), i64x2.shl(shifted, 63));
}

/** sin(x + quarters pi/2) of one |x| >= 2^24, quarters 0 or 1, by Payne and Hanek; NaN of +-inf and NaN. */
export function sinLarge(x: f32, quarters: u64): f32 {
  const bits = reinterpret<u32>(x);
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x7f800000) return x - x;
  const turn = turnOf(magnitude) + (quarters << 62);
  const k = (turn + 0x4000000000000000) >> 63;
  const r = f64x2.extract_lane(sinReduced(pair(turnAngle(turn - (k << 63)))), 0);
  const flip = quarters ? <u32>k : <u32>k ^ (bits >> 31);
  return <f32>(flip & 1 ? -r : r);
}

/** All ones where |x| >= 2^24, and for NaN. */
// @ts-ignore: decorator
@inline
export function isLarge(x: v128): v128 {
  return v128.not(f32x4.lt(f32x4.abs(x), quad(16777216)));
}

/** y, but sin(x + quarters pi/2) in the lanes where x is large. */
export function sinSpecial(x: v128, y: v128, quarters: u64): v128 {
  let mended = y;
  const large = i32x4.bitmask(isLarge(x));
  if (large & 1) mended = f32x4.replace_lane(mended, 0, sinLarge(f32x4.extract_lane(x, 0), quarters));
  if (large & 2) mended = f32x4.replace_lane(mended, 1, sinLarge(f32x4.extract_lane(x, 1), quarters));
  if (large & 4) mended = f32x4.replace_lane(mended, 2, sinLarge(f32x4.extract_lane(x, 2), quarters));
  if (large & 8) mended = f32x4.replace_lane(mended, 3, sinLarge(f32x4.extract_lane(x, 3), quarters));
  return mended;
}

/** y, but sin x for the one |x| where float64 cannot tell it from the middle of two float32. */
function sinPatched(x: v128, y: v128): v128 {
  return patch(patch(y, x, 0x46199998, 0xbeb1fa5d), x, 0xc6199998, 0x3eb1fa5d);
}

/** The sine of x in radians, of any size. +-inf gives NaN. */
export function sinExact(x: v128): v128 {
  let y = packPairs(sinCore(lowPair(x)), sinCore(highPair(x)));
  const hard = i32x4.eq(f32x4.abs(x), i32x4.splat(0x46199998));
  if (v128.any_true(v128.or(isLarge(x), hard))) y = sinPatched(x, sinSpecial(x, y, 0));
  return y;
}

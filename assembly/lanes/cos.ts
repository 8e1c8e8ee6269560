// cos x = (-1)^(k+1) sin(x - (k + 1/2) pi) in float64, k = round(x / pi - 1/2), with the parts of sin.ts.
// Three |x| above 2^24, up to 0.74 units of the last place of a float64 off the middle of two float32, are
// patched by value. Nearest float32 for every input. Special cases: NaN stays NaN, +-inf gives NaN.

import { ROUND_F64, highPair, lowPair, packPairs, pair, patch } from './pairs';
import { isLarge, lessHalfTurns, sinReduced, sinSpecial } from './sin';

/** cos x of a pair, |x| < 2^24. */
// @ts-ignore: decorator
@inline
export function cosCore(x: v128): v128 {
  const turns = f64x2.sub(f64x2.mul(x, pair(0.31830988618379067)), pair(0.5));
  const shifted = f64x2.add(turns, pair(ROUND_F64));
  const k = f64x2.add(f64x2.sub(shifted, pair(ROUND_F64)), pair(0.5));
  const y = sinReduced(lessHalfTurns(x, k));
  return v128.xor(y, i64x2.shl(i64x2.add(shifted, i64x2.splat(1)), 63));
}

/** y, but cos x for the three large |x| where float64 cannot tell it from the middle of two float32. */
function cosPatched(x: v128, y: v128): v128 {
  const magnitude = f32x4.abs(x);
  const a = patch(y, magnitude, 0x5922aa80, 0x3f08aebf);
  const b = patch(a, magnitude, 0x5f18b878, 0x3f7f14bb);
  return patch(b, magnitude, 0x7908cd73, 0x3f798bb5);
}

/** The cosine of x in radians, of any size. +-inf gives NaN. */
export function cosExact(x: v128): v128 {
  let y = packPairs(cosCore(lowPair(x)), cosCore(highPair(x)));
  if (v128.any_true(isLarge(x))) y = cosPatched(x, sinSpecial(x, y, 1));
  return y;
}

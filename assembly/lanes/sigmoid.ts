// sigmoidExact: 1 / (1 + e^-x) in float64, x limited to [-104, 89]. Near 0 the sum 1/2 + x/4 - x^3/48 + ...
// is 1/2 + x/4 in float64, often the middle of two float32: a branch decides these. One more x, a quarter of a
// unit of the last place of a float64 off a middle, is patched by value. Nearest float32 for every input.
// sigmoidFast: float32, from e = e^-|x| <= 1 as 1 / (1 + e) or e / (1 + e), so that small results keep all
// their bits. Largest error 2.402 ULP, at 0xc085088d (-4.15729).
// Special cases, both: NaN stays NaN, -inf gives 0, inf gives 1, subnormals are rounded once.

import { expCore, expCore32 } from './exp';
import { clamp, highPair, lowPair, nearMiddle, packPairs, pair, patch, quad } from './pairs';

/** 1 / (1 + e^-x) of a pair, |x| < 700. */
// @ts-ignore: decorator
@inline
export function sigmoidCore(x: v128): v128 {
  return f64x2.div(pair(1), f64x2.add(pair(1), expCore(f64x2.neg(x))));
}

/** 1/2 + x/4 of a pair, |x| < 2^-15, moved by one unit of the last place towards 1/2: ties break that way. */
// @ts-ignore: decorator
@inline
function sigmoidNearHalf(x: v128): v128 {
  const nudge = v128.or(v128.and(x, i64x2.splat(i64.MIN_VALUE)), pair(1.1102230246251565e-16));
  return f64x2.sub(f64x2.add(pair(0.5), f64x2.mul(x, pair(0.25))), nudge);
}

/** y, but where |x| < 2^-15 the side of the middle that the sum 1/2 + x/4 in float64 cannot tell. */
function sigmoidTies(x: v128, y: v128): v128 {
  const near = packPairs(sigmoidNearHalf(lowPair(x)), sigmoidNearHalf(highPair(x)));
  const tied = v128.bitselect(near, y, f32x4.lt(f32x4.abs(x), quad(0.000030517578125)));
  return patch(tied, x, 0xba928601, 0x3effdb5f);
}

/** 1 / (1 + e^-x), the nearest float32. */
export function sigmoidExact(x: v128): v128 {
  const c = clamp(x, -104, 89);
  const low = sigmoidCore(lowPair(c));
  const high = sigmoidCore(highPair(c));
  let y = packPairs(low, high);
  if (v128.any_true(nearMiddle(low, high))) y = sigmoidTies(x, y);
  return y;
}

/** 1 / (1 + e^-x) within 2.402 ULP. A vector that holds x <= -87.33 or NaN goes the exact way. */
export function sigmoidFast(x: v128): v128 {
  const a = f32x4.pmin(f32x4.abs(x), quad(87.33));
  const e = expCore32(f32x4.neg(a));
  const numerator = v128.bitselect(quad(1), e, f32x4.gt(x, quad(0)));
  let y = f32x4.div(numerator, f32x4.add(quad(1), e));
  if (!i32x4.all_true(f32x4.gt(x, quad(-87.33)))) y = sigmoidExact(x);
  return y;
}

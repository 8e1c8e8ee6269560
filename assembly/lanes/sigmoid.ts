// sigmoidExact: 1 / (1 + e^-x) in float64, x limited to [-104, 89]. Near 0 the sum 1/2 + x/4 - x^3/48 + ...
// is 1/2 + x/4 in float64, often the middle of two float32: a branch decides these. One more x, a quarter of a
// unit of the last place of a float64 off a middle, is patched by value. Nearest float32 for every input.
// sigmoidFast: float32, as e / (1 + e) with e = e^x, so that small results keep all their bits and no branch
// is needed. Largest error 2.402 ULP, at 0xc085088d (-4.15729).
// Special cases, both: NaN stays NaN, -inf gives 0, inf gives 1, subnormals are rounded once.

import { expCore, expReduced32 } from './exp';
import {
  ROUND_F32,
  clamp,
  highPair,
  lowPair,
  nearMiddle,
  packPairs,
  pair,
  patch,
  quad,
  step32,
} from './pairs';

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

/** 1 / (1 + e^-x). -inf gives 0; inf gives 1. */
export function sigmoidExact(x: v128): v128 {
  const c = clamp(x, -104, 89);
  const low = sigmoidCore(lowPair(c));
  const high = sigmoidCore(highPair(c));
  let y = packPairs(low, high);
  if (v128.any_true(nearMiddle(low, high))) y = sigmoidTies(x, y);
  return y;
}

/** 1 / (1 + e^-x) within 2.402 ULP. */
export function sigmoidFast(x: v128): v128 {
  const c = clamp(x, -176.75, 88);
  const sum = step32(c, quad(1.44269504), ROUND_F32 + 256);
  const p = expReduced32(c, f32x4.sub(sum, quad(ROUND_F32 + 256)));
  // p 2^k / (p 2^k + 1) with 2^k = 2^i 2^j, i = floor(k / 2), as p 2^(i + 1) / (p 2^(i + 1) + 2^(1 - j)): no
  // part is subnormal. The low bits of the sum hold k + 256, their half i + 128, which is an exponent of 1 + i;
  // the half less the whole is -128 - j, of which nine bits are a minus sign and an exponent of 1 - j.
  const half = i32x4.shr_u(sum, 1);
  const e = f32x4.mul(p, i32x4.shl(half, 23));
  return f32x4.div(e, f32x4.sub(e, i32x4.shl(i32x4.sub(half, sum), 23)));
}

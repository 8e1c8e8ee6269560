// acosh x = ln v, v = x + sqrt((x - 1)(x + 1)), by asinh.ts's logarithm. Where v is near 1, (v - 1) / (v + 1) is
// sqrt((x - 1)(x + 1)) / (x + 1), so that nothing cancels. atanh s is atanh.ts's, fit included.
import { logOfRoot } from './asinh';
import { highPair, lowPair, packPairs, pair, patch, quad } from './pairs';

/** acosh x of a pair, 1 <= x < 2^500. */
// @ts-ignore: decorator
@inline
function acoshCore(x: v128): v128 {
  const above = f64x2.add(x, pair(1));
  const root = f64x2.sqrt(f64x2.mul(f64x2.sub(x, pair(1)), above));
  return logOfRoot(f64x2.add(x, root), root, above);
}

/** y, but acosh x where x is below 1, infinity or NaN or float64 cannot tell it from the middle of two float32. */
function acoshSpecial(x: v128, y: v128): v128 {
  const patched = patch(patch(y, x, 0x655890d3, 0x4254d1f9), x, 0x6eb1a8ec, 0x42845a89);
  const upper = v128.bitselect(patched, x, f32x4.lt(x, quad(Infinity)));
  return v128.bitselect(upper, quad(NaN), f32x4.ge(x, quad(1)));
}

/** The number >= 0 whose cosh is x. x < 1 gives NaN; inf gives inf. */
export function acoshExact(x: v128): v128 {
  let y = packPairs(acoshCore(lowPair(x)), acoshCore(highPair(x)));
  // Two results beyond 1e19 are patched.
  const usual = v128.and(f32x4.ge(x, quad(1)), f32x4.lt(x, quad(1e19)));
  if (!i32x4.all_true(usual)) y = acoshSpecial(x, y);
  return y;
}

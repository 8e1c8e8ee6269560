// asinh x = ln v, v = |x| + sqrt(1 + x^2), with the sign of x. v = 2^k (1 + s) / (1 - s), ln v = k ln 2 + 2 atanh s.
// Where k = 0, s = |x| / (1 + sqrt(1 + x^2)), so that nothing cancels near 0. atanh s is atanh.ts's, fit included.
import { atanhTail } from './atanh';
import { logBiased, logExponent } from './log';
import { highPair, lowPair, packPairs, pair, patch, quad, withSign } from './pairs';

/** ln v of a pair of finite v >= 1; numerator / denominator is (v - 1) / (v + 1), better than v would give it. */
// @ts-ignore: decorator
@inline
export function logOfRoot(v: v128, numerator: v128, denominator: v128): v128 {
  const biased = logBiased(v);
  // 2^k
  const scale = v128.and(biased, i64x2.splat(0xfff0_0000_0000_0000));
  const isOne = f64x2.eq(scale, pair(1));
  const s = f64x2.div(
    v128.bitselect(numerator, f64x2.sub(v, scale), isOne),
    v128.bitselect(denominator, f64x2.add(v, scale), isOne),
  );
  const atanh = f64x2.add(s, f64x2.mul(s, atanhTail(f64x2.mul(s, s))));
  return f64x2.add(f64x2.mul(logExponent(biased), pair(0.6931471805599453)), f64x2.add(atanh, atanh));
}

/** asinh x of a pair, 0 <= x < 2^500. */
// @ts-ignore: decorator
@inline
function asinhCore(x: v128): v128 {
  const root = f64x2.sqrt(f64x2.add(f64x2.mul(x, x), pair(1)));
  return logOfRoot(f64x2.add(x, root), x, f64x2.add(root, pair(1)));
}

/** y, but asinh a where it is infinity or NaN or float64 cannot tell it from the middle of two float32. */
function asinhSpecial(a: v128, y: v128): v128 {
  const first = patch(y, a, 0x4bdd65a5, 0x418f034b);
  const second = patch(first, a, 0x655890d3, 0x4254d1f9);
  const third = patch(second, a, 0x6eb1a8ec, 0x42845a89);
  return v128.bitselect(third, a, f32x4.lt(a, quad(Infinity)));
}

/** The number whose sinh is x. +-inf gives +-inf. */
export function asinhExact(x: v128): v128 {
  const a = f32x4.abs(x);
  let y = packPairs(asinhCore(lowPair(a)), asinhCore(highPair(a)));
  if (!i32x4.all_true(f32x4.lt(a, quad(16777216)))) y = asinhSpecial(a, y);
  return withSign(y, x);
}

// numpy's float32 a mod b: a - floor(a / b) b in float64. Below |a / b| = 2^28 the quotient's floor is right and the
// product exact, so the difference is rounded at most twice, from 53 bits to 24, which is harmless for a sum of
// two float32. Larger quotients are shortened first, 28 bits at a time, exactly.
import { highPair, lowPair, packPairs, pair, withSign } from './pairs';

/** a0 less a multiple of b, of a pair, below 2^28 |b|: every step is exact, and leaves 24 bits. */
function modShorten(a0: v128, b: v128): v128 {
  let a = a0;
  // 2^252 b, then 2^28 less each time: no quotient of two float32 is beyond 2^277.
  let c = f64x2.mul(b, pair(7.237005577332262e75));
  for (let left = 9; left; left--) {
    if (v128.any_true(f64x2.ge(f64x2.abs(a), f64x2.abs(c)))) {
      a = f64x2.sub(a, f64x2.mul(f64x2.trunc(f64x2.div(a, c)), c));
    }
    c = f64x2.mul(c, pair(3.725290298461914e-9));
  }
  return a;
}

/** a mod b of a pair. */
// @ts-ignore: decorator
@inline
export function modCore(a: v128, b0: v128): v128 {
  // An infinite b becomes 2^200, above every finite a and infinite again in float32.
  const most = pair(1.6069380442589903e60);
  const b = f64x2.pmax(f64x2.pmin(b0, most), f64x2.neg(most));
  let rest = a;
  let quotient = f64x2.div(a, b);
  if (!i64x2.all_true(f64x2.lt(f64x2.abs(quotient), pair(268435456)))) {
    rest = modShorten(a, b);
    quotient = f64x2.div(rest, b);
  }
  return f64x2.sub(rest, f64x2.mul(f64x2.floor(quotient), b));
}

/**
 * modExact(a, b): the remainder of a / b with the sign of b, as numpy and Python have it; a zero has the
 * sign of b. b = 0 and an infinite a give NaN; an infinite b gives a, or b where the signs differ.
 */
export function modExact(a: v128, b: v128): v128 {
  const r = packPairs(modCore(lowPair(a), lowPair(b)), modCore(highPair(a), highPair(b)));
  return v128.bitselect(withSign(r, b), r, f32x4.eq(r, f32x4.splat(0)));
}

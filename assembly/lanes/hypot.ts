// hypot(a, b) = sqrt(a^2 + b^2) in float64, where the squares are exact and neither overflow nor vanish. Only where
// the root is the middle of two float32 may its own rounding decide the second one: there a^2 + b^2 is compared
// with its square.
import { highPair, lowPair, packPairs, pair, quad } from './pairs';

/** hypot(a, b) of a pair, moved by a unit of the last place where it would be rounded to the wrong side. */
// @ts-ignore: decorator
@inline
function hypotCore(a: v128, b: v128): v128 {
  const p = f64x2.mul(a, a);
  const q = f64x2.mul(b, b);
  const s = f64x2.sqrt(f64x2.add(p, q));
  // A middle has 25 bits, so its square is exact, and it is at most twice the larger of p and q, so this
  // difference is too. Adding the smaller one keeps the sign, and a tie stays 0.
  const rest = f64x2.add(f64x2.sub(f64x2.pmax(p, q), f64x2.mul(s, s)), f64x2.pmin(p, q));
  // The 29 bits that rounding drops. No result below the normal range of float32 can be a middle.
  const middle = i64x2.eq(v128.and(s, i64x2.splat(0x1fff_ffff)), i64x2.splat(0x1000_0000));
  const change = i64x2.sub(f64x2.lt(rest, pair(0)), f64x2.gt(rest, pair(0)));
  return i64x2.add(s, v128.and(change, middle));
}

/**
 * hypotExact(a, b): sqrt(a^2 + b^2), whose squares neither overflow nor underflow. As C99: inf where a or b is
 * infinite, the other NaN or not.
 */
export function hypotExact(a: v128, b: v128): v128 {
  const y = packPairs(hypotCore(lowPair(a), lowPair(b)), hypotCore(highPair(a), highPair(b)));
  const infinity = quad(Infinity);
  const isInfinite = v128.or(f32x4.eq(f32x4.abs(a), infinity), f32x4.eq(f32x4.abs(b), infinity));
  return v128.bitselect(infinity, y, isInfinite);
}

// atan2(y, x): the arc tangent of the smaller of |x| and |y| over the larger, by atan.ts, then the quadrant:
// pi/2 less it where |y| > |x|, pi less that where x < 0, the sign of y.
import { atanReduced } from './atan';
import { highPair, lowPair, packPairs, pair, withSign } from './pairs';

/** The angle of (x, |y|) of a pair. */
// @ts-ignore: decorator
@inline
function atan2Core(y: v128, x: v128): v128 {
  // Infinities become 2^400: equal to each other, and out of reach for the finite ones.
  const most = pair(2.5822498780869086e120);
  const a = f64x2.pmin(f64x2.abs(x), most);
  const b = f64x2.pmin(f64x2.abs(y), most);
  const steep = f64x2.gt(b, a);
  // No zero below it: 0 / 0 would be NaN.
  const long = f64x2.pmax(v128.bitselect(b, a, steep), pair(1e-300));
  const angle = atanReduced(f64x2.div(v128.bitselect(a, b, steep), long));
  // A quotient that is a tie between two subnormal float32 has its arc tangent just below it.
  const tiny = f64x2.lt(angle, pair(1e-30));
  const below = f64x2.mul(angle, v128.bitselect(pair(0.99999999999999989), pair(1), tiny));
  const left = i64x2.shr_s(x, 63);
  const turns = v128.xor(left, steep);
  const signed = v128.xor(below, v128.and(turns, i64x2.splat(i64.MIN_VALUE)));
  const base = v128.bitselect(pair(1.5707963267948966), v128.and(pair(3.141592653589793), left), steep);
  return f64x2.add(base, signed);
}

/**
 * atan2Exact(y, x): the angle in [-pi, pi] of the point (x, y) from the axis of x. As C99: +-0 and +-pi on
 * the axis of x, by the sign of a zero x too; +-pi/4 and +-3pi/4 where both are infinite.
 */
export function atan2Exact(y: v128, x: v128): v128 {
  return withSign(packPairs(atan2Core(lowPair(y), lowPair(x)), atan2Core(highPair(y), highPair(x))), y);
}

// cbrt x = x z^2, z = |x|^(-1/3). A constant less a third of the bits of |x| is z within 3.5 %; two steps of
// z + z (e/3 + 2e^2/9), e = 1 - |x| z^3, make it 2^-33, and one of Newton's method on x z^2 leaves rounding alone.
import { highPair, lowPair, packPairs, pair, quad, withSign } from './pairs';

/** z closer to x^(-1/3) of a pair. */
// @ts-ignore: decorator
@inline
function closer(x: v128, z: v128): v128 {
  const e = f64x2.sub(pair(1), f64x2.mul(f64x2.mul(x, z), f64x2.mul(z, z)));
  const change = f64x2.add(pair(0.3333333333333333), f64x2.mul(e, pair(0.2222222222222222)));
  return f64x2.add(z, f64x2.mul(f64x2.mul(z, e), change));
}

/** cbrt x of a pair, x finite and not negative. */
// @ts-ignore: decorator
@inline
function cbrtCore(x: v128): v128 {
  // 2^52 + the upper 52 of the 64 bits, made of bits; the difference holds those of z in its low ones.
  const upper = v128.or(i64x2.shr_u(x, 12), i64x2.splat(0x4330_0000_0000_0000));
  const inverse = f64x2.sub(pair(7504458596656436), f64x2.mul(upper, pair(0.3333333333333333)));
  const z = closer(x, closer(x, i64x2.shl(inverse, 12)));
  const square = f64x2.mul(z, z);
  const y = f64x2.mul(x, square);
  const rest = f64x2.sub(x, f64x2.mul(y, f64x2.mul(y, y)));
  return f64x2.add(y, f64x2.mul(rest, f64x2.mul(square, pair(0.3333333333333333))));
}

/** The real cube root of x, also of x < 0. +-inf gives +-inf. */
export function cbrtExact(x: v128): v128 {
  const a = f32x4.abs(x);
  const y = packPairs(cbrtCore(lowPair(a)), cbrtCore(highPair(a)));
  // x where it is infinite or NaN.
  return v128.bitselect(withSign(y, x), x, f32x4.lt(a, quad(Infinity)));
}

// atan x = x P(x^2) / Q(x^2) for |x| <= 1; beyond it, pi/2 + atan(-1 / |x|) with the sign of x.
// P and Q: scripts/fit/trigonometric.py, |x| <= 1, relative error 2^-57.2.
import { highPair, lowPair, packPairs, pair, patch, step, withSign } from './pairs';

/** atan u of a pair, |u| <= 1. */
// @ts-ignore: decorator
@inline
export function atanReduced(u: v128): v128 {
  const t = f64x2.mul(u, u);
  let p = pair(8.070049552421318e-5);
  p = step(p, t, 0.009359111126874967);
  p = step(p, t, 0.15918962249310664);
  p = step(p, t, 0.920960288435673);
  p = step(p, t, 2.282890255187116);
  p = step(p, t, 2.5055441356147834);
  p = step(p, t, 1);
  let q = pair(0.0008266188758602391);
  q = step(q, t, 0.032996879299800046);
  q = step(q, t, 0.34971905969394135);
  q = step(q, t, 1.5057695191087226);
  q = step(q, t, 3.029182744836706);
  q = step(q, t, 2.8388774689481138);
  q = step(q, t, 1);
  return f64x2.div(f64x2.mul(u, p), q);
}

/** atan |x| of a pair. */
// @ts-ignore: decorator
@inline
function atanCore(x: v128): v128 {
  const a = f64x2.abs(x);
  const big = f64x2.gt(a, pair(1));
  const u = f64x2.div(v128.bitselect(pair(-1), a, big), v128.bitselect(a, pair(1), big));
  return f64x2.add(v128.and(pair(1.5707963267948966), big), atanReduced(u));
}

/** The angle in [-pi/2, pi/2] whose tangent is x. +-inf gives +-pi/2. */
export function atanExact(x: v128): v128 {
  const y = packPairs(atanCore(lowPair(x)), atanCore(highPair(x)));
  return withSign(patch(y, f32x4.abs(x), 0x3d8d6b23, 0x3d8d31c3), x);
}

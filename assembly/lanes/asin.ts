// asin x = x + x^3 P(x^2) / Q(x^2) for |x| <= 1/2; beyond it, pi/2 - 2 asin(sqrt((1 - |x|) / 2)).
// P and Q: scripts/fit/trigonometric.py, |x| <= 1/2, error 2^-57.2 relative to x.
import { highPair, lowPair, packPairs, pair, step, withSign } from './pairs';

/** asin s of a pair from s and z = s^2, 0 <= s <= 1/2. */
// @ts-ignore: decorator
@inline
function asinReduced(s: v128, z: v128): v128 {
  let p = pair(0.0002704906103637488);
  p = step(p, z, -0.02599421949813924);
  p = step(p, z, 0.16167578259886287);
  p = step(p, z, -0.297783004768836);
  p = step(p, z, 0.16666666666666935);
  let q = pair(0.046058499769407825);
  q = step(q, z, -0.5080616870823038);
  q = step(q, z, 1.7087116654987182);
  q = step(q, z, -2.236698028610723);
  q = step(q, z, 1);
  return f64x2.add(s, f64x2.div(f64x2.mul(f64x2.mul(s, z), p), q));
}

/** All ones where a pair of |x| is folded. */
// @ts-ignore: decorator
@inline
export function asinIsFolded(a: v128): v128 {
  return f64x2.gt(a, pair(0.5));
}

/** asin a of a pair, 0 <= a <= 1, or asin(sqrt((1 - a) / 2)) where it is folded; NaN for a > 1. */
// @ts-ignore: decorator
@inline
export function asinFolded(a: v128, folded: v128): v128 {
  const half = f64x2.sub(pair(0.5), f64x2.mul(a, pair(0.5)));
  const s = v128.bitselect(f64x2.sqrt(half), a, folded);
  return asinReduced(s, v128.bitselect(half, f64x2.mul(a, a), folded));
}

/** asin |x| of a pair. */
// @ts-ignore: decorator
@inline
function asinCore(x: v128): v128 {
  const a = f64x2.abs(x);
  const folded = asinIsFolded(a);
  const y = asinFolded(a, folded);
  return v128.bitselect(f64x2.sub(pair(1.5707963267948966), f64x2.add(y, y)), y, folded);
}

/** The angle in [-pi/2, pi/2] whose sine is x. |x| > 1 gives NaN. */
export function asinExact(x: v128): v128 {
  return withSign(packPairs(asinCore(lowPair(x)), asinCore(highPair(x))), x);
}

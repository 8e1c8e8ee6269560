// acos x = pi/2 - asin x for |x| <= 1/2; beyond it, 2 asin(sqrt((1 - |x|) / 2)), or pi less that where x < 0.
// The arc sine is asin.ts's, fit included.
import { asinFolded, asinIsFolded } from './asin';
import { highPair, lowPair, packPairs, pair, patch } from './pairs';

/** acos x of a pair. */
// @ts-ignore: decorator
@inline
function acosCore(x: v128): v128 {
  const a = f64x2.abs(x);
  const folded = asinIsFolded(a);
  const y = asinFolded(a, folded);
  const size = v128.bitselect(f64x2.add(y, y), f64x2.neg(y), folded);
  const turned = v128.xor(size, v128.and(x, i64x2.splat(i64.MIN_VALUE)));
  const end = v128.and(pair(3.141592653589793), f64x2.lt(x, pair(0)));
  return f64x2.add(v128.bitselect(end, pair(1.5707963267948966), folded), turned);
}

/** The angle in [0, pi] whose cosine is x. |x| > 1 gives NaN. */
export function acosExact(x: v128): v128 {
  const y = packPairs(acosCore(lowPair(x)), acosCore(highPair(x)));
  return patch(patch(y, x, 0x328885a3, 0x3fc90fdb), x, 0x39826222, 0x3fc907b5);
}

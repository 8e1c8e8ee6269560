// cosh x, x = k ln 2 + r: cosh(r) (2^k + 2^-k) / 2 + sinh(r) (2^k - 2^-k) / 2.
// The reduction is exp.ts's, both polynomials are sinh.ts's, fits included.
import { lessOctaves, octaves } from './exp';
import { clamp, highPair, lowPair, packPairs } from './pairs';
import { coshReduced, halfInverse, halfPower, sinhReduced } from './sinh';

/** cosh x of a pair, |x| < 700. */
// @ts-ignore: decorator
@inline
function coshCore(x: v128): v128 {
  const shifted = octaves(x);
  const r = lessOctaves(x, shifted);
  const w = f64x2.mul(r, r);
  const up = halfPower(shifted);
  const down = halfInverse(shifted);
  const odd = f64x2.mul(sinhReduced(r, w), f64x2.sub(up, down));
  return f64x2.add(odd, f64x2.mul(coshReduced(w), f64x2.add(up, down)));
}

/** (e^x + e^-x) / 2. +-inf gives inf. */
export function coshExact(x: v128): v128 {
  const c = clamp(x, -90, 90);
  return packPairs(coshCore(lowPair(c)), coshCore(highPair(c)));
}

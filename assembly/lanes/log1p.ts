// ln(1 + x) in float64 as in log.ts, from 1 + x; where k = 0 from x itself, which the sum would round.
// The sum is exact for 2^-29 <= |x| < 2^53; above, the 1 does not matter.
// Seven x where float64 cannot tell the result from the middle of two float32 are patched by value.
// Nearest float32 for every input.
// Special cases: NaN stays NaN, -0 is -0, -1 gives -inf, x < -1 gives NaN, inf gives inf.

import { logBiased, logExponent, logSignificand, logSum } from './log';
import { highPair, lowPair, nearMiddle, packPairs, pair, patch, quad, withSign } from './pairs';

/** ln(1 + x) of a pair, x > -1 and finite. */
// @ts-ignore: decorator
@inline
export function log1pCore(x: v128): v128 {
  const biased = logBiased(f64x2.add(x, pair(1)));
  const k = logExponent(biased);
  const f = v128.bitselect(x, f64x2.sub(logSignificand(biased), pair(1)), f64x2.eq(k, pair(0)));
  return logSum(k, f);
}

/** y, but ln(1 + x) where x is not finite and above -1. */
function log1pSpecial(x: v128, y: v128): v128 {
  const upper = v128.bitselect(y, x, f32x4.lt(x, quad(Infinity)));
  const defined = v128.bitselect(quad(NaN), upper, f32x4.lt(x, quad(-1)));
  return v128.bitselect(quad(-Infinity), defined, f32x4.eq(x, quad(-1)));
}

/** y, but ln(1 + x) for the seven x where float64 cannot tell it from the middle of two float32. */
function log1pPatched(x: v128, y: v128): v128 {
  const a = patch(y, x, 0x35400003, 0x353fffff);
  const b = patch(a, x, 0x3710001b, 0x370ffff3);
  const c = patch(b, x, 0x65d890d3, 0x4254d1f9);
  const d = patch(c, x, 0x6f31a8ec, 0x42845a89);
  const e = patch(d, x, 0xb53ffffd, 0xb5400001);
  const f = patch(e, x, 0xb70fffe5, 0xb710000d);
  return patch(f, x, 0xbb0ec8c4, 0xbb0ef0a5);
}

/** ln(1 + x), with full precision near 0. -1 gives -inf; x < -1 gives NaN; inf gives inf. */
export function log1pExact(x: v128): v128 {
  const low = log1pCore(lowPair(x));
  const high = log1pCore(highPair(x));
  let y = withSign(packPairs(low, high), x);
  const usual = v128.and(f32x4.gt(x, quad(-1)), f32x4.lt(x, quad(Infinity)));
  if (!i32x4.all_true(v128.andnot(usual, nearMiddle(low, high)))) y = log1pSpecial(x, log1pPatched(x, y));
  return y;
}

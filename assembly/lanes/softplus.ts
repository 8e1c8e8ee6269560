// ln(1 + e^x) = max(x, 0) + ln(1 + e) with e = e^-|x|.
// softplusExact: float64; 2 atanh(e / (2 + e)), 10 terms, relative error 2^-59.4, minimax (Remez), the term
// 2s fixed. One x, 0.04 units of the last place of a float64 off the middle of two float32, is patched by
// value. Nearest float32 for every input.
// softplusFast: float32; e + e^2 Q(e) with Q of degree 8, 2^-27.5, fitted as in exp.ts. A division would be
// shorter, but what it rounds, twice, is all of the result. Largest error 2.025 ULP, at 0xbee6be9b (-0.45067).
// Special cases, both: NaN stays NaN, -inf gives 0, inf gives inf, subnormals are rounded once.

import { expCore, expCore32 } from './exp';
import { highPair, lowPair, packPairs, pair, patch, quad, step, step32 } from './pairs';

/** linear + ln(1 + e^minus) of a pair, -700 < minus <= 0. */
// @ts-ignore: decorator
@inline
export function softplusCore(linear: v128, minus: v128): v128 {
  const e = expCore(minus);
  const s = f64x2.div(e, f64x2.add(e, pair(2)));
  const w = f64x2.mul(s, s);
  let p = pair(0.17019610499363888);
  p = step(p, w, 0.083395579643195689);
  p = step(p, w, 0.12106207035413324);
  p = step(p, w, 0.13300958803961616);
  p = step(p, w, 0.15386561009175256);
  p = step(p, w, 0.18181743875967604);
  p = step(p, w, 0.222222239710578);
  p = step(p, w, 0.28571428547833655);
  p = step(p, w, 0.40000000000157393);
  p = step(p, w, 0.66666666666666308);
  return f64x2.add(linear, f64x2.add(f64x2.add(s, s), f64x2.mul(f64x2.mul(s, w), p)));
}

/** ln(1 + e^x). -inf gives 0; inf gives inf. */
export function softplusExact(x: v128): v128 {
  const linear = f32x4.pmax(x, quad(0));
  const minus = f32x4.neg(f32x4.pmin(f32x4.abs(x), quad(104)));
  const y = packPairs(
    softplusCore(lowPair(linear), lowPair(minus)),
    softplusCore(highPair(linear), highPair(minus)),
  );
  return patch(y, x, 0x39ea41d0, 0x3f3180bd);
}

/** ln(1 + e^x) within 2.025 ULP. */
export function softplusFast(x: v128): v128 {
  const e = expCore32(f32x4.pmax(f32x4.neg(f32x4.abs(x)), quad(-176)));
  let q = quad(-0.00331862015);
  q = step32(q, e, 0.0202046521);
  q = step32(q, e, -0.0576642826);
  q = step32(q, e, 0.106805541);
  q = step32(q, e, -0.153554007);
  q = step32(q, e, 0.196953937);
  q = step32(q, e, -0.249585792);
  q = step32(q, e, 0.333305031);
  q = step32(q, e, -0.499999285);
  q = f32x4.mul(f32x4.mul(e, e), q);
  return f32x4.add(f32x4.add(f32x4.pmax(x, quad(0)), q), e);
}

// tanhExact: float64, x P(x^2) / Q(x^2) with P and Q of degree 7 on |x| <= 9.015, beyond which tanh rounds
// to 1; no exponential and no branch. Relative error 2^-55.4, fitted by Loeb's algorithm with Lawson's
// weights. Nearest float32 for every input.
// tanhFast: float32; up to 0.63 an odd polynomial of degree 11, fitted on [0, 0.6] as in log.ts, 2^-28.4; above
// it 1 - 2 / (e^2x + 1). Largest error 1.304 ULP, at 0x3f215bca (0.63031).
// Special cases, both: NaN stays NaN, -0 is -0, +-inf gives +-1.

import { expReduced32 } from './exp';
import { ROUND_F32, clamp, highPair, lowPair, packPairs, pair, quad, step, step32, withSign } from './pairs';

/** tanh x of a pair, |x| <= 9.015. */
// @ts-ignore: decorator
@inline
export function tanhCore(x: v128): v128 {
  const t = f64x2.mul(x, x);
  let p = pair(9.3786954381711207e-17);
  p = step(p, t, 8.3531586328614112e-13);
  p = step(p, t, 1.0667351654901366e-9);
  p = step(p, t, 4.4725965996567402e-7);
  p = step(p, t, 7.6534878002327346e-5);
  p = step(p, t, 0.0055129105520610542);
  p = step(p, t, 0.14869618398281584);
  p = step(p, t, 1);
  let q = pair(1.2728303597419547e-14);
  q = step(q, t, 3.520753460241477e-11);
  q = step(q, t, 2.4621088970123842e-8);
  q = step(q, t, 6.5104691238276576e-6);
  q = step(q, t, 0.00072621420102826216);
  q = step(q, t, 0.032856082990778163);
  q = step(q, t, 0.48202951731614885);
  q = step(q, t, 1);
  return f64x2.div(f64x2.mul(x, p), q);
}

/** sinh x / cosh x. +-inf gives +-1. */
export function tanhExact(x: v128): v128 {
  const c = clamp(x, -9.015, 9.015);
  return packPairs(tanhCore(lowPair(c)), tanhCore(highPair(c)));
}

/** tanh x within 1.305 ULP. */
export function tanhFast(x: v128): v128 {
  const a = f32x4.pmin(f32x4.abs(x), quad(9.015));
  const y = f32x4.add(a, a);
  const sum = step32(y, quad(1.44269504), ROUND_F32);
  const p = expReduced32(y, f32x4.sub(sum, quad(ROUND_F32)));
  const e = i32x4.add(p, i32x4.shl(sum, 23));
  const large = f32x4.sub(quad(1), f32x4.div(quad(2), f32x4.add(e, quad(1))));
  const w = f32x4.mul(a, a);
  let q = quad(-0.00589796668);
  q = step32(q, w, 0.0207986254);
  q = step32(q, w, -0.0537847169);
  q = step32(q, w, 0.133319363);
  q = step32(q, w, -0.333332986);
  const small = f32x4.add(a, f32x4.mul(f32x4.mul(a, w), q));
  return withSign(v128.bitselect(large, small, f32x4.gt(a, quad(0.63))), x);
}

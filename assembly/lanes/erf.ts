// erfExact: float64, x P(x^2) / Q(x^2), P of degree 10 and Q of 9, on |x| <= 4; from 3.92 on erf rounds to 1.
// Relative error 2^-54.2, fitted by Loeb's algorithm with Lawson's weights. Nearest float32 for every input.
// erfFast: float32; up to 1 x + x P(x^2), P of degree 6, 2^-29.6; above it 1 - R^4, R of degree 9 in |x| - 1,
// absolute error 2^-30.3: the fourth root of 1 - erf |x| is so much smoother that no exponential is needed.
// Fitted as in exp.ts. Largest error 1.413 ULP, at 0x3f8077d0 (1.00366).
// Special cases, both: NaN stays NaN, -0 is -0, +-inf gives +-1.

import { clamp, highPair, lowPair, packPairs, pair, quad, step, step32, withSign } from './pairs';

/** erf x of a pair, |x| <= 4. */
// @ts-ignore: decorator
@inline
export function erfCore(x: v128): v128 {
  const t = f64x2.mul(x, x);
  let p = pair(-1.1419858925433094e-14);
  p = step(p, t, 8.542810186994529e-12);
  p = step(p, t, 1.753033224153759e-9);
  p = step(p, t, 6.2523820606244741e-8);
  p = step(p, t, 2.1566923119896735e-6);
  p = step(p, t, 3.5035532429657138e-5);
  p = step(p, t, 0.00066071101600143729);
  p = step(p, t, 0.0054176585656596395);
  p = step(p, t, 0.060727110386965655);
  p = step(p, t, 0.19863148581596207);
  p = step(p, t, 1.1283791670955126);
  let q = pair(1.7682519812292088e-10);
  q = step(q, t, 1.1152909531090543e-8);
  q = step(q, t, 3.8680389470060709e-7);
  q = step(q, t, 9.1407272487681278e-6);
  q = step(q, t, 0.00015753828911388321);
  q = step(q, t, 0.0020151463690743806);
  q = step(q, t, 0.018876419972532161);
  q = step(q, t, 0.12360663509852508);
  q = step(q, t, 0.50936590430613049);
  q = step(q, t, 1);
  return f64x2.div(f64x2.mul(x, p), q);
}

/** 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. +-inf gives +-1. */
export function erfExact(x: v128): v128 {
  const c = clamp(x, -4, 4);
  return packPairs(erfCore(lowPair(c)), erfCore(highPair(c)));
}

/** erf x within 1.413 ULP. */
export function erfFast(x: v128): v128 {
  const a = f32x4.abs(x);
  const t = f32x4.mul(x, x);
  let q = quad(7.85953307e-05);
  q = step32(q, t, -0.000801051443);
  q = step32(q, t, 0.00518845161);
  q = step32(q, t, -0.026854137);
  q = step32(q, t, 0.112836108);
  q = step32(q, t, -0.376126319);
  q = step32(q, t, 0.128379151);
  const small = f32x4.add(x, f32x4.mul(x, q));
  const u = f32x4.sub(f32x4.pmin(a, quad(3.93)), quad(1));
  let p = quad(1.08713421e-05);
  p = step32(p, u, -0.00011810533);
  p = step32(p, u, 0.000339574995);
  p = step32(p, u, 0.000772939064);
  p = step32(p, u, -0.00496096537);
  p = step32(p, u, -0.00400359416);
  p = step32(p, u, 0.0508810878);
  p = step32(p, u, 0.00431633927);
  p = step32(p, u, -0.415485054);
  p = step32(p, u, 0.629769504);
  p = f32x4.mul(p, p);
  const large = f32x4.sub(quad(1), f32x4.mul(p, p));
  return v128.bitselect(withSign(large, x), small, f32x4.gt(a, quad(1)));
}

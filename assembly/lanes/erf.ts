// erf x = x P(x^2) / Q(x^2) in float64, P of degree 10 and Q of 9, on |x| <= 4; from 3.92 on erf rounds to 1.
// Relative error 2^-54.2, fitted by Loeb's algorithm with Lawson's weights. Nearest float32 for every input.
// Special cases: NaN stays NaN, -0 is -0, +-inf gives +-1.

import { clamp, highPair, lowPair, packPairs, pair, step } from './pairs';

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

/** erf x, the nearest float32. */
export function erfExact(x: v128): v128 {
  const c = clamp(x, -4, 4);
  return packPairs(erfCore(lowPair(c)), erfCore(highPair(c)));
}

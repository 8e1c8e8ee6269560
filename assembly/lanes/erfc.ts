// erfc x = 1 - erf x = e^(-x^2) R(x) for x >= 0, with R = P / Q for e^(x^2) erfc x, and 2 - erfc |x| below 0.
// x is limited to 10.06 in size: from 10.0542 on erfc x rounds to 0.
// Special cases: NaN stays NaN; +-0 gives 1; inf gives 0; -inf gives 2; subnormals are rounded once.
//
// erfcExact: float64, where x^2 is exact; P of degree 9 and Q of 10, relative error 2^-59.0, minimax (Remez). All
// their coefficients are positive, so that nothing cancels; scripts/fit/erfc.py. Nearest float32 for every input.
//
// There is no erfcFast: e^(-x^2) in float32 needs x^2 in two parts, and no float32 form of R that was tried kept the
// whole within 3 ULP.

import { expCore } from './exp';
import { clamp, highPair, lowPair, packPairs, pair, step } from './pairs';

/** e^(a^2) erfc a of a pair, 0 <= a <= 10.06. */
// @ts-ignore: decorator
@inline
function erfcScaled(a: v128): v128 {
  let p = pair(3.9344256345409196e-5);
  p = step(p, a, 0.0008073209966254307);
  p = step(p, a, 0.008010385100510671);
  p = step(p, a, 0.049941593670060645);
  p = step(p, a, 0.2144830703612455);
  p = step(p, a, 0.656791555938926);
  p = step(p, a, 1.4360045428828516);
  p = step(p, a, 2.1733456745593287);
  p = step(p, a, 2.0903093965049244);
  p = step(p, a, 1);
  let q = pair(6.97358786883723e-5);
  q = step(q, a, 0.0014309392078206225);
  q = step(q, a, 0.014232905922412683);
  q = step(q, a, 0.08923463795480889);
  q = step(q, a, 0.3872255257348542);
  q = step(q, a, 1.2076764114793355);
  q = step(q, a, 2.728325268931102);
  q = step(q, a, 4.391709133682841);
  q = step(q, a, 4.805246795094668);
  q = step(q, a, 3.2186885636004363);
  q = step(q, a, 1);
  return f64x2.div(p, q);
}

/** erfc x of a pair, |x| <= 10.06. */
// @ts-ignore: decorator
@inline
function erfcCore(x: v128): v128 {
  const a = f64x2.abs(x);
  const y = f64x2.mul(expCore(f64x2.neg(f64x2.mul(x, x))), erfcScaled(a));
  return v128.bitselect(f64x2.sub(pair(2), y), y, f64x2.lt(x, pair(0)));
}

/** 1 - erf x, with full relative precision where it is small. -inf gives 2; inf gives 0. */
export function erfcExact(x: v128): v128 {
  const c = clamp(x, -10.06, 10.06);
  return packPairs(erfcCore(lowPair(c)), erfcCore(highPair(c)));
}

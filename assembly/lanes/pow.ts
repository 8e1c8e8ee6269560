// x^y = 2^(n + r), n + r = y log2 x, the logarithm with a first part of 28 bits, so that its product with y is exact:
// log2 x = k + (2 / ln 2) atanh s, s = f / (2 + f), x = 2^k (1 + f). Both polynomials: scripts/fit/power.py,
// 1 + f in [sqrt(1/2), sqrt(2)] with error 2^-59.4 relative to log2 x, |r| <= 0.502 with relative error 2^-57.8.
import { logBiased, logExponent, logSignificand } from './log';
import { log2Tail } from './log2';
import { ROUND_F64, SIGN_F32, highPair, lowPair, packPairs, pair, quad, step } from './pairs';

/** log2(1 + f) of a pair less its first part, from s, its first 14 bits, the bits after them, and w = s^2. */
// @ts-ignore: decorator
@inline
function logTail(s: v128, sHigh: v128, sLow: v128, w: v128): v128 {
  const tail = f64x2.add(f64x2.mul(sLow, pair(2.8853900817779268)), f64x2.mul(f64x2.mul(s, w), log2Tail(w)));
  return f64x2.add(f64x2.mul(sHigh, pair(-0.00010796509707318528)), tail);
}

/** 2^r of a pair, |r| <= 0.502. */
// @ts-ignore: decorator
@inline
function exp2Reduced(r: v128): v128 {
  let q = pair(4.436227519020104e-10);
  q = step(q, r, 7.073726804601424e-9);
  q = step(q, r, 1.0178186241470653e-7);
  q = step(q, r, 1.3215435814929708e-6);
  q = step(q, r, 1.5252733540670985e-5);
  q = step(q, r, 0.00015403530455508692);
  q = step(q, r, 0.0013333558146694407);
  q = step(q, r, 0.009618129107595986);
  q = step(q, r, 0.0555041086648207);
  q = step(q, r, 0.24022650695910125);
  return f64x2.add(pair(1), f64x2.add(f64x2.mul(r, pair(0.6931471805599453)), f64x2.mul(f64x2.mul(r, r), q)));
}

/** v of a pair limited to [-most, most]; NaN stays NaN. */
// @ts-ignore: decorator
@inline
function limit(v: v128, most: f64): v128 {
  return f64x2.pmax(f64x2.pmin(v, pair(most)), pair(-most));
}

/** x^y of a pair, x positive and finite, y finite. */
// @ts-ignore: decorator
@inline
function powCore(x: v128, y: v128): v128 {
  const biased = logBiased(x);
  const f = f64x2.sub(logSignificand(biased), pair(1));
  const sum = f64x2.add(f, pair(2));
  const inverse = f64x2.div(pair(1), sum);
  const s = f64x2.mul(f, inverse);
  const sHigh = v128.and(s, i64x2.splat(0xffff_ff80_0000_0000));
  const sLow = f64x2.mul(f64x2.sub(f, f64x2.mul(sHigh, sum)), inverse);
  // y log2 x = whole + high + low; 2 / ln 2 is in 14 bits and the rest, as s is.
  const whole = f64x2.mul(y, logExponent(biased));
  const high = f64x2.mul(y, f64x2.mul(sHigh, pair(2.885498046875)));
  const low = f64x2.mul(y, logTail(s, sHigh, sLow, f64x2.mul(s, s)));
  const log = f64x2.add(f64x2.add(whole, high), low);
  // From 2^200 on a result is infinite in float32, below 2^-200 it is 0.
  const shifted = f64x2.add(limit(log, 200), pair(ROUND_F64));
  const n = f64x2.sub(shifted, pair(ROUND_F64));
  const r = limit(f64x2.add(f64x2.add(f64x2.sub(whole, n), high), low), 1);
  return i64x2.add(exp2Reduced(r), i64x2.shl(shifted, 52));
}

/** x^y where x is not positive and finite, or y not finite; p is |x|^y where both are finite and x is not 0. */
function powSpecial(x: v128, y: v128, p: v128): v128 {
  const one = quad(1);
  const infinity = quad(Infinity);
  const a = f32x4.abs(x);
  const yIsInfinite = f32x4.eq(f32x4.abs(y), infinity);
  const ends = v128.or(v128.or(f32x4.eq(a, quad(0)), f32x4.eq(a, infinity)), yIsInfinite);
  const grows = v128.bitselect(f32x4.gt(a, one), f32x4.lt(a, one), f32x4.gt(y, quad(0)));
  const size = v128.bitselect(v128.and(infinity, grows), p, ends);
  const half = f32x4.mul(y, quad(0.5));
  const isInteger = f32x4.eq(y, f32x4.trunc(y));
  const isOdd = v128.and(isInteger, f32x4.ne(half, f32x4.trunc(half)));
  let z = v128.xor(size, v128.and(v128.and(x, i32x4.splat(SIGN_F32)), isOdd));
  const isNegative = v128.and(f32x4.lt(x, quad(0)), f32x4.lt(a, infinity));
  const isNaN = v128.or(f32x4.ne(x, x), f32x4.ne(y, y));
  z = v128.bitselect(quad(NaN), z, v128.or(isNaN, v128.andnot(isNegative, isInteger)));
  const isUnit = v128.and(f32x4.eq(a, one), yIsInfinite);
  const isOne = v128.or(v128.or(f32x4.eq(x, one), f32x4.eq(y, quad(0))), isUnit);
  return v128.bitselect(one, z, isOne);
}

/**
 * powExact(x, y): x^y. As C99: 1 for y = 0 or x = 1, NaN or not; NaN for a negative x and a y that is no
 * integer; zeros and infinities keep the sign of x for an odd y; (-1)^+-inf = 1.
 */
export function powExact(x: v128, y: v128): v128 {
  const a = f32x4.abs(x);
  let z = packPairs(powCore(lowPair(a), lowPair(y)), powCore(highPair(a), highPair(y)));
  // bits - 1 >= 0x7f7fffff, unsigned: x is not positive and finite.
  const unusual = i32x4.ge_u(i32x4.sub(x, i32x4.splat(1)), i32x4.splat(0x7f7fffff));
  const usual = v128.andnot(f32x4.lt(f32x4.abs(y), quad(Infinity)), unusual);
  if (!i32x4.all_true(usual)) z = powSpecial(x, y, z);
  return z;
}

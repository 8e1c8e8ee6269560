// ln x = k ln 2 + ln m with x = 2^k m and m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh s, s = (m - 1) / (m + 1).
// Special cases: NaN stays NaN; ln +-0 = -inf; x < 0 gives NaN; inf gives inf. Subnormals are exact.
//
// logExact: float64, which holds every float32 as a normal number; 7 terms in s^2, relative error 2^-59.5,
// minimax (Remez), the term 2s fixed. Three x whose logarithms lie within 0.46 units of the last place of a
// float64 of a middle are patched by value. Nearest float32 for every input.
// logFast: float32, 4 terms, 2^-35.2, each coefficient rounded and the rest fitted again. What is rounded enters
// as a correction of f: ln(1 + f) = f - (f^2/2 - s (f^2/2 + R)). Largest error 0.8399 ULP, at 0x3fb4e79f
// (1.41332).

import { highPair, lowPair, nearMiddle, packPairs, pair, patch, quad, step, step32 } from './pairs';

/** k ln 2 + ln(1 + f) of a pair, 1 + f in [sqrt(1/2), sqrt(2)). */
// @ts-ignore: decorator
@inline
export function logSum(k: v128, f: v128): v128 {
  const s = f64x2.div(f, f64x2.add(f, pair(2)));
  const w = f64x2.mul(s, s);
  let p = pair(0.14797508145888816);
  p = step(p, w, 0.15313903206089399);
  p = step(p, w, 0.18183569741255676);
  p = step(p, w, 0.22222198475961422);
  p = step(p, w, 0.28571428743262889);
  p = step(p, w, 0.3999999999941109);
  p = step(p, w, 0.66666666666667351);
  const log = f64x2.add(f64x2.add(s, s), f64x2.mul(f64x2.mul(s, w), p));
  return f64x2.add(f64x2.mul(k, pair(0.69314718055994531)), log);
}

/** The bits of x plus what carries into the exponent where the significand of x is sqrt(2) or more. */
// @ts-ignore: decorator
@inline
export function logBiased(x: v128): v128 {
  return i64x2.add(x, i64x2.splat(0x0009_5f62_0000_0000));
}

/** The exponent k of x = 2^k m, from logBiased(x). */
// @ts-ignore: decorator
@inline
export function logExponent(biased: v128): v128 {
  // 2^52 + (k + 1023), made of bits, less 2^52 + 1023.
  const bits = v128.or(i64x2.shr_u(biased, 52), i64x2.splat(0x4330_0000_0000_0000));
  return f64x2.sub(bits, pair(4503599627371519));
}

/** The significand m, from logBiased(x). */
// @ts-ignore: decorator
@inline
export function logSignificand(biased: v128): v128 {
  return i64x2.add(
    v128.and(biased, i64x2.splat(0x000f_ffff_ffff_ffff)),
    i64x2.splat(0x3fe6_a09e_0000_0000),
  );
}

/** ln x of a pair of positive, finite, normal x. */
// @ts-ignore: decorator
@inline
export function logCore(x: v128): v128 {
  const biased = logBiased(x);
  return logSum(logExponent(biased), f64x2.sub(logSignificand(biased), pair(1)));
}

/** y, but ln x where x is not positive and finite. */
export function logSpecial(x: v128, y: v128): v128 {
  const upper = v128.bitselect(y, x, f32x4.lt(x, quad(Infinity)));
  const defined = v128.bitselect(quad(NaN), upper, f32x4.lt(x, quad(0)));
  return v128.bitselect(quad(-Infinity), defined, f32x4.eq(x, quad(0)));
}

/** y, but ln x for the three x whose logarithms float64 cannot tell from the middle of two float32. */
function logPatched(x: v128, y: v128): v128 {
  const a = patch(y, x, 0x4c5d65a5, 0x418f034b);
  const b = patch(a, x, 0x65d890d3, 0x4254d1f9);
  return patch(b, x, 0x6f31a8ec, 0x42845a89);
}

/** All ones where x is not positive and finite: bits - 1 >= 0x7f7fffff, unsigned. */
// @ts-ignore: decorator
@inline
export function isLogSpecial(x: v128): v128 {
  return i32x4.ge_u(i32x4.sub(x, i32x4.splat(1)), i32x4.splat(0x7f7fffff));
}

/** ln x. +-0 gives -inf; x < 0 gives NaN; inf gives inf. */
export function logExact(x: v128): v128 {
  const low = logCore(lowPair(x));
  const high = logCore(highPair(x));
  let y = packPairs(low, high);
  if (v128.any_true(v128.or(isLogSpecial(x), nearMiddle(low, high)))) y = logSpecial(x, logPatched(x, y));
  return y;
}

/** The bits of a normal x plus what carries, see logBiased; those of a subnormal x times 2^23. */
// @ts-ignore: decorator
@inline
export function logBiased32(x: v128, subnormal: v128): v128 {
  const normal = v128.bitselect(f32x4.mul(x, quad(8388608)), x, subnormal);
  return i32x4.add(normal, i32x4.splat(0x004afb0d));
}

/** The exponent k of x = 2^k m, from logBiased32(x, subnormal). */
// @ts-ignore: decorator
@inline
export function logExponent32(biased: v128, subnormal: v128): v128 {
  const exponent = i32x4.sub(i32x4.shr_s(biased, 23), i32x4.splat(127));
  return f32x4.convert_i32x4_s(i32x4.add(exponent, v128.and(subnormal, i32x4.splat(-23))));
}

/** The significand m, from logBiased32(x, subnormal). */
// @ts-ignore: decorator
@inline
export function logSignificand32(biased: v128): v128 {
  return i32x4.add(v128.and(biased, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
}

/** ln(1 + f) - f + f^2/2 = s (f^2/2 + R) of four float32, half = f^2/2. */
// @ts-ignore: decorator
@inline
export function logRest32(f: v128, half: v128): v128 {
  const s = f32x4.div(f, f32x4.add(f, quad(2)));
  const w = f32x4.mul(s, s);
  let p = quad(0.242788136);
  p = step32(p, w, 0.284987926);
  p = step32(p, w, 0.400009722);
  p = step32(p, w, 0.666666627);
  return f32x4.mul(s, f32x4.add(half, f32x4.mul(p, w)));
}

/** y, but x where it is inf or NaN, NaN below 0, -inf at 0. No branch, see exp.ts. */
// @ts-ignore: decorator
@inline
export function logSpecial32(x: v128, y: v128): v128 {
  const upper = v128.bitselect(y, x, f32x4.lt(x, quad(Infinity)));
  const defined = v128.or(upper, f32x4.lt(x, quad(0)));
  return f32x4.sub(defined, v128.and(f32x4.eq(x, quad(0)), quad(Infinity)));
}

/** ln x within 0.84 ULP. */
export function logFast(x: v128): v128 {
  const subnormal = f32x4.lt(x, quad(1.17549435e-38));
  const biased = logBiased32(x, subnormal);
  const k = logExponent32(biased, subnormal);
  const f = f32x4.sub(logSignificand32(biased), quad(1));
  const half = f32x4.mul(f32x4.mul(f, f), quad(0.5));
  const low = f32x4.add(logRest32(f, half), f32x4.mul(k, quad(9.0580006145e-6)));
  return logSpecial32(x, f32x4.add(f32x4.mul(k, quad(0.693138123)), f32x4.sub(f, f32x4.sub(half, low))));
}

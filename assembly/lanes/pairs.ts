// The vocabulary of the lane functions. A vector of four float32 x is evaluated in float64 as two pairs,
// the low lanes (x0, x1) and the high lanes (x2, x3), and packed again, each result rounded once.

/** 1.5 * 2^52: adding it to |v| < 2^51 rounds v to an integer, which the low bits of the sum then hold. */
// @ts-ignore: decorator
@inline
export const ROUND_F64: f64 = 6755399441055744.0;

/** 1.5 * 2^23: the same for float32 and |v| < 2^22. */
// @ts-ignore: decorator
@inline
export const ROUND_F32: f32 = 12582912.0;

/** The sign bit of a float32. */
// @ts-ignore: decorator
@inline
export const SIGN_F32: i32 = 0x80000000;

/** (x0, x1) in float64, exactly. */
// @ts-ignore: decorator
@inline
export function lowPair(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** (x2, x3) in float64, exactly. */
// @ts-ignore: decorator
@inline
export function highPair(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
}

/** Four float32: the low pair, then the high pair, each rounded to nearest, ties to even. */
// @ts-ignore: decorator
@inline
export function packPairs(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** c in both lanes of a pair. */
// @ts-ignore: decorator
@inline
export function pair(c: f64): v128 {
  return f64x2.splat(c);
}

/** c in all four lanes. */
// @ts-ignore: decorator
@inline
export function quad(c: f32): v128 {
  return f32x4.splat(c);
}

/** One step of Horner's rule on a pair: p * t + c, rounded twice. */
// @ts-ignore: decorator
@inline
export function step(p: v128, t: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(p, t), f64x2.splat(c));
}

/** One step of Horner's rule on four float32. */
// @ts-ignore: decorator
@inline
export function step32(p: v128, t: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(p, t), f32x4.splat(c));
}

/** x limited to [least, most]. NaN stays NaN, because pmin and pmax return their first argument for it. */
// @ts-ignore: decorator
@inline
export function clamp(x: v128, least: f32, most: f32): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(most)), f32x4.splat(least));
}

/** The magnitude of y with the sign of x, so that -0 stays -0. */
// @ts-ignore: decorator
@inline
export function withSign(y: v128, x: v128): v128 {
  return v128.bitselect(x, y, i32x4.splat(SIGN_F32));
}

/**
 * All ones in the lanes whose float64 result, of normal float32 size, is the middle of two float32 or next
 * to it: there an error of one unit of its last place may decide the rounding. Of results spread evenly that
 * is about one in 2^27, so what follows on it may be slow.
 */
// @ts-ignore: decorator
@inline
export function nearMiddle(low: v128, high: v128): v128 {
  // The 29 bits that rounding drops, moved up: the middle is i32.MIN_VALUE, its neighbours 8 away.
  const dropped = i32x4.shl(v128.shuffle<i32>(low, high, 0, 2, 4, 6), 3);
  return i32x4.lt_s(i32x4.add(dropped, i32x4.splat(8)), i32x4.splat(i32.MIN_VALUE + 24));
}

/** y, but the float32 of the bits `result` where x has the bits `input`. */
// @ts-ignore: decorator
@inline
export function patch(y: v128, x: v128, input: i32, result: i32): v128 {
  return v128.bitselect(i32x4.splat(result), y, i32x4.eq(x, i32x4.splat(input)));
}

// tan x = tan(r + k pi/2), k = round(x / (pi/2)): r P(r^2) / Q(r^2), or its negative reciprocal where k is odd.
// k pi/2 is taken off in two parts below 2^23, as in turn.ts from there on.
// P and Q: scripts/fit/trigonometric.py, |r| <= pi/4, relative error 2^-55.5.
import { ROUND_F64, highPair, lowPair, packPairs, pair, quad, step } from './pairs';
import { turnAngle, turnOf } from './turn';

/** tan(r + odd pi/2) of a pair, |r| <= pi/4; odd is all ones or all zeros. */
// @ts-ignore: decorator
@inline
function tanReduced(r: v128, odd: v128): v128 {
  const w = f64x2.mul(r, r);
  let p = pair(-7.483651689076891e-6);
  p = step(p, w, 0.002805919970921915);
  p = step(p, w, -0.12828348593900657);
  p = f64x2.mul(r, step(p, w, 1));
  let q = pair(-0.00020844829242780695);
  q = step(q, w, 0.02334485972829798);
  q = step(q, w, -0.46161681927233705);
  q = step(q, w, 1);
  return f64x2.div(v128.bitselect(f64x2.neg(q), p, odd), v128.bitselect(p, q, odd));
}

/** tan x of a pair, |x| < 2^23: pi/2 in 30 + 53 bits, so that k times the first is exact. */
// @ts-ignore: decorator
@inline
function tanCore(x: v128): v128 {
  const shifted = step(x, pair(0.6366197723675814), ROUND_F64);
  const k = f64x2.sub(shifted, pair(ROUND_F64));
  const high = f64x2.sub(x, f64x2.mul(k, pair(1.570796325802803)));
  const r = f64x2.sub(high, f64x2.mul(k, pair(9.920935796805404e-10)));
  return tanReduced(r, i64x2.shr_s(i64x2.shl(shifted, 63), 63));
}

/** tan x for one |x| >= 2^23, infinity or NaN. */
function tanLarge(x: f32): f32 {
  const bits = reinterpret<u32>(x);
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x7f800000) return x - x;
  const turn = turnOf(magnitude);
  const k = (turn + 0x2000000000000000) >> 62;
  const r = pair(turnAngle(turn - (k << 62)));
  const tan = <f32>f64x2.extract_lane(tanReduced(r, i64x2.splat(-(<i64>k & 1))), 0);
  return bits >> 31 ? -tan : tan;
}

/** y, but tan x in the lanes where |x| is 2^23 or more. */
function tanSpecial(x: v128, y0: v128, large: i32): v128 {
  let y = y0;
  if (large & 1) y = f32x4.replace_lane(y, 0, tanLarge(f32x4.extract_lane(x, 0)));
  if (large & 2) y = f32x4.replace_lane(y, 1, tanLarge(f32x4.extract_lane(x, 1)));
  if (large & 4) y = f32x4.replace_lane(y, 2, tanLarge(f32x4.extract_lane(x, 2)));
  if (large & 8) y = f32x4.replace_lane(y, 3, tanLarge(f32x4.extract_lane(x, 3)));
  return y;
}

/** The tangent of x in radians, of any size. +-inf gives NaN. */
export function tanExact(x: v128): v128 {
  let y = packPairs(tanCore(lowPair(x)), tanCore(highPair(x)));
  const large = v128.not(f32x4.lt(f32x4.abs(x), quad(8388608)));
  if (v128.any_true(large)) y = tanSpecial(x, y, i32x4.bitmask(large));
  return y;
}

// LiSHT, x tanh x (Roy et al., 2019), as loops over float32 in a memory that tfjs owns.
// x, y, dy and dx are byte offsets, multiples of 4 but not of 16; n counts numbers. Nothing is written past the n-th,
// and y may be x, and dx may be dy.

import { tanhFast } from 'lanewise/assembly';

/** x tanh x. NaN stays NaN; +-inf gives inf. */
function lisht(x: v128): v128 {
  return f32x4.mul(x, tanhFast(x));
}

/** dy times tanh x + x (1 - tanh(x)^2). From |x| = 10 on tanh x is 1, and inf (1 - 1) must not become NaN. */
function slope(x: v128, dy: v128): v128 {
  const t = tanhFast(x);
  const limited = f32x4.pmax(f32x4.pmin(x, f32x4.splat(10)), f32x4.splat(-10));
  const rest = f32x4.mul(limited, f32x4.sub(f32x4.splat(1), f32x4.mul(t, t)));
  return f32x4.mul(dy, f32x4.add(t, rest));
}

/** y[i] = lisht(x[i]) for i < n. */
export function forward(x: usize, y: usize, n: u32): void {
  const end = (<usize>n) << 2;
  const whole = end & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(y + i, lisht(v128.load(x + i)));
  for (; i < end; i += 4) v128.store_lane<f32>(y + i, lisht(v128.load32_zero(x + i)), 0);
}

/** dx[i] = dy[i] lisht'(x[i]) for i < n. */
export function backward(x: usize, dy: usize, dx: usize, n: u32): void {
  const end = (<usize>n) << 2;
  const whole = end & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(dx + i, slope(v128.load(x + i), v128.load(dy + i)));
  for (; i < end; i += 4) {
    v128.store_lane<f32>(dx + i, slope(v128.load32_zero(x + i), v128.load32_zero(dy + i)), 0);
  }
}

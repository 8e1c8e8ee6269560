// spiky and its derivative over float32 arrays in linear memory, four lanes at a time.
// spiky(x) = r and spiky'(x) = 1 where r = x - floor(x) <= 0.5, else both are 0.
// r is numpy's float32 `x % 1` bit for bit. NaN and +-infinity make it NaN, for which the
// comparison is false, so both results are 0; -0 gives +0.
//
// Pointers are byte offsets, aligned to 4, anywhere in 4 GiB; n counts elements, n >= 0.
// An output may be the very array of an input, or one that does not overlap it.

// @ts-ignore: decorator
@inline
const FORWARD = 0;
// @ts-ignore: decorator
@inline
const DERIVATIVE = 1;
// @ts-ignore: decorator
@inline
const BACKWARD = 2;

/** y[i] = spiky(x[i]) for i < n. */
export function forward(x: usize, y: usize, n: u32): void {
  each(FORWARD, x, 0, y, n);
}

/** y[i] = spiky'(x[i]) for i < n. */
export function derivative(x: usize, y: usize, n: u32): void {
  each(DERIVATIVE, x, 0, y, n);
}

/** dx[i] = dy[i] * spiky'(x[i]) for i < n, an IEEE product: a NaN or infinity in dy stays visible. */
export function backward(x: usize, dy: usize, dx: usize, n: u32): void {
  each(BACKWARD, x, dy, dx, n);
}

/** The lanes of one result. `which` is a constant wherever this is inlined, so one branch remains. */
// @ts-ignore: decorator
@inline
function lanes(which: i32, x: v128, dy: v128): v128 {
  const r = f32x4.sub(x, f32x4.floor(x));
  const rises = f32x4.le(r, f32x4.splat(0.5));
  if (which == FORWARD) return v128.and(r, rises);
  const slope = v128.and(rises, f32x4.splat(1));
  return which == DERIVATIVE ? slope : f32x4.mul(dy, slope);
}

/** The lanes of the result for the vector at `x`, and at `dy` where there is one. */
// @ts-ignore: decorator
@inline
function vector(which: i32, x: usize, dy: usize): v128 {
  return lanes(which, v128.load(x), which == BACKWARD ? v128.load(dy) : f32x4.splat(0));
}

/**
 * Eight vectors a turn, all read before the first is written: reads right behind writes stall where the
 * arrays lie a few bytes more than a multiple of 4 KiB apart, and tfjs places them like that often.
 * The last n % 4 elements go one by one, so no byte past n is read or written.
 */
// @ts-ignore: decorator
@inline
function each(which: i32, x: usize, dy: usize, out: usize, n: u32): void {
  for (let left = n >>> 5; left; left--) {
    const a = vector(which, x, dy);
    const b = vector(which, x + 16, dy + 16);
    const c = vector(which, x + 32, dy + 32);
    const d = vector(which, x + 48, dy + 48);
    const e = vector(which, x + 64, dy + 64);
    const f = vector(which, x + 80, dy + 80);
    const g = vector(which, x + 96, dy + 96);
    const h = vector(which, x + 112, dy + 112);
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
    v128.store(out, e, 64);
    v128.store(out, f, 80);
    v128.store(out, g, 96);
    v128.store(out, h, 112);
    x += 128;
    dy += 128;
    out += 128;
  }
  for (let left = (n >>> 2) & 7; left; left--) {
    v128.store(out, vector(which, x, dy));
    x += 16;
    dy += 16;
    out += 16;
  }
  for (let left = n & 3; left; left--) {
    const factor = which == BACKWARD ? v128.load32_zero(dy) : f32x4.splat(0);
    v128.store32_lane(out, lanes(which, v128.load32_zero(x), factor), 0);
    x += 4;
    dy += 4;
    out += 4;
  }
}

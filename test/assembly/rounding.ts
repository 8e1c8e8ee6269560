// Errors in ULP, and correct rounding to float32 from references in float64.
import { DECIDED } from './lanes-decided.js';
import { DECISIONS } from './lanes-references.js';

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** The distance of the float32 y from the value r, in units of the last place of a float32 of r's size. */
export function ulpError(y: number, r: number): number {
  if (Number.isNaN(y) || Number.isNaN(r))
    return Number.isNaN(y) === Number.isNaN(r) ? 0 : Number.POSITIVE_INFINITY;
  const limit = 2 ** 128;
  const inside = (v: number): number => Math.max(-limit, Math.min(limit, v));
  float[0] = inside(r);
  const exponent = Math.min(Math.max(((words[1]! >>> 20) & 0x7ff) - 1023, -126), 127);
  return Math.abs(inside(y) - inside(r)) / 2 ** (exponent - 23);
}

/** Whether r lies so near the middle of two float32 that a reference right to 2 ulp cannot round it. */
export function isHard(r: number): boolean {
  return !Object.is(Math.fround(r * (1 + 2 ** -51)), Math.fround(r * (1 - 2 ** -51)));
}

/** r = f(x), correctly rounded to float32, or undefined for a hard input that nobody has decided. */
export function rounded(name: string, x: number, r: number): number | undefined {
  if (!isHard(r)) return Math.fround(r);
  const decided = DECISIONS[name]?.(x);
  if (decided !== undefined) return decided;
  single[0] = x;
  const bits = DECIDED[name]?.get(singleBits[0]!);
  if (bits === undefined) return undefined;
  singleBits[0] = bits;
  return single[0];
}

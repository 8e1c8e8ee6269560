// Large angles by Payne and Hanek's method: the bits of 1 / (2 pi) that give whole turns are left out.

/**
 * |x| / (2 pi) less whole turns in units of 2^-64, from the bits of a finite |x| >= 2^23, by 128 of the 256
 * bits of 1 / (2 pi) that are here.
 */
export function turnOf(magnitude: u32): u64 {
  const m = <u64>((magnitude & 0x7fffff) | 0x800000);
  // |x| = m 2^e. The bits of 1 / (2 pi) from the e-th on: those before give whole turns.
  const e = (magnitude >> 23) - 150;
  const s = <u64>(e & 63);
  let a: u64 = 0x28be60db9391054a;
  let b: u64 = 0x7f09d5f47d4d3770;
  let c: u64 = 0x36d8a5664f10e410;
  if (e > 63) {
    a = b;
    b = c;
    c = 0x7f9458eaf7aef158;
  }
  const high = (a << s) | ((b >> 1) >> (63 - s));
  const low = (b << s) | ((c >> 1) >> (63 - s));
  return m * high + ((m * (low >> 32)) >> 32);
}

/** Units of 2^-64 of a turn, less than half a turn either way, in radians. */
// @ts-ignore: decorator
@inline
export function turnAngle(units: u64): f64 {
  return <f64><i64>units * 3.4061215800865545e-19;
}

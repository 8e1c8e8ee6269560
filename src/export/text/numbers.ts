// Constants as text. Every constant of an expression is a float32.

/**
 * The shortest decimal that float32 reads as `value`; finite. Python and C read it as a number of floating point: it has
 * a point or an exponent.
 */
export function decimal(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Object.is(Math.fround(short), value)) return pointed(String(short));
  }
  throw new Error(`internal: ${value} is no float32`);
}

/** Whether no number is written for `value`, but a name. */
export const isSpecial = (value: number): boolean => !Number.isFinite(value);

function pointed(digits: string): string {
  return /[.e]/.test(digits) ? digits.replace('e+', 'e') : `${digits}.0`;
}

/** `value` exactly, as C writes a float in hexadecimal; finite. */
export function hexFloat(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (size === 0) return `${sign}0.0f`;
  const exponent = Math.max(Math.floor(Math.log2(size)), -126);
  // 23 bits after the point are 6 digits: the last bit of the last digit is 0.
  const scaled = (size / 2 ** exponent) * 2 ** 24;
  const digits = (scaled % 2 ** 24).toString(16).padStart(6, '0').replace(/0+$/, '');
  const whole = Math.floor(scaled / 2 ** 24);
  return `${sign}0x${whole}${digits === '' ? '' : `.${digits}`}p${exponent < 0 ? '' : '+'}${exponent}f`;
}

// The code of lane functions is most of what a user's bundle gains, so it is kept in a short form: one character
// for each frequent phrase, and vector constants by what of them does not repeat: `&` and 8 digits where all four
// lanes are equal, `*` and 8 digits where both halves are these after eight zeros, `~` and 16 digits where the
// halves are equal. scripts/link-lanes.ts packs, and checks that `unpack` gives the text back.

/** Phrases by their characters. Of two that start alike the longer one stands first. */
export const PHRASES: Readonly<Record<string, string>> = {
  '/': 'i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 ',
  ',': 'i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 ',
  '|': 'f64x2.promote_low_f32x4 ',
  '=': 'f32x4.demote_f64x2_zero ',
  '!': 'local.get $',
  '#': 'local.set $',
  '%': 'local.tee $',
  '+': 'call $',
  ':': 'f64x2.mul ',
  ';': 'f64x2.add ',
  '<': 'f64x2.sub ',
  '>': 'f64x2.',
  '?': 'f32x4.',
  '@': 'i32x4.',
  '[': 'i64x2.',
  ']': 'v128.',
  '^': 'i32.',
  '{': 'i64.',
};

/** The text that was packed into `code`, with `prefix` before the numbers of locals. */
export function unpack(code: string, prefix = ''): string {
  let text = code
    .replace(/&(\w{8})/g, `${VECTOR} 0x$1 0x$1 0x$1 0x$1`)
    .replace(/\*(\w{8})/g, `${VECTOR} 0x00000000 0x$1 0x00000000 0x$1`)
    .replace(/~(\w{8})(\w{8})/g, `${VECTOR} 0x$1 0x$2 0x$1 0x$2`);
  for (const [character, phrase] of Object.entries(PHRASES)) {
    text = text.split(character).join(phrase.startsWith('local.') ? phrase + prefix : phrase);
  }
  return text;
}

const VECTOR = 'v128.const i32x4';

import { describe, expect, it } from 'vitest';
import { packed } from '../../../scripts/lanes/functions.js';
import { PHRASES, unpack } from '../../../src/render/wat/packing.js';

const CONSTANTS = [
  'v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000',
  'v128.const i32x4 0x00000000 0x3ff00000 0x00000000 0x3ff00000',
  'v128.const i32x4 0x54000000 0x400921fb 0x54000000 0x400921fb',
  'v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000',
  'v128.const i32x4 0x00000001 0x00000002 0x00000003 0x00000004',
];

describe('unpack', () => {
  it.each([...Object.values(PHRASES), ...CONSTANTS])('gives back %s', (text) => {
    expect(packed(text).length).toBeLessThan(text.length);
    expect(unpack(packed(text))).toBe(text);
  });

  it('writes a prefix before the numbers of locals alone', () => {
    const text = 'local.get $0 local.tee $12 call $f i32.const 0 local.set $1 ';
    expect(unpack(packed(text), 'tanh')).toBe(
      'local.get $tanh0 local.tee $tanh12 call $f i32.const 0 local.set $tanh1 ',
    );
  });
});

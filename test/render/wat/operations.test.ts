import { describe, expect, it } from 'vitest';
import { CLAIMS, tiersOf } from '../../../assembly/lanes/claims.js';
import type { OperationName } from '../../../src/expr/operations.js';
import { instructionOf, splat, WAT } from '../../../src/render/wat/operations.js';

describe('the table of wasm', () => {
  it('uses every lane function but optional ones, each for the operation of its name', () => {
    const used = Object.entries(WAT).flatMap(([name, cell]) =>
      typeof cell === 'object' ? Object.entries(cell).map(([tier, lane]) => ({ name, tier, lane })) : [],
    );
    const lanes = Object.entries(CLAIMS)
      .filter(([name, { optional }]) => name in WAT || !optional)
      .flatMap(([name, claims]) => tiersOf(name, claims));
    expect([...new Set(used.map(({ lane }) => lane))].sort()).toEqual(lanes.map(({ lane }) => lane).sort());
    for (const { name, tier, lane } of used) {
      const hasFast = CLAIMS[name]!.fast !== undefined;
      expect(lane).toBe(`${name}${tier === 'fast' && hasFast ? 'Fast' : 'Exact'}`);
    }
  });

  it.each<[OperationName, string[], string]>([
    ['neg', ['a'], '(f32x4.neg a)'],
    ['add', ['a', 'b'], '(f32x4.add a b)'],
    ['override', ['a'], 'a'],
    ['select', ['c', 'a', 'b'], '(v128.bitselect a b c)'],
    ['select', ['c', 'a', splat(0)], '(v128.and a c)'],
    ['select', ['c', splat(0), 'b'], '(v128.andnot b c)'],
    ['select', ['c', 'a', splat(-0)], `(v128.bitselect a ${splat(-0)} c)`],
  ])('writes %s of %s', (name, operands, text) => expect(instructionOf(name, operands)).toBe(text));

  it('writes constants by the bits of a float32', () => {
    expect(splat(1)).toBe('(v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000)');
    expect(splat(-0)).toBe('(v128.const i32x4 0x80000000 0x80000000 0x80000000 0x80000000)');
  });
});

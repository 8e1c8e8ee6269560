import { describe, expect, it } from 'vitest';
import { add, call, mul } from '../../../src/expr/build.js';
import { constant, type Expr, input } from '../../../src/expr/expr.js';
import { copyOf, renderBody } from '../../../src/render/wat/body.js';

const [x, y] = [input(0), input(1)];

describe('renderBody', () => {
  it('gives a local to what is used twice, and to each constant', () => {
    const square = mul(x, x);
    expect(renderBody([mul(square, square), add(square, constant(2))], 'exact')).toEqual({
      functions: [],
      locals: ['(local $t0 v128)', '(local $k0 v128)'],
      setup: ['(local.set $k0 (v128.const i32x4 0x40000000 0x40000000 0x40000000 0x40000000))'],
      inlined: [
        '(local.set $t0 (f32x4.mul (local.get $v0_@) (local.get $v0_@)))',
        '(local.set $r0_@ (f32x4.mul (local.get $t0) (local.get $t0)))',
        '(local.set $r1_@ (f32x4.add (local.get $t0) (local.get $k0)))',
      ],
      called: [
        '(local.set $t0 (f32x4.mul (local.get $v0_@) (local.get $v0_@)))',
        '(local.set $r0_@ (f32x4.mul (local.get $t0) (local.get $t0)))',
        '(local.set $r1_@ (f32x4.add (local.get $t0) (local.get $k0)))',
      ],
      unroll: 8,
    });
  });

  it('writes a lane function out with locals of its own, and calls the functions that it calls', () => {
    const { functions, locals, inlined, called } = renderBody([call('sin', add(x, y))], 'fast');
    expect(functions.map((text) => /^\(func \$(\w+)/.exec(text)![1])).toEqual([
      'sinExact',
      'sinSpecial',
      'sinLarge',
    ]);
    expect(called).toEqual([
      '(local.set $r0_@ (call $sinExact (f32x4.add (local.get $v0_@) (local.get $v1_@))))',
    ]);
    expect(inlined).toHaveLength(1);
    expect(inlined[0]).not.toContain('call $sinExact');
    expect(inlined[0]).toContain('call $sinSpecial');
    const used = new Set(inlined[0]!.match(/\$sinExact\d+/g));
    expect(locals.filter((text) => text.includes('sin'))).toHaveLength(used.size);
  });

  it.each<[string, Expr, number]>([
    ['one wide lane function', add(call('tanh', x), call('exp', x)), 2],
    ['lane functions that are not wide', call('exp', x), 4],
    ['few operations', add(x, y), 8],
  ])('takes as many vectors an iteration as there are registers for %s', (_, expr, unroll) => {
    expect(renderBody([expr], 'exact').unroll).toBe(unroll);
  });

  it('takes four vectors for tanh in the fast tier, which is not wide', () => {
    expect(renderBody([call('tanh', x)], 'fast').unroll).toBe(4);
  });
});

describe('copyOf', () => {
  it('names the vectors of one copy', () => {
    expect(copyOf(['(local.set $r0_@ (local.get $v0_@))'], 3)).toEqual([
      '(local.set $r0_3 (local.get $v0_3))',
    ]);
  });
});

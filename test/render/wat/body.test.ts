import { describe, expect, it } from 'vitest';
import { add, call, mul } from '../../../src/expr/build.js';
import { constant, input } from '../../../src/expr/expr.js';
import { renderBody } from '../../../src/render/wat/body.js';

const [x, y] = [input(0), input(1)];

describe('renderBody', () => {
  it('writes a statement for all vectors of an iteration before the next, with constants in locals', () => {
    const square = mul(x, x);
    expect(renderBody([mul(square, square), add(square, constant(2))], 'exact', 2)).toEqual({
      functions: [],
      locals: ['(local $t0_0 v128) (local $t0_1 v128)', '(local $k0 v128)'],
      setup: ['(local.set $k0 (v128.const i32x4 0x40000000 0x40000000 0x40000000 0x40000000))'],
      iteration: [
        '(local.set $t0_0 (f32x4.mul (local.get $v0_0) (local.get $v0_0))) (local.set $t0_1 (f32x4.mul (local.get $v0_1) (local.get $v0_1)))',
        '(local.set $r0_0 (f32x4.mul (local.get $t0_0) (local.get $t0_0))) (local.set $r0_1 (f32x4.mul (local.get $t0_1) (local.get $t0_1)))',
        '(local.set $r1_0 (f32x4.add (local.get $t0_0) (local.get $k0))) (local.set $r1_1 (f32x4.add (local.get $t0_1) (local.get $k0)))',
      ],
      single: [
        '(local.set $t0_0 (f32x4.mul (local.get $v0_0) (local.get $v0_0)))',
        '(local.set $r0_0 (f32x4.mul (local.get $t0_0) (local.get $t0_0)))',
        '(local.set $r1_0 (f32x4.add (local.get $t0_0) (local.get $k0)))',
      ],
      vectors: 2,
    });
  });

  it('writes lane functions out for an iteration, and calls them for a single vector', () => {
    const { functions, iteration, single } = renderBody([call('sin', add(x, y))], 'fast');
    expect(functions.map((text) => /^\(func \$(\w+)/.exec(text)![1])).toEqual([
      'sinExact',
      'sinSpecial',
      'sinLarge',
    ]);
    expect(single).toEqual([
      '(local.set $t0_0 (f32x4.add (local.get $v0_0) (local.get $v1_0)))',
      '(local.set $r0_0 (call $sinExact (local.get $t0_0)))',
    ]);
    expect(iteration.join('\n')).not.toContain('call $sinExact');
    expect(iteration.filter((line) => line.includes('call $sinSpecial')).length).toBeGreaterThan(0);
  });

  it('computes once what two lane functions have in common', () => {
    const lines = (...names: ('sin' | 'cos')[]): number =>
      renderBody(
        names.map((name) => call(name, x)),
        'fast',
        1,
      ).iteration.length;
    expect(lines('sin', 'sin')).toBeLessThan(lines('sin') + 2);
    expect(lines('sin', 'cos')).toBeLessThan(lines('sin') + lines('cos'));
  });
});

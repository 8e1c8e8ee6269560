import { describe, expect, it } from 'vitest';
import { copiesOf, temporaries, withLocals } from '../../../src/render/wat/locals.js';
import type { Statement, Vector } from '../../../src/render/wat/statements.js';

const x: Vector = { id: 'x0', index: 0 };
const statement = (id: string, ...operands: Vector[]): Statement => ({
  id,
  text: ['(op', ...operands.flatMap((operand) => [' ', operand]), ')'],
});

describe('withLocals', () => {
  it('gives the local of a value that is no longer needed to the next one', () => {
    const a = statement('0', x);
    const b = statement('1', a);
    const c = statement('2', b, x);
    const d = statement('3', c);
    const { lines, count } = withLocals({ statements: [a, b, c, d], results: [[d]], withLocals: new Set() });
    expect(temporaries(count, 1)).toEqual(['(local $t0_0 v128)']);
    expect(copiesOf(lines, 1)).toEqual([
      '(local.set $t0_0 (op (local.get $v0_0)))',
      '(local.set $t0_0 (op (local.get $t0_0)))',
      '(local.set $t0_0 (op (local.get $t0_0) (local.get $v0_0)))',
      '(local.set $r0_0 (op (local.get $t0_0)))',
    ]);
  });

  it('keeps the local of a value that is needed later', () => {
    const a = statement('0', x);
    const b = statement('1', a);
    const c = statement('2', a, b);
    const { lines } = withLocals({ statements: [a, b, c], results: [[c]], withLocals: new Set() });
    expect(copiesOf(lines, 1)[1]).toBe('(local.set $t1_0 (op (local.get $t0_0)))');
    expect(copiesOf(lines, 1)[2]).toBe('(local.set $r0_0 (op (local.get $t0_0) (local.get $t1_0)))');
  });

  it('keeps results, also those that further statements use, and copies inputs, constants and equal results', () => {
    const a = statement('0', x);
    const b = statement('1', a);
    const results = [[a], [b], [a], [x], ['(k)']];
    const { lines, count } = withLocals({ statements: [a, b], results, withLocals: new Set() });
    expect(count).toBe(0);
    expect(copiesOf(lines, 1)).toEqual([
      '(local.set $r0_0 (op (local.get $v0_0)))',
      '(local.set $r1_0 (op (local.get $r0_0)))',
      '(local.set $r2_0 (local.get $r0_0))',
      '(local.set $r3_0 (local.get $v0_0))',
      '(local.set $r4_0 (k))',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Statement } from '../../../src/render/wat/statements.js';
import { vectorsAnIteration } from '../../../src/render/wat/unroll.js';

/** `chains` lines of `length` statements, each of which waits for the one before. */
function statements(chains: number, length: number, name = 'f32x4.mul'): Statement[] {
  const all: Statement[] = [];
  for (let c = 0; c < chains; c++) {
    let last: Statement['text'][number] = { id: 'x0', index: 0 };
    for (let i = 0; i < length; i++) {
      last = { id: `${c} ${i}`, text: [`(${name} `, last, ' (k))'] };
      all.push(last);
    }
  }
  return all;
}

describe('vectorsAnIteration', () => {
  it('takes many where each statement waits for the one before', () => {
    expect(vectorsAnIteration(statements(1, 20))).toBe(6);
  });

  it('takes fewer where one vector keeps the processor busy', () => {
    // Multiplications take 4 cycles and one of two units: 8 of them at once keep both busy.
    expect(vectorsAnIteration(statements(4, 20))).toBe(3);
    expect(vectorsAnIteration(statements(8, 20))).toBe(2);
    expect(vectorsAnIteration(statements(40, 5))).toBe(1);
  });

  it('counts a division as long work', () => {
    expect(vectorsAnIteration(statements(2, 20, 'f32x4.div'))).toBeLessThan(
      vectorsAnIteration(statements(2, 20)),
    );
  });

  it('takes one at least, and for no statement at all', () => {
    expect(vectorsAnIteration([])).toBe(1);
  });
});

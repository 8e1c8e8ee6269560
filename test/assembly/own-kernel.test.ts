import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileKernel, sections } from './compile-kernel.js';
import { faultsOf } from './own-kernel.js';

const SOURCE = readFileSync('examples/own-kernel/assembly/kernel.ts', 'utf8');

describe('examples/own-kernel', () => {
  it.each(['unshared', 'shared'] as const)('computes LiSHT and its slope, %s', async (target) => {
    const binary = await compileKernel(SOURCE, target);
    expect([...sections(binary)].sort()).toEqual(['code', 'export', 'function', 'import', 'type']);
    expect(faultsOf(binary, target === 'shared')).toEqual([]);
  });

  it.each([
    ['wrong function', 'f32x4.mul(x, tanhFast(x))', 'tanhFast(x)', 'forward, n = 2: '],
    ['slope that is NaN at infinity', 'f32x4.mul(limited,', 'f32x4.mul(x,', 'NaN at 6 for Infinity'],
    [
      'loop that writes past the end',
      'const whole = end & ~15;',
      'const whole = end + 12 & ~15;',
      'past the end',
    ],
  ])('would be found out with a %s', async (_, from, to, fault) => {
    expect(SOURCE).toContain(from);
    const faults = faultsOf(await compileKernel(SOURCE.replaceAll(from, to)), false);
    expect(faults.join('\n')).toContain(fault);
  });
});

import { describe, expect, it } from 'vitest';
import { erf, erfc } from './float64.js';

describe('the error function of the oracles', () => {
  it.each([
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.9, 0.9927904292352575],
    [2, 0.9953222650189527],
  ])('erf(%d) is %d', (x, expected) => {
    expect(Math.abs(erf(x) / expected - 1)).toBeLessThan(1e-15);
    expect(erf(-x)).toBe(-erf(x));
  });

  it.each([
    [-2, 1.995322265018953],
    [2, 0.004677734981047266],
    [5, 1.5374597944280349e-12],
  ])('erfc(%d) is %d', (x, expected) => {
    expect(Math.abs(erfc(x) / expected - 1)).toBeLessThan(1e-14);
  });
});

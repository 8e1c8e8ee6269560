// Exported NumPy, run by python3 beside the float64 oracle. `npm run test:export` does the same for other frameworks.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogueCases, handCases, randomCases } from './cases.js';
import { encoded } from './encoded.js';

const hasNumpy = (() => {
  try {
    execFileSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

// Without NumPy there is nothing to run; .ci/run installs it.
describe.skipIf(!hasNumpy)('toPython for numpy', () => {
  it('computes the catalogue and 200 random functions, with their derivatives', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lanewise-numpy-'));
    try {
      const file = join(folder, 'cases.json');
      writeFileSync(file, encoded([...catalogueCases(), ...handCases(), ...randomCases()], ['numpy']));
      let printed: string;
      try {
        printed = execFileSync('python3', ['scripts/export/check.py', 'numpy', file], { encoding: 'utf8' });
      } catch (error) {
        printed = `${(error as { stdout: string }).stdout}`;
      }
      const lines = printed.trim().split('\n');
      const { faults, compared, cases } = JSON.parse(lines.at(-1)!) as Record<string, number>;
      expect(lines.slice(0, -1)).toEqual([]);
      expect(faults).toBe(0);
      expect(cases).toBeGreaterThanOrEqual(230);
      expect(compared).toBeGreaterThan(20_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);
});

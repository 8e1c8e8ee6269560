// Exported C, compiled by gcc as strictly as it can be, beside the float64 oracle.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { FORMULAS } from '../formulas/index.js';
import { isNear } from '../tfjs/oracle.js';
import { catalogueCases, handCases, ROW_OF, randomCases } from './cases.js';
import { columns, differences } from './compare.js';
import { runC, spread } from './compiled-c.js';
import { functionName } from './encoded.js';

const hasGcc = (() => {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Points of each activation: over a million in all, with those of the derivative. */
const POINTS = 36_000;

// Without gcc there is nothing to run; .ci/run installs it.
describe.skipIf(!hasGcc)('toC', () => {
  it('compiles without a warning, and computes the catalogue and 200 random functions', () => {
    const cases = [...catalogueCases(), ...handCases(), ...randomCases()];
    const results = runC(
      cases.map((each) => ({
        name: functionName(each),
        op: each.op,
        inputs: columns(each),
        inputNames: each.inputs,
      })),
    );
    const faults = cases.flatMap((each, i) =>
      [each.value, ...each.slopes].flatMap(
        (wants, j) =>
          differences(each, j === 0 ? 'value' : `derivative ${j - 1}`, results[i]![j]!, wants).faults,
      ),
    );
    expect(faults).toEqual([]);
  }, 120_000);

  it('computes the catalogue at more than a million points', () => {
    const cases = catalogueCases();
    const x = spread(POINTS);
    const results = runC(
      cases.map((each) => ({ name: functionName(each), op: each.op, inputs: [x], inputNames: ['x'] })),
      '-O2',
    );
    let compared = 0;
    const faults = cases.flatMap(({ name }, i) => {
      const formula = FORMULAS.find((candidate) => candidate.name === (ROW_OF[name] ?? name))!;
      const row = { ...formula, name: `lanewise.${name}` };
      return (['value', 'derivative'] as const).flatMap((order, j) => {
        const wrong: string[] = [];
        x.forEach((at, k) => {
          compared++;
          const got = results[i]![j]![k]!;
          const want = row[order](at);
          if (!isNear(row, order, at, got, want))
            wrong.push(`${name}: ${order} at ${at} is ${got}, not ${want}`);
        });
        return wrong.slice(0, 3);
      });
    });
    expect(faults).toEqual([]);
    expect(compared).toBeGreaterThan(1_000_000);
  }, 120_000);
});

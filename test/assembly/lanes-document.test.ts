import { describe, expect, it } from 'vitest';
import { documented } from '../../scripts/sweep/document.js';
import { LANE_FUNCTIONS, PAIR_FUNCTIONS, tiers } from './lanes-table.js';

const rows = documented();
const claims = new Map(LANE_FUNCTIONS.flatMap((f) => tiers(f).map((tier) => [tier.lane, tier] as const)));
const pairBounds = new Map(
  PAIR_FUNCTIONS.flatMap((f) => tiers(f).map(({ lane, bound }) => [lane, bound] as const)),
);

describe('docs/ulp.md', () => {
  it('has a row for every lane function', () => {
    expect(rows.map(({ lane }) => lane).sort()).toEqual([...claims.keys(), ...pairBounds.keys()].sort());
  });

  it.each(rows.filter(({ pairs }) => pairs === undefined))(
    'bears out what the table claims of $lane',
    (row) => {
      const { bound, worst } = claims.get(row.lane)!;
      expect(row.worst).toBeLessThanOrEqual(bound);
      expect(row.worst).toBeGreaterThan(bound - 0.005);
      expect(row.at).toEqual(worst === undefined ? [] : [worst]);
      if (bound === 0.5) expect(row.misrounded).toBe(0);
    },
  );

  it.each(rows.filter(({ pairs }) => pairs !== undefined))(
    'bears out what the table claims of $lane',
    (row) => {
      const bound = pairBounds.get(row.lane)!;
      expect(row.worst).toBeLessThanOrEqual(bound);
      expect(row.pairs).toBeGreaterThanOrEqual(2 ** 28);
      if (bound === 0.5) expect(row.misrounded).toBe(0);
    },
  );
});

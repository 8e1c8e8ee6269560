// What the soak calls growth.
import { describe, expect, it } from 'vitest';
import { growthOf, type Sample, SLACK } from '../../../scripts/soak/judge.js';

const MIB = 2 ** 20;

/** Nine samples of figures that do not change, but for what `change` says of each. */
function samples(
  change: (i: number) => Partial<Sample['figures'] & Sample['latency']> = () => ({}),
): Sample[] {
  return Array.from({ length: 9 }, (_, i) => {
    const { median = 3, best = 2, control = 1, ...figures } = change(i);
    return {
      units: 100 * (i + 1),
      figures: {
        ...{ tensors: 2, bytes: 64, data: 2, heap: 50 * MIB, wasm: 16 * MIB, rss: 200 * MIB },
        ...{ modules: 10, instances: 20, memories: 5 },
        ...figures,
      },
      latency: { median, best, control },
    };
  });
}

describe('growthOf', () => {
  it('finds nothing where nothing changes', () => {
    expect(growthOf(samples())).toEqual([]);
  });

  it.each(['tensors', 'bytes', 'data'] as const)(
    'finds one more of %s, also if it goes away again',
    (key) => {
      expect(growthOf(samples((i) => (i === 4 ? { [key]: 65 } : {})))).toEqual([
        expect.stringMatching(`^${key} grew from \\d+ to 65 in 800 units$`),
      ]);
    },
  );

  it.each(['heap', 'wasm', 'rss', 'modules', 'instances', 'memories'] as const)(
    'allows %s its slack, and no more',
    (key) => {
      const { figures } = samples()[0]!;
      const after = (growth: number): Sample[] =>
        samples((i) => (i >= 6 ? { [key]: figures[key] + growth } : {}));
      expect(growthOf(after(SLACK[key]))).toEqual([]);
      expect(growthOf(after(SLACK[key] + 1))).toHaveLength(1);
    },
  );

  it('is not misled by one sample', () => {
    expect(growthOf(samples((i) => (i === 8 ? { heap: 900 * MIB, rss: 900 * MIB } : {})))).toEqual([]);
  });

  it('allows what each unit may leave', () => {
    const allowance = { reason: 'kept', heap: 0, rss: 0, modules: 2, instances: 0, memories: 0 };
    const grown = samples((i) => ({ modules: 10 + 200 * i }));
    expect(growthOf(grown, allowance)).toEqual([]);
    expect(growthOf(grown)).toHaveLength(1);
  });

  it('finds calls that become slower, but not a machine that does', () => {
    expect(growthOf(samples((i) => (i >= 6 ? { best: 4 } : {})))).toEqual([
      'latency grew 2.00 times, 2.00 times beside an op of tfjs, in 800 units',
    ]);
    expect(growthOf(samples((i) => (i >= 6 ? { best: 4, control: 2 } : {})))).toEqual([]);
    expect(growthOf(samples((i) => (i === 7 ? { best: 9 } : {})))).toEqual([]);
  });
});

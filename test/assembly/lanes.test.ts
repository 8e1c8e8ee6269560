import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CHUNK, compileLoops, type LaneLoop, laneLoops } from './lane-loop.js';
import { DECIDED } from './lanes-decided.js';
import { DECISIONS } from './lanes-references.js';
import { LANE_FUNCTIONS, tiers } from './lanes-table.js';
import { isHard, rounded, ulpError } from './rounding.js';

/** Inputs of every exponent and sign, with mantissas that do not repeat in step; then some near 1. */
const SAMPLE = new Float32Array(2 ** 16);
const sampleBits = new Uint32Array(SAMPLE.buffer);
for (let i = 0; i < SAMPLE.length; i++) {
  // The golden ratio of 2^32 spreads the first half over all bit patterns, the second over 2^-8 to 2^7.
  const spread = Math.imul(i, 0x9e3779b1) >>> 0;
  sampleBits[i] = i % 2 === 0 ? spread : ((spread & 0x87ffffff) >>> 0) + 0x3b800000;
}

let makeLoop: (lane: string, inputs: 1 | 2) => LaneLoop;

beforeAll(async () => {
  makeLoop = laneLoops(await compileLoops());
});

/** The lane function's results for up to CHUNK inputs, each given as [x] or [x, y]. */
function results(lane: string, inputs: readonly (readonly number[])[]): Float32Array {
  const loop = makeLoop(lane, inputs[0]!.length as 1 | 2);
  loop.inputs.forEach((array, k) => {
    array.set(inputs.map((input) => input[k]!));
  });
  loop.run();
  return loop.output.slice(0, inputs.length);
}

function ofBits(word: number): number {
  return new Float32Array(Uint32Array.of(word).buffer)[0]!;
}

const LANES = LANE_FUNCTIONS.flatMap((f) => tiers(f).map((tier) => ({ ...tier, f })));

describe.each(LANES)('$lane', ({ lane, bound, worst, f }) => {
  it('gives what the definition says at zeros, infinities, kinks and NaN', () => {
    const rows = [...f.special, [Number.NaN, Number.NaN]];
    const got = results(
      lane,
      rows.map((row) => row.slice(0, 1)),
    );
    expect([...got]).toEqual(rows.map((row) => Math.fround(row[1]!)));
  });

  if (worst !== undefined) {
    it(`errs by at most ${bound} ULP at its worst input`, () => {
      const x = ofBits(worst);
      const error = ulpError(results(lane, [[x]])[0]!, f.reference(x, Number.NaN));
      expect(error).toBeLessThanOrEqual(bound);
      expect(error).toBeGreaterThan(bound - 0.01);
    });
  }

  const claim = bound === 0.5 ? 'the nearest float32' : `within ${bound} ULP`;
  it(`is ${claim} on a sample of all inputs`, () => {
    const wrong: string[] = [];
    for (let from = 0; from < SAMPLE.length; from += CHUNK) {
      const xs = [...SAMPLE.subarray(from, from + CHUNK)];
      results(
        lane,
        xs.map((x) => [x]),
      ).forEach((y, i) => {
        const r = f.reference(xs[i]!, Number.NaN);
        const right = bound === 0.5 ? Object.is(y, rounded(f.name, xs[i]!, r)) : ulpError(y, r) <= bound;
        if (!right) wrong.push(`${lane}(${xs[i]}) = ${y}, reference ${r}`);
      });
    }
    expect(wrong).toEqual([]);
  });
});

describe.each(LANE_FUNCTIONS.filter(({ exact, name }) => exact.bound === 0.5 && DECIDED[name]))(
  '$name, exact',
  ({ name, reference }) => {
    it('rounds right where float64 cannot tell', () => {
      const decided = [...DECIDED[name]!].map(([x, y]) => [ofBits(x), ofBits(y)] as const);
      expect(decided.every(([x]) => isHard(reference(x, Number.NaN)))).toBe(true);
      const y = results(
        `${name}Exact`,
        decided.map(([x]) => [x]),
      );
      expect([...y]).toEqual(decided.map(([, y]) => y));
    });
  },
);

describe('sigmoidExact', () => {
  it('breaks the ties of 1/2 + x/4 towards 1/2', () => {
    const inputs = Array.from({ length: 511 }, (_, i) => [(i - 255) * 2 ** -23]);
    expect([...results('sigmoidExact', inputs)]).toEqual(inputs.map(([x]) => DECISIONS.sigmoid!(x!)));
  });
});

describe('the built lanes', () => {
  const wat = readFileSync('build/lanes.wat', 'utf8');

  it('hold every function of the table, each under its own name', () => {
    for (const { lane } of LANES) expect(wat).toContain(`(export "${lane}" (func $`);
  });

  it('use no memory, globals, tables or data, so that their text can be linked into any module', () => {
    expect(wat).not.toMatch(/\((global|table|data|elem)\b|\b(load|store|global\.get|call_indirect)/);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { CHUNK, compileLoops, type LaneLoop, laneLoops } from './lane-loop.js';
import { type Pair, randomNumbers } from './lanes-pairs.js';
import { REFERENCES } from './lanes-references.js';
import { PAIR_FUNCTIONS, tiers } from './lanes-table.js';
import { ulpError } from './rounding.js';

const INFINITY = Number.POSITIVE_INFINITY;
const TINY = 2 ** -149;
const HUGE = Math.fround(3.4028234663852886e38);

/** Values whose pairs are all the cases that the definitions tell apart. */
const EDGES = [
  0,
  0.5,
  1,
  1 - 2 ** -24,
  1 + 2 ** -23,
  1.5,
  2,
  3,
  2 ** 23 + 1,
  2 ** 24,
  1e10,
  2 ** -126,
  TINY,
  HUGE,
  INFINITY,
]
  .flatMap((x) => [x, -x])
  .concat(Number.NaN)
  .map(Math.fround);
const EDGE_PAIRS = EDGES.flatMap((x) => EDGES.map((y): Pair => [x, y]));

let makeLoop: (lane: string, inputs: 1 | 2) => LaneLoop;

beforeAll(async () => {
  makeLoop = laneLoops(await compileLoops());
});

type Reference = (x: number, y: number) => number;

/** Whether `y` is good enough where `r` is the value. */
type Rule = (y: number, r: number) => boolean;

const isNearest: Rule = (y, r) => Object.is(y, Math.fround(r));

/** The pairs for which the lane function breaks the rule. */
function wrong(
  lane: string,
  pairs: readonly Pair[],
  reference: Reference,
  isRight: Rule = isNearest,
): string[] {
  const loop = makeLoop(lane, 2);
  const [xs, ys] = loop.inputs as [Float32Array, Float32Array];
  const found: string[] = [];
  for (let from = 0; from < pairs.length; from += CHUNK) {
    const chunk = pairs.slice(from, from + CHUNK);
    chunk.forEach(([x, y], i) => {
      xs[i] = x;
      ys[i] = y;
    });
    loop.run();
    for (let i = 0; i < chunk.length; i++) {
      const r = reference(xs[i]!, ys[i]!);
      if (!isRight(loop.output[i]!, r)) found.push(`${xs[i]}, ${ys[i]}: ${loop.output[i]}, not ${r}`);
    }
  }
  return found;
}

/** `count` pairs that are the same in every run. */
function sample(count: number, make: (random: () => number) => Pair): Pair[] {
  const random = randomNumbers(0);
  return Array.from({ length: count }, () => make(random));
}

const LANES = PAIR_FUNCTIONS.flatMap((f) => tiers(f).map((tier) => ({ ...f, ...tier })));

describe.each(LANES)('$lane', ({ name, lane, bound, reference, samples, special }) => {
  const isExact = lane === `${name}Exact`;
  const isRight: Rule = isExact ? isNearest : (y, r) => ulpError(y, r) <= bound;
  const claim = isExact ? 'the nearest float32' : `within ${bound} ULP`;

  it.each(special)('of %f and %f is %f, as the definition has it', (x, y, expected) => {
    expect(wrong(lane, [[x!, y!]], () => expected!)).toEqual([]);
  });

  it.each(Object.entries(samples))(`is ${claim} on pairs %s`, (_, make) => {
    expect(wrong(lane, sample(50_000, make), reference, isRight)).toEqual([]);
  });

  it(`is ${claim} on all pairs of edge cases`, () => {
    expect(wrong(lane, EDGE_PAIRS, reference, isRight)).toEqual([]);
  });
});

describe('powExact', () => {
  it('is right on powers that are exact, or the middle of two float32, which go to even', () => {
    const squares = Array.from({ length: 4096 }, (_, i): Pair => [4096 + i, 2]);
    const cubes = Array.from({ length: 400 }, (_, i): Pair => [i, 3]);
    const roots = Array.from({ length: 256 }, (_, i): Pair => [i * i, 1.5]);
    const twos = Array.from({ length: 300 }, (_, i): Pair => [2, i - 150]);
    expect(4097 ** 2 % 2).toBe(1);
    expect(4097 ** 2).toBeGreaterThan(2 ** 24);
    expect(wrong('powExact', [...squares, ...cubes, ...roots, ...twos], REFERENCES.pow!)).toEqual([]);
  });
});

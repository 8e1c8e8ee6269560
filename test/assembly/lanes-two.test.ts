import { beforeAll, describe, expect, it } from 'vitest';
import { CHUNK, compileLoops, type LaneLoop, laneLoops } from './lane-loop.js';
import { PAIR_FUNCTIONS, type Pair, pow, randomNumbers } from './lanes-pairs.js';

const INFINITY = Number.POSITIVE_INFINITY;
const NAN = Number.NaN;
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
  .concat(NAN)
  .map(Math.fround);
const EDGE_PAIRS = EDGES.flatMap((x) => EDGES.map((y): Pair => [x, y]));

let makeLoop: (lane: string, inputs: 1 | 2) => LaneLoop;

beforeAll(async () => {
  makeLoop = laneLoops(await compileLoops());
});

/** The pairs for which the lane function differs from the float32 nearest to the reference. */
function wrong(lane: string, pairs: readonly Pair[], reference: (x: number, y: number) => number): string[] {
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
      const right = Math.fround(reference(xs[i]!, ys[i]!));
      if (!Object.is(loop.output[i], right))
        found.push(`${xs[i]}, ${ys[i]}: ${loop.output[i]}, not ${right}`);
    }
  }
  return found;
}

/** `count` pairs that are the same in every run. */
function sample(count: number, make: (random: () => number) => Pair): Pair[] {
  const random = randomNumbers(0);
  return Array.from({ length: count }, () => make(random));
}

describe.each(PAIR_FUNCTIONS)('$name', ({ name, reference, samples }) => {
  it.each(Object.entries(samples))('is the nearest float32 on pairs %s', (_, make) => {
    expect(wrong(`${name}Exact`, sample(50_000, make), reference)).toEqual([]);
  });

  it('is the definition on all pairs of edge cases', () => {
    expect(wrong(`${name}Exact`, EDGE_PAIRS, reference)).toEqual([]);
  });
});

describe('modExact', () => {
  it.each([
    [5, 3, 2],
    [-5, 3, 1],
    [5, -3, -1],
    [-5, -3, -2],
    [6, 3, 0],
    [6, -3, -0],
    [-6, 3, 0],
    [-0, 3, 0],
    [0, -3, -0],
    [1, 0, NAN],
    [0, 0, NAN],
    [INFINITY, 3, NAN],
    [INFINITY, INFINITY, NAN],
    [5, INFINITY, 5],
    [-5, INFINITY, INFINITY],
    [5, -INFINITY, -INFINITY],
    [-5, -INFINITY, -5],
    [0, -INFINITY, -0],
    [-1e-30, 1, 1],
    [HUGE, TINY, 0],
    [NAN, 1, NAN],
    [1, NAN, NAN],
  ])('of %f and %f is %f, as numpy has it', (a, b, expected) => {
    expect(wrong('modExact', [[a, b]], () => expected)).toEqual([]);
  });
});

describe('powExact', () => {
  it.each([
    [1, NAN, 1],
    [NAN, 0, 1],
    [NAN, -0, 1],
    [NAN, 1, NAN],
    [2, NAN, NAN],
    [-1, INFINITY, 1],
    [-1, -INFINITY, 1],
    [0.5, INFINITY, 0],
    [-0.5, -INFINITY, INFINITY],
    [-2, INFINITY, INFINITY],
    [0, -1, INFINITY],
    [-0, -1, -INFINITY],
    [-0, -2, INFINITY],
    [-0, 3, -0],
    [-0, 0.5, 0],
    [-INFINITY, 3, -INFINITY],
    [-INFINITY, -3, -0],
    [-INFINITY, 0.5, INFINITY],
    [INFINITY, -0.5, 0],
    [-2, 3, -8],
    [-2, -2, 0.25],
    [-2, 0.5, NAN],
    [2, 128, INFINITY],
    [-2, 129, -INFINITY],
    [2, -149, TINY],
    [2, -150, 0],
    [-2, -151, -0],
  ])('of %f and %f is %f, as C99 has it', (x, y, expected) => {
    expect(wrong('powExact', [[x, y]], () => expected)).toEqual([]);
  });

  it('is right on powers that are exact, or the middle of two float32, which go to even', () => {
    const squares = Array.from({ length: 4096 }, (_, i): Pair => [4096 + i, 2]);
    const cubes = Array.from({ length: 400 }, (_, i): Pair => [i, 3]);
    const roots = Array.from({ length: 256 }, (_, i): Pair => [i * i, 1.5]);
    const twos = Array.from({ length: 300 }, (_, i): Pair => [2, i - 150]);
    expect(4097 ** 2 % 2).toBe(1);
    expect(4097 ** 2).toBeGreaterThan(2 ** 24);
    expect(wrong('powExact', [...squares, ...cubes, ...roots, ...twos], pow)).toEqual([]);
  });
});

describe('atan2Exact', () => {
  it.each([
    [0, 1, 0],
    [-0, 1, -0],
    [0, 0, 0],
    [-0, 0, -0],
    [0, -0, Math.PI],
    [-0, -0, -Math.PI],
    [0, -1, Math.PI],
    [-0, -1, -Math.PI],
    [1, 0, Math.PI / 2],
    [-1, -0, -Math.PI / 2],
    [1, INFINITY, 0],
    [-1, INFINITY, -0],
    [1, -INFINITY, Math.PI],
    [INFINITY, 1, Math.PI / 2],
    [INFINITY, INFINITY, Math.PI / 4],
    [-INFINITY, INFINITY, -Math.PI / 4],
    [INFINITY, -INFINITY, (3 * Math.PI) / 4],
    [-INFINITY, -INFINITY, (-3 * Math.PI) / 4],
    [3 * TINY, 2, TINY],
    [NAN, 1, NAN],
    [0, NAN, NAN],
  ])('of %f and %f is %f, as C99 has it', (y, x, expected) => {
    expect(wrong('atan2Exact', [[y, x]], () => expected)).toEqual([]);
  });
});

// A process of scripts/sweep.ts: a lane function of two inputs on its share of random and structured pairs.
import { CHUNK, type LoopBinaries, laneLoops } from '../../test/assembly/lane-loop.js';
import { randomNumbers } from '../../test/assembly/lanes-pairs.js';
import { PAIR_FUNCTIONS } from '../../test/assembly/lanes-table.js';
import { isHard, ulpError } from '../../test/assembly/rounding.js';
import { type Share, work } from '../processes.js';
import type { Finding, Findings } from './finding.js';

/** Chunks between two reports. */
const REPORT = 64;

export interface PairsTask {
  readonly name: string;
  readonly loops: LoopBinaries;
  readonly part: number;
  readonly parts: number;
}

work(sweepPairs);

function sweepPairs(
  { name, loops, part, parts }: PairsTask,
  { first, step, chunks }: Share,
  report: (chunks: number) => void,
): Findings {
  const { reference, samples } = PAIR_FUNCTIONS.find((row) => row.name === name)!;
  const makers = Object.values(samples);
  const loop = laneLoops(loops)(`${name}Exact`, 2);
  const [xs, ys] = loop.inputs as [Float32Array, Float32Array];
  const finding: Finding = { lane: `${name}Exact`, worst: 0.5, misrounded: 0, examples: [] };
  let unreported = 0;
  for (let n = first; n < chunks; n += step) {
    const make = makers[n % makers.length]!;
    const random = randomNumbers(n * parts + part);
    for (let i = 0; i < CHUNK; i++) [xs[i], ys[i]] = make(random) as [number, number];
    loop.run();
    for (let i = 0; i < CHUNK; i++) compare(xs[i]!, ys[i]!, loop.output[i]!, reference, finding);
    if (++unreported === REPORT || n + step >= chunks) {
      report(unreported);
      unreported = 0;
    }
  }
  return { tiers: [finding], undecided: [] };
}

const words = new Uint32Array(2);
const floats = new Float32Array(words.buffer);

/** Enters `got` into the finding if it is not the nearest float32, as far as the reference can tell. */
function compare(
  x: number,
  y: number,
  got: number,
  reference: (x: number, y: number) => number,
  finding: Finding,
): void {
  const r = reference(x, y);
  if (Object.is(got, Math.fround(r))) return;
  const error = ulpError(got, r);
  // Next to a middle the reference, right to an ulp of float64 or so, does not know which side it is on.
  if (error < 0.5 + 2 ** -27 && isHard(r)) return;
  finding.misrounded++;
  floats[0] = x;
  floats[1] = y;
  if (finding.examples.length < 50) finding.examples.push([...words]);
  if (error <= finding.worst) return;
  finding.worst = error;
  finding.at = [...words];
}

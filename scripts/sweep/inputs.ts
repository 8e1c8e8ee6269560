// A process of scripts/sweep.ts: lane functions of one input on its share of all 2^32 float32.
import { CHUNK, type LoopBinaries, laneLoops } from '../../test/assembly/lane-loop.js';
import { LANE_FUNCTIONS, type LaneFunction, tiers } from '../../test/assembly/lanes-table.js';
import { isHard, rounded, ulpError } from '../../test/assembly/rounding.js';
import { type Share, work } from '../processes.js';
import type { Finding, Findings } from './finding.js';

/** The exponent field of the smallest normal float32 in the upper half of a float64. */
const SMALLEST = 0x38100000;
/** Chunks between two reports. */
const REPORT = 512;

export interface InputsTask {
  readonly name: string;
  readonly loops: LoopBinaries;
  readonly part: number;
  readonly parts: number;
}

work(sweepInputs);

function sweepInputs(
  { name, loops: binaries, part, parts }: InputsTask,
  { first, step, chunks }: Share,
  report: (chunks: number) => void,
): Findings {
  const f = LANE_FUNCTIONS.find((row) => row.name === name)!;
  const makeLoop = laneLoops(binaries);
  const loops = tiers(f).map(({ lane }) => makeLoop(lane, 1));
  const found = tiers(f).map(({ lane }): Finding => ({ lane, worst: 0.5, misrounded: 0, examples: [] }));
  const undecided: number[] = [];
  const references = new Float64Array(CHUNK);
  const halves = new Uint32Array(references.buffer);
  const nearest = new Float32Array(CHUNK);
  const inputs = new Float32Array(CHUNK);
  const bits = new Uint32Array(inputs.buffer);
  let unreported = 0;
  for (let n = first; n < chunks; n += step) {
    // One chunk of every `parts`, a different one each time, so that a part sees all mantissas.
    const chunk = n * parts + ((part + n) % parts);
    for (let i = 0; i < CHUNK; i++) bits[i] = chunk * CHUNK + i;
    evaluate(f.reference, inputs, references, nearest);
    for (const i of nearMiddle(references, halves)) {
      const result = rounded(name, inputs[i]!, references[i]!);
      if (result === undefined) undecided.push(bits[i]!);
      else nearest[i] = result;
    }
    loops.forEach((loop, tier) => {
      loop.inputs[0]!.set(inputs);
      loop.run();
      compare(loop.output, nearest, references, bits, found[tier]!);
    });
    if (++unreported === REPORT || n + step >= chunks) {
      report(unreported);
      unreported = 0;
    }
  }
  return { tiers: found, undecided };
}

/** Fills in the references and, as far as they tell, the nearest float32. */
function evaluate(
  reference: LaneFunction['reference'],
  inputs: Float32Array,
  references: Float64Array,
  nearest: Float32Array,
): void {
  for (let i = 0; i < inputs.length; i++) {
    const r = reference(inputs[i]!, 0);
    references[i] = r;
    nearest[i] = r;
  }
}

/** The indices where a reference is hard to round: see `isHard`. */
function nearMiddle(references: Float64Array, halves: Uint32Array): number[] {
  const found: number[] = [];
  for (let i = 0; i < references.length; i++) {
    // A quick look first: the middle of two normal float32 has bit 28 of 52 set and none below.
    const dropped = halves[2 * i]! & 0x1fffffff;
    const exponent = halves[2 * i + 1]! & 0x7ff00000;
    if ((dropped < 0x0ffffff0 || dropped > 0x10000010) && (exponent >= SMALLEST || exponent === 0)) continue;
    if (isHard(references[i]!)) found.push(i);
  }
  return found;
}

/** Enters into `finding` which results are not the nearest float32, and how far off they are. */
function compare(
  results: Float32Array,
  nearest: Float32Array,
  references: Float64Array,
  bits: Uint32Array,
  finding: Finding,
): void {
  const got = new Uint32Array(results.buffer, results.byteOffset, results.length);
  const right = new Uint32Array(nearest.buffer);
  for (let i = 0; i < got.length; i++) {
    if (got[i] === right[i]) continue;
    const y = results[i]!;
    const r = references[i]!;
    if (Number.isNaN(y) && Number.isNaN(r)) continue;
    finding.misrounded++;
    if (finding.examples.length < 50) finding.examples.push([bits[i]!]);
    const error = ulpError(y, r);
    if (error <= finding.worst) continue;
    finding.worst = error;
    finding.at = [bits[i]!];
  }
}

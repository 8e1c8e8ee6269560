// npm run test:ulp [-- --part 1/64] [-- --only exp,log]
// Runs the lane functions of one input on every float32 there is and prints the largest error of each, the
// input it happens at, and how many results are not the nearest float32. A part is a run of inputs spread
// evenly over all of them. Fails where an error exceeds what test/assembly/lanes-table.ts claims.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { CHUNK, compileLoops, type LoopBinaries, laneLoops } from '../test/assembly/lane-loop.js';
import {
  isHard,
  LANE_FUNCTIONS,
  type LaneFunction,
  rounded,
  tiers,
  ulpError,
} from '../test/assembly/lanes-table.js';

const CHUNKS = 2 ** 32 / CHUNK;
/** The exponent field of the smallest normal float32 in the upper half of a float64. */
const SMALLEST = 0x38100000;
/** Chunks between two messages. */
const REPORT = 512;

/** What a process is to do for one function: the share-th of `shares` chunks of the part. */
interface Share {
  readonly name: string;
  readonly loops: LoopBinaries;
  readonly part: number;
  readonly parts: number;
  readonly share: number;
  readonly shares: number;
}

/** What was found for one lane function. */
interface Finding {
  readonly lane: string;
  /** The largest error in ULP. That of a nearest result is at most 0.5 and not looked at. */
  worst: number;
  /** The bits of the input it happens at, where it is above that. */
  at?: number;
  misrounded: number;
  /** Some of the inputs whose results are not the nearest float32. */
  readonly examples: number[];
}

interface Findings {
  readonly tiers: Finding[];
  /** Inputs whose right result nobody has decided; see `rounded`. */
  readonly undecided: number[];
}

/** What a process says: how many chunks it did, or at the end what it found. */
type Message = number | Findings;

if (process.send === undefined) await runAll();
else process.once('message', (share: Share) => sweepShare(share));

async function runAll(): Promise<void> {
  const { part, only } = parseArgs({
    options: { part: { type: 'string', default: '1/1' }, only: { type: 'string' } },
  }).values;
  const [index, parts] = part.split('/').map(Number) as [number, number];
  if (!(index >= 1 && index <= parts && CHUNKS % parts === 0)) {
    throw new RangeError(`--part: expected i/n with 1 <= i <= n and n a power of two, got ${part}`);
  }
  const names = only?.split(',');
  const known = LANE_FUNCTIONS.filter((f) => f.inputs === 1);
  const unknown = names?.find((name) => !known.some((f) => f.name === name));
  if (unknown !== undefined) throw new RangeError(`--only: expected functions of one input, got ${unknown}`);
  const rows: Record<string, string | number>[] = [];
  const remarks: string[] = [];
  const loops = await compileLoops();
  let failed = false;
  for (const f of known.filter((f) => names?.includes(f.name) ?? true)) {
    const { tiers: found, undecided } = await sweep(f, loops, index - 1, parts);
    for (const { lane, worst, at, misrounded, examples } of found) {
      const { bound } = tiers(f).find((tier) => tier.lane === lane)!;
      const wrong = bound === 0.5 ? misrounded > 0 : worst > bound;
      failed ||= wrong;
      rows.push({
        lane,
        'max ULP': Number(worst.toPrecision(9)),
        claimed: bound,
        at: at === undefined ? '' : hex(at),
        x: at === undefined ? '' : ofBits(at),
        misrounded,
        '': wrong ? 'WRONG' : '',
      });
      if (bound === 0.5 && misrounded > 0) remarks.push(`${lane} misrounds ${examples.map(hex).join(' ')}`);
    }
    if (undecided.length > 0) remarks.push(`${f.name} undecided: ${undecided.map(hex).join(' ')}`);
  }
  console.table(rows);
  for (const remark of remarks) console.log(remark);
  if (failed || remarks.length > 0) process.exit(1);
}

async function sweep(f: LaneFunction, loops: LoopBinaries, part: number, parts: number): Promise<Findings> {
  const processes = availableParallelism();
  const bar = new SingleBar({
    format: `${f.name.padEnd(9)} {bar} {percentage} %  {value}/{total} M inputs  {duration_formatted}`,
    noTTYOutput: true,
    notTTYSchedule: 20_000,
  });
  const millions = (chunks: number): number => Math.round((chunks * CHUNK) / 2 ** 20);
  bar.start(millions(CHUNKS / parts), 0);
  let done = 0;
  const shares = Array.from(
    { length: processes },
    (_, share): Share => ({ name: f.name, loops, part, parts, share, shares: processes }),
  );
  const found = await Promise.all(
    shares.map(
      (share) =>
        new Promise<Findings>((resolve, reject) => {
          const child = fork(import.meta.filename, { serialization: 'advanced' });
          child.send(share);
          child.on('message', (message: Message) => {
            if (typeof message !== 'number') return resolve(message);
            done += message;
            bar.update(millions(done));
          });
          child.on('error', reject);
          child.on('exit', (code) => reject(new Error(`exit code ${code}`)));
        }),
    ),
  );
  bar.stop();
  return {
    tiers: found[0]!.tiers.map((_, i) => merge(found.map((findings) => findings.tiers[i]!))),
    undecided: found.flatMap((findings) => findings.undecided),
  };
}

function merge(findings: Finding[]): Finding {
  const worst = findings.reduce((a, b) => (b.worst > a.worst ? b : a));
  return {
    ...worst,
    misrounded: findings.reduce((sum, { misrounded }) => sum + misrounded, 0),
    examples: findings.flatMap(({ examples }) => examples),
  };
}

function sweepShare({ name, loops: binaries, part, parts, share, shares }: Share): void {
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
  for (let n = share; n < CHUNKS / parts; n += shares) {
    // One chunk of every `parts`, a different one each time, so that a part sees all mantissas.
    const chunk = n * parts + ((part + n) % parts);
    for (let i = 0; i < CHUNK; i++) bits[i] = chunk * CHUNK + i;
    evaluate(f.reference, inputs, references, nearest);
    for (const i of nearMiddle(references, halves)) {
      const result = rounded(f, inputs[i]!, references[i]!);
      if (result === undefined) undecided.push(bits[i]!);
      else nearest[i] = result;
    }
    loops.forEach((loop, tier) => {
      loop.inputs[0]!.set(inputs);
      loop.run();
      compare(loop.output, nearest, references, bits, found[tier]!);
    });
    if (++unreported === REPORT || n + shares >= CHUNKS / parts) {
      process.send!(unreported);
      unreported = 0;
    }
  }
  process.send!({ tiers: found, undecided }, () => process.exit(0));
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
    if (finding.examples.length < 50) finding.examples.push(bits[i]!);
    const error = ulpError(y, r);
    if (error <= finding.worst) continue;
    finding.worst = error;
    finding.at = bits[i]!;
  }
}

function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, '0')}`;
}

function ofBits(word: number): number {
  return new Float32Array(Uint32Array.of(word).buffer)[0]!;
}

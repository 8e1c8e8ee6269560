// npm run test:ulp [-- --part 1/64] [-- --only exp,pow]
// Runs the lane functions of one input on every float32 there is, those of two on many pairs, and prints the
// largest error of each, the input it happens at, and how many results are not the nearest float32. A part is
// a run of inputs spread evenly over all of them. Fails where an error exceeds what assembly/lanes/claims.ts
// claims. What holds on a whole run is written into docs/ulp.md.
import { parseArgs } from 'node:util';
import { CHUNK, compileLoops, type LoopBinaries } from '../test/assembly/lane-loop.js';
import { LANE_FUNCTIONS, type LaneFunction, PAIR_FUNCTIONS, tiers } from '../test/assembly/lanes-table.js';
import { inShares, partOf } from './processes.js';
import { document } from './sweep/document.js';
import { type Finding, type Findings, hex, merge, ofBits } from './sweep/finding.js';
import type { InputsTask } from './sweep/inputs.js';
import type { PairsTask } from './sweep/pairs.js';

const CHUNKS = 2 ** 32 / CHUNK;
/** A quarter of a thousand million pairs a function. */
const PAIR_CHUNKS = 2 ** 28 / CHUNK;

const { part, only } = parseArgs({
  options: { part: { type: 'string', default: '1/1' }, only: { type: 'string' } },
}).values;
const [index, parts] = partOf(part, PAIR_CHUNKS);
const chosen = only?.split(',');
const known = [...LANE_FUNCTIONS, ...PAIR_FUNCTIONS].map(({ name }) => name);
const unknown = chosen?.find((name) => !known.includes(name));
if (unknown !== undefined) throw new RangeError(`--only: expected some of ${known}, got ${unknown}`);
const isChosen = ({ name }: { readonly name: string }): boolean => chosen?.includes(name) ?? true;

const rows: Record<string, string | number>[] = [];
const remarks: string[] = [];
let failed = false;
const loops = await compileLoops();
for (const f of LANE_FUNCTIONS.filter(isChosen)) {
  const { tiers: found, undecided } = await sweepInputs(f, loops);
  const wrong = tiers(f).map(({ bound }, i) => enter(found[i]!, bound));
  if (undecided.length > 0) remarks.push(`${f.name} undecided: ${undecided.map(hex).join(' ')}`);
  if (parts === 1 && !wrong.includes(true) && undecided.length === 0) document(found);
}
for (const {
  name,
  exact: { bound },
} of PAIR_FUNCTIONS.filter(isChosen)) {
  const found = await sweepPairs(name, loops);
  if (!enter(found, bound) && parts === 1) document([{ ...found, pairs: PAIR_CHUNKS * CHUNK }]);
}
console.table(rows);
for (const remark of remarks) console.log(remark);
if (failed || remarks.length > 0) process.exit(1);

/** Adds a row; whether the finding is worse than what is claimed. */
function enter({ lane, worst, at = [], misrounded, examples }: Finding, bound: number): boolean {
  const wrong = bound === 0.5 ? misrounded > 0 : worst > bound;
  failed ||= wrong;
  rows.push({
    lane,
    'max ULP': Number(worst.toPrecision(9)),
    claimed: bound,
    at: at.map(hex).join(' '),
    x: at.map(ofBits).join(' '),
    misrounded,
    '': wrong ? 'WRONG' : '',
  });
  if (bound === 0.5 && misrounded > 0) {
    remarks.push(`${lane} misrounds ${examples.map((bits) => bits.map(hex).join('|')).join(' ')}`);
  }
  return wrong;
}

async function sweepInputs({ name }: LaneFunction, loops: LoopBinaries): Promise<Findings> {
  const found = await inShares<InputsTask, Findings>({
    title: name.padEnd(9),
    file: `${import.meta.dirname}/sweep/inputs.ts`,
    task: { name, loops, part: index, parts },
    chunks: CHUNKS / parts,
    size: CHUNK,
  });
  return {
    tiers: found[0]!.tiers.map((_, i) => merge(found.map((findings) => findings.tiers[i]!))),
    undecided: found.flatMap(({ undecided }) => undecided),
  };
}

async function sweepPairs(name: string, loops: LoopBinaries): Promise<Finding> {
  const found = await inShares<PairsTask, Findings>({
    title: name.padEnd(9),
    file: `${import.meta.dirname}/sweep/pairs.ts`,
    task: { name, loops, part: index, parts },
    chunks: PAIR_CHUNKS / parts,
    size: CHUNK,
  });
  return merge(found.map(({ tiers }) => tiers[0]!));
}

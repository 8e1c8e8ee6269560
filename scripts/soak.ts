// npm run soak [-- --minutes N | --part 1/N] [--seed S] [--only WORD,…]
// Does what programs do for months: calls, definitions, models, workers, backends that come and go, errors. After
// each part of each phase all garbage is collected, and what could grow is looked at. Ends with code 1 if something
// grew, and names it.
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { figures } from './soak/figures.js';
import { latencyProbe } from './soak/latency.js';
import { PHASES } from './soak/phases/index.js';
import { randomOf } from './soak/random.js';
import { printHeader, printOutcome } from './soak/report.js';
import { type Budget, runPhase, use } from './soak/run-phase.js';
import { countWasmObjects } from './soak/wasm-objects.js';

// With source maps, which tsx turns on, each error costs milliseconds.
process.setSourceMapsEnabled(false);
countWasmObjects();
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    part: { type: 'string', default: '1/1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    only: { type: 'string', default: '' },
  },
});
const seed = wholeNumber('--seed', values.seed, 0);
const words = values.only.split(',');
const phases = PHASES.filter(({ name }) => words.some((word) => name.includes(word)));
if (phases.length === 0) {
  throw new RangeError(`--only: expected words of ${PHASES.map(({ name }) => name).join('; ')}`);
}
const weights = phases.reduce((sum, { weight }) => sum + weight, 0);
/** Looks at the figures take a good part of a second each. */
const [FEW, MANY] = [4, 16];
const budgets = phases.map(({ whole, weight }): Budget => {
  if (values.minutes !== undefined) {
    const minutes = Number(values.minutes);
    if (!(minutes > 0)) throw new RangeError(`--minutes: expected a number above 0, got ${values.minutes}`);
    return {
      units: Number.POSITIVE_INFINITY,
      milliseconds: (minutes * 60_000 * weight) / weights,
      parts: minutes < 5 ? FEW : MANY,
    };
  }
  const parts = wholeNumber('--part: 1/n', values.part.replace(/^1\//, ''), 1);
  return {
    units: Math.ceil(whole / parts),
    milliseconds: Number.POSITIVE_INFINITY,
    parts: parts > 20 ? FEW : MANY,
  };
});

for (const backend of ['cpu', 'wasm']) {
  await use(backend);
  tf.scalar(0).dispose();
}
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, --seed ${seed}`);
const probe = latencyProbe();
const before = await figures();
printHeader();
const failed: string[] = [];
for (const [i, phase] of phases.entries()) {
  try {
    const outcome = await runPhase(phase, budgets[i]!, randomOf(seed + PHASES.indexOf(phase)), probe);
    printOutcome(outcome);
    if (outcome.grown.length > 0) failed.push(phase.name);
  } catch (error) {
    console.log(`\n  FAILED: ${phase.name}: ${error instanceof Error ? error.stack : error}`);
    failed.push(phase.name);
  }
}
const { tensors } = await figures();
const left = tensors - before.tensors;
if (left !== 0) console.log(`all phases: ${left} tensors are left`);
console.log(
  failed.length === 0
    ? 'nothing grew'
    : `failed: ${failed.join('; ')} (npm run soak -- --seed ${seed} repeats it)`,
);
process.exit(failed.length > 0 || left !== 0 ? 1 : 0);

function wholeNumber(where: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${where}: expected a whole number from ${least}, got ${text}`);
  }
  return value;
}

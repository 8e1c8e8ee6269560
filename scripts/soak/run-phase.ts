// Runs one phase in parts, and looks at the figures after each.
import * as tf from '@tensorflow/tfjs-core';
import { figures } from './figures.js';
import { growthOf, type Sample } from './judge.js';
import type { Latency } from './latency.js';
import type { Phase } from './phase.js';
import type { Random } from './random.js';

/** The share of a phase before which nothing is compared: caches fill, and V8 optimizes. */
const WARM_UP = 0.3;

/** How long a phase runs. */
export interface Budget {
  /** At most so many units. */
  readonly units: number;
  /** At most so long. */
  readonly milliseconds: number;
  /** In how many parts. */
  readonly parts: number;
}

export interface Outcome {
  readonly phase: Phase;
  readonly samples: readonly Sample[];
  /** Of the work, without the looks at the figures. */
  readonly milliseconds: number;
  /** What grew. */
  readonly grown: readonly string[];
}

export async function runPhase(
  phase: Phase,
  budget: Budget,
  random: Random,
  latency: () => Latency,
): Promise<Outcome> {
  await use(phase.backend);
  const start = performance.now();
  const work = await phase.start(random);
  const samples: Sample[] = [];
  let units = 0;
  let milliseconds = 0;
  for (let part = 1; part <= budget.parts; part++) {
    const share = part / budget.parts;
    const until = start + budget.milliseconds * share;
    const partStart = performance.now();
    const goal = Math.ceil(budget.units * share);
    do {
      const next = Math.max(1, Math.min(phase.batch, goal - units));
      await work.run(next);
      await turnOfEventLoop();
      units += next;
    } while (units < goal && performance.now() < until);
    milliseconds += performance.now() - partStart;
    if (share >= WARM_UP) samples.push({ units, figures: await figures(), latency: latency() });
  }
  await work.stop?.();
  return { phase, samples, milliseconds, grown: growthOf(samples, phase.perUnit) };
}

export async function use(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`soak: expected the backend ${backend} to start`);
}

/**
 * As programs have them. Within one job JavaScript keeps alive what a WeakRef was made of or read, and so all
 * expressions: some ten thousand definitions in one loop, without a turn between, end the process.
 */
function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

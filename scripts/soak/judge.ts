// Whether a phase has grown, by what was looked at after each of its parts.
import type { Figures } from './figures.js';
import type { Latency } from './latency.js';
import type { Allowance } from './phase.js';

export interface Sample {
  /** Units done until then. */
  readonly units: number;
  readonly figures: Figures;
  readonly latency: Latency;
}

const MIB = 2 ** 20;

/** What a phase may grow by between its warm-up and its end. What has no row may not grow at all. */
export const SLACK: Readonly<Record<keyof Figures, number>> = {
  tensors: 0,
  bytes: 0,
  data: 0,
  heap: 5 * MIB,
  // The backend's memory doubles its room in steps of its own; kernels of equal size reuse what is free.
  wasm: MIB,
  // The allocator of the C library keeps what it got, and V8 keeps code. A leak goes on, and passes this.
  rss: 48 * MIB,
  // What the last units made may still be held by caches, and by what V8 optimized.
  modules: 64,
  instances: 64,
  memories: 16,
};

/** How many times slower the fastest batch may become, by the clock and also beside tfjs's own op. */
export const DRIFT = 1.5;

/** Exact figures are compared at every sample, so that what comes and goes is seen too. */
const EXACT: readonly (keyof Figures)[] = ['tensors', 'bytes', 'data'];

/** What grew, each in a line; empty if nothing did. `samples` are those after the warm-up. */
export function growthOf(samples: readonly Sample[], perUnit?: Allowance): string[] {
  if (samples.length < 2) throw new RangeError(`soak: expected two samples or more, got ${samples.length}`);
  const third = Math.max(1, Math.floor(samples.length / 3));
  const [early, late] = [samples.slice(0, third), samples.slice(-third)];
  const grown: string[] = [];
  const units = samples.at(-1)!.units - samples[0]!.units;
  for (const key of Object.keys(SLACK) as (keyof Figures)[]) {
    const at = ({ figures }: Sample): number => figures[key];
    const exact = EXACT.includes(key);
    const before = exact ? at(samples[0]!) : median(early.map(at));
    const after = exact ? worst(samples.map(at), before) : median(late.map(at));
    const allowed = SLACK[key] + units * allowanceOf(key, perUnit);
    if (after - before > allowed || (exact && after !== before)) {
      grown.push(`${key} grew from ${shown(key, before)} to ${shown(key, after)} in ${units} units`);
    }
  }
  const slower = ratio(late, early, ({ best }) => best);
  const beside = ratio(late, early, ({ best, control }) => best / control);
  if (slower > DRIFT && beside > DRIFT) {
    grown.push(
      `latency grew ${slower.toFixed(2)} times, ${beside.toFixed(2)} times beside an op of tfjs, in ${units} units`,
    );
  }
  return grown;
}

/** A figure as people read it. */
export function shown(key: keyof Figures, value: number): string {
  return key === 'heap' || key === 'wasm' || key === 'rss'
    ? `${(value / MIB).toFixed(1)} MiB`
    : String(value);
}

function allowanceOf(key: keyof Figures, perUnit: Allowance | undefined): number {
  const value = (perUnit as Partial<Record<keyof Figures, number>> | undefined)?.[key];
  return value ?? 0;
}

function worst(values: readonly number[], base: number): number {
  return values.reduce((a, b) => (Math.abs(b - base) > Math.abs(a - base) ? b : a), base);
}

/** The least of `of` late, by the least early: noise adds time, and never takes any. */
function ratio(late: readonly Sample[], early: readonly Sample[], of: (latency: Latency) => number): number {
  const least = (samples: readonly Sample[]): number =>
    Math.min(...samples.map(({ latency }) => of(latency)));
  return least(late) / least(early);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

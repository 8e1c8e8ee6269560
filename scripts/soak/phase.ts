// What a soak is made of: phases, each of which repeats one kind of work.
import type { Random } from './random.js';

/** A phase that runs. */
export interface Work {
  /** Does `units` of the work, and leaves nothing behind. */
  run(units: number): void | Promise<void>;
  /** Disposes of what the work made at its start. */
  stop?(): void | Promise<void>;
}

export interface Phase {
  readonly name: string;
  /** The backend that is active. */
  readonly backend: 'wasm' | 'cpu';
  /** What is counted: `calls`. */
  readonly unit: string;
  /** How many units a whole run has. */
  readonly whole: number;
  /** How many units run between two looks at the clock. */
  readonly batch: number;
  /** The share of a run of `--minutes`, in parts of the sum of all. */
  readonly weight: number;
  /** What each unit may leave by design, beyond the slack that all phases have. */
  readonly perUnit?: Allowance;
  start(random: Random): Work | Promise<Work>;
}

/** What one unit may leave. */
export interface Allowance {
  /** Why it may. */
  readonly reason: string;
  readonly heap: number;
  readonly rss: number;
  readonly modules: number;
  readonly instances: number;
  readonly memories: number;
}

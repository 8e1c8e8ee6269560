// The lane functions: what assembly/lanes/claims.ts claims of each, with an oracle, and pairs to try where there
// are two inputs. The tests and scripts/sweep.ts run over this table. A new function has a row by its claims.
import { CLAIMS, type LaneClaims, tiersOf } from '../../assembly/lanes/claims.js';
import { OPERATIONS, type OperationRow } from '../../src/expr/operations.js';
import { pairSamples, type Samples } from './lanes-pairs.js';
import { REFERENCES } from './lanes-references.js';

export interface LaneFunction extends LaneClaims {
  readonly name: string;
  /** f in float64, independent of the lanes, right to 2 ulp of float64. */
  readonly reference: (x: number, y: number) => number;
}

export interface PairFunction extends LaneFunction {
  readonly samples: Samples;
}

const operations: Readonly<Record<string, OperationRow>> = OPERATIONS;

const ALL: readonly LaneFunction[] = Object.entries(CLAIMS).map(([name, claims]) => {
  const reference = REFERENCES[name] ?? operations[name]?.value;
  if (reference === undefined) throw new Error(`${name}: expected an operation, or an oracle in REFERENCES`);
  return { name, ...claims, reference };
});

/** Those of one input. */
export const LANE_FUNCTIONS = ALL.filter(({ inputs }) => inputs === 1);

/** Those of two inputs. */
export const PAIR_FUNCTIONS: readonly PairFunction[] = ALL.filter(({ inputs }) => inputs === 2).map((f) => ({
  ...f,
  samples: pairSamples(f.name),
}));

/** The names of a function's lane functions, with what each claims. */
export const tiers = (f: LaneFunction): ReturnType<typeof tiersOf> => tiersOf(f.name, f);

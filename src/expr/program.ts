// What a backend is asked to run: expressions of one element, over arrays of as many inputs.
import type { Expr } from './expr.js';

/** `'exact'`: correctly rounded elementary functions. `'fast'`: within a few units of the last place. */
export type Precision = 'fast' | 'exact';

/** outputs[j][i] = outputs[j](inputs[0][i], inputs[1][i], …). The same program is the same object. */
export interface Program {
  /** How many inputs there are. */
  readonly inputs: number;
  readonly outputs: readonly Expr[];
  readonly precision: Precision;
}

/** Programs by their first output, held as weakly as that. */
const programs = new WeakMap<Expr, Map<string, Program>>();

/** The program of `outputs` over `inputs` arrays: the same object for the same expressions. */
export function programOf(inputs: number, outputs: readonly Expr[], precision: Precision): Program {
  const key = `${inputs} ${precision} ${outputs.map(({ id }) => id).join()}`;
  return memoized(programs, outputs[0]!, key, () => ({ inputs, outputs, precision }));
}

/** What `cache` holds for `owner` under `key`; made when it is first asked for. */
export function memoized<Owner extends object, T>(
  cache: WeakMap<Owner, Map<string, T>>,
  owner: Owner,
  key: string,
  create: () => T,
): T {
  let entries = cache.get(owner);
  if (entries === undefined) {
    entries = new Map();
    cache.set(owner, entries);
  }
  let value = entries.get(key);
  if (value === undefined) {
    value = create();
    entries.set(key, value);
  }
  return value;
}

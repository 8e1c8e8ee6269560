// What was compared, and what was not and why: the figures that are printed.
import { type Enclosure, isWithin, NEVER, ulp } from './enclosure.js';

export class Tally {
  /** Expressions and programs by path. */
  readonly cases = new Map<string, number>();
  readonly compared = new Map<string, number>();
  readonly skipped = new Map<string, number>();
  /** The largest share of a bound that an error took. */
  worst = 0;
  /** How many of the compared numbers had one right answer, and how wide the bounds of the others were. */
  readonly widths = new Map<string, number>();

  count(map: Map<string, number>, key: string, by = 1): void {
    map.set(key, (map.get(key) ?? 0) + by);
  }

  /** Counts the comparison of `got`; whether it is one of the right answers. */
  compare(path: string, enclosure: Enclosure, got: number): boolean {
    if (!isWithin(enclosure, got)) return false;
    const { lo, hi, nan } = enclosure;
    if (lo === Number.NEGATIVE_INFINITY && hi === Number.POSITIVE_INFINITY && nan !== NEVER) {
      this.count(this.skipped, 'a bound that says nothing');
      return true;
    }
    this.count(this.compared, path);
    this.count(this.widths, widthOf(enclosure));
    if (hi > lo && Number.isFinite(hi - lo)) {
      const off = Math.abs(got - (lo + (hi - lo) / 2)) / ((hi - lo) / 2);
      if (off > this.worst) this.worst = off;
    }
    return true;
  }

  /** How many expressions were drawn: alone, as ops, and as plain functions. Derivatives do not count. */
  expressions(): number {
    const kinds = ['kernel: expressions', 'op: wasm', 'op: cpu', 'op: other', 'plain: functions'];
    const composed = ['op: composed on wasm', 'op: composed on cpu'];
    return [...kinds, ...composed].reduce((sum, kind) => sum + (this.cases.get(kind) ?? 0), 0);
  }
}

function widthOf({ lo, hi, nan }: Enclosure): string {
  if (nan === NEVER ? Object.is(lo, hi) : Number.isNaN(lo)) return 'one right answer';
  const steps = (hi - lo) / ulp(Math.max(Math.abs(lo), Math.abs(hi)));
  if (steps <= 4) return 'within 4 ULP';
  if (steps <= 256) return 'within 256 ULP';
  return steps <= 2 ** 17 ? 'within 2^17 ULP' : 'wider';
}

// Interval arithmetic as running error analysis: for every step, the least and the greatest number that a path may
// compute, and whether it may be NaN. Where operands are single numbers the result is computed and rounded, so that
// there is one right answer, the signs of zeros among it. Where an error could fall on either side of a comparison, both
// branches are held.
import { type Code, formsOf, hasGate } from './code.js';
import { INTERVALS, type Operands } from './intervals.js';
import type { Model } from './model.js';
import { SCALAR } from './scalar.js';

/** Whether a result is NaN. */
export const NEVER = 0;
export const MAYBE = 1;
export const ALWAYS = 2;

export interface Enclosure {
  readonly lo: number;
  readonly hi: number;
  readonly nan: number;
}

/** Operations whose results are numbers of the precision as they are. */
const UNROUNDED = new Set([
  ...['neg', 'abs', 'floor', 'ceil', 'trunc', 'nearest', 'min', 'max', 'select', 'stop', 'not', 'and', 'or'],
  ...['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'input'],
]);

interface Planned {
  readonly name: string;
  readonly args: readonly number[];
  readonly value: number;
  readonly scalar: (...args: number[]) => number;
  readonly interval: (at: Operands, a: number, b: number, c: number) => void;
  readonly slack: number;
  readonly form: readonly [planned: Planned, argument: number] | undefined;
}

/** Encloses what a path of `model` computes, point after point. */
export class Encloser {
  readonly #plan: readonly Planned[];
  readonly #model: Model;
  readonly #lo: Float64Array;
  readonly #hi: Float64Array;
  readonly #nan: Uint8Array;
  readonly #out: Operands;

  constructor(code: Code, model: Model, isGated = hasGate(code)) {
    const forms = model.hasForms ? formsOf(code) : new Map<number, readonly [string, number]>();
    const planned = (name: string, args: readonly number[], value: number): Planned => ({
      name,
      args,
      value,
      scalar: SCALAR[name]!,
      interval: INTERVALS[name]!,
      slack: name === 'sigmoid' && isGated && model.hasForms ? 4 : model.slack(name),
      form: undefined,
    });
    this.#plan = code.map(({ name, args, value }, i) => {
      const form = forms.get(i);
      const power = name === 'pow' && model.hasForms && [3, 4].includes(code[args[1]!]!.value);
      const made = planned(name, args, value);
      return {
        ...made,
        slack: power ? 2 : made.slack,
        form: form && [planned(form[0], [form[1]], 0), form[1]],
      };
    });
    this.#model = model;
    this.#lo = new Float64Array(code.length);
    this.#hi = new Float64Array(code.length);
    this.#nan = new Uint8Array(code.length);
    this.#out = { lo: this.#lo, hi: this.#hi, nan: this.#nan, low: 0, high: 0, doubt: 0 };
  }

  /** The enclosure of the result at `point`. */
  at(point: ArrayLike<number>): Enclosure {
    const [lo, hi, nan] = [this.#lo, this.#hi, this.#nan];
    for (let i = 0; i < this.#plan.length; i++) {
      const step = this.#plan[i]!;
      if (step.name === 'constant' || step.name === 'input') {
        const value = step.name === 'input' ? point[step.value]! : step.value;
        lo[i] = value;
        hi[i] = value;
        nan[i] = Number.isNaN(value) ? ALWAYS : NEVER;
        if (step.name === 'constant' && this.#model.constants > 0) this.#loosen(i);
        continue;
      }
      this.#compute(step, i);
      if (step.form !== undefined) this.#alsoForm(step.form[0], i);
    }
    const last = this.#plan.length - 1;
    return { lo: lo[last]!, hi: hi[last]!, nan: nan[last]! };
  }

  /** Whether some comparison at `point` may go either way. */
  isUndecided(point: ArrayLike<number>): boolean {
    this.at(point);
    return this.#plan.some(({ name }, i) => TRUTHS.has(name) && this.#lo[i] !== this.#hi[i]);
  }

  /** Whether all steps to the last result were numbers of a common size, or 0. */
  isOrdinary(): boolean {
    return this.#plan.every((_, i) => {
      const [low, high] = [this.#lo[i]!, this.#hi[i]!];
      return this.#nan[i] === NEVER && isCommon(low) && isCommon(high);
    });
  }

  #compute(step: Planned, i: number): void {
    const [lo, hi, nan, out] = [this.#lo, this.#hi, this.#nan, this.#out];
    const [a = 0, b = 0, c = 0] = step.args;
    const count = step.args.length;
    if (this.#isPoint(a) && (count < 2 || this.#isPoint(b)) && (count < 3 || this.#isPoint(c))) {
      const y = step.scalar(this.#valueOf(a), this.#valueOf(b), this.#valueOf(c));
      out.low = y;
      out.high = y;
      out.doubt = Number.isNaN(y) ? ALWAYS : NEVER;
    } else {
      step.interval(out, a, b, c);
    }
    nan[i] = out.doubt;
    if (out.doubt === ALWAYS) {
      lo[i] = Number.NaN;
      hi[i] = Number.NaN;
      return;
    }
    if (UNROUNDED.has(step.name)) {
      lo[i] = out.low;
      hi[i] = out.high;
    } else if (this.#model.isFloat64) this.#round64(step, i, a, b);
    else this.#round32(step.slack, i);
  }

  /** The fast tier computes the form or its parts, whatever costs less. */
  #alsoForm(form: Planned, i: number): void {
    const [lo, hi, nan] = [this.#lo, this.#hi, this.#nan];
    const [low, high, doubt] = [lo[i]!, hi[i]!, nan[i]!];
    this.#compute(form, i);
    if (doubt !== nan[i]) nan[i] = MAYBE;
    if (doubt === ALWAYS || nan[i] === ALWAYS) return;
    lo[i] = Math.min(low, lo[i]!);
    hi[i] = Math.max(high, hi[i]!);
  }

  #isPoint(i: number): boolean {
    return this.#nan[i] === ALWAYS || (this.#nan[i] === NEVER && Object.is(this.#lo[i], this.#hi[i]));
  }

  #valueOf(i: number): number {
    return this.#nan[i] === ALWAYS ? Number.NaN : this.#lo[i]!;
  }

  #loosen(i: number): void {
    const value = this.#lo[i]!;
    // It may have been a number beyond float32.
    if (value === Number.POSITIVE_INFINITY) this.#lo[i] = MOST;
    if (value === Number.NEGATIVE_INFINITY) this.#hi[i] = -MOST;
    // Powers of two are meant as they are; another constant may have been computed, and rounded.
    const isTiny = Math.abs(value) < 2 ** -126;
    if (!Number.isFinite(value) || value === 0) return;
    if (!isTiny && Number.isInteger(Math.log2(Math.abs(value)))) return;
    const width = this.#model.constants * ulp(value);
    this.#lo[i] = value - width;
    this.#hi[i] = value + width;
  }

  #round32(slack: number, i: number): void {
    const { low, high } = this.#out;
    const absolute = this.#model.absolute;
    let least = low;
    let most = high;
    // Zeros and infinities are what they are.
    if (slack > 0) {
      if (least !== 0) least -= slack * ulp(least);
      if (most !== 0) most += slack * ulp(most);
    }
    if (absolute > 0) {
      least -= absolute;
      most += absolute;
    }
    least = Math.fround(least);
    most = Math.fround(most);
    this.#lo[i] = this.#model.isHull ? Math.min(low, least) : least;
    this.#hi[i] = this.#model.isHull ? Math.max(high, most) : most;
  }

  #round64(step: Planned, i: number, a: number, b: number): void {
    const { low, high } = this.#out;
    if (Object.is(low, high) && isExact(step.name, this.#lo[a]!, this.#lo[b]!, low)) {
      this.#lo[i] = low;
      this.#hi[i] = high;
      return;
    }
    const relative = BASIC.has(step.name) ? 2 ** -52 : step.name.startsWith('erf') ? 2 ** -43 : 2 ** -48;
    this.#lo[i] = Number.isFinite(low) ? low - Math.abs(low) * relative - Number.MIN_VALUE : low;
    this.#hi[i] = Number.isFinite(high) ? high + Math.abs(high) * relative + Number.MIN_VALUE : high;
  }
}

const MOST = 2 ** 128 - 2 ** 104;
const TRUTHS = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'and', 'or', 'not']);
const isCommon = (x: number): boolean => x === 0 || (Math.abs(x) > 1e-30 && Math.abs(x) < 1e30);

const BASIC = new Set(['add', 'sub', 'mul', 'div', 'sqrt']);
const isShort = (x: number): boolean => Math.fround(x) === x;

/** Whether `y` is the result of the operation on single numbers without any rounding. */
function isExact(name: string, a: number, b: number, y: number): boolean {
  if (y === 0 || !Number.isFinite(y)) return BASIC.has(name);
  switch (name) {
    case 'add':
      return y - a === b && y - b === a;
    case 'sub':
      return a - y === b && y + b === a;
    case 'mul':
      return isShort(a) && isShort(b);
    case 'div':
      return isShort(y) && isShort(b) && y * b === a;
    case 'sqrt':
      return isShort(y) && y * y === a;
    case 'mod':
    case 'rem':
      return isShort(a) && isShort(b) && isShort(y);
    default:
      return false;
  }
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);
const ULPS = Float64Array.from({ length: 256 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 150));

/** The distance of float32 numbers at `x`; infinite for what is none. */
export function ulp(x: number): number {
  float[0] = x;
  return ULPS[(bits[0]! >>> 23) & 255]!;
}

/** Whether a path may compute `got`. */
export function isWithin({ lo, hi, nan }: Enclosure, got: number): boolean {
  if (Number.isNaN(got)) return nan !== NEVER;
  if (nan === ALWAYS || !(got >= lo && got <= hi)) return false;
  if (got !== 0) return true;
  return Object.is(got, -0) ? !Object.is(lo, 0) : !Object.is(hi, -0);
}

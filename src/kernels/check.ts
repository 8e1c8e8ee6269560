// checkKernel(): tests an author's kernels against what they promise.
import type { OwnKernel } from '../tfjs/backends/own-kernel.js';
import { described } from '../tfjs/errors.js';
import { definitionOfOp } from '../tfjs/op/op.js';
import { checkOptions, checkTolerance } from '../tfjs/options.js';
import type { AnyOp } from './define.js';
import { checkFormula, checkGradients } from './gradients.js';
import { type Form, formsOf, PATTERNS, type Pattern, type Placing, Rig } from './rig.js';

export interface CheckKernelOptions {
  /** Values of the inputs at which gradients are compared, one array for each. By default 101 points in [-4, 4]. */
  readonly points?: readonly (readonly number[])[] | undefined;
  /**
   * The largest error of a gradient, relative to the larger of 1, the value and the gradient; 0.01 by default, as
   * differences of float32 values are no better.
   */
  readonly tolerance?: number | undefined;
}

export interface KernelReport {
  /** Whether nothing was found. */
  readonly ok: boolean;
  /** What was found: the kernel, what was expected of it, and what it did. */
  readonly findings: readonly string[];
  /** The findings, a line each. */
  toString(): string;
}

const { NaN: NAN, POSITIVE_INFINITY: INFINITY } = Number;
const SPECIAL = [0, -0, NAN, INFINITY, -INFINITY, 2 ** -149, -(2 ** -126), 3.4e38, 0.5, -1];
/** Elements of the longest run. */
const LONGEST = 128;
/** Lengths up to this are tried. */
const LENGTHS = 67;

/**
 * Tests the kernels of `op` against what `kernelOp` says that they promise: on lengths from 0 to 67, on arrays that are
 * aligned to 4 bytes only and lie among guards, with NaN, infinities, zeros of both signs and subnormals, in wasm and in
 * JavaScript. It compares gradients with differences of the forward kernel, all forms with each other, and the formula
 * with them. Kernels run on memory of their own: tfjs is not needed, and not harmed.
 *
 * It cannot tell whether pointers beyond 2 GiB work, nor what a kernel does for other values or lengths.
 *
 * @throws TypeError for an op without kernels of its own; RangeError for points that do not fit it.
 *
 * ```ts
 * const report = checkKernel(mine);
 * if (!report.ok) throw new Error(String(report));
 * ```
 */
export function checkKernel(op: AnyOp, options: CheckKernelOptions = {}): KernelReport {
  const definition = typeof op === 'function' ? definitionOfOp(op) : undefined;
  const { name = '', inputs = [], own } = definition ?? {};
  if (definition === undefined || own === undefined) {
    throw new TypeError(
      `checkKernel: expected an op that kernelOp() made, got ${definition?.name ?? described(op)}`,
    );
  }
  checkOptions(`checkKernel of ${name}`, options, ['points', 'tolerance']);
  const { tolerance = 0.01 } = options;
  checkTolerance(`checkKernel of ${name}`, tolerance);
  const findings = new Map<string, string>();
  const d = (names: readonly string[]): string[] => names.map((each) => `d${each}`);
  const check = (role: string, kernel: unknown, reads: string[], writes: string[]): Checked[] =>
    isKernel(kernel) ? formsOf(role, kernel, reads, writes).map((form) => checkForm(form, findings)) : [];

  const forward = check('forward', own.forward, [...inputs], [...own.outputs]);
  const backward = check('backward', own.backward, [...inputs, ...d(own.outputs)], d(inputs));
  const derivative = check('derivative', own.derivative, [...inputs], [...own.outputs]);
  for (const forms of [forward, backward, derivative]) checkAlike(forms, findings);

  const points = checkedPoints(name, options.points, inputs.length);
  const note = (kind: string, sentence: string): void => {
    if (!findings.has(kind)) findings.set(kind, sentence);
  };
  checkGradients({ definition, points, tolerance, forward, backward, derivative, note });
  checkFormula({ definition, points, tolerance, forward, backward, derivative, note });

  const list = [...findings.values()];
  return {
    ok: list.length === 0,
    findings: list,
    toString: () =>
      list.length === 0 ? `${name}: its kernels keep their promises` : `${name}: ${list.join(`\n${name}: `)}`,
  };
}

/** A form that has been checked. */
export interface Checked {
  readonly form: Form;
  /** Its outputs on the pool of inputs; undefined if it failed. */
  readonly reference: readonly Float32Array[] | undefined;
  /** Its outputs on arrays of at most `LONGEST` elements; undefined if it fails. */
  run(inputs: readonly Float32Array[]): Float32Array[] | undefined;
}

function isKernel(kernel: unknown): kernel is OwnKernel {
  return typeof kernel === 'object' && kernel !== null;
}

function checkForm(form: Form, findings: Map<string, string>): Checked {
  const { name, writes } = form;
  const fault = (kind: string, sentence: string): void => {
    const key = `${name} ${kind}`;
    if (!findings.has(key)) findings.set(key, `${name}: ${sentence}`);
  };
  const rig = new Rig(form, fault);
  const pool = form.reads.map((_, k) => poolOf(k));
  const at = (start: number): Float32Array[] => pool.map((values) => values.subarray(start));

  /** The outputs, if two runs among different guards agree. */
  const runTwice = (start: number, placing: Omit<Placing, 'pattern'>): Float32Array[] | undefined => {
    const run = (pattern: Pattern): Float32Array[] | undefined => rig.run(at(start), { ...placing, pattern });
    const first = run(PATTERNS[0]);
    const second = first && run(PATTERNS[1]);
    if (first === undefined || second === undefined) return undefined;
    const differs = difference(first, second);
    if (differs === undefined) return first;
    const { output, index } = differs;
    const where = `element ${index} of ${writes[output]} (n = ${placing.n})`;
    const [a, b] = [first[output]![index]!, second[output]![index]!];
    const isOld = Number.isNaN(a) && bitsOf(b) === PATTERNS[1].old;
    const isState = [first, second].some((outputs, i) => {
      const again = run(PATTERNS[i]!);
      return again !== undefined && difference(outputs, again) !== undefined;
    });
    if (isOld)
      fault(
        'unwritten',
        `expected every element of its outputs to be written, but it did not write ${where}`,
      );
    else if (isState) {
      fault(
        'state',
        `expected the same results at every run, but ${where} was ${a}, and ${b} on the same inputs: it keeps state`,
      );
    } else {
      fault(
        'neighbours',
        `expected results that depend on its inputs alone, but ${where} was ${a}, and ${b} where other values lay beside its arrays or in its outputs`,
      );
    }
    return undefined;
  };

  const reference = runTwice(0, { n: LONGEST, shift: 0, spread: 0 });
  for (let n = 0; n <= LENGTHS && reference !== undefined; n++) {
    // All alignments where vectors, unrolled or not, begin and end; one of them between.
    const isEdge = n < 8 || [0, 1, 15].includes(n % 16) || n > 63;
    for (let shift = isEdge ? 0 : n % 4; shift < (isEdge ? 4 : (n % 4) + 1); shift++) {
      const start = (n * 5 + shift) % (LONGEST - LENGTHS);
      const spread = n % 2;
      const outputs = runTwice(start, { n, shift, spread });
      const expected = reference.map((values) => values.subarray(start, start + n));
      const differs = outputs && difference(outputs, expected);
      if (outputs === undefined || differs === undefined) continue;
      const { output, index } = differs;
      const got = outputs[output]![index]!;
      const where = `element ${index} of ${writes[output]} was ${got} at n = ${n}`;
      const aligned = rig.run(at(start), { n, shift: 0, spread: 0, pattern: PATTERNS[0] });
      if (aligned !== undefined && difference(aligned, expected) === undefined) {
        fault(
          'alignment',
          `expected arrays that are aligned to 4 bytes only to do, but ${where}, and ${expected[output]![index]} on arrays aligned to 16`,
        );
      } else {
        fault(
          'place',
          `expected results that do not depend on the place of an element, but ${where}, and ${expected[output]![index]} as element ${start + index} at n = ${LONGEST}`,
        );
      }
    }
  }
  return {
    form,
    reference,
    run: (inputs) =>
      new Rig(form, fault).run(inputs, { n: inputs[0]!.length, shift: 0, spread: 0, pattern: PATTERNS[0] }),
  };
}

/** Inputs: special values among numbers in [-4, 4], in another order for each input. */
function poolOf(k: number): Float32Array {
  const values = new Float32Array(LONGEST);
  let seed = 12345 + 977 * k;
  for (let i = 0; i < LONGEST; i++) {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    const special = i % 4 === k % 4;
    values[i] = special ? SPECIAL[Math.floor(i / 4) % SPECIAL.length]! : (seed / 2 ** 31) * 8 - 4;
  }
  return values;
}

/** The first element in which two lists of arrays differ, NaNs being all the same. */
function difference(
  a: readonly Float32Array[],
  b: readonly Float32Array[],
): { readonly output: number; readonly index: number } | undefined {
  for (let output = 0; output < a.length; output++) {
    const index = a[output]!.findIndex((value, i) => !Object.is(value, b[output]![i]));
    if (index >= 0) return { output, index };
  }
  return undefined;
}

const words = new Int32Array(1);
const floats = new Float32Array(words.buffer);
/** The bits of a float32. */
function bitsOf(value: number): number {
  floats[0] = value;
  return words[0]!;
}

/** Reports forms of one kernel that do not compute the same. */
function checkAlike(forms: readonly Checked[], findings: Map<string, string>): void {
  const [first, ...rest] = forms;
  for (const other of rest) {
    if (first?.reference === undefined || other.reference === undefined) continue;
    for (const [j, values] of first.reference.entries()) {
      const index = values.findIndex((value, i) => !isNear(value, other.reference![j]![i]!));
      if (index < 0) continue;
      const inputs = first.form.reads.map((_, k) => poolOf(k)[index]).join(', ');
      findings.set(
        `${other.form.name} alike`,
        `${other.form.name}: expected ${first.form.writes[j]} = ${values[index]} at (${inputs}), as of ${first.form.name}, got ${other.reference[j]![index]}`,
      );
      break;
    }
  }
}

function isNear(a: number, b: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(a));
}

/** @throws TypeError, RangeError for what are no points. */
const isNumbers = (values: unknown): boolean =>
  Array.isArray(values) && values.every((value) => typeof value === 'number');

function checkedPoints(name: string, given: unknown, inputs: number): readonly Float32Array[] {
  if (given === undefined) {
    return Array.from({ length: inputs }, (_, k) =>
      Float32Array.from({ length: 101 }, (_, i) => (((i * (37 * k + 1)) % 101) + 0.27) / 12.625 - 4),
    );
  }
  if (!Array.isArray(given) || !given.every(isNumbers)) {
    throw new TypeError(`checkKernel of ${name}: points expected an array of numbers for each input`);
  }
  const lengths = given.map(({ length }) => length);
  if (given.length !== inputs || lengths.some((length) => length !== lengths[0] || length > LONGEST)) {
    throw new RangeError(
      `checkKernel of ${name}: points expected ${inputs} arrays of one length up to ${LONGEST}, got [${lengths.join(', ')}]`,
    );
  }
  return given.map((values) => Float32Array.from(values));
}

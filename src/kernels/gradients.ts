// Compares an author's gradients with differences of the forward kernel, and both with the formula.
import { Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { derivative as derivativeExpr } from '../expr/derivative.js';
import { evaluate } from '../expr/evaluate.js';
import type { Definition } from '../tfjs/op/definition.js';
import type { Checked } from './check.js';

/** What is compared. */
export interface Comparison {
  readonly definition: Definition;
  /** Values of the inputs, an array for each. */
  readonly points: readonly Float32Array[];
  readonly tolerance: number;
  readonly forward: readonly Checked[];
  readonly backward: readonly Checked[];
  readonly derivative: readonly Checked[];
  /** Reports a finding of a kind, once. */
  readonly note: (kind: string, sentence: string) => void;
}

/** The step of differences. Twice as large, float32 rounds less; half as large, curves are straighter. */
const STEP = 2 ** -6;

/** A gradient to compare: by each input, at every point, given those of the outputs. */
interface Given {
  readonly name: string;
  readonly dys: readonly Float32Array[];
  readonly gradients: readonly Float32Array[];
}

/** Compares gradients with differences of the forward kernel, away from kinks and poles. */
export function checkGradients(comparison: Comparison): void {
  const { definition, points, tolerance, forward, note } = comparison;
  const f = forward.find(({ reference }) => reference !== undefined);
  if (f === undefined) return;
  const given = gradientsOf(comparison);
  if (given.length === 0) return;
  definition.inputs.forEach((input, i) => {
    const slopes = differences((inputs) => f.run(inputs), points, i);
    if (slopes === undefined) return;
    for (const { name, dys, gradients } of given) {
      compare(name, input, points, gradients[i]!, tolerance, note, 'as differences of forward say', (p) => {
        const terms = slopes.map((each, j) => dys[j]![p]! * each[p]!);
        return terms.reduce((sum, term) => sum + term, 0);
      });
    }
  });
}

/** Compares the kernels with the formula, if there is one. */
export function checkFormula(comparison: Comparison): void {
  const { definition, points, tolerance, forward, note } = comparison;
  const { expr, inputs } = definition;
  if (expr === undefined) return;
  const at = (p: number): number[] => points.map((values) => values[p]!);
  const isSmooth = (p: number, i: number, of = expr): boolean => {
    const [left, right] = [-1e-3, 1e-3].map((step) =>
      evaluate(
        of,
        at(p).map((value, k) => (k === i ? value + step : value)),
      ),
    );
    return Math.abs(right! - left!) <= 0.1 * Math.max(1, Math.abs(left!));
  };
  for (const { form, run, reference } of forward) {
    const outputs = reference && run(points);
    if (outputs === undefined) continue;
    compare(form.name, undefined, points, outputs[0]!, tolerance, note, 'as the formula says', (p) =>
      inputs.every((_, i) => isSmooth(p, i)) ? evaluate(expr, at(p)) : Number.NaN,
    );
  }
  for (const { name, dys, gradients } of gradientsOf(comparison)) {
    inputs.forEach((input, i) => {
      const slope = derivativeExpr(expr, i);
      compare(name, input, points, gradients[i]!, tolerance, note, 'as the formula says', (p) =>
        inputs.every((_, k) => isSmooth(p, k) && isSmooth(p, k, slope))
          ? dys[0]![p]! * evaluate(slope, at(p))
          : Number.NaN,
      );
    });
  }
}

/** The gradients that the kernels, or the op for them, give at the points. */
function gradientsOf({ definition, points, backward, derivative }: Comparison): Given[] {
  const { own, inputs } = definition;
  const dys = own!.outputs.map((_, j) => points[0]!.map((_, p) => Math.sin(p * (j + 1) + 1) + 1.5));
  const ones = [points[0]!.map(() => 1)];
  const given: Given[] = [];
  for (const { form, run, reference } of backward) {
    const gradients = reference && run([...points, ...dys]);
    if (gradients !== undefined) given.push({ name: form.name, dys, gradients });
  }
  for (const { form, run, reference } of derivative) {
    const gradients = reference && run(points);
    if (gradients !== undefined) given.push({ name: form.name, dys: ones, gradients });
  }
  const op = own?.backward;
  if (typeof op === 'function') {
    const gradients = tidy(() => {
      const result = op(...[...points, ...dys].map((values) => tensor1d(values)));
      return (result instanceof Tensor ? [result] : result).map((each) => Float32Array.from(each.dataSync()));
    });
    if (gradients.length === inputs.length)
      given.push({ name: `backward (the op ${op.name})`, dys, gradients });
  }
  return given;
}

/** Reports the first gradient that is too far from `expected`, which is NaN where nothing is known. */
function compare(
  name: string,
  input: string | undefined,
  points: readonly Float32Array[],
  got: Float32Array,
  tolerance: number,
  note: Comparison['note'],
  source: string,
  expected: (point: number) => number,
): void {
  for (let p = 0; p < got.length; p++) {
    const value = expected(p);
    if (!Number.isFinite(value)) continue;
    const error = Math.abs(got[p]! - value) / Math.max(1, Math.abs(value));
    if (error <= tolerance) continue;
    const at = points.map((values) => Number(values[p]!.toPrecision(7))).join(', ');
    const what = input === undefined ? 'a value' : `a gradient by ${input}`;
    note(
      `${name} ${input} ${source}`,
      `${name}: expected ${what} near ${Number(value.toPrecision(5))} at (${at}), ${source}, got ${Number(got[p]!.toPrecision(5))}`,
    );
    return;
  }
}

/** The slopes of each output by input `i` at every point; NaN near kinks and poles. Undefined if it cannot run. */
function differences(
  f: (inputs: readonly Float32Array[]) => readonly Float32Array[] | undefined,
  points: readonly Float32Array[],
  i: number,
): Float64Array[] | undefined {
  const moved = (
    step: number,
  ): { readonly x: Float32Array; readonly ys: readonly Float32Array[] } | undefined => {
    const x = points[i]!.map((value) => value + step * STEP * Math.max(1, Math.abs(value)));
    const ys = f(points.map((values, k) => (k === i ? x : values)));
    return ys && { x, ys };
  };
  const [a, b, middle, c, d] = [-1, -0.5, 0, 0.5, 1].map(moved);
  if (!a || !b || !middle || !c || !d) return undefined;
  return middle.ys.map((_, j) =>
    Float64Array.from(points[i]!, (_, p) => {
      const slope = (from: typeof a, to: typeof a): number =>
        (to.ys[j]![p]! - from.ys[j]![p]!) / (to.x[p]! - from.x[p]!);
      const [wide, narrow] = [slope(a, d), slope(b, c)];
      const scale = Math.max(1, Math.abs(wide));
      const bend = Math.abs(slope(middle, d) - slope(a, middle));
      const half = Math.abs(slope(middle, c) - slope(b, middle));
      // Where a function is smooth, slopes to both sides come together as the step shrinks.
      const isSmooth = half <= 0.7 * bend + 1e-3 * scale && Math.abs(wide - narrow) <= 0.02 * scale;
      return isSmooth ? narrow + (narrow - wide) / 3 : Number.NaN;
    }),
  );
}

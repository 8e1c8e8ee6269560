// Random functions of tf.* ops: all paths agree with float64, and so does the derivative.
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivative } from '../../src/expr/derivative.js';
import { type Expr, nodesOf, operandsOf } from '../../src/expr/expr.js';
import { OPERATIONS } from '../../src/expr/operations.js';
import { type ElementwiseOp, elementwise } from '../../src/index.js';
import { trace } from '../../src/trace/trace.js';
import { OF_ONE, OF_TWO } from '../own-operations.js';
import { BACKENDS, useBackend } from './backends.js';

type Function = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;
/** A random function, and how it is written. */
interface Term {
  readonly text: string;
  readonly of: Function;
}

const UNARY: Record<string, (a: tf.Tensor) => tf.Tensor> = {
  neg: tf.neg,
  abs: tf.abs,
  floor: tf.floor,
  ceil: tf.ceil,
  round: tf.round,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  exp: tf.exp,
  expm1: tf.expm1,
  log: tf.log,
  log1p: tf.log1p,
  sin: tf.sin,
  cos: tf.cos,
  tan: tf.tan,
  asin: tf.asin,
  acos: tf.acos,
  atan: tf.atan,
  sinh: tf.sinh,
  cosh: tf.cosh,
  tanh: tf.tanh,
  asinh: tf.asinh,
  acosh: tf.acosh,
  atanh: tf.atanh,
  erf: tf.erf,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  square: tf.square,
  reciprocal: tf.reciprocal,
  sign: tf.sign,
  relu: tf.relu,
  relu6: tf.relu6,
  elu: tf.elu,
  selu: tf.selu,
  leakyRelu: (a) => tf.leakyRelu(a, 0.125),
  step: (a) => tf.step(a),
  clip: (a) => tf.clipByValue(a, -0.75, 1.5),
  ...OF_ONE,
};
const BINARY: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  minimum: tf.minimum,
  maximum: tf.maximum,
  mod: tf.mod,
  pow: tf.pow,
  atan2: tf.atan2,
  squaredDifference: tf.squaredDifference,
  ...OF_TWO,
};
const COMPARISON: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  less: tf.less,
  lessEqual: tf.lessEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  notEqual: tf.notEqual,
};

const CONSTANTS = [-2, -1, -0.5, 0.25, 0.5, 1, 2, 3];
const DEPTH = 5;

const leaf: fc.Arbitrary<Term> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Term>({ text: 'x', of: (x) => x }) },
  { weight: 2, arbitrary: fc.constant<Term>({ text: 'y', of: (_, y) => y }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...CONSTANTS)
      .map((value): Term => ({ text: String(value), of: () => tf.scalar(value) })),
  },
);
const named = <T>(table: Record<string, T>): fc.Arbitrary<[string, T]> =>
  fc.constantFrom(...Object.entries(table));

function term(depth: number): fc.Arbitrary<Term> {
  if (depth === 0) return leaf;
  const inner = term(depth - 1);
  return fc.oneof(
    { weight: 1, arbitrary: leaf },
    {
      weight: 4,
      arbitrary: fc
        .tuple(named(UNARY), inner)
        .map(([[name, op], a]): Term => ({ text: `${name}(${a.text})`, of: (x, y) => op(a.of(x, y)) })),
    },
    {
      weight: 5,
      arbitrary: fc.tuple(named(BINARY), inner, inner).map(
        ([[name, op], a, b]): Term => ({
          text: `${name}(${a.text}, ${b.text})`,
          of: (x, y) => op(a.of(x, y), b.of(x, y)),
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(named(COMPARISON), leaf, leaf, inner, inner).map(
        ([[name, op], a, b, c, d]): Term => ({
          text: `where(${name}(${a.text}, ${b.text}), ${c.text}, ${d.text})`,
          of: (x, y) => tf.where(op(a.of(x, y), b.of(x, y)), c.of(x, y), d.of(x, y)),
        }),
      ),
    },
  );
}

const COORDINATES = [-2.6875, -1.4375, -0.6875, -0.1875, 0.3125, 0.8125, 1.3125, 2.8125];
const POINTS = COORDINATES.flatMap((x, i) =>
  [0, 3].map((turn) => [x, COORDINATES[(i + turn) % 8]! + 0.0625]),
);

/** What float32 may make of one operation of ours: 4 ULP; of one of tfjs's cpu kernels, more. */
const ROUNDING = 4 * 2 ** -24;
const STEPS = new Set<string>(['floor', 'ceil', 'trunc', 'nearest']);
const DECISIONS = new Set<string>(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'min', 'max']);

/** The nodes of each expression, in order: the points ask for them again and again. */
const orders = new Map<Expr, Expr[]>();

/**
 * The value of `expr` in float64 with a bound of its error in float32, by which each operation is evaluated
 * at its arguments and at both ends of what they may be. Undefined where the point is to be skipped:
 *  - where a comparison, min, max, a step or the cut of atan2 could fall either way;
 *  - where a value is not finite, or at the ends of a range, or larger than 1e6;
 *  - where the error is more than 1 % of the value and of 1: ill-conditioned.
 */
function bounded(
  expr: Expr,
  point: readonly number[],
  rounding = ROUNDING,
): { value: number; error: number } | undefined {
  const results = new Map<Expr, { value: number; error: number }>();
  let order = orders.get(expr);
  if (order === undefined) {
    order = nodesOf([expr]);
    orders.set(expr, order);
  }
  for (const node of order) {
    if (node.kind === 'constant') {
      if (!Number.isFinite(node.value)) return undefined;
      results.set(node, { value: node.value, error: 0 });
    } else if (node.kind === 'input') results.set(node, { value: point[node.index]!, error: 0 });
    else {
      const args = operandsOf(node).map((arg) => results.get(arg)!);
      const { name } = node;
      if (name === 'override') throw new Error('the functions here have none');
      const at = args.map(({ value }) => value);
      const value = OPERATIONS[name].value(...at);
      let error = rounding * Math.abs(value);
      if (name === 'select') error = args[at[0] ? 1 : 2]!.error;
      else {
        args.forEach(({ error: width }, i) => {
          if (width === 0) return;
          for (const side of [-1, 1]) {
            const moved = OPERATIONS[name].value(...at.map((v, j) => (i === j ? v + side * width : v)));
            error += Math.abs(moved - value);
          }
        });
      }
      if (STEPS.has(name) && error > rounding * Math.abs(value)) return undefined;
      const doubt = args.slice(0, 2).reduce((sum, arg) => sum + arg.error, 0);
      if (DECISIONS.has(name) && doubt > 0 && Math.abs(at[0]! - at[1]!) <= doubt) return undefined;
      // The sign of a zero, in which kernels of tfjs differ, decides between 0 and pi.
      if (name === 'atan2' && at[0] === 0 && at[1]! <= 0) return undefined;
      // A mod that is near its step moves by a whole divisor, which `error` shows.
      if (!Number.isFinite(value) || !Number.isFinite(error)) return undefined;
      if (Math.abs(value) > 1e6 || error > 0.01 * Math.max(1, Math.abs(value))) return undefined;
      results.set(node, { value, error });
    }
  }
  return results.get(expr)!;
}

/** tfjs's own float32 kernels: erf by a formula right to 1.5e-7, tanh and others through float32 steps. */
const COMPOSED_ROUNDING = 64 * 2 ** -24;

/** The central difference, with its error, or undefined where those of three widths differ: near a kink. */
function difference(
  expr: Expr,
  point: readonly number[],
  index: number,
): { slope: number; error: number } | undefined {
  const at = (h: number): number | undefined =>
    bounded(
      expr,
      point.map((v, i) => (i === index ? v + h : v)),
      2 ** -50,
    )?.value;
  const quotient = (h: number): number => ((at(h) ?? Number.NaN) - (at(-h) ?? Number.NaN)) / (2 * h);
  const [wide, narrow, narrowest] = [quotient(2e-4), quotient(1e-4), quotient(1e-5)];
  const error = Math.abs(wide - narrow);
  const scale = 1 + Math.abs(narrow);
  // Between two steps the wide ones may agree by chance, and at a kink both sides add to their mean.
  const bend = ((at(1e-5) ?? Number.NaN) - 2 * (at(0) ?? Number.NaN) + (at(-1e-5) ?? Number.NaN)) / 1e-5;
  const isSmooth = error <= 1e-3 * scale && Math.abs(narrowest - narrow) <= 1e-3 * scale;
  if (!isSmooth || !(Math.abs(bend) <= 1e-2 * scale)) return undefined;
  return { slope: narrow, error: error + 1e-6 * scale };
}

const RUNS = 200;
const SEED = 20240611;

describe('random functions', () => {
  it('agree on all paths with float64, and their derivatives with central differences', async () => {
    const counts = { points: 0, compared: 0, slopes: 0, sloped: 0, functions: 0 };
    const seen = new Set<string>();
    const terms = fc.sample(term(DEPTH), { seed: SEED, numRuns: RUNS });
    const x = Float32Array.from(POINTS, (point) => point[0]!);
    const y = Float32Array.from(POINTS, (point) => point[1]!);

    const cases = terms.map(({ text, of }, i) => {
      for (const [name] of text.matchAll(/[a-zA-Z]\w+/g)) seen.add(name);
      const fn = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => of(a, b);
      const [expr] = trace(text, fn as never, 2, 'one');
      const precision = i % 2 === 0 ? 'fast' : 'exact';
      const slopes = [0, 1].map((index) => derivative(expr!, index));
      return { text, expr: expr!, slopes, op: elementwise(`random${i}`, fn, { precision }) };
    });

    const expectations = new Map<string, ReturnType<typeof bounded>[]>();
    const expectedOf = (expr: Expr, rounding: number): ReturnType<typeof bounded>[] => {
      const key = `${expr.id} ${rounding}`;
      const known = expectations.get(key) ?? POINTS.map((point) => bounded(expr, point, rounding));
      expectations.set(key, known);
      return known;
    };
    for (const backend of BACKENDS) {
      await useBackend(backend);
      const rounding = backend === 'other' ? COMPOSED_ROUNDING : ROUNDING;
      const valuesOf = (op: ElementwiseOp): Float32Array =>
        tf.tidy(() => op(tf.tensor1d(x), tf.tensor1d(y)).dataSync() as Float32Array);
      for (const [turn, { text, expr, slopes, op }] of cases.entries()) {
        counts.functions++;
        const compare = (what: string, values: Float32Array, of: Expr): void =>
          POINTS.forEach((point, i) => {
            counts.points++;
            const expected = expectedOf(of, rounding)[i];
            if (expected === undefined) return;
            counts.compared++;
            const allowed = expected.error + rounding * (1e-3 + Math.abs(expected.value));
            if (!(Math.abs(values[i]! - expected.value) <= allowed)) {
              expect.fail(`${what} ${text} on ${backend} at ${point}: ${values[i]}, not ${expected.value}`);
            }
          });
        compare('value of', valuesOf(op), expr);
        // Half of the backward kernels: to compile them is most of the time that this takes.
        if (turn % 4 >= 2) continue;
        // The gradient of the sum, with dy = 1, is the derivative.
        const gradients = tf.tidy(() =>
          tf
            .grads((a, b) => op(a!, b!))([tf.tensor1d(x), tf.tensor1d(y)])
            .map((gradient) => gradient.dataSync() as Float32Array),
        );
        gradients.forEach((values, i) => {
          compare(`gradient ${i} of`, values, slopes[i]!);
        });
      }
    }

    for (const { text, expr, slopes } of cases) {
      for (const index of [0, 1]) {
        const slope = slopes[index]!;
        for (const point of POINTS) {
          counts.slopes++;
          const expected = difference(expr, point, index);
          const actual = bounded(slope, point, 2 ** -50);
          if (expected === undefined || actual === undefined) continue;
          counts.sloped++;
          if (!(Math.abs(actual.value - expected.slope) <= 4 * expected.error)) {
            expect.fail(`d/d${'xy'[index]} ${text} at ${point}: ${actual.value}, not ${expected.slope}`);
          }
        }
      }
    }

    // Skipped are mostly functions that are NaN there, as sqrt of what is negative. The share moves by some
    // hundredths when an operation is added, as all terms are drawn anew.
    expect(counts.compared / counts.points).toBeGreaterThan(0.4);
    expect(counts.sloped / counts.slopes).toBeGreaterThan(0.4);
    for (const table of [UNARY, BINARY]) for (const name of Object.keys(table)) expect(seen).toContain(name);
  });
});

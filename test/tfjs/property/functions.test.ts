// Functions of tf.* ops: those that are an operation of ours are traced as it; those that are not, as something
// that computes the same, by themselves and among others.
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type Expr, input, operation } from '../../../src/expr/expr.js';
import { type Interval, OPERATIONS, type OperationName } from '../../../src/expr/operations.js';
import { elementwise } from '../../../src/index.js';
import { trace } from '../../../src/trace/trace.js';
import { TF_OPS } from '../../tf-ops.js';
import { useBackend, watchForLeaksAndWarnings } from '../backends.js';
import {
  type Case,
  expectAgreement,
  expectSlopes,
  expectValues,
  inputsOf,
  isComparable,
  vary,
} from './agreement.js';
import { bounded, COMPOSED_ROUNDING } from './bounds.js';
import { type Drawing, draw, exprOf, type PARTS, pointsOf, type Tree, written } from './draw.js';

type Fn = (...inputs: tf.Tensor[]) => tf.Tensor;
type Part = (typeof PARTS)[keyof typeof PARTS][number] | 'select';

/** Our operations as a user writes them. */
const OURS: Readonly<Record<Part, unknown>> = TF_OPS;

const REAL: Interval = [-4, 4];
const POSITIVE: Interval = [2 ** -6, 8];

/** The ops of tfjs that are made of several operations, with where they are drawn. */
const OTHERS: Readonly<Record<string, readonly [fn: Fn, ...domain: Interval[]]>> = {
  rsqrt: [(a) => tf.rsqrt(a!), POSITIVE],
  square: [(a) => tf.square(a!), REAL],
  reciprocal: [(a) => tf.reciprocal(a!), REAL],
  sign: [(a) => tf.sign(a!), REAL],
  relu: [(a) => tf.relu(a!), REAL],
  relu6: [(a) => tf.relu6(a!), [-4, 10]],
  elu: [(a) => tf.elu(a!), REAL],
  selu: [(a) => tf.selu(a!), REAL],
  leakyRelu: [(a) => tf.leakyRelu(a!, 0.125), REAL],
  step: [(a) => tf.step(a!), REAL],
  clipByValue: [(a) => tf.clipByValue(a!, -0.75, 1.5), REAL],
  logSigmoid: [(a) => tf.logSigmoid(a!), REAL],
  squaredDifference: [(a, b) => tf.squaredDifference(a!, b!), REAL, REAL],
  prelu: [(a, b) => tf.prelu(a!, b!), REAL, REAL],
};

function tensorOf(tree: Tree, inputs: readonly tf.Tensor[]): tf.Tensor {
  if ('input' in tree) return inputs[tree.input]!;
  if ('constant' in tree) return tf.scalar(tree.constant);
  const fn = OTHERS[tree.name]?.[0] ?? (OURS[tree.name as Part] as Fn);
  return fn(...tree.args.map((arg) => tensorOf(arg, inputs)));
}

/** A function with as many parameters as `count`, which is how its inputs are counted. */
const ofInputs = (count: number, fn: Fn): Fn => (count === 1 ? (a) => fn(a!) : (a, b) => fn(a!, b!));

interface FunctionCase extends Case {
  readonly fn: Fn;
}

const drawn = new Map<string, FunctionCase[]>();

/** One case by itself and one among other operations, drawn when a test first asks. */
function casesOf(name: string): FunctionCase[] {
  const known = drawn.get(name);
  if (known !== undefined) return known;
  const [, ...domain] = OTHERS[name]!;
  const traced = (tree: Tree, count: number): Expr =>
    trace(written(tree), (...inputs) => tensorOf(tree, inputs), count, 'one')[0]!;
  const isFit = ({ tree, args, inputs }: Drawing): boolean => {
    const points = pointsOf(inputs);
    return vary(args.map(exprOf), points) && isComparable(traced(tree, inputs.length), points);
  };
  const cases = (['direct', 'inside'] as const).map((form, i) => {
    const { tree, inputs } = draw(name, form, domain, false, isFit);
    const fn = ofInputs(inputs.length, (...xs) => tensorOf(tree, xs));
    const precision = i % 2 === 0 ? 'fast' : 'exact';
    const op = elementwise(`${name}_${form}`, fn as never, { precision });
    const expr = traced(tree, inputs.length);
    const withGradients = form === 'direct';
    return { text: written(tree), fn, expr, points: pointsOf(inputs), ops: [{ op, withGradients }] };
  });
  drawn.set(name, cases);
  return cases;
}

describe('the op of tfjs', () => {
  watchForLeaksAndWarnings();

  it.each(Object.keys(OURS) as Part[])('that means %s is traced as it', (name) => {
    const { domain, isTruth } = OPERATIONS[name satisfies OperationName];
    const fn = OURS[name] as Fn;
    const inputs = domain.map((_, i) => input(i));
    // Truth values that go in are made by a comparison, and those that come out choose an input.
    const isTruthInput = (i: number): boolean =>
      ['and', 'or'].includes(name) || (name === 'select' && i === 0);
    const args = inputs.map((each, i) => (isTruthInput(i) ? operation('gt', [each, input(1)]) : each));
    const result = operation(name, args);
    const [expr] = trace(
      name,
      (...xs) => {
        const y = fn(...xs.map((x, i) => (isTruthInput(i) ? tf.greater(x, xs[1]!) : x)));
        return isTruth ? tf.where(y, xs[0]!, xs[1]!) : y;
      },
      domain.length,
      'one',
    );
    expect(expr).toBe(isTruth ? operation('select', [result, input(0), input(1)]) : result);
  });

  it.each(Object.keys(OTHERS))('%s computes what it does without being traced', async (name) => {
    await useBackend('cpu');
    for (const { text, fn, expr, points } of casesOf(name)) {
      const values = tf.tidy(() => fn(...inputsOf(points)).dataSync());
      const expected = points.map((point) => bounded(expr, point, COMPOSED_ROUNDING));
      expectAgreement(text, values, expected, points, COMPOSED_ROUNDING);
    }
  });

  it.each(Object.keys(OTHERS))('%s has its value and gradients on every backend', async (name) => {
    await expectValues(casesOf(name));
  });

  it.each(Object.keys(OTHERS))('%s has the derivative that central differences give', (name) => {
    expectSlopes(casesOf(name));
  });
});

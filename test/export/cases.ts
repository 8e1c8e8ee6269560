// What is exported and run: the catalogue, random functions of every operation, and functions that a target may get
// wrong; each with points, and what value, derivatives and second derivatives are there in float64.
import '../every-operation.js';
import * as tf from '@tensorflow/tfjs-core';
import * as catalogue from '../../src/activations/index.js';
import { call } from '../../src/expr/build.js';
import { derivative } from '../../src/expr/derivative.js';
import { constant, type Expr, input } from '../../src/expr/expr.js';
import { OPERATIONS, type OperationName } from '../../src/expr/operations.js';
import { activation, type ElementwiseOp, elementwise, stopGradient } from '../../src/index.js';
import { definitionOfOp, makeOp } from '../../src/tfjs/op/op.js';
import { FORMULAS, type Formula } from '../formulas/index.js';
import { isComparable, vary } from '../tfjs/property/agreement.js';
import { bounded, difference, ROUNDING } from '../tfjs/property/bounds.js';
import { type Drawing, domainOf, draw, exprOf, FORMS, pointsOf } from '../tfjs/property/draw.js';

/** The value that is to be, and how far off float32 may be; null where it could be anything. */
export type Want = readonly [value: number, allowed: number] | null;

export interface Case {
  readonly name: string;
  readonly op: ElementwiseOp;
  readonly expr: Expr;
  readonly inputs: readonly string[];
  /** For each point, the value of each input. */
  readonly points: readonly (readonly number[])[];
  readonly value: readonly Want[];
  /** For each input, the derivative by it at each point. */
  readonly slopes: readonly (readonly Want[])[];
  /** The derivatives of the first slope by each input, then those of the second, … */
  readonly curvatures: readonly (readonly Want[])[];
  /** Whether the derivative is the true one, which differences can check. */
  readonly isTrue: boolean;
  /** Whether the second derivative is the true one of the first. */
  readonly isSlopeTrue: boolean;
}

/** What any engine may be off, as a share of the value, beside the rounding of each operation. */
const RELATIVE = 2e-6;

/** Where the row of the table of formulas has another name. */
export const ROW_OF: Readonly<Record<string, string>> = {
  celu: 'plainElu',
  gelu: 'geluErf',
  mish: 'writtenMish',
  spiky: 'spikyWritten',
  swish: 'silu',
  threshold: 'thresholdedRelu',
};

/** Values in [-6, 6], and where float32 ends: zeros, subnormals, what overflows when it is squared, infinities, NaN. */
const LINE: readonly number[] = [
  ...Array.from({ length: 97 }, (_, i) => i / 8 - 6),
  ...Array.from({ length: 100 }, (_, i) => Math.fround(((i * 0.618033988749895) % 1) * 24 - 12)),
];
const ENDS: readonly number[] = [
  ...[0, -0, 2 ** -149, -(2 ** -149), 2 ** -127, -(2 ** -127), 1e-30, -1e-30, 1e-8, -1e-8].map(Math.fround),
  ...[30, -30, 100, -100, 500, -500, 1e10, -1e10, 1e20, -1e20].map(Math.fround),
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
];
/** A subnormal has fewer digits: so far may a value be off, whatever it is. */
const TINY = 2 ** -124;

const caseOf = (
  op: ElementwiseOp,
  points: readonly (readonly number[])[],
  more: Partial<Case> = {},
): Case => {
  const { name, inputs, expr } = definitionOfOp(op)!;
  const slopes = inputs.map((_, i) => derivative(expr!, i));
  const curvatures = slopes.flatMap((slope) => inputs.map((_, i) => derivative(slope, i)));
  const wants = (root: Expr): Want[] => points.map((point) => wanted(root, point));
  return {
    name: name.replace(/\W+/g, '_'),
    op,
    expr: expr!,
    inputs,
    points,
    value: wants(expr!),
    slopes: slopes.map(wants),
    curvatures: curvatures.map(wants),
    isTrue: true,
    isSlopeTrue: true,
    ...more,
  };
};

function wanted(root: Expr, point: readonly number[]): Want {
  const found = bounded(root, point, ROUNDING);
  if (found === undefined) return null;
  if (!Number.isFinite(found.value)) return [found.value, 0];
  if (!Number.isFinite(found.error)) return null;
  return [found.value, RELATIVE * Math.abs(found.value) + found.error + TINY];
}

/** The catalogue, whose oracle is written by hand in test/formulas. */
export function catalogueCases(): Case[] {
  const { register, registerAll, ...activations } = catalogue;
  const points = [...LINE, ...ENDS].map((x) => [x]);
  return Object.entries(activations).map(([name, op]) => {
    const row = FORMULAS.find((candidate) => candidate.name === (ROW_OF[name] ?? name))!;
    const made = caseOf(op, points);
    const wants = (order: 'value' | 'derivative' | 'second', root: Expr): Want[] =>
      points.map(([x]) => byHand(row, order, x!, root));
    const slope = derivative(made.expr, 0);
    return {
      ...made,
      name,
      value: wants('value', made.expr),
      slopes: [wants('derivative', slope)],
      curvatures: [wants('second', derivative(slope, 0))],
    };
  });
}

/** What the row says, with the rounding that float32 makes of the op's formula. */
function byHand(row: Formula, order: 'value' | 'derivative' | 'second', x: number, root: Expr): Want {
  // A slope at NaN is that of some branch. A value is NaN, but for spiky, which is 0 by a comparison that is false.
  if (Number.isNaN(x)) return order !== 'value' ? null : [row.name === 'spikyWritten' ? 0 : Number.NaN, 0];
  const value = Math.fround(row[order](x));
  if (!Number.isFinite(value)) return [value, 0];
  const found = bounded(root, [x], ROUNDING);
  const far = Number.isFinite(x) ? Math.abs(x) : 0;
  const isBounded = found !== undefined && Number.isFinite(found.error);
  const rounding = isBounded ? found.error : 1e-6 * Math.max(1, Math.abs(value), far);
  return [row[order](x), RELATIVE * Math.abs(value) + rounding + TINY];
}

/** A function of each operation, by itself and in others: more than 200. */
export function randomCases(): Case[] {
  return (Object.keys(OPERATIONS) as OperationName[]).flatMap((name) => {
    const isFit = ({ tree, args, inputs }: Drawing): boolean => {
      const points = pointsOf(inputs);
      return vary(args.map(exprOf), points) && isComparable(exprOf(tree), points);
    };
    const forms = name === 'override' ? (['direct', 'outermost'] as const) : FORMS;
    return forms.map((form) => {
      const { tree, inputs } = draw(name, form, domainOf(name), OPERATIONS[name].isTruth === true, isFit);
      const names = inputs.map((_, i) => 'abcde'[i]!);
      const op = makeOp({
        name: `random_${name}_${form}`,
        inputs: names,
        expr: exprOf(tree),
        precision: 'fast',
      });
      return caseOf(op, pointsOf(inputs), { isTrue: name !== 'override' });
    });
  });
}

const of = (name: string, inputs: readonly string[], expr: Expr): ElementwiseOp =>
  makeOp({ name, inputs, expr, precision: 'fast' });

/** Functions that a target may get wrong: declared derivatives, names, constants, and what needs no operation. */
export function handCases(): Case[] {
  const [a, b] = [input(0), input(1)];
  const line = LINE.map((x) => [x]);
  const plane = LINE.map((x, i) => [x, LINE[(i * 7 + 3) % LINE.length]!]);
  const step = activation('surrogateStep', (x) => tf.where(tf.greater(x, 0), 1, 0), {
    derivative: (x) => tf.exp(tf.neg(tf.square(x))),
  });
  const gate = elementwise('surrogateGate', (x, k) => tf.mul(step(tf.sub(x, k)), tf.sin(x)), {
    inputs: ['x', 'k'],
  });
  const product = elementwise('declaredProduct', (p, q) => tf.round(tf.mul(p, q)), {
    inputs: ['p', 'q'],
    derivative: (p, q) => [tf.sin(q), tf.mul(p, p)],
  });
  const straight = activation('roundStraight', (x) => tf.add(x, stopGradient(tf.sub(tf.round(x), x))));
  const snake = elementwise(
    'snakeOfTwo',
    (x, lambda) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(lambda, x))), lambda)),
    {
      inputs: ['x', 'lambda'],
    },
  );
  return [
    caseOf(step, line, { isTrue: false }),
    caseOf(gate, plane, { isTrue: false, isSlopeTrue: false }),
    caseOf(product, plane, { isTrue: false }),
    caseOf(straight, line, { isTrue: false }),
    caseOf(
      snake,
      plane.map(([x, y]) => [x!, Math.abs(y!) + 0.25]),
    ),
    caseOf(of('justInput', ['x'], a), line),
    caseOf(of('justSecond', ['x', 'y'], b), plane),
    caseOf(of('justConstant', ['x'], constant(0.2)), line),
    caseOf(of('sumOfTwo', ['n', 'y'], call('add', a, b)), plane),
    caseOf(of('tooDeep', ['x'], deep(a, 900)), line.slice(0, 20)),
    caseOf(
      of(
        'constantsOnly',
        ['x'],
        call(
          'select',
          call('or', call('lt', a, constant(0.1)), call('ne', a, a)),
          constant(1 / 3),
          constant(-1e-7),
        ),
      ),
      line,
    ),
  ];
}

/** sin(x + sin(x + …)), each a tenth, so many times. */
function deep(x: Expr, depth: number): Expr {
  let expr = x;
  for (let i = 0; i < depth / 3; i++) expr = call('sin', call('add', x, call('mul', constant(0.1), expr)));
  return expr;
}

/** Points of `made` at which both derivatives are smooth, so that differences say something. */
export function smoothPoints({ expr, points, inputs, isTrue }: Case): number[][] {
  const slopes = inputs.map((_, i) => derivative(expr, i));
  // What is declared is no difference of the value; its own differences are checked.
  const checked = isTrue ? [expr, ...slopes] : slopes;
  return points
    .filter((point) => point.every((x) => Math.abs(x) < 20))
    .filter((point) =>
      checked.every(
        (root) =>
          root.kind === 'constant' || inputs.every((_, i) => difference(root, point, i) !== undefined),
      ),
    )
    .slice(0, 12)
    .map((point) => [...point]);
}

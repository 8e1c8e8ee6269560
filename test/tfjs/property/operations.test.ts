// Every operation of the table, by itself and among others: all backends agree with float64, and derivatives
// with central differences. An operation that is added is drawn by its row; see draw.ts.
import '../../every-operation.js';
import { describe, it } from 'vitest';
import { OPERATIONS, type OperationName } from '../../../src/expr/operations.js';
import type { Precision } from '../../../src/expr/program.js';
import { makeOp } from '../../../src/tfjs/op/op.js';
import { watchForLeaksAndWarnings } from '../backends.js';
import { type Case, expectSlopes, expectValues, isComparable, vary } from './agreement.js';
import {
  type Drawing,
  domainOf,
  draw,
  exprOf,
  FORMS,
  type Form,
  INPUT_NAMES,
  pointsOf,
  written,
} from './draw.js';

const NAMES = Object.keys(OPERATIONS) as OperationName[];

/** In which precisions a form is run, and where with gradients: to compile those takes most of the time. */
const RUNS: Readonly<Record<Form, readonly (readonly [precision: Precision, withGradients: boolean])[]>> = {
  direct: [
    ['fast', true],
    ['exact', true],
  ],
  outermost: [
    ['fast', true],
    ['exact', false],
  ],
  inside: [
    ['fast', false],
    ['exact', true],
  ],
  deep: [['fast', false]],
};

const drawn = new Map<OperationName, Case[]>();

/** One case of each form, drawn when a test first asks: an operation that cannot be drawn fails its own tests. */
function casesOf(name: OperationName): Case[] {
  const known = drawn.get(name);
  if (known !== undefined) return known;
  const isFit = ({ tree, args, inputs }: Drawing): boolean => {
    const points = pointsOf(inputs);
    return vary(args.map(exprOf), points) && isComparable(exprOf(tree), points);
  };
  // What is around an override has the derivative that it declares, which differences do not show.
  const forms: readonly Form[] = name === 'override' ? ['direct', 'outermost'] : FORMS;
  const cases = forms.map((form) => {
    const { tree, inputs } = draw(name, form, domainOf(name), OPERATIONS[name].isTruth === true, isFit);
    const expr = exprOf(tree);
    const names = inputs.map((_, i) => INPUT_NAMES[i]!);
    const ops = RUNS[form].map(([precision, withGradients]) => ({
      op: makeOp({ name: `${precision} ${name} ${form}`, inputs: names, expr, precision }),
      withGradients,
    }));
    return { text: written(tree), expr, points: pointsOf(inputs), ops };
  });
  drawn.set(name, cases);
  return cases;
}

describe('the operation', () => {
  watchForLeaksAndWarnings();

  it.each(NAMES)('%s has its value and gradients on every backend, fast and exact', async (name) => {
    await expectValues(casesOf(name));
  });

  it.each(NAMES)('%s has the derivative that central differences give', (name) => {
    expectSlopes(casesOf(name));
  });
});

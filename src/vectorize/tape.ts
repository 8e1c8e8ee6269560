// Expressions evaluated again and again: in float64, in float64 with a bound of the error, and in float32.
import { type Expr, nodesOf, operandsOf } from '../expr/expr.js';
import { OPERATIONS, type OperationName } from '../expr/operations.js';

/** Operations that are the same float64 however they are computed. All others may be a few units off. */
const EXACT = new Set<OperationName>([
  ...([
    'neg',
    'abs',
    'floor',
    'ceil',
    'trunc',
    'nearest',
    'sqrt',
    'add',
    'sub',
    'mul',
    'div',
    'min',
    'max',
    'rem',
  ] as const),
  ...(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'and', 'or', 'not', 'select', 'override'] as const),
]);

const ULP = 2 ** -50;

interface Step {
  readonly name: OperationName;
  readonly value: (...args: number[]) => number;
  /** Where its value stands, and those of its arguments. */
  readonly place: number;
  readonly args: readonly number[];
}

/** A value, and how far it may be off. */
export interface Bounded {
  readonly value: number;
  readonly error: number;
}

export class Tape {
  /** The operations, parts before what uses them. */
  readonly #steps: readonly Step[];
  /** Where inputs stand, by their index. */
  readonly #inputs: readonly (readonly [place: number, index: number])[];
  /** A value for each node. Those of constants stay. */
  readonly #values: Float64Array;
  readonly #result: number;

  constructor(expr: Expr) {
    const nodes = nodesOf([expr]);
    const places = new Map(nodes.map((node, i) => [node, i]));
    const inputs: [number, number][] = [];
    const steps: Step[] = [];
    this.#values = new Float64Array(nodes.length);
    nodes.forEach((node, place) => {
      if (node.kind === 'constant') this.#values[place] = node.value;
      else if (node.kind === 'input') inputs.push([place, node.index]);
      else {
        const args = operandsOf(node).map((arg) => places.get(arg)!);
        steps.push({ name: node.name, value: OPERATIONS[node.name].value, place, args });
      }
    });
    this.#result = places.get(expr)!;
    this.#inputs = inputs;
    this.#steps = steps;
  }

  /** The value in float64. */
  evaluate(inputs: readonly number[]): number {
    this.#enter(inputs);
    const values = this.#values;
    for (const step of this.#steps) values[step.place] = valueOfStep(step, values);
    return values[this.#result]!;
  }

  /** The value with each operation rounded to float32, as kernels compute it. */
  evaluate32(inputs: readonly number[]): number {
    this.#enter(inputs);
    const values = this.#values;
    for (const step of this.#steps) values[step.place] = Math.fround(valueOfStep(step, values));
    return values[this.#result]!;
  }

  #enter(inputs: readonly number[]): void {
    for (const [place, index] of this.#inputs) this.#values[place] = inputs[index]!;
  }

  /**
   * The value with a bound of its error, where each operation that is not exact is off by a few units of `ulp`.
   * Undefined where a comparison or a step could fall either way, so that nothing is known.
   *
   * @param isEveryInexact Whether all operations round, as in float32.
   */
  bounded(inputs: readonly number[], ulp = ULP, isEveryInexact = false): Bounded | undefined {
    this.#enter(inputs);
    const results: Bounded[] = Array.from(this.#values, (value) => ({ value, error: 0 }));
    for (const step of this.#steps) {
      const args = step.args.map((i) => results[i]!);
      if (step.name === 'select') {
        results[step.place] = args[0]!.value ? args[1]! : args[2]!;
        continue;
      }
      const at = args.map(({ value }) => value);
      const value = step.value(...at);
      let error = 0;
      args.forEach(({ error: width }, i) => {
        if (width === 0) return;
        for (const side of [-width, width]) {
          const moved = step.value(...at.map((v, j) => (i === j ? v + side : v)));
          if (!Object.is(moved, value))
            error += Number.isNaN(moved - value) ? Infinity : Math.abs(moved - value);
        }
      });
      if (error > 0 && (OPERATIONS[step.name].isTruth || STEPS.has(step.name))) return undefined;
      const isSquare = step.name === 'mul' && step.args[0] === step.args[1];
      if (!EXACT.has(step.name) || isSquare || (isEveryInexact && !STEPS.has(step.name))) {
        error += ulp * (Number.isFinite(value) ? Math.abs(value) : 0);
      }
      // Written as log(1 + exp(x)) it is off by a part of 1.
      if (step.name === 'softplus') error += ulp;
      results[step.place] = { value, error };
    }
    return results[this.#result];
  }
}

const STEPS = new Set<OperationName>(['floor', 'ceil', 'trunc', 'nearest', 'mod', 'rem']);

function valueOfStep({ value, args }: Step, values: Float64Array): number {
  const [a, b, c] = args as [number, number, number];
  if (args.length === 1) return value(values[a]!);
  return args.length === 2 ? value(values[a]!, values[b]!) : value(values[a]!, values[b]!, values[c]!);
}

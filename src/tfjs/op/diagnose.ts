// Where a NaN, an infinity or a loss of digits begins: each operation of an op and of its derivatives with its value
// at one point, in float32 as kernels round and in float64.
import { derivative } from '../../expr/derivative.js';
import {
  constant,
  type Expr,
  input,
  nodesOf,
  type Operation,
  operandsOf,
  operation,
} from '../../expr/expr.js';
import { format } from '../../expr/notation.js';
import { OPERATIONS } from '../../expr/operations.js';
import { described } from '../errors.js';
import { isElementwise } from './definition.js';
import { troubleOf } from './diagnose-trouble.js';
import { checkedDefinition, type ElementwiseOp } from './op.js';

/** One operation of an op or of its derivatives, at the point. */
export interface DiagnosedPart {
  /** How later parts call it: `t1`, `t2`, … */
  readonly name: string;
  /** The operation on constants, inputs and earlier parts: `log(t1)`. */
  readonly formula: string;
  /** Its value, each operation so far rounded to float32. Truth values are 1 and 0. */
  readonly float32: number;
  /** Its value in float64. */
  readonly float64: number;
  /** What goes wrong in this operation: `NaN: log of a negative number`, `cancels: 1 - 0.9999999 loses 17 bits`. */
  readonly trouble: string | null;
  /** Whether the result depends on it: what a `where` does not choose is computed too. */
  readonly isUsed: boolean;
}

/** A result and the parts that no earlier result is made of. */
export interface DiagnosedResult {
  /** `f(x)`, or `df/da` for the derivative by the input `a`. */
  readonly name: string;
  readonly parts: readonly DiagnosedPart[];
  /** The name of the part that it is, or the input or constant. */
  readonly formula: string;
  readonly float32: number;
  readonly float64: number;
}

export interface Diagnosis {
  /** The name of the op. */
  readonly name: string;
  /** The names of the inputs, in order. */
  readonly inputs: readonly string[];
  /** The point, rounded to float32. */
  readonly at: readonly number[];
  /** The value, then the derivative by each input. */
  readonly results: readonly DiagnosedResult[];
  /** The first part in trouble that a result depends on, or null. */
  readonly first: DiagnosedPart | null;
  toString(): string;
}

/**
 * What every operation of `op` and of its derivatives is at one point, and the first that goes wrong there: that makes
 * NaN or an infinity of numbers, or cancels, so that float32 keeps few digits.
 *
 * Each operation is computed in float64 from values in float32, and rounded to float32. Kernels of precision 'exact' do
 * the same; those of 'fast' may differ by a few units of the last place. A derivative that the op declares itself
 * (`options.derivative`) is the one that is shown. Nothing runs on a backend, and no tensor is made.
 *
 * @param at The value of each input, in order.
 * @throws TypeError for what is not a lanewise op of one output, for a kernel without a formula, and for a point that is
 *   not an array of numbers; RangeError for another number of values than the op has inputs.
 *
 * ```ts
 * const entropy = activation('entropy', (p) => tf.neg(tf.mul(p, tf.log(p))));
 * console.log(String(diagnose(entropy, [0])));
 * ```
 */
export function diagnose(op: ElementwiseOp, at: readonly number[]): Diagnosis {
  const definition = checkedDefinition('diagnose', op);
  const { name, inputs } = definition;
  if (!isElementwise(definition)) {
    throw new TypeError(
      `diagnose: expected an op with a formula, got the kernel ${name}; give it the option formula`,
    );
  }
  if (!Array.isArray(at) || !at.every((value) => typeof value === 'number')) {
    const got = Array.isArray(at) ? `an array with ${described(at.find(isNoNumber))}` : described(at);
    throw new TypeError(`diagnose of ${name}: at expected an array of numbers, got ${got}`);
  }
  if (at.length !== inputs.length) {
    throw new RangeError(
      `diagnose of ${name}: at expected ${inputs.length} values, for ${inputs.join(', ')}, got ${at.length}`,
    );
  }
  const { expr } = definition;
  const point = at.map(Math.fround);
  const table = new Table(inputs, point);
  const slopeName = (i: number): string =>
    inputs.length === 1 ? `${name}'(${inputs[0]})` : `d${name}/d${inputs[i]}`;
  const results = [
    table.add(`${name}(${inputs.join(', ')})`, expr),
    ...inputs.map((_, i) => table.add(slopeName(i), derivative(expr, i))),
  ];
  const first =
    results.flatMap(({ parts }) => parts).find(({ trouble, isUsed }) => trouble !== null && isUsed) ?? null;
  const diagnosis = { name, inputs, at: point, results, first };
  return { ...diagnosis, toString: () => textOf(diagnosis) };
}

const isNoNumber = (value: unknown): boolean => typeof value !== 'number';

/** Values of expressions at one point. Parts that several expressions share are listed with the first. */
class Table {
  readonly #inputs: readonly string[];
  readonly #point: readonly number[];
  readonly #float32 = new Map<Expr, number>();
  readonly #float64 = new Map<Expr, number>();
  /** Whether rounding has changed a value on the way. */
  readonly #isRounded = new Map<Expr, boolean>();
  /** The parts, by their numbers. */
  readonly #numbers = new Map<Expr, number>();

  constructor(inputs: readonly string[], point: readonly number[]) {
    this.#inputs = inputs;
    this.#point = point;
  }

  add(name: string, expr: Expr): DiagnosedResult {
    const nodes = nodesOf([expr]).filter((node) => !this.#float32.has(node));
    for (const node of nodes) this.#evaluate(node);
    const used = this.#usedBy(expr);
    const parts = nodes
      .filter((node) => node.kind === 'operation')
      .map((node) => this.#part(node, used.has(node)));
    return {
      name,
      parts,
      formula: this.#nameOf(expr),
      float32: this.#float32.get(expr)!,
      float64: this.#float64.get(expr)!,
    };
  }

  #evaluate(node: Expr): void {
    if (node.kind !== 'operation') {
      const value = node.kind === 'constant' ? node.value : this.#point[node.index]!;
      this.#float32.set(node, value);
      this.#float64.set(node, value);
      this.#isRounded.set(node, false);
      return;
    }
    const args = operandsOf(node);
    const { value } = OPERATIONS[node.name];
    const unrounded = value(...args.map((arg) => this.#float32.get(arg)!));
    const float32 = Math.fround(unrounded);
    this.#float32.set(node, float32);
    this.#float64.set(node, value(...args.map((arg) => this.#float64.get(arg)!)));
    const isRounded = !EXACT.has(node.name) || !Object.is(float32, unrounded);
    this.#isRounded.set(node, isRounded || args.some((arg) => this.#isRounded.get(arg)));
    this.#numbers.set(node, this.#numbers.size + 1);
  }

  #part(node: Operation, isUsed: boolean): DiagnosedPart {
    const args = operandsOf(node);
    const operands = args.map((arg) => ({
      float32: this.#float32.get(arg)!,
      float64: this.#float64.get(arg)!,
      isRounded: this.#isRounded.get(arg)!,
    }));
    const [float32, float64] = [this.#float32.get(node)!, this.#float64.get(node)!];
    return {
      name: this.#nameOf(node),
      formula: this.#formula(node),
      float32,
      float64,
      trouble: troubleOf(node.name, operands, { float32, float64 }),
      isUsed,
    };
  }

  #nameOf(node: Expr): string {
    return node.kind === 'operation' ? `t${this.#numbers.get(node)!}` : format(node, this.#inputs);
  }

  /** `node` in notation, with names for the parts that it is made of. */
  #formula(node: Operation): string {
    const names: string[] = [...this.#inputs];
    const args = operandsOf(node).map((arg) => {
      if (arg.kind !== 'operation') return arg;
      names.push(this.#nameOf(arg));
      return input(names.length - 1);
    });
    // An override of several is written as its value alone; without the others it would be a stopGradient.
    const rest = node.args.length > args.length ? [constant(0), constant(0)] : [];
    return format(operation(node.name, [...args, ...rest]), names);
  }

  /** The parts that the value of `expr` depends on at the point. */
  #usedBy(expr: Expr): Set<Expr> {
    const used = new Set<Expr>();
    const open = [expr];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (used.has(node)) continue;
      used.add(node);
      if (node.kind !== 'operation') continue;
      const args = operandsOf(node);
      if (node.name !== 'select') open.push(...args);
      else open.push(args[0]!, args[this.#float32.get(args[0]!) ? 1 : 2]!);
    }
    return used;
  }
}

/** Operations whose only error is that of rounding their result. */
const EXACT = new Set<string>([
  ...['neg', 'abs', 'floor', 'ceil', 'trunc', 'nearest', 'add', 'sub', 'mul', 'min', 'max', 'mod', 'rem'],
  ...['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'and', 'or', 'not', 'select', 'override'],
]);

function textOf({ inputs, at, results, first }: Omit<Diagnosis, 'toString'>): string {
  const rows = results.flatMap(({ name, parts, formula, float32, float64 }) => [
    ...parts.map((part) => [`  ${part.name} = ${part.formula}`, ...numbers(part), remark(part, first)]),
    [`${name} = ${formula}`, ...numbers({ float32, float64 }), ''],
  ]);
  const table = [['', 'float32', 'float64', ''], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [`at ${inputs.map((each, i) => `${each} = ${shortest(at[i]!)}`).join(', ')}`, ...lines].join('\n');
}

function remark(part: DiagnosedPart, first: DiagnosedPart | null): string {
  if (part.trouble === null) return '';
  return `${part === first ? 'first ' : ''}${part.trouble}${part.isUsed ? '' : ' (not chosen)'}`;
}

const numbers = ({ float32, float64 }: { readonly float32: number; readonly float64: number }): string[] => [
  shortest(float32),
  Object.is(float64, -0) ? '-0' : String(float64),
];

const shortest = (value: number): string => format(constant(value), []);

// What an export starts from: the op's expression with its derivatives, and the names of its inputs.
import { derivative } from '../../expr/derivative.js';
import type { Expr } from '../../expr/expr.js';
import { format } from '../../expr/notation.js';
import type { Precision } from '../../expr/program.js';
import { isElementwise } from '../../tfjs/op/definition.js';
import { checkedDefinition } from '../../tfjs/op/op.js';

/** An op as expressions. */
export interface Subject {
  /** The name of the op. */
  readonly name: string;
  /** The names of its inputs, in order. */
  readonly inputs: readonly string[];
  readonly value: Expr;
  readonly precision: Precision;
}

/**
 * The op as expressions.
 *
 * @param where Stands before errors, as `toC`.
 * @throws TypeError for what is no op of one output; Error for an op without a formula.
 */
export function subjectOf(where: string, op: unknown): Subject {
  const definition = checkedDefinition(where, op);
  const { name, inputs, precision } = definition;
  if (!isElementwise(definition)) {
    throw new Error(
      `${where}: expected an op with a formula, got ${shortened(name)}, which runs as a kernel or a function of its own; ` +
        'give kernelOp the option formula, or vectorize the function without host: true',
    );
  }
  return { name, inputs, value: definition.expr, precision };
}

/** The derivatives by each input, in order. */
export function slopesOf({ inputs, value }: Subject): Expr[] {
  return inputs.map((_, i) => derivative(value, i));
}

/** The derivatives of each of `slopes`, by each input: row by row. */
export function curvaturesOf({ inputs }: Subject, slopes: readonly Expr[]): Expr[] {
  return slopes.flatMap((slope) => inputs.map((_, i) => derivative(slope, i)));
}

/** Longer formulas are cut: nobody reads them. */
const LONGEST = 300;

/** Lines that say what the function and its derivatives are, in mathematical notation. */
export function formulasOf(subject: Subject, as: string): string[] {
  const { inputs, value } = subject;
  const list = inputs.join(', ');
  return [
    `${as}(${list}) = ${format(value, inputs)}`,
    ...slopesOf(subject).map((slope, i) => {
      const left = inputs.length === 1 ? `${as}'(${list})` : `d${as}/d${inputs[i]}`;
      return `${left} = ${format(slope, inputs)}`;
    }),
  ].map((line) => (line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`));
}

/** `text` for a message, not longer than 60 characters. */
export function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

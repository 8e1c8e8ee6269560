// Expressions as a list of statements, each one instruction whose result has a name: three-address code. Only in this
// form can the vectors of an iteration be interleaved, which engines that keep the order of the text need.
import { type Expr, nodesOf, operandsOf } from '../../expr/expr.js';
import type { Precision } from '../../expr/program.js';
import type { Lane, LaneName } from './lanes.js';
import { laneNamed } from './lanes.js';
import { instructionOf, laneOf, splat } from './operations.js';

/** A vector that statements compute from, or compute. */
export type Vector = Input | Statement;

export interface Input {
  readonly id: string;
  readonly index: number;
}

/** An instruction, or several that stay together. */
export interface Statement {
  readonly id: string;
  /** Its text, with the vectors that it takes in their places. */
  readonly text: Text;
}

/** WebAssembly text with vectors in it. A constant is text alone. */
export type Text = readonly (string | Vector)[];

/** How a lane function is applied to operands: adds statements to `list`, and gives the text of the result. */
export type Apply = (lane: Lane, operands: readonly Text[], list: StatementList) => Text;

/** Statements in the order in which they run. Of equal ones there is one. */
export class StatementList {
  readonly #statements = new Map<string, Statement>();
  /** The lane functions whose own locals the statements use. */
  readonly withLocals = new Set<Lane>();

  get statements(): Statement[] {
    return [...this.#statements.values()];
  }

  /** What stands for the result of `text`. */
  add(text: Text): Text {
    let key = '';
    for (const piece of text) key += typeof piece === 'string' ? piece : `{${piece.id}}`;
    let statement = this.#statements.get(key);
    if (statement === undefined) {
      statement = { id: String(this.#statements.size), text };
      this.#statements.set(key, statement);
    }
    return [statement];
  }
}

/** What computes `outputs`. */
export interface Straight {
  readonly statements: readonly Statement[];
  /** The texts of the results, in order. */
  readonly results: readonly Text[];
  /** The lane functions whose own locals the statements use. */
  readonly withLocals: ReadonlySet<Lane>;
}

/** The statements for `outputs`, with lane functions as `apply` has them. */
export function straighten(outputs: readonly Expr[], precision: Precision, apply: Apply): Straight {
  const list = new StatementList();
  const texts = new Map<Expr, Text>();
  for (const node of nodesOf(outputs)) texts.set(node, textOf(node));
  const results = outputs.map((output) => texts.get(output)!);
  return { statements: list.statements, results, withLocals: list.withLocals };

  function textOf(node: Expr): Text {
    if (node.kind === 'constant') return [splat(node.value)];
    if (node.kind === 'input') return [{ id: `x${node.index}`, index: node.index }];
    const operands = operandsOf(node).map((operand) => texts.get(operand)!);
    const lane: LaneName | undefined = laneOf(node, precision);
    if (lane !== undefined) return apply(laneNamed(lane), operands, list);
    const text = filled(
      instructionOf(node.name, operands.map(holeFor)),
      operands.map(([vector]) => vector!),
    );
    // An operation may be its operand.
    return text.length === 1 ? text : list.add(text);
  }
}

/** Stands for a vector, by its place among the operands, while the text of an instruction is made. */
const HOLE = /<(\d+)>/;

function holeFor([first]: Text, index: number): string {
  return typeof first === 'string' ? first : `<${index}>`;
}

function filled(text: string, operands: Text): Text {
  return text
    .split(HOLE)
    .map((piece, i) => (i % 2 === 0 ? piece : operands[Number(piece)]!))
    .filter((piece) => piece !== '');
}

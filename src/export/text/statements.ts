// Expressions as statements of a language: parts before what uses them, and those that are used more than once, or
// are long, in local variables. So the text grows with the number of nodes, and no line nests deeply.
import { type Expr, nodesOf, operandsOf, usesOf } from '../../expr/expr.js';
import type { OperationName } from '../../expr/operations.js';

/** A piece of code, and how tightly its outermost operator binds. */
export interface Code {
  readonly text: string;
  readonly binding: number;
  /** Its value, if it is a constant. */
  readonly constant?: number;
}

/** Binds tighter than all operators. */
export const ATOM = 100;

export const atom = (text: string): Code => ({ text, binding: ATOM });

/** `code`, in parentheses if it binds less tightly than `binding`. */
export const within = (code: Code, binding: number): string =>
  code.binding < binding ? `(${code.text})` : code.text;

/** What computes an operation of the operands. */
export type Cell = (...operands: Code[]) => Code;

/** `a symbol b`. Equal operators are grouped from the left. */
export const infix =
  (symbol: string, binding: number): Cell =>
  (a, b) => ({ text: `${within(a!, binding)} ${symbol} ${within(b!, binding + 1)}`, binding });

/** `name(a, b, …)`. */
export const call =
  (name: string): Cell =>
  (...operands) =>
    atom(`${name}(${operands.map(({ text }) => text).join(', ')})`);

export interface Target {
  readonly constant: (value: number) => Code;
  readonly cells: Readonly<Record<OperationName, Cell>>;
  /** Code that is longer is put into a local variable, where it is used. */
  readonly width?: number;
  /** Code that is no longer stays where it is used, however often that is. */
  readonly short?: number;
}

export interface Statements {
  /** Local variables with what they are, in order. A truth value needs a type of its own in some languages. */
  readonly locals: readonly { readonly name: string; readonly code: string; readonly node: Expr }[];
  /** What the roots are, in order. */
  readonly results: readonly Code[];
}

const WIDTH = 56;

/** `roots` as statements. */
export function statementsOf(
  roots: readonly Expr[],
  inputs: readonly string[],
  nextName: () => string,
  { constant, cells, width = WIDTH, short = 0 }: Target,
): Statements {
  const uses = usesOf(roots);
  const locals: { name: string; code: string; node: Expr }[] = [];
  const codes = new Map<Expr, Code>();
  const rootSet = new Set(roots);
  for (const node of nodesOf(roots)) {
    if (node.kind === 'constant') codes.set(node, { ...constant(node.value), constant: node.value });
    else if (node.kind === 'input') codes.set(node, atom(inputs[node.index]!));
    else {
      const code = cells[node.name](...operandsOf(node).map((operand) => codes.get(operand)!));
      const isRepeated = uses.get(node)! > 1 && code.text.length > short;
      const isLong = code.text.length > width && !(rootSet.has(node) && uses.get(node) === 1);
      if (code.binding === ATOM && /^\w+$/.test(code.text)) codes.set(node, code);
      else if (isRepeated || isLong) {
        const name = nextName();
        locals.push({ name, code: code.text, node });
        codes.set(node, atom(name));
      } else codes.set(node, code);
    }
  }
  return { locals, results: roots.map((root) => codes.get(root)!) };
}

/** The operations that `roots` are made of. */
export function operationsOf(roots: readonly Expr[]): Set<OperationName> {
  const names = new Set<OperationName>();
  for (const node of nodesOf(roots)) if (node.kind === 'operation') names.add(node.name);
  return names;
}

/** Whether the value of `root` needs all of `count` inputs, and so has the shape of all. */
export function usesAll(root: Expr, count: number): boolean {
  let found = 0;
  for (const node of nodesOf([root])) if (node.kind === 'input') found++;
  return found === count && root.kind !== 'constant';
}

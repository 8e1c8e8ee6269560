// Expressions as lists of steps, parts before what uses them: what the enclosures and the jets are computed from. Made of
// the fuzzer's own trees, or of the library's expressions, whose node names alone are taken over.
import { type Expr, nodesOf, operandsOf } from '../../src/expr/expr.js';
import { SCALAR } from './scalar.js';
import { partsOf, type Tree } from './tree.js';

export interface Step {
  /** The operation, or 'input' or 'constant'. */
  readonly name: string;
  /** The steps that it works on. */
  readonly args: readonly number[];
  /** Of a constant its value, of an input its index. */
  readonly value: number;
}

/** The last step is the result. */
export type Code = readonly Step[];

export function codeOfTree(tree: Tree): Code {
  const indices = new Map<Tree, number>();
  const steps: Step[] = [];
  for (const part of partsOf(tree)) {
    indices.set(part, steps.length);
    if ('input' in part) steps.push({ name: 'input', args: [], value: part.input });
    else if ('constant' in part) steps.push({ name: 'constant', args: [], value: part.constant });
    else steps.push({ name: part.name, args: part.args.map((arg) => indices.get(arg)!), value: 0 });
  }
  return steps;
}

/** `code` with operations of constants computed and rounded to float32, as the library does it before it derives. */
export function folded(code: Code): Code {
  const steps: Step[] = [];
  for (const step of code) {
    const args = step.args.map((arg) => steps[arg]!);
    const isKnown = args.length > 0 && step.name !== 'stop' && args.every(({ name }) => name === 'constant');
    const value = isKnown ? Math.fround(SCALAR[step.name]!(...args.map((arg) => arg.value))) : 0;
    steps.push(isKnown ? { name: 'constant', args: [], value } : step);
  }
  return steps;
}

export function codeOfExpr(expr: Expr): Code {
  const indices = new Map<Expr, number>();
  const steps: Step[] = [];
  for (const node of nodesOf([expr])) {
    indices.set(node, steps.length);
    if (node.kind === 'input') steps.push({ name: 'input', args: [], value: node.index });
    else if (node.kind === 'constant') steps.push({ name: 'constant', args: [], value: node.value });
    else {
      const name = node.name === 'override' ? 'stop' : node.name;
      steps.push({ name, args: operandsOf(node).map((arg) => indices.get(arg)!), value: 0 });
    }
  }
  return steps;
}

/** Whether the fast tier computes some sigmoid by the exponential that a tanh(softplus x) needs. */
export const hasGate = (code: Code): boolean =>
  code.some(({ name, args }) => name === 'tanh' && code[args[0]!]!.name === 'softplus');

/** Where the fast tier may compute a form of several steps at once: the form and its argument, by step. */
export function formsOf(code: Code): ReadonlyMap<number, readonly [form: string, argument: number]> {
  const forms = new Map<number, readonly [string, number]>();
  const argumentOf = (i: number, name: string): number | undefined =>
    code[i]!.name === name ? code[i]!.args[0] : undefined;
  const gateOf = (i: number): number | undefined => {
    const inner = argumentOf(i, 'tanh');
    return inner === undefined ? undefined : argumentOf(inner, 'softplus');
  };
  code.forEach(({ name, args: [a, b] }, i) => {
    const gate = gateOf(i);
    if (gate !== undefined) forms.set(i, ['gate', gate]);
    if (name !== 'sub' || !isOne(code[a!]!)) return;
    const sigmoid = argumentOf(b!, 'sigmoid');
    if (sigmoid !== undefined) forms.set(i, ['sigmoidRest', sigmoid]);
    const square = code[b!]!;
    const isSquare = square.name === 'mul' && square.args[0] === square.args[1];
    const isPower = square.name === 'pow' && code[square.args[1]!]!.value === 2;
    const gated = isSquare || isPower ? gateOf(square.args[0]!) : undefined;
    if (gated !== undefined) forms.set(i, ['gateSlope', gated]);
  });
  return forms;
}

const isOne = ({ name, value }: Step): boolean => name === 'constant' && value === 1;

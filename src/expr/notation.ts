// Expressions in mathematical notation, for people.
import { type Expr, nodesOf, operandsOf, usesOf } from './expr.js';
import { OPERATIONS } from './operations.js';

const LOOSEST = 0;
const TIGHTEST = 9;

/** `expr` as text. Parts that stand in it more than once are named below it: `where a = …`. */
export function format(expr: Expr, inputs: readonly string[]): string {
  const uses = usesOf([expr]);
  const names = new Map<Expr, string>();
  const parts: string[] = [];
  for (const node of nodesOf([expr])) {
    if (node === expr || node.kind !== 'operation' || uses.get(node)! < 2) continue;
    if (node.args.every((arg) => arg.kind !== 'operation') && node.args.length === 1) continue;
    const definition = text(node, LOOSEST);
    const name = nameOf(names.size, inputs);
    names.set(node, name);
    parts.push(`${name} = ${definition}`);
  }
  const body = text(expr, LOOSEST);
  return parts.length === 0 ? body : `${body}; ${parts.join('; ')}`;

  function text(node: Expr, outer: number): string {
    const name = names.get(node);
    if (name !== undefined) return name;
    if (node.kind === 'constant') return number(node.value);
    if (node.kind === 'input') return inputs[node.index] ?? `x${node.index}`;
    const args = operandsOf(node);
    const infix = OPERATIONS[node.name].infix;
    if (infix !== undefined) {
      const [symbol, precedence] = infix;
      const joined = `${text(args[0]!, precedence)} ${symbol} ${text(args[1]!, precedence + 1)}`;
      return precedence < outer ? `(${joined})` : joined;
    }
    if (node.name === 'select') {
      const a = text(args[1]!, LOOSEST + 1);
      const [condition, b] = [text(args[0]!, LOOSEST), text(args[2]!, LOOSEST)];
      const chosen = `${a} where ${condition}, else ${b}`;
      return outer > LOOSEST ? `(${chosen})` : chosen;
    }
    if (node.name === 'override') {
      return node.args.length === 1 ? `stopGradient(${text(args[0]!, LOOSEST)})` : text(args[0]!, outer);
    }
    if (node.name === 'neg') return `-${text(args[0]!, TIGHTEST)}`;
    if (node.name === 'not') return `not ${text(args[0]!, TIGHTEST)}`;
    return `${node.name}(${args.map((arg) => text(arg, LOOSEST)).join(', ')})`;
  }
}

/** The shortest decimal that is the same float32. */
function number(value: number): string {
  if (Object.is(value, -0)) return '-0';
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Object.is(Math.fround(short), value)) return String(short);
  }
  return String(value);
}

/** The index-th of a, b, c, …, a1, b1, …, without those that inputs have. */
function nameOf(index: number, inputs: readonly string[]): string {
  const letters = 'abcdefghijklmnopqrstuvw';
  let left = index;
  for (let i = 0; ; i++) {
    const round = Math.floor(i / letters.length);
    const name = `${letters[i % letters.length]}${round === 0 ? '' : round}`;
    if (!inputs.includes(name) && left-- === 0) return name;
  }
}

// Expressions in mathematical notation, for people.
import { type Expr, nodesOf, operandsOf, usesOf } from './expr.js';
import { OPERATIONS } from './operations.js';

const LOOSEST = 0;
const TIGHTEST = 9;

/** Longer text is cut. */
const MOST_CHARACTERS = 10_000;

/** A part as text, and how tight it holds together: looser than what is around it, it takes parentheses. */
interface Part {
  readonly text: string;
  readonly precedence: number;
}

/**
 * `expr` as text. Parts that stand in it more than once are named behind it: `; a = …`. What is longer than people
 * read is cut, and ends in the number of operations.
 */
export function format(expr: Expr, inputs: readonly string[]): string {
  const nodes = nodesOf([expr]);
  const uses = usesOf([expr]);
  const texts = new Map<Expr, Part>();
  const names = namesBeside(inputs);
  const definitions: string[] = [];
  // Without recursion: how deep an expression is must not depend on the stack.
  for (const node of nodes) {
    const part = partOf(node);
    if (node !== expr && uses.get(node)! > 1 && isWorthAName(node)) {
      const name = names.next().value;
      definitions.push(`${name} = ${part.text}`);
      texts.set(node, atom(name));
    } else texts.set(node, part);
  }
  const whole = [texts.get(expr)!.text, ...definitions].join('; ');
  if (whole.length <= MOST_CHARACTERS) return whole;
  const operations = nodes.filter(({ kind }) => kind === 'operation').length;
  return `${whole.slice(0, MOST_CHARACTERS)}… (cut; ${operations} operations in all)`;

  function partOf(node: Expr): Part {
    if (node.kind === 'constant') return atom(number(node.value));
    if (node.kind === 'input') return atom(inputs[node.index] ?? `x${node.index}`);
    const args = operandsOf(node).map((arg) => texts.get(arg)!);
    const infix = OPERATIONS[node.name].infix;
    if (infix !== undefined) {
      const [symbol, precedence] = infix;
      return {
        text: `${inside(args[0]!, precedence)} ${symbol} ${inside(args[1]!, precedence + 1)}`,
        precedence,
      };
    }
    const plain = args.map((arg) => inside(arg, LOOSEST));
    switch (node.name) {
      case 'select': {
        const a = inside(args[1]!, LOOSEST + 1);
        return { text: `${a} where ${plain[0]}, else ${plain[2]}`, precedence: LOOSEST };
      }
      case 'override':
        return node.args.length === 1 ? atom(`stopGradient(${plain[0]})`) : args[0]!;
      case 'neg':
        return atom(`-${inside(args[0]!, TIGHTEST)}`);
      case 'not':
        return atom(`not ${inside(args[0]!, TIGHTEST)}`);
      default:
        // Not `join`, which would copy the text of all that lies inside.
        return atom(`${node.name}(${plain.reduce((all, each) => `${all}, ${each}`)})`);
    }
  }
}

const atom = (text: string): Part => ({ text, precedence: TIGHTEST });

/** `part` where something of that precedence is around it. */
const inside = ({ text, precedence }: Part, outer: number): string =>
  precedence < outer ? `(${text})` : text;

function isWorthAName(node: Expr): boolean {
  return node.kind === 'operation' && (node.args.length > 1 || node.args[0]!.kind === 'operation');
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

/** a, b, c, …, a1, b1, …, without those that inputs have. */
function* namesBeside(inputs: readonly string[]): Generator<string, never> {
  const taken = new Set(inputs);
  for (let round = 0; ; round++) {
    for (const letter of 'abcdefghijklmnopqrstuvw') {
      const name = `${letter}${round || ''}`;
      if (!taken.has(name)) yield name;
    }
  }
}

// What the fast tier writes for forms that cost less together than one by one, and are as near or nearer: mostly
// of e = e^-|x|, from which tanh(softplus x), sigmoid x and what they leave to 1 come without cancelling.
import { add, call, div, mul, neg, rewrite, select } from '../expr/build.js';
import { constant, type Expr, isOperation, nodesOf } from '../expr/expr.js';
import type { OperationName } from '../expr/operations.js';

const ONE = constant(1);

/** `outputs` in cheaper forms of the same values, but for a few units of the last place. */
export function fuse(outputs: readonly Expr[]): Expr[] {
  const decays = new Set<Expr>();
  for (const node of nodesOf(outputs)) {
    const x = gateOf(node);
    if (x !== undefined) decays.add(x);
  }
  return rewrite(outputs, formOf);

  /** What stands for `node`, if it is one of the forms. */
  function formOf(node: Expr, visit: (part: Expr) => Expr): Expr | undefined {
    const complement = complementOf(node);
    const [gate, square] = [gateOf(node), gateOf(squareOf(complement))];
    if (gate !== undefined) return tanhOfSoftplus(visit(gate)).value;
    if (square !== undefined) return tanhOfSoftplus(visit(square)).slope;
    const [sigmoid, rest] = [argumentOf(node, 'sigmoid'), argumentOf(complement, 'sigmoid')];
    // Alone the lane function of sigmoid costs less than e and what follows.
    if (rest !== undefined && decays.has(rest)) return sigmoids(visit(rest)).complement;
    if (sigmoid !== undefined && decays.has(sigmoid)) return sigmoids(visit(sigmoid)).value;
    if (isOperation(node, 'override')) return visit(node.args[0]!);
    return smallPower(node, visit);
  }
}

/** x^3 and x^4 as products. */
function smallPower(node: Expr, visit: (part: Expr) => Expr): Expr | undefined {
  if (!isOperation(node, 'pow')) return undefined;
  const exponent = node.args[1]!;
  if (exponent.kind !== 'constant' || (exponent.value !== 3 && exponent.value !== 4)) return undefined;
  const base = visit(node.args[0]!);
  const square = mul(base, base);
  return mul(square, exponent.value === 3 ? base : square);
}

/** x of tanh(softplus x). */
function gateOf(node: Expr | undefined): Expr | undefined {
  const inner = argumentOf(node, 'tanh');
  return argumentOf(inner, 'softplus');
}

function argumentOf(node: Expr | undefined, name: OperationName): Expr | undefined {
  return node !== undefined && isOperation(node, name) ? node.args[0] : undefined;
}

/** a of 1 - a. */
function complementOf(node: Expr): Expr | undefined {
  return isOperation(node, 'sub') && node.args[0] === ONE ? node.args[1] : undefined;
}

/** a of a * a. */
function squareOf(node: Expr | undefined): Expr | undefined {
  return node !== undefined && isOperation(node, 'mul') && node.args[0] === node.args[1]
    ? node.args[0]
    : undefined;
}

const decayOf = (x: Expr): Expr => call('exp', neg(call('abs', x)));
const whereRising = (x: Expr, a: Expr, b: Expr): Expr => select(call('gt', x, constant(0)), a, b);

/** sigmoid x and 1 - sigmoid x: 1 / (1 + e) and e / (1 + e), or the reverse. */
function sigmoids(x: Expr): { readonly value: Expr; readonly complement: Expr } {
  const e = decayOf(x);
  const part = div(ONE, add(ONE, e));
  return { value: mul(whereRising(x, ONE, e), part), complement: mul(whereRising(x, e, ONE), part) };
}

/**
 * y = tanh(softplus x) = n / d and 1 - y^2 = (d - n)(d + n) / d^2, where n = e^2 + 2e and d - n = 2 for x <= 0;
 * else n = 1 + 2e and d - n = 2 e^2.
 */
function tanhOfSoftplus(x: Expr): { readonly value: Expr; readonly slope: Expr } {
  const e = decayOf(x);
  const square = mul(e, e);
  const n = add(add(e, e), whereRising(x, ONE, square));
  const rest = whereRising(x, add(square, square), constant(2));
  const d = add(n, rest);
  return { value: div(n, d), slope: div(mul(rest, add(n, d)), mul(d, d)) };
}

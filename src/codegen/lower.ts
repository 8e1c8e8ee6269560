// What the fast tier writes for forms that cost less together than one by one, within the same error.
import { constant, type Expr, type OperationName, rewrite } from '../expr/expr.js';
import { isOperation, make } from '../expr/simplify.js';

const ONE = constant(1);

const call = (name: OperationName, ...args: Expr[]): Expr => make(name, args);

/** tanh(softplus x) = n / d, with d - n computed by itself: near 1 the difference of the two would cancel. */
interface Quotient {
  readonly x: Expr;
  readonly n: Expr;
  readonly d: Expr;
  readonly rest: Expr;
}

/** `outputs` in cheaper forms of the same values, but for a few units of the last place. */
export function lower(outputs: readonly Expr[]): Expr[] {
  const quotients = new Map<Expr, Quotient>();
  const lowered = outputs.map((output) => rewrite(output, () => undefined, quotientsAndPowers(quotients)));
  if (quotients.size === 0) return lowered;
  const known = new Set([...quotients.values()].map(({ x }) => x));
  return lowered.map((output) => rewrite(output, () => undefined, sigmoidsOf(known)));
}

type Make = (name: OperationName, args: readonly Expr[]) => Expr;

/**
 * tanh(softplus x), and 1 less its square, from e = e^-|x|; small powers as products.
 * @param quotients Is filled with what is made.
 */
function quotientsAndPowers(quotients: Map<Expr, Quotient>): Make {
  return (name, args) => {
    const [a, b] = args as [Expr, Expr];
    if (name === 'tanh' && isOperation(a, 'softplus')) {
      const quotient = tanhOfSoftplus(a.args[0]!);
      const value = call('div', quotient.n, quotient.d);
      quotients.set(value, quotient);
      return value;
    }
    if (name === 'sub' && a === ONE && isOperation(b, 'mul') && b.args[0] === b.args[1]) {
      const quotient = quotients.get(b.args[0]!);
      if (quotient !== undefined) {
        const { n, d, rest } = quotient;
        return call('div', call('mul', rest, call('add', n, d)), call('mul', d, d));
      }
    }
    if (name === 'pow' && b.kind === 'constant') {
      const square = call('mul', a, a);
      if (b.value === 3) return call('mul', square, a);
      if (b.value === 4) return call('mul', square, square);
    }
    return make(name, args);
  };
}

/** sigmoid x, from the same e where that is there, as 1 / (1 + e) or e / (1 + e). */
function sigmoidsOf(known: ReadonlySet<Expr>): Make {
  return (name, args) => {
    const [x] = args as [Expr];
    if (name !== 'sigmoid' || !known.has(x)) return make(name, args);
    const e = decayOf(x);
    return call('div', call('select', isPositive(x), ONE, e), call('add', ONE, e));
  };
}

/** n = e^2 + 2e and d = n + 2 where x <= 0; else n = 1 + 2e and d = n + 2 e^2. */
function tanhOfSoftplus(x: Expr): Quotient {
  const e = decayOf(x);
  const square = call('mul', e, e);
  const n = call('add', call('add', e, e), call('select', isPositive(x), ONE, square));
  const rest = call('select', isPositive(x), call('add', square, square), constant(2));
  return { x, n, d: call('add', n, rest), rest };
}

const decayOf = (x: Expr): Expr => call('exp', call('neg', call('abs', x)));
const isPositive = (x: Expr): Expr => call('gt', x, constant(0));

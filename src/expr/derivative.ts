// The derivative of an expression by one of its inputs, as an expression: one rule per operation.
// At a kink it is that of the branch which the comparison takes; abs' (0) = 0. The derivative of
// select(c, a, b) is select(c, a', b'), so a NaN of the branch not taken does not leak.
import { constant, type Expr, input, isTruth, type OperationName } from './expr.js';
import { is, make, toNumber } from './simplify.js';

const ZERO = constant(0);
const ONE = constant(1);

const add = (a: Expr, b: Expr): Expr => (is(a, 0) ? b : is(b, 0) ? a : make('add', [a, b]));
const sub = (a: Expr, b: Expr): Expr => (is(b, 0) ? a : is(a, 0) ? neg(b) : make('sub', [a, b]));
const neg = (a: Expr): Expr => make('neg', [a]);
const mul = (a: Expr, b: Expr): Expr => make('mul', [a, b]);
const div = (a: Expr, b: Expr): Expr => make('div', [a, b]);
const call = (name: OperationName, ...args: Expr[]): Expr => make(name, args);
const select = (condition: Expr, a: Expr, b: Expr): Expr => make('select', [condition, a, b]);

/** d op(x) / dx for operations of one argument; y is the operation itself. */
const UNARY_RULES: Partial<Record<OperationName, (x: Expr, y: Expr) => Expr>> = {
  neg: () => constant(-1),
  abs: (x) => select(call('gt', x, ZERO), ONE, select(call('lt', x, ZERO), constant(-1), mul(x, ZERO))),
  floor: () => ZERO,
  ceil: () => ZERO,
  trunc: () => ZERO,
  nearest: () => ZERO,
  sqrt: (_, y) => div(constant(0.5), y),
  exp: (_, y) => y,
  expm1: (x) => call('exp', x),
  log: (x) => div(ONE, x),
  log1p: (x) => div(ONE, add(x, ONE)),
  sin: (x) => call('cos', x),
  cos: (x) => neg(call('sin', x)),
  tan: (_, y) => add(ONE, mul(y, y)),
  asin: (x) => div(ONE, call('sqrt', oneMinusSquare(x))),
  acos: (x) => div(constant(-1), call('sqrt', oneMinusSquare(x))),
  atan: (x) => div(ONE, add(ONE, mul(x, x))),
  sinh: (x) => call('cosh', x),
  cosh: (x) => call('sinh', x),
  tanh: (_, y) => sub(ONE, mul(y, y)),
  asinh: (x) => div(ONE, call('sqrt', add(ONE, mul(x, x)))),
  acosh: (x) => div(ONE, mul(call('sqrt', sub(x, ONE)), call('sqrt', add(x, ONE)))),
  atanh: (x) => div(ONE, oneMinusSquare(x)),
  erf: (x) => mul(constant(2 / Math.sqrt(Math.PI)), call('exp', neg(mul(x, x)))),
  sigmoid: (_, y) => mul(y, sub(ONE, y)),
  softplus: (x) => call('sigmoid', x),
};

/** (1 - x)(1 + x), which does not cancel near 1 as 1 - x^2 does. */
const oneMinusSquare = (x: Expr): Expr => mul(sub(ONE, x), add(ONE, x));

/** d op(a, b) given the operation itself and a' and b'. */
const BINARY_RULES: Partial<Record<OperationName, (a: Expr, b: Expr, y: Expr, da: Expr, db: Expr) => Expr>> =
  {
    add: (_a, _b, _y, da, db) => add(da, db),
    sub: (_a, _b, _y, da, db) => sub(da, db),
    mul: (a, b, _y, da, db) => add(scaled(b, da), scaled(a, db)),
    div: (_a, b, y, da, db) => {
      const numerator = sub(da, scaled(y, db));
      return is(numerator, 0) ? ZERO : div(numerator, b);
    },
    min: (a, b, _y, da, db) => select(call('le', a, b), da, db),
    max: (a, b, _y, da, db) => select(call('ge', a, b), da, db),
    mod: (a, b, _y, da, db) => sub(da, scaled(call('floor', div(a, b)), db)),
    pow: (a, b, y, da, db) =>
      add(
        is(da, 0) ? ZERO : scaled(powerSlope(a, b), da),
        is(db, 0) ? ZERO : scaled(select(call('gt', a, ZERO), mul(y, call('log', a)), ZERO), db),
      ),
    atan2: (a, b, _y, da, db) => {
      const numerator = sub(scaled(b, da), scaled(a, db));
      return is(numerator, 0) ? ZERO : div(numerator, add(mul(a, a), mul(b, b)));
    },
  };

/** b a^(b - 1); 0 where b is 0 and the power 1, also at a = 0, where 0 * a^-1 would be NaN. */
function powerSlope(a: Expr, b: Expr): Expr {
  const slope = mul(b, call('pow', a, sub(b, ONE)));
  return b.kind === 'constant' ? slope : select(call('eq', b, ZERO), ZERO, slope);
}

/** factor * derivative, where a derivative of 0 is 0 whatever the factor is. */
function scaled(factor: Expr, derivative: Expr): Expr {
  return is(derivative, 0) ? ZERO : mul(factor, derivative);
}

/** d expr / d input(index). */
export function derivative(expr: Expr, index: number): Expr {
  const variable = input(index);
  const done = new Map<Expr, Expr>();
  const visit = (node: Expr): Expr => {
    let result = done.get(node);
    if (result === undefined) {
      result = differentiate(node);
      done.set(node, result);
    }
    return result;
  };
  const differentiate = (node: Expr): Expr => {
    if (node === variable) return ONE;
    if (node.kind !== 'operation' || isTruth(node)) return ZERO;
    const { name, args } = node;
    const [a, b, c] = args as [Expr, Expr, Expr];
    if (name === 'select') return select(a, visit(b), visit(c));
    if (name === 'override') {
      let sum: Expr = ZERO;
      for (let i = 1; i < args.length; i += 2) sum = add(sum, scaled(args[i]!, visit(args[i + 1]!)));
      return sum;
    }
    const unary = UNARY_RULES[name];
    if (unary !== undefined) {
      const inner = visit(a);
      return is(inner, 0) ? ZERO : chained(unary(a, node), inner);
    }
    const rule = BINARY_RULES[name];
    if (rule === undefined) throw new Error(`internal: no derivative of ${name}`);
    const [da, db] = [visit(a), visit(b)];
    return is(da, 0) && is(db, 0) ? ZERO : rule(a, b, node, da, db);
  };
  return toNumber(visit(expr));
}

/** outer * inner, where a derivative of 0 is 0: that of a step, and of anything under a step. */
function chained(outer: Expr, inner: Expr): Expr {
  return is(outer, 0) ? ZERO : mul(outer, inner);
}

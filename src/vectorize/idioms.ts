// Forms that overflow in float32 long before they do in float64, as the operations that do not: plain functions spell
// sigmoid and softplus out, whose gradients would be NaN below -88, and values infinite above 88.
import { constant, type Expr, isOperation } from '../expr/expr.js';
import type { OperationName } from '../expr/operations.js';

const ONE = constant(1);

/** Math.exp of more is infinite. */
export const LARGEST_EXPONENT = Math.log(Number.MAX_VALUE);

/** u of 1 + exp(u): 1 / (1 + exp(u)) is sigmoid(-u). */
export function gateOf(expr: Expr): Expr | undefined {
  if (!isOperation(expr, 'add')) return undefined;
  const [a, b] = expr.args as [Expr, Expr];
  const term = a === ONE ? b : b === ONE ? a : undefined;
  return term === undefined ? undefined : exponentOf(term);
}

/** u of log(1 + exp(u)) and log1p(exp(u)), which are softplus(u); `name` is the operation on `a`. */
export function softplusOf(name: OperationName, a: Expr): Expr | undefined {
  if (name === 'log') return gateOf(a);
  return name === 'log1p' ? exponentOf(a) : undefined;
}

const exponentOf = (expr: Expr): Expr | undefined => (isOperation(expr, 'exp') ? expr.args[0] : undefined);

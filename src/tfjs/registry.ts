// Ops by name: a file that names an op, as a saved layer does, finds it here.

import type { Expr } from '../expr/expr.js';
import type { Precision } from '../expr/program.js';
import { definitionOfOp, type ElementwiseOp } from './op.js';

interface Entry {
  readonly op: ElementwiseOp;
  readonly expr: Expr;
  readonly inputs: string;
  readonly precision: Precision;
}

/** Of a name that stands for several functions, only that it does. */
const entries = new Map<string, Entry | 'several'>();

/** Makes `op` known by its name. Two functions of one name make the name useless, unless one replaces the other. */
export function remember(op: ElementwiseOp, replace = false): void {
  const { name, inputs, expr, precision } = definitionOfOp(op)!;
  const entry = { op, expr, inputs: inputs.join(), precision };
  const known = entries.get(name);
  entries.set(name, replace || known === undefined || isSame(known, entry) ? entry : 'several');
}

function isSame(known: Entry | 'several', entry: Entry): boolean {
  if (known === 'several') return false;
  const { expr, inputs, precision } = known;
  return expr === entry.expr && inputs === entry.inputs && precision === entry.precision;
}

/**
 * The op called `name`; undefined if there is none, `'several'` if the name stands for different functions.
 * `silu` has `siluDerivative` with it, `snake` of two inputs `snakeDerivative0` and `snakeDerivative1`, unless
 * there is an op of that very name.
 */
export function opNamed(name: string): ElementwiseOp | 'several' | undefined {
  const entry = entries.get(name);
  if (entry !== undefined) return entry === 'several' ? entry : entry.op;
  const [, base, index] = /^(.+)Derivative(\d*)$/.exec(name) ?? [];
  if (base === undefined) return undefined;
  const op = opNamed(base);
  if (op === undefined || op === 'several') return op;
  const input = Number(index);
  if (input >= definitionOfOp(op)!.inputs.length) return undefined;
  const derivative = op.derivative(input);
  return derivative.opName === name ? derivative : undefined;
}

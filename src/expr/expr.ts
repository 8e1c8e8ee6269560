// Scalar expressions: what an elementwise function computes for one element. Nodes are interned, so two
// expressions of the same form are the same object: sharing is free, and identity is equality.

/** Operations whose result is a number, by number of arguments. */
export const UNARY = [
  'neg',
  'abs',
  'floor',
  'ceil',
  'trunc',
  'nearest',
  'sqrt',
  'exp',
  'expm1',
  'log',
  'log1p',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'erf',
  'sigmoid',
  'softplus',
] as const;
export const BINARY = ['add', 'sub', 'mul', 'div', 'min', 'max', 'mod', 'pow', 'atan2'] as const;
/** Operations whose result is a truth value. Comparisons with NaN are false, but `ne` is true. */
export const COMPARISON = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const;
export const LOGIC = ['and', 'or', 'not'] as const;

export type UnaryName = (typeof UNARY)[number];
export type BinaryName = (typeof BINARY)[number];
export type ComparisonName = (typeof COMPARISON)[number];
export type LogicName = (typeof LOGIC)[number];

/**
 * `select` is (condition, if true, if false). `override` is (value, d0, x0, d1, x1, …): the value, whose
 * derivative is declared to be d0 * x0' + d1 * x1' + … whatever the value is made of.
 */
export type OperationName = UnaryName | BinaryName | ComparisonName | LogicName | 'select' | 'override';

export type Expr = Constant | Input | Operation;

interface Node {
  /** Distinct for distinct expressions, and larger than those of its arguments. */
  readonly id: number;
}

export interface Constant extends Node {
  readonly kind: 'constant';
  /** A float32. */
  readonly value: number;
}

export interface Input extends Node {
  readonly kind: 'input';
  readonly index: number;
}

export interface Operation extends Node {
  readonly kind: 'operation';
  /** How many operations lie one in another. */
  readonly depth: number;
  readonly name: OperationName;
  readonly args: readonly Expr[];
}

/** Nodes by form, held weakly: what no op uses any more can go. */
const known = new Map<string, WeakRef<Expr>>();
const forgotten = new FinalizationRegistry<string>((key) => {
  if (known.get(key)?.deref() === undefined) known.delete(key);
});
let nextId = 0;

function interned<T extends Expr>(key: string, node: Omit<T, 'id'>): T {
  const existing = known.get(key)?.deref();
  if (existing !== undefined) return existing as T;
  const made = Object.freeze({ ...node, id: nextId++ }) as unknown as T;
  known.set(key, new WeakRef<Expr>(made));
  forgotten.register(made, key);
  return made;
}

export function constant(value: number): Constant {
  const rounded = Math.fround(value);
  const key = Object.is(rounded, -0) ? '-0' : String(rounded);
  return interned<Constant>(`#${key}`, { kind: 'constant', value: rounded });
}

export function input(index: number): Input {
  return interned<Input>(`x${index}`, { kind: 'input', index });
}

/** The node as it stands; `simplify.ts` has the constructors that make use of what they are given. */
export function operation(name: OperationName, args: readonly Expr[]): Operation {
  const key = `${name}(${args.map(({ id }) => id).join()})`;
  const depth = 1 + args.reduce((most, arg) => Math.max(most, depthOf(arg)), 0);
  return interned<Operation>(key, { kind: 'operation', depth, name, args });
}

export function depthOf(expr: Expr): number {
  return expr.kind === 'operation' ? expr.depth : 0;
}

const TRUTHS = new Set<OperationName>([...COMPARISON, ...LOGIC]);

/** Whether the value of `expr` is a truth value; all else, constants too, are numbers. */
export function isTruth(expr: Expr): boolean {
  return expr.kind === 'operation' && TRUTHS.has(expr.name);
}

/** All nodes that `roots` are made of, each once, arguments before what uses them. */
export function nodesOf(roots: readonly Expr[]): Expr[] {
  const seen = new Set<Expr>();
  const visit = (expr: Expr): void => {
    if (seen.has(expr)) return;
    if (expr.kind === 'operation') for (const arg of computed(expr)) visit(arg);
    seen.add(expr);
  };
  roots.forEach(visit);
  return [...seen];
}

/** The arguments that the value of `expr` is computed from. */
export function computed({ name, args }: Operation): readonly Expr[] {
  return name === 'override' ? args.slice(0, 1) : args;
}

/**
 * `expr` with each node replaced by what `rule` returns for it, or rebuilt from replaced arguments. What `rule`
 * returns stands as it is; `visit` gives it parts of the node, replaced.
 */
export function rewrite(
  expr: Expr,
  rule: (node: Expr, visit: (part: Expr) => Expr) => Expr | undefined,
  make: (name: OperationName, args: readonly Expr[]) => Expr,
): Expr {
  const done = new Map<Expr, Expr>();
  const visit = (node: Expr): Expr => {
    let result = done.get(node);
    if (result === undefined) {
      result =
        rule(node, visit) ?? (node.kind === 'operation' ? make(node.name, node.args.map(visit)) : node);
      done.set(node, result);
    }
    return result;
  };
  return visit(expr);
}

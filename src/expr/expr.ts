// Scalar expressions: what an elementwise function computes for one element. Nodes are interned, so two
// expressions of the same form are the same object: sharing is free, and identity is equality.
import type { OperationName } from './operations.js';

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

/** Nodes by form, held weakly: an expression that no op uses any more can be collected. */
const known = new Map<string, { deref(): Expr | undefined }>();
/** Engines of before 2021 have neither weak references nor this; there nodes stay for good. */
const forgotten =
  typeof FinalizationRegistry === 'undefined' || typeof WeakRef === 'undefined'
    ? undefined
    : new FinalizationRegistry<string>((key) => {
        if (known.get(key)?.deref() === undefined) known.delete(key);
      });
let nextId = 0;

/** The node of the form `key`: the one that there is, or the one that `create` makes. */
function interned<T extends Expr>(key: string, create: (id: number) => T): T {
  const existing = known.get(key)?.deref();
  // A form has one kind of node.
  if (existing !== undefined) return existing as T;
  const made = create(nextId++);
  Object.freeze(made);
  known.set(key, forgotten === undefined ? { deref: () => made } : new WeakRef<Expr>(made));
  forgotten?.register(made, key);
  return made;
}

export function constant(value: number): Constant {
  const rounded = Math.fround(value);
  const key = Object.is(rounded, -0) ? '-0' : String(rounded);
  return interned(`#${key}`, (id): Constant => ({ kind: 'constant', value: rounded, id }));
}

export function input(index: number): Input {
  return interned(`x${index}`, (id): Input => ({ kind: 'input', index, id }));
}

/** The node as it stands. `build` of build.ts simplifies. */
export function operation(name: OperationName, args: readonly Expr[]): Operation {
  const key = `${name}(${args.map(({ id }) => id).join()})`;
  const depth = 1 + args.reduce((most, arg) => Math.max(most, depthOf(arg)), 0);
  return interned(key, (id): Operation => ({ kind: 'operation', depth, name, args, id }));
}

export function depthOf(expr: Expr): number {
  return expr.kind === 'operation' ? expr.depth : 0;
}

/** Whether `expr` is the constant `value`, -0 and 0 being different. */
export function isConstant(expr: Expr, value: number): boolean {
  return expr.kind === 'constant' && Object.is(expr.value, value);
}

/** Whether `expr` is the operation `name` of its arguments. */
export function isOperation(expr: Expr, name: OperationName): expr is Operation {
  return expr.kind === 'operation' && expr.name === name;
}

/** The arguments that the value of `node` is computed from: of an override, the first alone. */
export function operandsOf({ name, args }: Operation): readonly Expr[] {
  return name === 'override' ? args.slice(0, 1) : args;
}

const NONE: readonly Expr[] = [];

/**
 * All nodes that `roots` are made of, each once, parts before what uses them.
 *
 * @param partsOf The parts of an operation to go into; by default those that its value is computed from.
 */
export function nodesOf(
  roots: readonly Expr[],
  partsOf: (node: Operation) => readonly Expr[] = operandsOf,
): Expr[] {
  const nodes = new Set<Expr>();
  // Without recursion: how deep an expression is must not depend on the stack.
  const open = [...roots].reverse();
  for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
    const parts = node.kind === 'operation' && !nodes.has(node) ? partsOf(node) : NONE;
    const before = open.length;
    for (let i = parts.length - 1; i >= 0; i--) if (!nodes.has(parts[i]!)) open.push(parts[i]!);
    if (open.length > before) continue;
    nodes.add(node);
    open.pop();
  }
  return [...nodes];
}

/** How often each node is used: as a part of another, or as one of `roots`. */
export function usesOf(roots: readonly Expr[]): Map<Expr, number> {
  const uses = new Map<Expr, number>();
  const count = (node: Expr): void => {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  };
  for (const node of nodesOf(roots)) if (node.kind === 'operation') operandsOf(node).forEach(count);
  roots.forEach(count);
  return uses;
}

// Which nodes have a local. The others stand as text where they are used, which is once.
import { type Expr, operandsOf } from '../../expr/expr.js';

/** Deeper text gets a local of its own: the assembler and engines go into it by recursion. */
const MOST_NESTED = 40;

/** The numbers of the locals, by the nodes that have one. */
export type Locals = ReadonlyMap<Expr, number>;

/** How many locals there are. */
export const countOf = (locals: Locals): number => new Set(locals.values()).size;

/**
 * The nodes that have a local: those that are used more than once, and those that would lie too deep in others.
 *
 * @param nodes Parts before what uses them.
 */
export function heldNodes(nodes: readonly Expr[], uses: ReadonlyMap<Expr, number>): Expr[] {
  const depths = new Map<Expr, number>();
  return nodes.filter((node) => {
    if (node.kind !== 'operation') return false;
    let depth = 0;
    for (const operand of operandsOf(node)) depth = Math.max(depth, depths.get(operand) ?? 0);
    const isHeld = uses.get(node)! > 1 || depth === MOST_NESTED;
    depths.set(node, isHeld ? 0 : depth + 1);
    return isHeld;
  });
}

/**
 * Locals for `held` which several nodes share, one after the last use of the other.
 *
 * @param nodes All nodes, parts before what uses them. Statements come in this order, and those of `outputs` last.
 */
export function sharedLocals(
  nodes: readonly Expr[],
  held: readonly Expr[],
  outputs: readonly Expr[],
): Locals {
  const hasLocal = new Set(held);
  const last = nodes.length;
  /** Per node, the place of the statement in which its text stands. */
  const places = new Map<Expr, number>(outputs.map((output) => [output, last]));
  /** Per node with a local, the place of the last statement that reads it. */
  const ends = new Map<Expr, number>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    if (places.has(node) && hasLocal.has(node)) ends.set(node, places.get(node)!);
    const place = hasLocal.has(node) ? i : places.get(node)!;
    if (node.kind !== 'operation') continue;
    for (const operand of operandsOf(node)) {
      if (!hasLocal.has(operand)) places.set(operand, place);
      else ends.set(operand, Math.max(place, ends.get(operand) ?? 0));
    }
  }
  const locals = new Map<Expr, number>();
  const free: number[] = [];
  /** The locals that statements read last, by place. */
  const ending: number[][] = [];
  let count = 0;
  nodes.forEach((node, i) => {
    if (!hasLocal.has(node)) return;
    free.push(...(ending[i] ?? []));
    const local = free.pop() ?? count++;
    locals.set(node, local);
    const end = ends.get(node)!;
    ending[end] ??= [];
    ending[end].push(local);
  });
  return locals;
}

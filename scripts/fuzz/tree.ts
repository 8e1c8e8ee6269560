// Random expressions as trees: what is drawn, shrunk, stored, and computed by the oracle. Nothing here asks the library
// what an operation means.
import { BINARY, COMPARISON, UNARY } from '../../src/expr/operations.js';
import type { Random } from './random.js';

export type Tree =
  | { readonly input: number }
  | { readonly constant: number }
  | { readonly name: string; readonly args: readonly Tree[] };

/** What arithmetic mostly is: drawn more often than the others. */
const PLAIN = ['add', 'sub', 'mul', 'div', 'add', 'mul', 'min', 'max'] as const;
const CONSTANTS = [-2, -1, -0.5, 0.25, 0.5, 1, 2, 3, 4, 0.1, 1 / 3, Math.PI, 1e-3, 100].map(Math.fround);
const SPECIAL = [
  0,
  -0,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  2 ** -149,
  2 ** 127,
  2 ** 24 - 1,
];

export const call = (name: string, ...args: readonly Tree[]): Tree => ({ name, args });

/** A number of about `size` operations over `inputs`. */
export function drawTree(random: Random, inputs: number, size: number): Tree {
  const made: Tree[] = [];
  return number(size);

  function leaf(): Tree {
    if (random.chance(0.7)) return { input: random.below(inputs) };
    return { constant: random.oneOf(random.chance(0.06) ? SPECIAL : CONSTANTS) };
  }

  function number(left: number): Tree {
    if (left <= 0) return leaf();
    if (made.length > 0 && random.chance(0.12)) return random.oneOf(made);
    const drawn = operation(left);
    made.push(drawn);
    return drawn;
  }

  function operation(left: number): Tree {
    const kind = random.unit();
    if (kind < 0.36) return call(random.oneOf(UNARY), number(left - 1));
    if (kind < 0.38) return call('stop', number(left - 1));
    if (kind < 0.4) return call('tanh', call('softplus', number(left - 2)));
    if (kind < 0.42) return call('sub', { constant: 1 }, call('sigmoid', number(left - 2)));
    const [first, second] = split(left - 1);
    if (kind < 0.7) return call(random.oneOf(PLAIN), number(first), number(second));
    if (kind < 0.84) {
      const name = random.oneOf(BINARY);
      // Powers and remainders by a constant are what people write.
      const isByConstant = ['pow', 'mod', 'rem'].includes(name) && random.chance(0.6);
      return call(name, number(first), isByConstant ? { constant: random.oneOf(EXPONENTS) } : number(second));
    }
    const [more, condition] = split(first);
    return call('select', truth(condition), number(more), number(second));
  }

  function truth(left: number): Tree {
    const [first, second] = split(left - 1);
    const kind = random.unit();
    if (left < 2 || kind < 0.7) return call(random.oneOf(COMPARISON), number(first), number(second));
    if (kind < 0.8) return call('not', truth(left - 1));
    return call(random.oneOf(['and', 'or']), truth(first), truth(second));
  }

  function split(left: number): [number, number] {
    const first = random.below(Math.max(0, left) + 1);
    return [first, Math.max(0, left - first)];
  }
}

const EXPONENTS = [-2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 5, 7];

/** `tree` as text, by which a failure names it. */
export function written(tree: Tree): string {
  if ('input' in tree) return `x${tree.input}`;
  if ('constant' in tree) return Object.is(tree.constant, -0) ? '-0' : String(tree.constant);
  return `${tree.name}(${tree.args.map(written).join(', ')})`;
}

export const isTruth = (tree: Tree): boolean =>
  'name' in tree && ([...COMPARISON, 'and', 'or', 'not'] as readonly string[]).includes(tree.name);

/** All trees that `tree` is made of, each once, parts before what uses them. */
export function partsOf(tree: Tree, parts = new Set<Tree>()): Set<Tree> {
  if (parts.has(tree)) return parts;
  if ('name' in tree) for (const arg of tree.args) partsOf(arg, parts);
  return parts.add(tree);
}

/** Simpler trees than `tree`: its parts, constants in their place, and the same with one argument simpler. */
export function* simplerTrees(tree: Tree): Generator<Tree> {
  if (!('name' in tree)) {
    if ('input' in tree && tree.input > 0) yield { input: 0 };
    if ('constant' in tree && ![0, 1].includes(tree.constant)) yield { constant: 1 };
    return;
  }
  const kind = isTruth(tree);
  for (const arg of tree.args) if (isTruth(arg) === kind) yield arg;
  if (!kind) yield { constant: 1 };
  for (const [i, arg] of tree.args.entries()) {
    for (const simpler of simplerTrees(arg))
      yield { name: tree.name, args: tree.args.map((each, j) => (i === j ? simpler : each)) };
  }
}

// Random functions that hold one operation, drawn by a seed made from its name. The parts around it come from a
// frozen list, so that an operation which is added changes no case of another.
import { build } from '../../../src/expr/build.js';
import { constant as constantExpr, type Expr, input as inputExpr } from '../../../src/expr/expr.js';
import { type Interval, OPERATIONS, type OperationName } from '../../../src/expr/operations.js';
import { TRUTH } from './bounds.js';

/** A function as it is drawn: operations by name, constants, and inputs by index. */
export type Tree =
  | { readonly input: number }
  | { readonly constant: number }
  | { readonly name: string; readonly args: readonly Tree[] };

/** What other operations are put together with. Frozen: an operation that is added here changes every case. */
export const PARTS = {
  unary: [
    ...(['neg', 'abs', 'floor', 'ceil', 'nearest', 'sqrt', 'exp', 'expm1', 'log', 'log1p', 'erf'] as const),
    ...(['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh'] as const),
    ...(['atanh', 'sigmoid', 'softplus'] as const),
  ],
  binary: ['add', 'sub', 'mul', 'div', 'min', 'max', 'mod', 'pow', 'atan2'],
  comparison: ['ne', 'lt', 'le', 'gt', 'ge'],
  logic: ['and', 'or'],
} as const satisfies Record<string, readonly OperationName[]>;
const CONSTANTS = [-2, -1, -0.5, 0.25, 0.5, 1, 2, 3];

/** How a function is put together: the operation of inputs, of other parts, and in one or two others. */
export const FORMS = ['direct', 'outermost', 'inside', 'deep'] as const;
export type Form = (typeof FORMS)[number];
const LEVELS: Readonly<Record<Form, number>> = { direct: 0, outermost: 0, inside: 1, deep: 2 };

/** What is drawn, and where: one interval per input. */
export interface Drawing {
  readonly tree: Tree;
  /** What the operation is given. */
  readonly args: readonly Tree[];
  readonly inputs: readonly Interval[];
}

/** Where composed functions have their two inputs. The intervals differ, so that no point ties them. */
const PLANE: readonly Interval[] = [
  [-3, 3],
  [-2.75, 3.25],
];
/** From here on arguments are fitted into the domain: it is too narrow to be met by chance. */
const CHANCES = 20;
const ATTEMPTS = 200;

const input = (index: number): Tree => ({ input: index });
const constant = (value: number): Tree => ({ constant: value });
const call = (name: string, ...args: Tree[]): Tree => ({ name, args });

/** Numbers in [0, 1) that depend on `seed` alone: mulberry32 of its FNV-1a hash. */
function randomOf(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A function of `form` that holds the operation `name`. `isFit` decides what may be drawn; it must not depend
 * on other operations.
 *
 * @param domain The intervals of the arguments of `name`.
 */
export function draw(
  name: string,
  form: Form,
  domain: readonly Interval[],
  isTruth: boolean,
  isFit: (drawing: Drawing) => boolean,
): Drawing {
  if (form === 'direct') {
    const args = domain.map((interval, i) =>
      interval === TRUTH ? call('gt', input(i), constant(0.5)) : input(i),
    );
    const made = call(name, ...args);
    const tree = isTruth ? call('select', made, constant(1), constant(0)) : made;
    return { tree, args, inputs: domain };
  }
  const random = randomOf(`${name} ${form}`);
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const leaf = (): Tree => {
    const pick = random() * 6;
    return pick < 3 ? input(0) : pick < 5 ? input(1) : constant(oneOf(CONSTANTS));
  };
  /** Two parts that are not the same. */
  const pair = (depth: number): [Tree, Tree] => {
    const [first, second] = [part(depth), part(depth)];
    if (written(first) !== written(second)) return [first, second];
    return [first, input('input' in first && first.input === 0 ? 1 : 0)];
  };
  const truth = (depth: number): Tree => call(oneOf(PARTS.comparison), ...pair(depth));
  const part = (depth: number): Tree => {
    const pick = random() * 11;
    if (depth === 0 || pick < 1) return leaf();
    if (pick < 5) return call(oneOf(PARTS.unary), part(depth - 1));
    if (pick < 10) return call(oneOf(PARTS.binary), ...pair(depth - 1));
    return call('select', truth(0), ...pair(depth - 1));
  };
  const fitted = ([low, high]: Interval, tree: Tree): Tree =>
    call('add', constant((low + high) / 2), call('mul', constant((high - low) / 2), call('sin', tree)));

  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const depth = 1 + Math.floor(random() * 3);
    const args = domain.map((interval) => {
      if (interval === TRUTH) return truth(depth - 1);
      return attempt < CHANCES ? part(depth) : fitted(interval, part(depth));
    });
    let tree = call(name, ...args);
    if (isTruth) {
      for (let i = 0; i < LEVELS[form]; i++) tree = call(oneOf(PARTS.logic), tree, truth(1));
      tree = call('select', tree, ...pair(1));
    } else {
      for (let i = 0; i < LEVELS[form]; i++) {
        const isBinary = random() < 0.5;
        tree = isBinary ? call(oneOf(PARTS.binary), tree, part(1)) : call(oneOf(PARTS.unary), tree);
      }
    }
    const drawing = { tree, args, inputs: PLANE };
    if (isFit(drawing)) return drawing;
  }
  throw new Error(`${name}: no function of form ${form} found that could be compared at its points`);
}

/** `tree` of our operations as an expression. */
export function exprOf(tree: Tree): Expr {
  if ('input' in tree) return inputExpr(tree.input);
  if ('constant' in tree) return constantExpr(tree.constant);
  return build(tree.name as OperationName, tree.args.map(exprOf));
}

/** How inputs are written. */
export const INPUT_NAMES = 'abcde';

/** `tree` as text, by which a failure names it. */
export function written(tree: Tree): string {
  if ('input' in tree) return INPUT_NAMES[tree.input]!;
  if ('constant' in tree) return String(tree.constant);
  return `${tree.name}(${tree.args.map(written).join(', ')})`;
}

/** Where the arguments of `name` are drawn. An override has two derivatives: (value, d0, x0, d1, x1). */
export function domainOf(name: OperationName): readonly Interval[] {
  const { domain } = OPERATIONS[name];
  return name === 'override' ? Array.from({ length: 5 }, () => domain[0]!) : domain;
}

/** Enough for the kernel's main loop, a vector and a tail of 3. */
const POINTS = 16 + 4 + 3;

/**
 * Points spread over `inputs`: multiples of 1/256, so that their sums are exact in float32. At every fourth,
 * inputs that have the interval of the first are the same as it.
 */
export function pointsOf(inputs: readonly Interval[]): number[][] {
  return Array.from({ length: POINTS }, (_, n) =>
    inputs.map(([low, high], i) => {
      const axis = n % 4 === 3 && low === inputs[0]![0] && high === inputs[0]![1] ? 0 : i;
      const phase = ((n + 0.5) * Math.sqrt([2, 3, 5, 7, 11][axis]!)) % 1;
      return Math.round((low + (high - low) * phase) * 128 + 0.5) / 128 - 1 / 256;
    }),
  );
}

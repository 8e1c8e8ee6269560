// Random plain functions: statements over variables, as JavaScript and as something that can be run on other numbers.
import { BINARY, COMPARISON, UNARY } from '../../src/expr/operations.js';
import type { Random } from './random.js';
import { drawTree, isTruth, partsOf, simplerTrees, type Tree } from './tree.js';

/** Trees whose inputs are variables: first the parameters, then those that are declared. */
export type Statement =
  | { readonly set: number; readonly to: Tree }
  | { readonly if: Tree; readonly yes: readonly Statement[]; readonly no: readonly Statement[] }
  | { readonly times: number; readonly body: readonly Statement[] }
  | { readonly return: Tree };

export interface Program {
  readonly inputs: number;
  /** How many variables there are beside the parameters; all begin at 1. */
  readonly variables: number;
  readonly body: readonly Statement[];
  readonly result: Tree;
}

/** How JavaScript writes each operation. */
const WRITTEN: Readonly<Record<string, (...args: string[]) => string>> = {
  neg: (a) => `-${a}`,
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  rem: (a, b) => `${a} % ${b}`,
  eq: (a, b) => `${a} === ${b}`,
  ne: (a, b) => `${a} !== ${b}`,
  lt: (a, b) => `${a} < ${b}`,
  le: (a, b) => `${a} <= ${b}`,
  gt: (a, b) => `${a} > ${b}`,
  ge: (a, b) => `${a} >= ${b}`,
  and: (a, b) => `${a} && ${b}`,
  or: (a, b) => `${a} || ${b}`,
  not: (a) => `!${a}`,
  select: (c, a, b) => `${c} ? ${a} : ${b}`,
};
/** Those that are a function of `Math` of the same name. */
const MATH: readonly string[] = [...UNARY, ...BINARY].filter((name) => name in Math);

function textOf(tree: Tree): string {
  if ('input' in tree) return `x${tree.input}`;
  if ('constant' in tree) {
    const { constant } = tree;
    if (Number.isNaN(constant)) return 'NaN';
    if (!Number.isFinite(constant)) return constant < 0 ? '(-Infinity)' : 'Infinity';
    return constant < 0 || Object.is(constant, -0) ? `(-${-constant})` : String(constant);
  }
  const args = tree.args.map(textOf);
  return WRITTEN[tree.name] === undefined
    ? `Math.${tree.name}(${args})`
    : `(${WRITTEN[tree.name]!(...args)})`;
}

const isWritable = (tree: Tree): boolean =>
  [...partsOf(tree)].every((part) => {
    // A quotient of tiny constants, computed in float64, may be 0 in float32.
    if ('constant' in part) return part.constant === 0 || !(Math.abs(part.constant) < 1e-30);
    return !('name' in part) || part.name in WRITTEN || MATH.includes(part.name);
  });

/** The body of the function, whose parameters are x0, x1, … */
export function sourceOf({ inputs, variables, body, result }: Program): string {
  let loops = 0;
  const lines = (statements: readonly Statement[]): string => statements.map(line).join(' ');
  const line = (statement: Statement): string => {
    if ('set' in statement) return `x${statement.set} = ${textOf(statement.to)};`;
    if ('return' in statement) return `return ${textOf(statement.return)};`;
    if ('times' in statement) {
      const i = `i${loops++}`;
      return `for (let ${i} = 0; ${i} < ${statement.times}; ${i}++) { ${lines(statement.body)} }`;
    }
    const otherwise = statement.no.length === 0 ? '' : ` else { ${lines(statement.no)} }`;
    return `if (${textOf(statement.if)}) { ${lines(statement.yes)} }${otherwise}`;
  };
  const declared = Array.from({ length: variables }, (_, i) => `let x${inputs + i} = 1;`);
  return [...declared, lines(body), `return ${textOf(result)};`].join(' ');
}

export function drawProgram(random: Random): Program {
  const inputs = 1 + random.below(2);
  const variables = 1 + random.below(3);
  const all = inputs + variables;
  const number = (size: number): Tree => {
    for (;;) {
      const tree = drawTree(random, all, 1 + random.below(size));
      if (isWritable(tree)) return tree;
    }
  };
  const condition = (): Tree => ({ name: random.oneOf(COMPARISON), args: [number(2), number(2)] });
  const statements = (depth: number): Statement[] =>
    Array.from({ length: 1 + random.below(3) }, (): Statement => {
      const kind = random.unit();
      if (depth > 0 && kind < 0.3) {
        return {
          if: condition(),
          yes: statements(depth - 1),
          no: random.chance(0.5) ? statements(depth - 1) : [],
        };
      }
      if (depth > 0 && kind < 0.42) return { times: 1 + random.below(3), body: statements(depth - 1) };
      if (kind < 0.47) return { if: condition(), yes: [{ return: number(3) }], no: [] };
      return {
        set: random.chance(0.8) ? inputs + random.below(variables) : random.below(inputs),
        to: number(3),
      };
    });
  return { inputs, variables, body: statements(2), result: number(4) };
}

/** How to compute on other numbers. */
export interface Arithmetic<T> {
  readonly variable: (index: number) => T;
  readonly constant: (value: number) => T;
  readonly apply: (name: string, args: readonly T[]) => T;
  readonly isTrue: (value: T) => boolean;
}

/** The result of `program` in an arithmetic; branches go as its values say. */
export function runProgram<T>({ inputs, variables, body, result }: Program, on: Arithmetic<T>): T {
  const state = Array.from({ length: inputs + variables }, (_, i) =>
    i < inputs ? on.variable(i) : on.constant(1),
  );
  const computed = (tree: Tree): T => {
    if ('input' in tree) return state[tree.input]!;
    if ('constant' in tree) return on.constant(tree.constant);
    if (tree.name === 'select') return computed(tree.args[on.isTrue(computed(tree.args[0]!)) ? 1 : 2]!);
    return on.apply(tree.name, tree.args.map(computed));
  };
  /** What it returns, if it does. */
  const run = (statements: readonly Statement[]): T | undefined => {
    for (const statement of statements) {
      let returned: T | undefined;
      if ('set' in statement) state[statement.set] = computed(statement.to);
      else if ('return' in statement) returned = computed(statement.return);
      else if ('times' in statement) {
        for (let i = 0; i < statement.times && returned === undefined; i++) returned = run(statement.body);
      } else returned = run(on.isTrue(computed(statement.if)) ? statement.yes : statement.no);
      if (returned !== undefined) return returned;
    }
    return undefined;
  };
  return run(body) ?? computed(result);
}

export function* simplerPrograms(program: Program): Generator<Program> {
  for (const body of simplerBodies(program.body)) yield { ...program, body };
  for (const result of simplerTrees(program.result)) yield { ...program, result };
}

function* simplerBodies(body: readonly Statement[]): Generator<readonly Statement[]> {
  for (const [i, statement] of body.entries()) {
    const instead = (...others: Statement[]): Statement[] => [
      ...body.slice(0, i),
      ...others,
      ...body.slice(i + 1),
    ];
    yield instead();
    if ('set' in statement) for (const to of simplerTrees(statement.to)) yield instead({ ...statement, to });
    else if ('return' in statement) {
      for (const tree of simplerTrees(statement.return)) yield instead({ return: tree });
    } else if ('times' in statement) {
      yield instead(...statement.body);
      for (const inner of simplerBodies(statement.body)) yield instead({ ...statement, body: inner });
    } else {
      yield instead(...statement.yes);
      if (statement.no.length > 0) yield instead({ ...statement, no: [] });
      for (const inner of simplerBodies(statement.yes)) yield instead({ ...statement, yes: inner });
      for (const inner of simplerBodies(statement.no)) yield instead({ ...statement, no: inner });
      for (const tree of simplerTrees(statement.if))
        if (isTruth(tree)) yield instead({ ...statement, if: tree });
    }
  }
}

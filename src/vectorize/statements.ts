// Statements of the source. One row per kind of syntax; loops are in loops.ts.
import type {
  BlockStatement,
  Expression,
  FunctionDeclaration,
  IfStatement,
  Node,
  Statement,
  SwitchStatement,
  VariableDeclaration,
} from 'acorn';
import { closureOf } from './calls.js';
import { condition, evaluate } from './expressions.js';
import type { Frame } from './frame.js';
import { hoistedNames } from './hoist.js';
import { forLoop, forOfLoop, whileLoop } from './loops.js';
import { equality } from './operators.js';
import { andThen, mapEnds, next, type Outcome } from './outcome.js';
import { assign, declare } from './patterns.js';
import { truthOf, UNDEFINED } from './values.js';

/** @param labels Labels that stand before the statement. */
type Runner<Type> = (
  node: Extract<Statement, { type: Type }>,
  at: Frame,
  labels: readonly string[],
) => Outcome;

const RUNNERS: { readonly [Type in Statement['type']]?: Runner<Type> } = {
  BlockStatement: ({ body }, at) => runAll(body, at.block()),
  BreakStatement: ({ label }, { state }) => ({ kind: 'break', state, label: label?.name }),
  ContinueStatement: ({ label }, { state }) => ({ kind: 'continue', state, label: label?.name }),
  DebuggerStatement: (_, at) => next(at.state),
  DoWhileStatement: (node, at, labels) => whileLoop(node, at, labels, true),
  EmptyStatement: (_, at) => next(at.state),
  ExpressionStatement: ({ expression }, at) => {
    evaluate(expression, at);
    return next(at.state);
  },
  ForStatement: forLoop,
  ForOfStatement: forOfLoop,
  // Declared where its block began.
  FunctionDeclaration: (_, at) => next(at.state),
  IfStatement: ifStatement,
  LabeledStatement: ({ label, body }, at, labels) =>
    mapEnds(run(body, at, [...labels, label.name]), (end) =>
      end.kind === 'break' && end.label === label.name ? next(end.state) : end,
    ),
  ReturnStatement: ({ argument }, at) => {
    const value = argument == null ? UNDEFINED : evaluate(argument, at);
    return { kind: 'return', state: at.state, value };
  },
  SwitchStatement: switchStatement,
  VariableDeclaration: variableDeclaration,
  WhileStatement: (node, at, labels) => whileLoop(node, at, labels, false),
};

/** Why syntax that has no row is refused. */
const REFUSED: { readonly [type: string]: readonly [problem: string, remedy: string] } = {
  ClassDeclaration: ['a class makes objects, and there are numbers alone', 'Write plain functions.'],
  ForInStatement: ['for … in goes over the names of an object', 'Use for … of over an array of constants.'],
  ThrowStatement: ['it throws, and a kernel has a value for every number', 'Return NaN.'],
  TryStatement: ['try is not supported, as nothing in a kernel throws', 'Leave it out.'],
  WithStatement: ['with is not supported', ''],
};

/** How `node` ends, from the variables of `at`. */
export function run(node: Statement, at: Frame, labels: readonly string[] = []): Outcome {
  at.context.step(at, node);
  const runner = RUNNERS[node.type] as
    | ((node: Node, at: Frame, labels: readonly string[]) => Outcome)
    | undefined;
  if (runner === undefined) {
    const [problem, remedy] = REFUSED[node.type] ?? [`${node.type} is not supported`, ''];
    return at.refuse(node, problem, remedy);
  }
  return runner(node, at, labels);
}

/** How the body of a function ends, in a scope that holds its parameters. */
export function runBody(body: BlockStatement | Expression, at: Frame): Outcome {
  if (body.type !== 'BlockStatement') {
    const value = evaluate(body, at);
    return { kind: 'return', state: at.state, value };
  }
  for (const name of hoistedNames(body)) {
    if (at.scope.findHere(name) === undefined) at.state.set(at.scope.declare(name), UNDEFINED);
  }
  return runAll(body.body, at);
}

/** How statements end that follow one another in the scope of `at`. */
export function runAll(nodes: readonly Statement[], at: Frame): Outcome {
  const functions = nodes.filter((node): node is FunctionDeclaration => node.type === 'FunctionDeclaration');
  for (const node of functions) declare(node.id, closureOf(node, at), at);
  let outcome: Outcome = next(at.state);
  for (const node of nodes) {
    if (outcome.kind === 'next') outcome = run(node, at.with(outcome.state));
    else outcome = andThen(outcome, at.algebra, (state) => run(node, at.with(state)));
  }
  return outcome;
}

function ifStatement({ test, consequent, alternate }: IfStatement, at: Frame): Outcome {
  const decided = condition(test, at);
  const otherwise = (frame: Frame): Outcome =>
    alternate == null ? next(frame.state) : run(alternate, frame);
  if (typeof decided === 'boolean') return decided ? run(consequent, at) : otherwise(at);
  const [yes, no] = [at.fork(), at.fork()];
  return {
    kind: 'fork',
    condition: decided,
    text: at.textOf(test),
    yes: run(consequent, yes),
    no: otherwise(no),
  };
}

function variableDeclaration({ kind, declarations }: VariableDeclaration, at: Frame): Outcome {
  for (const { id, init } of declarations) {
    // A var without a value keeps the one that it has.
    if (kind === 'var' && init == null) continue;
    const value = init == null ? UNDEFINED : evaluate(init, at);
    const named = value.kind === 'closure' && value.name === '(anonymous)' && id.type === 'Identifier';
    const given = named ? { ...value, name: id.name } : value;
    // A var belongs to the function, and was declared when its body began.
    if (kind === 'var') assign(id, given, at);
    else declare(id, given, at, kind === 'const');
  }
  return next(at.state);
}

function switchStatement(node: SwitchStatement, at: Frame): Outcome {
  const { cases } = node;
  const subject = evaluate(node.discriminant, at);
  const inside = at.block();
  const from = (index: number, frame: Frame): Outcome =>
    index < 0
      ? next(frame.state)
      : runAll(
          cases.slice(index).flatMap(({ consequent }) => consequent),
          frame,
        );
  const tests = cases.map((each, i) => ({ test: each.test, i })).filter(({ test }) => test != null);
  const choose = (index: number, frame: Frame): Outcome => {
    const entry = tests[index];
    if (entry === undefined)
      return from(
        cases.findIndex(({ test }) => test == null),
        frame,
      );
    const { test, i } = entry;
    const equal = truthOf(equality(subject, evaluate(test!, frame), false, at.algebra), at.algebra);
    if (typeof equal === 'boolean') return equal ? from(i, frame) : choose(index + 1, frame);
    const text = `${at.textOf(node.discriminant)} === ${at.textOf(test!)}`;
    const [yes, no] = [frame.fork(), frame.fork()];
    return { kind: 'fork', condition: equal, text, yes: from(i, yes), no: choose(index + 1, no) };
  };
  return mapEnds(choose(0, inside), (end) =>
    end.kind === 'break' && end.label === undefined ? next(end.state) : end,
  );
}

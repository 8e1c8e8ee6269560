// Loops: unrolled, as long as their length is known.
import type {
  DoWhileStatement,
  Expression,
  ForOfStatement,
  ForStatement,
  Node,
  Statement,
  WhileStatement,
} from 'acorn';
import type { Expr } from '../expr/expr.js';
import { condition, evaluate } from './expressions.js';
import type { Frame } from './frame.js';
import { andThen, followedBy, mapEnds, next, type Outcome, stateOf } from './outcome.js';
import { assign, declare } from './patterns.js';
import { run } from './statements.js';
import { describe } from './values.js';

/** Turns of one loop. */
const MOST_TURNS = 1000;

interface Loop {
  readonly node: Node;
  readonly body: Statement;
  readonly labels: readonly string[];
  /** Whether there is a turn, which the data may decide; turns count from 0. */
  readonly goesOn: (turn: number, at: Frame) => Expr | boolean;
  /** What `goesOn` reads in the source. */
  readonly test?: Expression | null | undefined;
  /** What is done between turns. */
  readonly update?: (at: Frame) => void;
}

export function forLoop(node: ForStatement, outside: Frame, labels: readonly string[]): Outcome {
  const at = outside.block();
  if (node.init?.type === 'VariableDeclaration') run(node.init, at);
  else if (node.init != null) evaluate(node.init, at);
  const { test, update, body } = node;
  return unrolled(at, {
    node,
    body,
    labels,
    test,
    goesOn: (_, frame) => test == null || condition(test, frame),
    update: (frame) => {
      if (update != null) evaluate(update, frame);
    },
  });
}

export function whileLoop(
  node: WhileStatement | DoWhileStatement,
  at: Frame,
  labels: readonly string[],
  isFirstSure: boolean,
): Outcome {
  const { test, body } = node;
  const goesOn = (turn: number, frame: Frame): Expr | boolean =>
    (isFirstSure && turn === 0) || condition(test, frame);
  return unrolled(at, { node, body, labels, goesOn, test });
}

export function forOfLoop(node: ForOfStatement, outside: Frame, labels: readonly string[]): Outcome {
  const at = outside.block();
  const list = evaluate(node.right, at);
  if (list.kind !== 'list')
    return at.refuse(node.right, `expected an array of constants, got ${describe(list)}`);
  const { left, body } = node;
  const goesOn = (turn: number, frame: Frame): boolean => {
    const item = list.items[turn];
    if (item === undefined) return false;
    if (left.type !== 'VariableDeclaration') assign(left, item, frame);
    else if (left.kind === 'var') assign(left.declarations[0]!.id, item, frame);
    else declare(left.declarations[0]!.id, item, frame, left.kind === 'const');
    return true;
  };
  return unrolled(at, { node, body, labels, goesOn });
}

function unrolled(at: Frame, loop: Loop): Outcome {
  const { node, body, labels, goesOn, test, update } = loop;
  const { algebra } = at;
  const isMine = (label: string | undefined): boolean => label === undefined || labels.includes(label);
  let outcome: Outcome = next(at.state);
  for (let turn = 0; ; turn++) {
    const state = stateOf(outcome, algebra);
    if (state === undefined) break;
    const frame = at.with(state);
    const more = goesOn(turn, frame);
    if (more === false) {
      outcome = followedBy(outcome, next(frame.state));
      break;
    }
    if (turn === MOST_TURNS) refuseLength(loop, more, frame);
    const inside = more === true ? frame : frame.fork();
    let turned = mapEnds(run(body, inside), (end) =>
      end.kind === 'continue' && isMine(end.label) ? next(end.state) : end,
    );
    if (update !== undefined) {
      turned = andThen(turned, algebra, (after) => {
        const between = at.with(after);
        update(between);
        return next(between.state);
      });
    }
    if (more !== true) {
      const text = at.textOf(test ?? node);
      turned = {
        kind: 'fork',
        condition: more,
        text,
        yes: turned,
        no: { kind: 'break', state: frame.state },
      };
    }
    outcome = followedBy(outcome, turned);
  }
  return mapEnds(outcome, (end) => (end.kind === 'break' && isMine(end.label) ? next(end.state) : end));
}

function refuseLength({ node }: Loop, more: Expr | true, at: Frame): never {
  const problem =
    more === true
      ? `this loop has more than ${MOST_TURNS} turns`
      : `the length of this loop depends on the data: it may have more than ${MOST_TURNS} turns`;
  return at.refuse(
    node,
    problem,
    'Write a loop of constant length, with a break where it may end before, or give the option host: true.',
  );
}

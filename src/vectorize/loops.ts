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
  /** Whether there is a turn; turns count from 0. */
  readonly goesOn: (turn: number, at: Frame) => boolean;
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
    goesOn: (_, frame) => test == null || decided(test, frame),
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
  const goesOn = (turn: number, frame: Frame): boolean =>
    (isFirstSure && turn === 0) || decided(node.test, frame);
  return unrolled(at, { node, body: node.body, labels, goesOn });
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

/** Whether the loop goes on, which must be known now. */
function decided(test: Expression, at: Frame): boolean {
  const value = condition(test, at);
  if (typeof value === 'boolean') return value;
  return at.refuse(
    test,
    'the length of this loop depends on the data',
    'Write a loop of constant length, with a break where it may end before, or give the option host: true.',
  );
}

function unrolled(at: Frame, { node, body, labels, goesOn, update }: Loop): Outcome {
  const { algebra } = at;
  const isMine = (label: string | undefined): boolean => label === undefined || labels.includes(label);
  let outcome: Outcome = next(at.state);
  for (let turn = 0; ; turn++) {
    const state = stateOf(outcome, algebra);
    if (state === undefined) break;
    const frame = at.with(state);
    const more = goesOn(turn, frame);
    if (!more) {
      outcome = followedBy(outcome, next(frame.state));
      break;
    }
    if (turn === MOST_TURNS) {
      at.refuse(
        node,
        `this loop has more than ${MOST_TURNS} turns`,
        'Write a shorter loop, or give the option host: true.',
      );
    }
    let turned = mapEnds(run(body, frame), (end) =>
      end.kind === 'continue' && isMine(end.label) ? next(end.state) : end,
    );
    if (update !== undefined) {
      turned = andThen(turned, algebra, (after) => {
        const between = at.with(after);
        update(between);
        return next(between.state);
      });
    }
    outcome = followedBy(outcome, turned);
  }
  return mapEnds(outcome, (end) => (end.kind === 'break' && isMine(end.label) ? next(end.state) : end));
}

// Functions: those written in the source are inlined where they are called.
import type {
  AnonymousFunctionDeclaration,
  ArrowFunctionExpression,
  CallExpression,
  FunctionDeclaration,
  FunctionExpression,
  Function as FunctionNode,
  Node,
} from 'acorn';
import { evaluate, placed } from './expressions.js';
import { ARGUMENTS, type Frame } from './frame.js';
import { type Outcome, pathWithoutValue, returned } from './outcome.js';
import { declare } from './patterns.js';
import { checkPlain } from './source.js';
import { runBody } from './statements.js';
import { type Closure, describe, UNDEFINED, type Value } from './values.js';

type AnyFunction =
  | FunctionNode
  | FunctionExpression
  | ArrowFunctionExpression
  | FunctionDeclaration
  | AnonymousFunctionDeclaration;

export function closureOf(node: AnyFunction, at: Frame): Closure {
  checkPlain({ node, source: at.source });
  return { kind: 'closure', node, source: at.source, scope: at.scope, name: node.id?.name ?? '(anonymous)' };
}

export function callExpression(node: CallExpression, at: Frame): Value {
  const callee = evaluate(node.callee, at);
  const args = node.arguments.flatMap((arg): readonly Value[] => {
    if (arg.type !== 'SpreadElement') return [evaluate(arg, at)];
    const spread = evaluate(arg.argument, at);
    return spread.kind === 'list'
      ? spread.items
      : at.refuse(arg, `expected an array to spread, got ${describe(spread)}`);
  });
  return call(callee, args, node, at);
}

function call(callee: Value, args: readonly Value[], node: Node, at: Frame): Value {
  if (callee.kind === 'closure') return inlined(callee, args, node, at);
  if (callee.kind !== 'native')
    return at.refuse(node, `expected a function to call, got ${describe(callee)}`);
  return placed(node, at, () =>
    callee.apply(args, {
      algebra: at.algebra,
      call: (fn, inner) => call(fn, inner, node, at),
      rounded: () => {
        at.context.rounds = true;
      },
    }),
  );
}

/** What `closure` returns for `args`, with what it does to variables outside of it. */
function inlined(closure: Closure, args: readonly Value[], node: Node, at: Frame): Value {
  const outcome = outcomeOf(closure, args, node, at);
  const { value, state } = placed(node, at, () => returned(outcome, at.algebra));
  at.state = state;
  return value;
}

/** How the body of `closure` ends. */
function outcomeOf(closure: Closure, args: readonly Value[], node: Node, at: Frame): Outcome {
  const inside = at.enter(node, closure.name, closure.source, closure.scope);
  const { id, params, body } = closure.node;
  if (id != null && closure.node.type === 'FunctionExpression') declare(id, closure, inside);
  if (closure.node.type !== 'ArrowFunctionExpression') {
    inside.state.set(inside.scope.declare(ARGUMENTS), { kind: 'list', items: args });
  }
  params.forEach((param, i) => {
    if (param.type === 'RestElement') declare(param.argument, { kind: 'list', items: args.slice(i) }, inside);
    else declare(param, args[i] ?? UNDEFINED, inside);
  });
  return runBody(body, inside);
}

/**
 * What the function to compile returns.
 * @throws Refusal if a path of it returns nothing.
 */
export function resultOf(closure: Closure, args: readonly Value[], at: Frame): Value {
  const outcome = outcomeOf(closure, args, closure.node, at);
  const path = pathWithoutValue(outcome);
  if (path !== undefined) {
    at.refuse(
      closure.node,
      path === '' ? 'it returns nothing' : `it returns nothing where ${path}`,
      'Return a number on every path.',
    );
  }
  return placed(closure.node, at, () => returned(outcome, at.algebra)).value;
}

// Expressions of the source. One row per kind of syntax.
import type { AssignmentExpression, Expression, LogicalExpression, Node, Super } from 'acorn';
import type { Expr } from '../expr/expr.js';
import { callExpression, closureOf } from './calls.js';
import { Refusal } from './errors.js';
import type { Frame } from './frame.js';
import { isCounter } from './instrumented.js';
import { memberExpression } from './members.js';
import { nameExpression } from './names.js';
import { binary, operatorOf, unary } from './operators.js';
import { assign, changed, type Target } from './patterns.js';
import { checkDefined, describe, known, Misuse, truthOf, UNDEFINED, type Value } from './values.js';

type Evaluator<Type> = (node: Extract<Expression, { type: Type }>, at: Frame) => Value;

const EVALUATORS: { readonly [Type in Expression['type']]?: Evaluator<Type> } = {
  ArrayExpression: ({ elements }, at) => ({
    kind: 'list',
    items: elements.flatMap((element): readonly Value[] => {
      if (element === null) return [UNDEFINED];
      if (element.type !== 'SpreadElement') return [evaluate(element, at)];
      const spread = evaluate(element.argument, at);
      if (spread.kind !== 'list')
        return at.refuse(element, `expected an array to spread, got ${describe(spread)}`);
      return spread.items;
    }),
  }),
  ArrowFunctionExpression: (node, at) => closureOf(node, at),
  AssignmentExpression: assignment,
  BinaryExpression: (node, at) => {
    const { left, operator, right } = node;
    if (left.type === 'PrivateIdentifier') return at.refuse(left, 'there are no objects');
    const a = evaluate(left, at);
    return binary(operator, a, evaluate(right, at), at.algebra);
  },
  CallExpression: callExpression,
  ChainExpression: ({ expression }, at) => evaluate(expression, at),
  ConditionalExpression: ({ test, consequent, alternate }, at) =>
    at.branch(
      condition(test, at),
      (yes) => evaluate(consequent, yes),
      (no) => evaluate(alternate, no),
    ),
  FunctionExpression: (node, at) => closureOf(node, at),
  Identifier: nameExpression,
  Literal: (node, at) => {
    const { value } = node;
    if (node.regex || node.bigint) return at.refuse(node, `expected a number, got ${node.raw}`);
    return known(value as number | string | boolean | null);
  },
  LogicalExpression: logical,
  MemberExpression: memberExpression,
  ObjectExpression: (node, at) => {
    const properties = new Map<string, Value>();
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        const spread = evaluate(property.argument, at);
        if (spread.kind !== 'record')
          at.refuse(property, `expected an object to spread, got ${describe(spread)}`);
        else for (const [name, value] of spread.properties) properties.set(name, value);
        continue;
      }
      if (property.kind !== 'init')
        at.refuse(property, 'a getter or setter is not a value', 'Give it as a number.');
      properties.set(keyOf(property, at), evaluate(property.value, at));
    }
    return { kind: 'record', name: 'an object', properties };
  },
  SequenceExpression: ({ expressions }, at) => expressions.map((each) => evaluate(each, at)).at(-1)!,
  TemplateLiteral: (node, at) =>
    node.expressions.length === 0
      ? known(node.quasis[0]!.value.cooked)
      : at.refuse(node, 'expected a number, got a string with values in it'),
  UnaryExpression: ({ operator, argument }, at) => unary(operator, evaluate(argument, at), at.algebra),
  UpdateExpression: (node, at) => {
    if (isCounter(node.argument)) return known(0);
    if (node.argument.type === 'Identifier') changed(node.argument.name, node.argument, at);
    const before = unary('+', evaluate(node.argument, at), at.algebra);
    const after = binary(node.operator === '++' ? '+' : '-', before, known(1), at.algebra);
    assign(node.argument as Target, after, at);
    return node.prefix ? after : before;
  },
};

/** Why syntax that has no row is refused. */
const REFUSED: { readonly [type: string]: readonly [problem: string, remedy: string] } = {
  AwaitExpression: [
    'await waits for a promise, and a kernel does not',
    'Wait before, and hand the number in by uses.',
  ],
  ClassExpression: ['a class makes objects, and there are numbers alone', 'Write a plain function.'],
  ImportExpression: ['import() is asynchronous', 'Import before, and hand it in by uses.'],
  NewExpression: [
    'new makes an object, and there are numbers alone',
    'Make it before, and hand its numbers in by uses.',
  ],
  Super: ['super is about objects, and there are numbers alone', ''],
  TaggedTemplateExpression: ['a tagged template is not a number', ''],
  ThisExpression: ['this is not known', 'Hand what you need of it in by uses.'],
  YieldExpression: ['yield is of generators', 'Write a plain function.'],
};

/** The value of `node`, with what it does to variables. */
export function evaluate(node: Expression | Super, at: Frame): Value {
  at.context.step(at, node);
  const evaluator = EVALUATORS[node.type as Expression['type']] as
    | ((node: Node, at: Frame) => Value)
    | undefined;
  if (evaluator === undefined) {
    const [problem, remedy] = REFUSED[node.type] ?? [`${node.type} is not supported`, ''];
    return at.refuse(node, problem, remedy);
  }
  return placed(node, at, () => evaluator(node, at));
}

/** What `run` returns; a misuse of values in it is a refusal at `node`. */
export function placed<T>(node: Node, at: Frame, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Misuse) throw new Refusal(error.message, error.remedy, at.source, node);
    throw error;
  }
}

/** Whether `node` is true: known, or a truth value of each element. */
export function condition(node: Expression, at: Frame): Expr | boolean {
  switch (node.type) {
    case 'LogicalExpression': {
      if (node.operator === '??') break;
      const isAnd = node.operator === '&&';
      const left = condition(node.left, at);
      if (typeof left === 'boolean') return left === isAnd ? condition(node.right, at) : left;
      let right: Expr | boolean = isAnd;
      const evaluateRight = (frame: Frame): Value => {
        right = condition(node.right, frame);
        return UNDEFINED;
      };
      const skip = (): Value => UNDEFINED;
      at.branch(left, isAnd ? evaluateRight : skip, isAnd ? skip : evaluateRight);
      return joined(isAnd, left, right, at);
    }
    case 'UnaryExpression': {
      if (node.operator !== '!') break;
      const inner = condition(node.argument, at);
      return typeof inner === 'boolean' ? !inner : at.algebra.not(inner);
    }
    case 'SequenceExpression':
      for (const each of node.expressions.slice(0, -1)) evaluate(each, at);
      return condition(node.expressions.at(-1)!, at);
  }
  return placed(node, at, () => truthOf(evaluate(node, at), at.algebra));
}

function joined(isAnd: boolean, left: Expr, right: Expr | boolean, { algebra }: Frame): Expr | boolean {
  if (typeof right === 'boolean') return right === isAnd ? left : right;
  return isAnd ? algebra.and(left, right) : algebra.or(left, right);
}

/** `a && b`, `a || b` and `a ?? b` as values. */
function logical(node: LogicalExpression, at: Frame): Value {
  const left = evaluate(node.left, at);
  const right = (frame: Frame): Value => evaluate(node.right, frame);
  const keep = (): Value => left;
  if (node.operator === '??') {
    checkDefined(left);
    return left.kind === 'known' && left.value == null ? right(at) : left;
  }
  const truth = truthOf(left, at.algebra);
  return node.operator === '&&' ? at.branch(truth, right, keep) : at.branch(truth, keep, right);
}

function assignment(node: AssignmentExpression, at: Frame): Value {
  const target = node.left as Target;
  if (node.operator === '=') {
    const value = evaluate(node.right, at);
    assign(target, value, at);
    return value;
  }
  if (isCounter(node.left as Expression)) return known(0);
  if (node.left.type === 'Identifier') changed(node.left.name, node.left, at);
  const before = evaluate(node.left as Expression, at);
  const set = (frame: Frame): Value => {
    const value = evaluate(node.right, frame);
    assign(target, value, frame);
    return value;
  };
  const keep = (): Value => before;
  switch (node.operator) {
    case '&&=':
      return at.branch(truthOf(before, at.algebra), set, keep);
    case '||=':
      return at.branch(truthOf(before, at.algebra), keep, set);
    case '??=':
      return before.kind === 'known' && before.value == null ? set(at) : before;
  }
  const value = binary(operatorOf(node.operator), before, evaluate(node.right, at), at.algebra);
  assign(target, value, at);
  return value;
}

/** The name of a property of an object or a pattern. */
export function keyOf({ key, computed }: { key: Expression; computed: boolean }, at: Frame): string {
  if (!computed && key.type === 'Identifier') return key.name;
  const value = evaluate(key, at);
  if (value.kind === 'known') return String(value.value);
  return at.refuse(key, 'the name of a property depends on the data');
}

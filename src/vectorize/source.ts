// From a function or a text to the syntax tree of one function. Nothing is evaluated.
import { type AnyNode, type ArrowFunctionExpression, type Function as FunctionNode, parse } from 'acorn';
import { Refusal, type Source } from './errors.js';

/** Source text of a function: what the tag `js` makes. */
export class SourceText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Marks a text as the source of a function, for `vectorize`: where `toString` of functions cannot be relied on. It is
 * parsed, never evaluated. What is interpolated becomes part of the text.
 *
 * ```ts
 * const spiky = vectorize('spiky', js`(x) => x - Math.floor(x) <= 0.5 ? x - Math.floor(x) : 0`);
 * ```
 */
export function js(strings: TemplateStringsArray, ...values: readonly (string | number)[]): SourceText {
  return new SourceText(String.raw({ raw: strings.raw }, ...values));
}

/** A function as `vectorize` takes it. */
export type PlainFunction = (...args: never[]) => unknown;

export interface ParsedFunction {
  readonly node: FunctionNode | ArrowFunctionExpression;
  readonly source: Source;
}

const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;
const AS_TEXT = 'Write the function out, as (x) => ….';

/**
 * The syntax tree of `fn`, a function or the source of one.
 * @throws Refusal for a text that is not one plain function.
 */
export function parseFunction(fn: PlainFunction | string | SourceText): ParsedFunction {
  const text =
    typeof fn === 'string' ? fn : fn instanceof SourceText ? fn.text : Function.prototype.toString.call(fn);
  if (NATIVE.test(text)) {
    const name = typeof fn === 'function' && fn.name !== '' ? `"${fn.name}"` : 'the function';
    throw new Refusal(
      `${name} is native code, which has no source`,
      AS_TEXT,
      undefined,
      undefined,
      TypeError,
    );
  }
  const { node, source } = parseEither(text);
  const expression = node.type === 'Property' ? node.value : node;
  const refuse = (what: string, remedy: string): never => {
    throw new Refusal(what, remedy, source, node, TypeError);
  };
  if (node.type === 'Property' && node.kind !== 'init')
    refuse('a getter or setter is not a plain function', AS_TEXT);
  if (expression.type === 'ClassExpression') refuse('a class is not a plain function', AS_TEXT);
  if (expression.type !== 'FunctionExpression' && expression.type !== 'ArrowFunctionExpression') {
    return refuse('expected the source of one function, got something else', AS_TEXT);
  }
  const parsed = { node: expression, source };
  checkPlain(parsed);
  return parsed;
}

/** @throws Refusal for a generator or an async function. */
export function checkPlain({ node, source }: ParsedFunction): void {
  if (node.async) {
    throw new Refusal(
      'an async function returns a promise, not a number',
      'Leave out async; wait for what it needs before, and hand it in by uses.',
      source,
      node,
      TypeError,
    );
  }
  if (node.generator) {
    throw new Refusal(
      'a generator returns an iterator, not a number',
      'Write a plain function.',
      source,
      node,
      TypeError,
    );
  }
}

/** `text` as an expression, or as a method: `f(x) { … }`. */
function parseEither(text: string): { node: AnyNode; source: Source } {
  try {
    return { node: expressionOf(`(${text}\n)`), source: { text, offset: 1 } };
  } catch (error) {
    try {
      const object = expressionOf(`({${text}\n})`);
      if (object.type === 'ObjectExpression' && object.properties.length === 1) {
        return { node: object.properties[0]!, source: { text, offset: 2 } };
      }
    } catch {
      // The first message is the one about what was written.
    }
    throw syntaxRefusal(text, error);
  }
}

function expressionOf(text: string): AnyNode {
  const [statement, ...more] = parse(text, { ecmaVersion: 'latest' }).body;
  if (statement?.type !== 'ExpressionStatement' || more.length > 0) throw new SyntaxError('Unexpected token');
  return statement.expression;
}

function syntaxRefusal(text: string, error: unknown): Refusal {
  const { message = String(error), pos } = error as { message?: string; pos?: number };
  const problem = message.replace(/\s*\(\d+:\d+\)$/, '');
  return new Refusal(
    `the source is not JavaScript: ${problem}`,
    'Write one function in JavaScript, without types.',
    { text, offset: 1 },
    pos === undefined ? undefined : { start: pos },
  );
}

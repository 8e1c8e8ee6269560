// From a plain function to expressions: its source is run on symbols.
import { depthOf, type Expr, input } from '../expr/expr.js';
import { Algebra } from './algebra.js';
import { resultOf } from './calls.js';
import { Refusal } from './errors.js';
import { Context, Frame } from './frame.js';
import { parametersOf } from './parameters.js';
import { Scope, State } from './scope.js';
import { type ParsedFunction, type PlainFunction, parseFunction, type SourceText } from './source.js';
import { computed, describe, numberOf, type Value } from './values.js';

export interface Compiled {
  /** Names of the inputs, in order. */
  readonly inputs: readonly string[];
  /** Whether the function takes the object of `uses` after its inputs. */
  readonly takesUses: boolean;
  /** What it returns, as kernels compute it: one expression, or one per item of the array that it returns. */
  readonly exprs: readonly Expr[];
  /** The same where the numbers of the source that are no float32 are inputs after those of the function. */
  readonly exact: readonly Expr[];
  readonly constants: readonly number[];
  /** Whether the function rounds to float32 itself. */
  readonly rounds: boolean;
}

export interface CompileOptions {
  readonly uses: ReadonlyMap<string, Value>;
  /** Names of the inputs; by default those of the parameters. */
  readonly inputs?: readonly string[] | undefined;
  /** How many numbers it must return, in an array; by default one, by itself. */
  readonly results?: number | undefined;
}

/** Deeper expressions take kernels with too many values at once. */
const MOST_DEPTH = 1000;

/**
 * The expressions of `fn`.
 * @throws Refusal for what cannot be compiled.
 */
export function compile(fn: PlainFunction | string | SourceText, options: CompileOptions): Compiled {
  const parsed = parseFunction(fn);
  const { inputs, takesUses } = parametersOf(parsed, options.inputs, options.uses.size > 0);
  const algebra = new Algebra(inputs.length);
  const context = new Context(algebra, options.uses);
  const { node, source } = parsed;
  const frame = new Frame(context, source, new Scope(), new State());
  const args: Value[] = inputs.map((_, i) => computed(input(i)));
  if (takesUses) args.push({ kind: 'record', name: 'uses', properties: options.uses });
  const closure = {
    kind: 'closure',
    node,
    source,
    scope: frame.scope,
    name: node.id?.name ?? 'the function',
  } as const;
  const results = resultsOf(resultOf(closure, args, frame), parsed, options.results);
  const exact = results.map((value) => {
    if (value.kind !== 'computed' && !(value.kind === 'known' && typeof value.value !== 'string')) {
      return frame.refuse(node, `expected it to return a number, got ${describe(value)}`);
    }
    return numberOf(value, algebra);
  });
  const exprs = exact.map((expr) => algebra.finish(expr));
  for (const expr of exprs) {
    if (depthOf(expr) > MOST_DEPTH) {
      frame.refuse(
        node,
        `it is ${depthOf(expr)} operations deep; expected at most ${MOST_DEPTH}`,
        'Divide it into several functions.',
      );
    }
  }
  return { inputs, takesUses, exprs, exact, constants: algebra.constants, rounds: context.rounds };
}

/** The values that were returned: `count` in an array, or one by itself. */
function resultsOf(
  value: Value,
  { node, source }: ParsedFunction,
  count: number | undefined,
): readonly Value[] {
  if (count === undefined) return [value];
  if (value.kind === 'list' && value.items.length === count) return value.items;
  throw new Refusal(
    `expected it to return an array of ${count} numbers, got ${describe(value)}`,
    'Return one derivative for each input.',
    source,
    node,
    TypeError,
  );
}

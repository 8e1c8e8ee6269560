// toLatex: formula and derivatives of an op, for papers.
import type { Expr } from '../../expr/expr.js';
import { described } from '../../tfjs/errors.js';
import { checkOptions } from '../../tfjs/options.js';
import { operationsOf, statementsOf } from '../text/statements.js';
import { slopesOf, subjectOf } from '../text/subject.js';
import { escaped, LATEX, latexConstant, latexVariable, MEANINGS } from './operations.js';

export interface LatexOptions {
  /** What the function is called, if not by the name of the op. */
  readonly name?: string | undefined;
}

/** From here on a part of a formula has a name of its own. */
const WIDTH = 240;
/** Up to here it is written out wherever it stands. */
const SHORT = 40;
const LETTERS = 'uvwpqrst';

/**
 * Formula and derivatives of `op` as LaTeX: an `align*` of the package amsmath. Parts that stand in it more than once, or
 * are long, have names of their own, in the lines after it.
 *
 * @throws TypeError for what is no op of one output; Error for an op without a formula.
 *
 * ```ts
 * console.log(toLatex(snake));
 * ```
 */
export function toLatex(op: unknown, options: LatexOptions = {}): string {
  const where = 'toLatex';
  checkOptions(where, options, ['name']);
  if (options.name !== undefined && typeof options.name !== 'string') {
    throw new TypeError(`${where}: name expected a string, got ${described(options.name)}`);
  }
  const subject = subjectOf(where, op);
  const slopes = slopesOf(subject);
  const inputs = subject.inputs.map(latexVariable);
  const roots: readonly Expr[] = [subject.value, ...slopes];
  const { locals, results } = statementsOf(roots, inputs, letters(subject.inputs), {
    constant: latexConstant,
    cells: LATEX,
    width: WIDTH,
    short: SHORT,
  });
  const name = `\\operatorname{${escaped(options.name ?? subject.name)}}`;
  const list = inputs.join(', ');
  const left = [
    `${name}(${list})`,
    ...inputs.map((input) =>
      inputs.length === 1 ? `${name}'(${list})` : `\\frac{\\partial ${name}}{\\partial ${input}}`,
    ),
  ];
  const used = operationsOf(roots);
  const meanings = Object.entries(MEANINGS).filter(([operation]) =>
    used.has(operation as keyof typeof MEANINGS),
  );
  const lines = [
    ...results.map(({ text }, i) => `${left[i]} &= ${text}`),
    ...[...locals].reverse().map((local) => `${local.name} &= ${local.code}`),
    ...meanings.map(([, meaning]) => meaning),
  ];
  return ['\\begin{align*}', lines.join(' \\\\\n'), '\\end{align*}', ''].join('\n');
}

/** u, v, …, without those that inputs have; then u_{1}, v_{1}, … */
function letters(inputs: readonly string[]): () => string {
  const free = [...LETTERS].filter((letter) => !inputs.some((input) => input[0] === letter));
  let count = 0;
  return () => {
    const round = Math.floor(count / free.length);
    const letter = free[count++ % free.length]!;
    return round === 0 ? letter : `${letter}_{${round}}`;
  };
}

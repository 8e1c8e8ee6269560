// How LaTeX writes each operation, with amsmath.
import type { OperationName } from '../../expr/operations.js';
import { decimal } from '../text/numbers.js';
import { ATOM, atom, type Cell, type Code } from '../text/statements.js';

const LOGIC = 1;
const COMPARISON = 2;
const SUM = 4;
const PRODUCT = 5;
const POWER = 7;

/** `code` in parentheses if it binds less tightly, of the height of what is in them. */
const grouped = (code: Code, binding: number): string =>
  code.binding < binding || code.binding === CASES ? `\\left(${code.text}\\right)` : code.text;

const applied =
  (name: string): Cell =>
  (...operands) =>
    atom(`${name}\\left(${operands.map(({ text }) => text).join(', ')}\\right)`);

const operator = (name: string): Cell => applied(`\\operatorname{${name}}`);

const between =
  (left: string, right: string): Cell =>
  (x) =>
    atom(`\\left${left} ${x!.text} \\right${right}`);

const binary =
  (symbol: string, binding: number): Cell =>
  (a, b) => ({ text: `${grouped(a!, binding)} ${symbol} ${grouped(b!, binding + 1)}`, binding });

const raised = (base: Code, exponent: string): Code => ({
  text: `${grouped(base, POWER + 1)}^{${exponent}}`,
  binding: POWER,
});

const add: Cell = (a, b) => {
  const text = b!.text;
  if (a!.text === text) return mul(latexConstant(2), b!);
  return text.startsWith('-') && b!.binding >= SUM
    ? { text: `${grouped(a!, SUM)} - ${text.slice(1)}`, binding: SUM }
    : binary('+', SUM)(a!, b!);
};

/** Side by side, with a point where two numbers would read as one. */
const mul: Cell = (a, b) => {
  if (a!.text === b!.text) return raised(a!, '2');
  const [left, right] = [grouped(a!, PRODUCT), grouped(b!, PRODUCT)];
  const isNumber = /^\d/.test(right);
  // A factor that is a number comes first.
  if (isNumber && !/^\d/.test(left)) return { text: `${right} \\, ${left}`, binding: PRODUCT };
  return { text: `${left} ${isNumber ? '\\cdot' : '\\,'} ${right}`, binding: PRODUCT };
};

const minus = (x: Code): string => `-${grouped(x, PRODUCT)}`;

/** A choice. One in place of the last line adds its lines. */
function cases(condition?: Code, a?: Code, b?: Code): Code {
  const first = `${a!.text} & \\text{if } ${condition!.text} \\\\ `;
  const isChoice = b!.binding === CASES;
  const rest = isChoice ? b!.text.slice(BEGIN.length) : `${b!.text} & \\text{otherwise} \\end{cases}`;
  return { text: `${BEGIN}${first}${rest}`, binding: CASES };
}

const BEGIN = '\\begin{cases} ';
/** Binds tighter than all operators; no other code has it. */
const CASES = ATOM + 1;

export const LATEX: Readonly<Record<OperationName, Cell>> = {
  neg: (x) => ({ text: minus(x!), binding: SUM }),
  abs: between('|', '|'),
  floor: between('\\lfloor', '\\rfloor'),
  ceil: between('\\lceil', '\\rceil'),
  trunc: operator('trunc'),
  nearest: operator('round'),
  sqrt: (x) => atom(`\\sqrt{${x!.text}}`),
  exp: (x) => ({ text: `e^{${x!.text}}`, binding: POWER }),
  expm1: (x) => ({ text: `e^{${x!.text}} - 1`, binding: SUM }),
  log: applied('\\ln'),
  log1p: (x) => applied('\\ln')({ text: `1 + ${grouped(x!, SUM)}`, binding: SUM }),
  sin: applied('\\sin'),
  cos: applied('\\cos'),
  tan: applied('\\tan'),
  asin: applied('\\arcsin'),
  acos: applied('\\arccos'),
  atan: applied('\\arctan'),
  sinh: applied('\\sinh'),
  cosh: applied('\\cosh'),
  tanh: applied('\\tanh'),
  asinh: operator('arsinh'),
  acosh: operator('arcosh'),
  atanh: operator('artanh'),
  erf: operator('erf'),
  sigmoid: applied('\\sigma'),
  softplus: operator('softplus'),
  cbrt: (x) => atom(`\\sqrt[3]{${x!.text}}`),
  erfc: operator('erfc'),
  log2: applied('\\log_2'),
  add,
  sub: binary('-', SUM),
  mul,
  div: (a, b) => ({ text: `\\frac{${a!.text}}{${b!.text}}`, binding: PRODUCT + 1 }),
  min: applied('\\min'),
  max: applied('\\max'),
  mod: binary('\\bmod', SUM),
  rem: operator('rem'),
  pow: (a, b) => raised(a!, b!.text),
  atan2: operator('atan2'),
  hypot: (a, b) => atom(`\\sqrt{${raised(a!, '2').text} + ${raised(b!, '2').text}}`),
  eq: binary('=', COMPARISON),
  ne: binary('\\ne', COMPARISON),
  lt: binary('<', COMPARISON),
  le: binary('\\le', COMPARISON),
  gt: binary('>', COMPARISON),
  ge: binary('\\ge', COMPARISON),
  and: (a, b) => ({ text: `${grouped(a!, COMPARISON)} \\land ${grouped(b!, COMPARISON)}`, binding: LOGIC }),
  or: (a, b) => ({ text: `${grouped(a!, COMPARISON)} \\lor ${grouped(b!, COMPARISON)}`, binding: LOGIC }),
  not: (a) => ({ text: `\\lnot ${grouped(a!, POWER)}`, binding: PRODUCT }),
  select: cases,
  override: (value) => value!,
};

/** What the names of functions mean that not every reader knows. */
export const MEANINGS: Partial<Readonly<Record<OperationName, string>>> = {
  sigmoid: '\\sigma(z) &= \\frac{1}{1 + e^{-z}}',
  softplus: '\\operatorname{softplus}(z) &= \\ln\\left(1 + e^{z}\\right)',
};

export function latexConstant(value: number): Code {
  if (Number.isNaN(value)) return atom('\\mathrm{NaN}');
  if (!Number.isFinite(value)) return value < 0 ? { text: '-\\infty', binding: SUM } : atom('\\infty');
  const [digits, exponent] = decimal(value).replace(/\.0$/, '').split('e');
  const power = exponent === undefined ? '' : `10^{${exponent}}`;
  const text = power === '' ? digits! : digits === '1' ? power : `${digits} \\cdot ${power}`;
  if (text.startsWith('-')) return { text, binding: SUM };
  return { text, binding: power === '' ? ATOM : PRODUCT };
}

const GREEK = new Set(
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega'.split(
    ' ',
  ),
);

/** The name of an input: a letter, a Greek one, either with an index, or a word. */
export function latexVariable(name: string): string {
  const [, stem = '', index = ''] = /^([a-zA-Z]+?)_?(\d*)$/.exec(name) ?? [];
  const letter = GREEK.has(stem) ? `\\${stem}` : stem.length === 1 ? stem : undefined;
  if (letter === undefined) return `\\mathit{${escaped(name)}}`;
  return index === '' ? letter : `${letter}_{${index}}`;
}

/** `text` as LaTeX text. */
export function escaped(text: string): string {
  return text
    .replace(/[\\^~]/g, ' ')
    .replace(/[{}$&#_%]/g, '\\$&')
    .replace(/\s+/g, ' ');
}

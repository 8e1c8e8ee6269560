// Random programs: statements as people write them, which end with a return on every path.
import fc from 'fast-check';

const NUMBERS = ['0', '1', '2', '-1', '0.5', '0.25', '3', '1.5', '0.1', '-0.75'];
const UNARY = [
  'exp',
  'sin',
  'cos',
  'tanh',
  'floor',
  'ceil',
  'round',
  'trunc',
  'sign',
  'abs',
  'sqrt',
  'log',
  'atan',
  'cbrt',
];
const BINARY = ['+', '-', '*', '/', '+', '-', '*', '%'];
const COMPARISONS = ['<', '<=', '>', '>=', '===', '!=='];
const MATH_TWO = ['max', 'min', 'atan2', 'hypot', 'pow'];

type Text = fc.Arbitrary<string>;
const pick = (values: readonly string[]): Text => fc.constantFrom(...values);
const oneOf = (...weighted: (readonly [number, Text])[]): Text =>
  fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));
const written = (parts: TemplateStringsArray, ...values: Text[]): Text =>
  fc.tuple(...values).map((texts) => parts.reduce((text, part, i) => text + texts[i - 1] + part));

/** An expression of the variables. */
function expression(variables: readonly string[], depth: number): Text {
  const leaf = oneOf([3, pick(variables)], [1, pick(NUMBERS)]);
  if (depth === 0) return leaf;
  const e = expression(variables, depth - 1);
  return oneOf(
    [2, leaf],
    [4, written`(${e} ${pick(BINARY)} ${e})`],
    [3, written`Math.${pick(UNARY)}(${e})`],
    [1, written`Math.${pick(MATH_TWO)}(${e}, ${e})`],
    [1, written`Math.max(${e}, ${e}, ${e})`],
    [2, written`(${condition(variables, depth - 1)} ? ${e} : ${e})`],
    [1, written`(${e} && ${e})`],
    [1, written`(${e} || ${e})`],
    [1, written`(${e}) ** ${pick(['2', '3', '0.5', '-1'])}`.map((text) => `(${text})`)],
    [1, written`-${leaf}`.map((text) => `(${text.replace('--', '- -')})`)],
    [1, written`[${e}, ${e}, 0.5][${pick(['0', '1', '2'])}]`],
    [1, written`((p, q = 2) => p * q)(${e})`],
  );
}

function condition(variables: readonly string[], depth: number): Text {
  const e = expression(variables, Math.max(0, depth - 1));
  const comparison = written`${e} ${pick(COMPARISONS)} ${e}`;
  return oneOf(
    [4, comparison],
    [1, written`(${comparison} && ${comparison})`],
    [1, written`(${comparison} || ${e})`],
    [1, written`!(${comparison})`],
    [1, written`!${pick(variables)}`],
  );
}

/** Statements that may change `a` and `b`, and may return. */
function statement(depth: number): Text {
  const variables = ['x', 'y', 'a', 'b'];
  const e = expression(variables, 2);
  const assignment = written`${pick(['a', 'b'])} ${pick(['=', '+=', '-=', '*=', '='])} ${e};`;
  if (depth === 0) return oneOf([4, assignment], [1, pick(['a++;', '--b;', '[a, b] = [b, a];'])]);
  const inner = block(depth - 1);
  const c = condition(variables, 1);
  return oneOf(
    [3, assignment],
    [2, written`if (${c}) ${inner}`],
    [2, written`if (${c}) ${inner} else ${inner}`],
    [1, written`if (${c}) return ${e};`],
    [1, written`if (${c}) ${inner} else if (${c}) return ${e};`],
    [
      1,
      written`for (let i = 0; i < ${pick(['2', '3'])}; i++) { ${statement(0)} if (${c}) ${pick(['break', 'continue'])}; a += i; }`,
    ],
    [1, written`for (const v of [1, 0.5, b]) { b = b * 0.5 + v; if (${c}) return ${e}; }`],
    [
      1,
      written`switch (Math.floor(${e})) { case 0: ${statement(0)} break; case 1: ${statement(0)} case -1: a = 1; break; default: ${statement(0)} }`,
    ],
    [1, written`{ const t = ${e}; a = t * 0.5; }`],
    [1, written`a = helper(${e}, ${e});`],
    [1, written`${c} && (a = ${e});`],
  );
}

const block = (depth: number): Text => written`{ ${statement(depth)} ${statement(Math.max(0, depth - 1))} }`;

/** The source of a function of x and y. */
export const program: Text = written`(x, y) => {
  let a = ${expression(['x', 'y'], 2)}, b = ${pick(['x', 'y', '1'])};
  function helper(u, v) { ${oneOf([1, written`if (${condition(['u', 'v'], 1)}) return ${expression(['u', 'v'], 2)};`], [1, fc.constant('b = u;')])} return ${expression(['u', 'v', 'a'], 2)}; }
  ${statement(2)}
  ${statement(2)}
  ${statement(1)}
  return ${expression(['x', 'y', 'a', 'b'], 2)};
}`;

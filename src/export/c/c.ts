// toC: an op as functions in C11, of one element and of arrays.
import { isTruth } from '../../expr/build.js';
import { type Expr, nodesOf } from '../../expr/expr.js';
import { checkOptions } from '../../tfjs/options.js';
import { checkedName, inputNames, type Language, localNames, words } from '../text/names.js';
import { statementsOf } from '../text/statements.js';
import { formulasOf, slopesOf, subjectOf } from '../text/subject.js';
import { C, cConstant, HELPERS } from './operations.js';

export interface COptions {
  /** The name of the function, if not that of the op. */
  readonly name?: string | undefined;
}

/** Keywords, what math.h and the compiler declare, and names that the text uses. */
const RESERVED = words(
  `auto break case char const continue default do double else enum extern float for goto if inline int long register
  restrict return short signed sizeof static struct switch typedef union unsigned void volatile while asm typeof
  main size_t NULL NAN INFINITY HUGE_VAL HUGE_VALF linux unix i n acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh
  erf erfc exp exp2 expm1 fabs fdim floor fma fmax fmin fmod frexp hypot ilogb ldexp lgamma llrint llround log log10
  log1p log2 logb lrint lround modf nan nearbyint nextafter nexttoward pow remainder remquo rint round scalbln scalbn
  sin sinh sqrt tan tanh tgamma trunc gamma j0 j1 jn y0 y1 yn signgam drem significand abs div
  acosf acoshf asinf asinhf atanf atan2f atanhf cbrtf ceilf copysignf cosf coshf erff erfcf expf exp2f expm1f fabsf
  floorf fmaf fmaxf fminf fmodf hypotf logf log10f log1pf log2f powf remainderf rintf roundf sinf sinhf sqrtf tanf tanhf
  truncf gammaf lgammaf tgammaf`,
);
const LANGUAGE: Language = { name: 'C or its library', reserved: RESERVED };

/**
 * `op` as C11: `float snake_scalar(float x)` of one element, `void snake(size_t n, const float *x, float *y)` of arrays of n,
 * and both of each derivative: `snake_derivative`, or by several inputs `snake_derivative_x`, …
 *
 * It computes in float, as lanewise does, by the functions of math.h; constants are exact. `y` may be one of the inputs
 * itself. Compile with `-std=c11`, which keeps products and sums apart, and without `-ffast-math`.
 *
 * @throws TypeError for what is no op of one output; Error for an op without a formula; RangeError for a name that C does
 *   not allow, or its library has. Inputs whose names it does not allow get a _, and a comment.
 *
 * ```ts
 * writeFileSync('snake.c', toC(snake));
 * ```
 */
export function toC(op: unknown, options: COptions = {}): string {
  const where = 'toC';
  checkOptions(where, options, ['name']);
  const subject = subjectOf(where, op);
  const name = checkedName(where, subject.name, options.name, LANGUAGE);
  const slopes = slopesOf(subject);
  const single = subject.inputs.length === 1;
  const functions = [
    { name, root: subject.value },
    ...slopes.map((root, i) => ({
      name: `${name}_derivative${single ? '' : `_${subject.inputs[i]}`}`,
      root,
    })),
  ];
  const taken = functions.flatMap((each) => [each.name, `${each.name}_scalar`]);
  const { names, notes } = inputNames(subject.inputs, LANGUAGE, taken);
  const output = resultName([...names, ...taken]);
  const code = functions
    .flatMap((each) => [...functionsOf(each.name, each.root, names, output), ''])
    .join('\n');
  const helpers = Object.entries(HELPERS)
    .filter(([helper]) => code.includes(`lanewise_${helper}(`))
    .flatMap(([, text]) => [text, '']);
  return [
    '/*',
    ...[
      ...formulasOf(subject, name).map((line) => line.replaceAll('*/', '* /')),
      '',
      'Made by lanewise. All is computed in float: compile with -std=c11, which keeps products and sums apart, and without',
      '-ffast-math. Rounding takes a half to the even neighbour, in the default rounding mode. Comparisons with NaN are false,',
      `but != is true. Arrays have n elements; ${output} may be one of the others.`,
      ...notes,
    ].map((line) => (line === '' ? ' *' : ` * ${line}`)),
    ' */',
    '#include <math.h>',
    '#include <stddef.h>',
    '',
    ...helpers,
    code,
  ].join('\n');
}

function resultName(taken: readonly string[]): string {
  return ['y', 'result', 'lanewise_result'].find((name) => !taken.includes(name))!;
}

/** `float snake_scalar(float x)` and `void snake(size_t n, const float *x, float *y)`. */
function functionsOf(name: string, root: Expr, inputs: readonly string[], output: string): string[] {
  const { locals, results } = statementsOf([root], inputs, localNames(inputs), {
    constant: cConstant,
    cells: C,
  });
  const used = new Set(nodesOf([root]).map((node) => (node.kind === 'input' ? node.index : -1)));
  const unused = inputs.filter((_, i) => !used.has(i));
  const scalars = inputs.map((input) => `float ${input}`).join(', ');
  const arrays = ['size_t n', ...inputs.map((input) => `const float *${input}`), `float *${output}`];
  const elements = inputs.map((input) => `${input}[i]`).join(', ');
  return [
    `float ${name}_scalar(${scalars}) {`,
    ...unused.map((input) => `  (void)${input};`),
    ...locals.map(
      ({ name: local, code, node }) => `  const ${isTruth(node) ? 'int' : 'float'} ${local} = ${code};`,
    ),
    `  return ${results[0]!.text};`,
    '}',
    '',
    `void ${name}(${arrays.join(', ')}) {`,
    `  for (size_t i = 0; i < n; i++) ${output}[i] = ${name}_scalar(${elements});`,
    '}',
  ];
}

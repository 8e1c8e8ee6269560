// toPython: an op as a module of Python.
import type { Expr } from '../../expr/expr.js';
import { described } from '../../tfjs/errors.js';
import { checkOptions } from '../../tfjs/options.js';
import { checkedName, inputNames, type Language, localNames, words } from '../text/names.js';
import { operationsOf, statementsOf } from '../text/statements.js';
import { curvaturesOf, formulasOf, shortened, slopesOf, subjectOf } from '../text/subject.js';
import { HELPER, notesOn, usedHelpers } from './cells.js';
import { type Framework, type FrameworkName, LIKE, type Parts, returnTuple } from './framework.js';
import { JAX } from './jax.js';
import { KERAS } from './keras.js';
import { NUMPY } from './numpy.js';
import { TENSORFLOW } from './tensorflow.js';
import { TORCH } from './torch.js';

export interface PythonOptions {
  /** For which framework. */
  readonly framework: FrameworkName;
  /** The name of the function, if not that of the op. */
  readonly name?: string | undefined;
}

const FRAMEWORKS: Readonly<Record<FrameworkName, Framework>> = {
  torch: TORCH,
  jax: JAX,
  keras: KERAS,
  tensorflow: TENSORFLOW,
  numpy: NUMPY,
};

const KEYWORDS = words(
  `False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with yield`,
);
/** Functions of Python that the text calls. */
const BUILT_IN = words('float isinstance enumerate range len tuple sum zip type hasattr next');

/**
 * `op` as Python source: a module with the function and its derivative in the idiom of a framework, to paste or to save.
 *
 * `snake(x)` computes what lanewise computes, in the type of its inputs; several inputs broadcast. Its gradient is that
 * of lanewise, the option `derivative` included, and so is the gradient of that. Third derivatives are those that the
 * framework takes of the second. `snake_derivative(x)` is the derivative; of several inputs it is a tuple. Constants
 * are decimals that float32 reads as what lanewise has.
 *
 * - torch: `torch.autograd.Function` of plain operations, also for `torch.compile(fullgraph=True)` and `torch.func`.
 * - jax: `jax.custom_jvp`.
 * - keras: `keras.ops` of Keras 3, any backend; registered as `lanewise>snake` for saved models.
 * - tensorflow: `tf.custom_gradient`.
 * - numpy: the two functions.
 *
 * @throws TypeError for what is no op of one output; Error for an op without a formula; RangeError for another framework
 *   and for a name that Python does not allow. Inputs whose names it does not allow get a _, and a comment.
 *
 * ```ts
 * const source = toPython(snake, { framework: 'torch' });
 * ```
 */
export function toPython(op: unknown, options: PythonOptions): string {
  const where = 'toPython';
  checkOptions(where, options, ['framework', 'name']);
  const framework = FRAMEWORKS[checkedFramework(where, options.framework)];
  const subject = subjectOf(where, op);
  const language: Language = {
    name: 'Python',
    reserved: new Set([...KEYWORDS, ...BUILT_IN, ...framework.taken]),
  };
  const name = checkedName(where, subject.name, options.name, language);
  const { names, notes } = inputNames(subject.inputs, language, [name, `${name}_derivative`]);
  const slopes = slopesOf(subject);
  const curvatures = curvaturesOf(subject, slopes);
  const parts: Parts = {
    name,
    inputs: names,
    value: bodyOf(framework, names, [subject.value], false),
    slopes: bodyOf(framework, names, slopes, true),
    curvatures: bodyOf(framework, names, curvatures, true),
    slopeAlone: slopes.map((slope) => bodyOf(framework, names, [slope], false)),
    curvatureRows: slopes.map((_, i) =>
      bodyOf(framework, names, curvatures.slice(i * names.length, (i + 1) * names.length), true),
    ),
    doc: formulasOf(subject, name).map(asDocumentation),
  };
  const code = framework.module(parts).join('\n');
  const helpers = usedHelpers(withTransitive(code, framework.helpers), framework.helpers);
  const comments = [
    `${name}: made by lanewise from the op ${asDocumentation(shortened(subject.name))}.`,
    'Constants are decimals that float32 reads as what lanewise computes with.',
    ...notes,
    ...notesOn(operationsOf([subject.value, ...slopes, ...curvatures])),
  ];
  const imports = framework.imports.filter(
    (line) => line !== 'import math' || helpers.join().includes('math.'),
  );
  return [
    ...comments.map((line) => `# ${line}`),
    ...(imports[0] === '' ? imports.slice(1) : imports),
    '',
    '',
    ...helpers.flatMap((helper) => [helper, '', '']),
    code,
    '',
  ].join('\n');
}

function checkedFramework(where: string, framework: unknown): FrameworkName {
  if (typeof framework === 'string' && Object.hasOwn(FRAMEWORKS, framework))
    return framework as FrameworkName;
  const got = typeof framework === 'string' ? `"${shortened(framework)}"` : described(framework);
  throw new RangeError(`${where}: framework expected ${Object.keys(FRAMEWORKS).join(', ')}, got ${got}`);
}

/** The lines of a function of `inputs` that returns `roots`, as a tuple or the one. */
function bodyOf(
  framework: Framework,
  inputs: readonly string[],
  roots: readonly Expr[],
  isTuple: boolean,
): string[] {
  const { locals, results } = statementsOf(
    roots,
    inputs,
    localNames([...inputs, ...framework.taken]),
    framework,
  );
  const like = inputs[0]!;
  const values = results.map((code) => {
    if (code.constant !== undefined) return framework.full(code.text, like);
    // Not the array of the caller itself.
    return inputs.includes(code.text) ? `${code.text} * 1.0` : code.text;
  });
  const returned = isTuple ? returnTuple(values) : [`return ${values[0]}`];
  return [...locals.map(({ name, code }) => `${name} = ${code}`), ...returned].map((line) =>
    line.replaceAll(LIKE, like),
  );
}

/** A line for a docstring: Python reads no backslash or quote in it as its own. */
const asDocumentation = (line: string): string => line.replace(/[\\"\n\r]/g, ' ');

/** `code` with the definitions of the helpers that it calls, and of those that they call. */
function withTransitive(code: string, helpers: Readonly<Record<string, string>>): string {
  let text = code;
  for (let i = 0; i < 2; i++) text = [code, ...usedHelpers(text, helpers)].join('\n');
  return text.includes(HELPER) ? text : code;
}

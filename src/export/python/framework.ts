// What a framework is asked for, and what it is given.
import type { OperationName } from '../../expr/operations.js';
import type { Cell, Code } from '../text/statements.js';

/** The frameworks that `toPython` writes for. */
export type FrameworkName = 'torch' | 'jax' | 'keras' | 'tensorflow' | 'numpy';

/** Stands for an input in the code of cells: constants take its type. */
export const LIKE = '@';

/** The parts of a module that depend on the op. */
export interface Parts {
  /** The name of the function. */
  readonly name: string;
  /** `a, b`: the inputs. */
  readonly inputs: readonly string[];
  /** What the functions compute, as lines of a body that ends with `return`. Slopes are a tuple, one for each input. */
  readonly value: readonly string[];
  readonly slopes: readonly string[];
  /** The derivatives of the first slope by each input, then those of the second, … */
  readonly curvatures: readonly string[];
  /** The same apart: each slope alone, and of each the derivatives by all inputs, a tuple. */
  readonly slopeAlone: readonly (readonly string[])[];
  readonly curvatureRows: readonly (readonly string[])[];
  /** Lines of a docstring. */
  readonly doc: readonly string[];
}

/** A target: its column of the operations, and the idiom of its gradients. */
export interface Framework {
  readonly cells: Readonly<Record<OperationName, Cell>>;
  /** A constant beside an operator. */
  readonly constant: (value: number) => Code;
  /** A result that is a constant, in the shape of `like`. */
  readonly full: (constant: string, like: string) => string;
  readonly helpers: Readonly<Record<string, string>>;
  /** Names that the text uses. */
  readonly taken: readonly string[];
  /** The imports, each a line. */
  readonly imports: readonly string[];
  /** Statements after the helpers. */
  readonly module: (parts: Parts) => readonly string[];
}

/** `lines`, moved to the right. */
export const indented = (lines: readonly string[], by = 4): string[] =>
  lines.map((line) => (line === '' ? line : ' '.repeat(by) + line));

/** `"""…"""` of `lines`. */
export const docstring = (lines: readonly string[]): string[] =>
  lines.length === 1 ? [`"""${lines[0]}"""`] : [`"""${lines[0]}`, ...lines.slice(1), '"""'];

/** A function without a docstring. */
export const definition = (header: string, body: readonly string[]): string[] => [
  `def ${header}:`,
  ...indented(body),
];

/**
 * `snake_derivative(x)`: the derivative for users. Of several inputs it is a tuple.
 *
 * @param apply What gives the tuple of slopes of checked inputs.
 */
export function derivativeFunction({ name, inputs }: Parts, apply: string): string[] {
  const one = inputs.length === 1;
  return definition(`${name}_derivative(${inputs.join(', ')})`, [
    one
      ? `"""The derivative of ${name}."""`
      : `"""The derivatives of ${name} by ${inputs.join(', ')}, as a tuple."""`,
    checkedInputs(inputs),
    `return ${apply}(${inputs.join(', ')})${one ? '[0]' : ''}`,
  ]);
}

/** `snake(x)`: the function for users. */
export function publicFunction({ name, inputs, doc }: Parts, apply: string): string[] {
  return definition(`${name}(${inputs.join(', ')})`, [
    ...docstring(doc),
    checkedInputs(inputs),
    `return ${apply}(${inputs.join(', ')})`,
  ]);
}

/** The inputs in one type and one shape. */
function checkedInputs(inputs: readonly string[]): string {
  const list = inputs.join(', ');
  return `${inputs.length === 1 ? `(${list},)` : list} = _lanewise_inputs(${list})`;
}

/** `return` of a tuple, a line for each item if it is long. */
export function returnTuple(items: readonly string[]): string[] {
  const result = items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
  if (result.length <= 100) return [`return ${result}`];
  return ['return (', ...items.map((item) => `    ${item},`), ')'];
}

/** The functions that compute: value, slopes and curvatures. */
export function bodies({ name, inputs, value, slopes, curvatures }: Parts): string[] {
  const list = inputs.join(', ');
  return [
    ...definition(`_${name}_value(${list})`, value),
    '',
    '',
    ...definition(`_${name}_slopes(${list})`, slopes),
    '',
    '',
    ...definition(`_${name}_curvatures(${list})`, curvatures),
  ];
}

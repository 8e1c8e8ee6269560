// Names that a target can have: of the function, which the user chooses, and of its inputs, which are renamed.
import { described } from '../../tfjs/errors.js';
import { shortened } from './subject.js';

/** The words of a language that are no names, and names that the text uses itself. */
export interface Language {
  /** For errors: `Python`. */
  readonly name: string;
  readonly reserved: ReadonlySet<string>;
}

export const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/**
 * The name of the function: `given`, or that of the op.
 * @throws TypeError, RangeError for what is no name in `language`.
 */
export function checkedName(where: string, opName: string, given: unknown, language: Language): string {
  if (given !== undefined && typeof given !== 'string') {
    throw new TypeError(`${where}: name expected a string, got ${described(given)}`);
  }
  const name = given ?? opName;
  const expected = `${where}: name expected letters, digits and _, not first a digit, and no word of ${language.name}`;
  if (!isIdentifier(name) || language.reserved.has(name)) {
    throw new RangeError(
      `${expected}, got "${shortened(name)}"; give the option name, as { name: '${suggested(name)}' }`,
    );
  }
  return name;
}

const isIdentifier = (name: string): boolean => /^[a-zA-Z_]\w*$/.test(name) && name.length <= 200;

function suggested(name: string): string {
  const legal = name.replace(/\W+/g, '_').replace(/^(\d)/, '_$1').slice(0, 40);
  return /[a-zA-Z0-9]/.test(legal) ? `my_${legal.replace(/^_+/, '')}` : 'my_function';
}

export interface InputNames {
  /** The names in the text, in order. */
  readonly names: readonly string[];
  /** A line for each input that has another name. */
  readonly notes: readonly string[];
}

/** Names of the inputs in `language`: their own, with a _ after those that it does not allow. */
export function inputNames(
  inputs: readonly string[],
  language: Language,
  taken: readonly string[],
): InputNames {
  const used = new Set([...taken, ...inputs]);
  const notes: string[] = [];
  const names = inputs.map((input) => {
    if (!language.reserved.has(input) && !taken.includes(input)) return input;
    let name = `${input}_`;
    while (used.has(name) || language.reserved.has(name)) name += '_';
    used.add(name);
    notes.push(
      `The input ${input} is called ${name} here: ${input} means something else in ${language.name}.`,
    );
    return name;
  });
  return { names, notes };
}

/** Gives t1, t2, …, without those that are `taken`. */
export function localNames(taken: readonly string[]): () => string {
  let count = 0;
  return () => {
    do count++;
    while (taken.includes(`t${count}`));
    return `t${count}`;
  };
}

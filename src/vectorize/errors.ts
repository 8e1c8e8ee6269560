// What the compiler refuses, with the place in the user's source and what to write instead.

/** A place in a text. */
interface Span {
  readonly start: number;
}

/** The text that a function was parsed from. */
export interface Source {
  readonly text: string;
  /** What stands before the text in what was parsed, in characters. */
  readonly offset: number;
}

/** The kind of an error: of the wrong kind, of the wrong value, or not supported. */
export type ErrorKind = typeof Error | typeof TypeError | typeof RangeError;

/** What cannot be compiled. `vectorize` adds the name of the function. */
export class Refusal extends Error {
  readonly kind: ErrorKind;

  /**
   * @param problem What is wrong, without the place.
   * @param remedy What to write instead: a sentence, or nothing.
   */
  constructor(problem: string, remedy = '', source?: Source, node?: Span, kind: ErrorKind = Error) {
    const place = source === undefined || node === undefined ? undefined : placeOf(source, node.start);
    super(
      [
        place === undefined ? problem : `${problem} (line ${place.line}, column ${place.column})`,
        ...(place === undefined ? [] : [`    ${place.text}`, `    ${' '.repeat(place.caret)}^`]),
        ...(remedy === '' ? [] : [remedy]),
      ].join('\n'),
    );
    this.kind = kind;
  }
}

/** Lines of minified code are long: this many characters before and after the place are shown. */
const BEFORE = 40;
const WIDTH = 100;

/** Line and column from 1, the line as it is shown, and where its caret stands. */
function placeOf(
  source: Source,
  start: number,
): { line: number; column: number; text: string; caret: number } {
  const at = Math.min(Math.max(start - source.offset, 0), source.text.length);
  const lines = source.text.slice(0, at).split('\n');
  const column = lines.at(-1)!.length;
  const whole = source.text.split('\n')[lines.length - 1]!.trimEnd();
  const from = column > WIDTH - BEFORE ? column - BEFORE : 0;
  const indent = from === 0 ? whole.length - whole.trimStart().length : 0;
  const text = `${from > 0 ? '…' : ''}${whole.slice(from + indent, from + WIDTH)}${whole.length > from + WIDTH ? '…' : ''}`;
  return { line: lines.length, column: column + 1, text, caret: column - from - indent + (from > 0 ? 1 : 0) };
}

/** What `error` says, as an error of its kind about `where`. Errors that are not refusals stay as they are. */
export function about(where: string, error: unknown): unknown {
  return error instanceof Refusal ? new error.kind(`${where}: ${error.message}`) : error;
}

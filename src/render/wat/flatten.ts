// The code of a lane function as statements. What the stack holds at each instruction is known beforehand, so each
// can name its operands.
import { inlined, type Lane } from './lanes.js';
import { unpack } from './packing.js';
import { StatementList, type Straight, type Text } from './statements.js';

/** Instructions that take one value from the stack. */
const UNARY =
  /\.(abs|neg|sqrt|floor|ceil|trunc|nearest|not|splat|eqz|bitmask|\w+_true|(promote|demote|convert|extract)_\w+)$/;
/** Instructions whose result is no vector. They are written where it is used. */
const SCALAR = /_true$|\.bitmask$|\.extract_lane$|^[if]\d\d\./;

/** The statements of lane functions, each read once. */
const forms = new WeakMap<Lane, Straight>();

/** `lane` written out: its result on `operands`. */
export function flattened(lane: Lane, operands: readonly Text[], list: StatementList): Text {
  let form = forms.get(lane);
  if (form === undefined) {
    form = formOf(lane);
    forms.set(lane, form);
  }
  const made = new Map<string, Text>(operands.map((operand, i) => [parameterId(i), operand]));
  const placed = (text: Text): Text =>
    text.flatMap((piece) => (typeof piece === 'string' ? piece : made.get(piece.id)!));
  for (const { id, text } of form.statements) made.set(id, list.add(placed(text)));
  for (const each of form.withLocals) list.withLocals.add(each);
  return placed(form.results[0]!);
}

const parameterId = (index: number): string => `p${index}`;

/** The statements of `lane`, of its parameters as inputs. */
function formOf(lane: Lane): Straight {
  const list = new StatementList();
  const parameters = Array.from(lane.params, (_, i): Text => [{ id: parameterId(i), index: i }]);
  const result = read(lane, parameters, list);
  return { statements: list.statements, results: [result], withLocals: list.withLocals };
}

/** Adds the statements of `lane` to `list`, and gives its result. */
function read(lane: Lane, operands: readonly Text[], list: StatementList): Text {
  const tokens = unpack(lane.code).match(/\(result v128\)|\S+/g)!;
  const stack: Text[] = [];
  const locals = new Map<string, Text>(operands.map((operand, i) => [`$${i}`, operand]));
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at++]!;
    if (token === 'local.get') stack.push(locals.get(tokens[at++]!)!);
    else if (token === 'local.set') locals.set(tokens[at++]!, stack.pop()!);
    else if (token === 'local.tee') locals.set(tokens[at++]!, stack.at(-1)!);
    else if (token === 'if' && tokens[at] === '(result v128)') stack.push(branch(stack.pop()!));
    else if (token === 'if' || token === 'loop') return whole(lane, operands, list);
    else instruction(token);
  }
  return stack.pop()!;

  function instruction(name: string): void {
    const from = at;
    while (/^(-?\d|i32x4$)/.test(tokens[at] ?? '')) at++;
    const head = `(${[name, ...tokens.slice(from, at)].join(' ')}`;
    if (name.endsWith('.const')) {
      stack.push([`${head})`]);
      return;
    }
    const taken = stack.splice(UNARY.test(name) ? -1 : name === 'v128.bitselect' ? -3 : -2);
    const text = joined([head, ...taken.flatMap((operand) => [' ', ...operand]), ')']);
    stack.push(SCALAR.test(name) ? text : list.add(text));
  }

  /**
   * The rest of an `if … else … end`, in one statement: it is for inputs that are rare, and what it computes should not
   * be computed for all others.
   */
  function branch(condition: Text): Text {
    const from = at + 1;
    for (let open = 1; open > 0; ) {
      const token = tokens[++at];
      if (token === 'if') open++;
      else if (token === 'end') open--;
    }
    const inside = tokens.slice(from, at++);
    const assigned = new Set(inside.filter((_, i) => /^local\.(set|tee)$/.test(inside[i - 1] ?? '')));
    const text: (string | Text[number])[] = ['(block (result v128)'];
    const own = (name: string): string => ` $${lane.name}${name.slice(1)}`;
    for (const name of assigned) {
      const before = locals.get(name);
      if (before !== undefined) text.push(` (local.set${own(name)} `, ...before, ')');
      // It is not known afterwards, as one branch may not assign it.
      locals.delete(name);
      list.withLocals.add(lane);
    }
    text.push(' ', ...condition, ' if (result v128)');
    for (let i = 0; i < inside.length; i++) {
      const token = inside[i]!;
      if (!token.startsWith('local.')) text.push(` ${token}`);
      else {
        const name = inside[++i]!;
        if (assigned.has(name)) text.push(` ${token}${own(name)}`);
        else text.push(' ', ...locals.get(name)!);
      }
    }
    text.push(' end)');
    return list.add(joined(text));
  }
}

/** `lane` in one statement, where its code has loops. */
function whole(lane: Lane, operands: readonly Text[], list: StatementList): Text {
  list.withLocals.add(lane);
  return list.add(joined(inlined(lane, operands)));
}

/** `text` with its strings together. */
function joined(text: Text): Text {
  const pieces: (string | Text[number])[] = [];
  for (const piece of text) {
    const last = pieces.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  }
  return pieces;
}

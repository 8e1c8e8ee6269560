// Statements over locals.
import type { Statement, Straight, Text, Vector } from './statements.js';

/** Lines of text for one vector, whose locals end in `COPY`. */
export interface Lines {
  readonly lines: readonly string[];
  /** How many locals they take besides $v and $r: $t0, $t1, … */
  readonly count: number;
}

/** Stands for the index of a vector among those of an iteration. */
const COPY = '@';

/** `texts` for several vectors: each for all of them, on a line, before the next. */
export function copiesOf(texts: readonly string[], vectors: number): string[] {
  return texts.map((text) => {
    const parts = text.split(COPY);
    let line = parts.join('0');
    for (let u = 1; u < vectors; u++) line += ` ${parts.join(String(u))}`;
    return line;
  });
}

/** Declarations of $t0, $t1, … for each vector. */
export function temporaries(count: number, vectors: number): string[] {
  const declarations = Array.from({ length: count }, (_, t) => `(local $t${t}_${COPY} v128)`);
  return copiesOf(declarations, vectors);
}

/** The locals of the statements of a kernel. */
interface Locals {
  /** By the ids of the statements. */
  readonly names: ReadonlyMap<string, string>;
  /** How many there are besides $v and $r. */
  readonly count: number;
}

/**
 * Locals for the results of `statements`, as few as can be: the next result takes the local of one that is no longer
 * needed. An engine clears all locals at each call.
 */
export function localsFor({ statements, results }: Pick<Straight, 'statements' | 'results'>): Locals {
  const names = new Map<string, string>();
  for (const [j, [result]] of results.entries()) {
    if (isStatement(result) && !names.has(result.id)) names.set(result.id, `$r${j}`);
  }
  const lastUses = lastUsesOf(statements);
  const free: string[] = [];
  let count = 0;
  for (const statement of statements) {
    for (const { id } of lastUses.get(statement)!) {
      const name = names.get(id)!;
      if (name.startsWith('$t')) free.push(name);
    }
    if (!names.has(statement.id)) names.set(statement.id, free.pop() ?? `$t${count++}`);
  }
  return { names, count };
}

/** The statements of `straight` over locals. */
export function withLocals(straight: Straight): Lines {
  const { statements, results } = straight;
  const { names, count } = localsFor(straight);
  const lines: string[] = [];
  const set = (name: string, text: Text): void => {
    lines.push(`(local.set ${name}_${COPY} ${textOf(text)})`);
  };
  for (const { id, text } of statements) set(names.get(id)!, text);
  for (const [j, result] of results.entries()) {
    const isSet = isStatement(result[0]) && names.get(result[0].id) === `$r${j}`;
    if (!isSet) set(`$r${j}`, result);
  }
  return { lines, count };

  function textOf(text: Text): string {
    let written = '';
    for (const piece of text) {
      if (typeof piece === 'string') written += piece;
      else written += `(local.get ${isStatement(piece) ? names.get(piece.id) : `$v${piece.index}`}_${COPY})`;
    }
    return written;
  }
}

const isStatement = (piece: string | Vector | undefined): piece is Statement =>
  typeof piece === 'object' && 'text' in piece;

/** For each statement those whose results are used there for the last time. */
function lastUsesOf(statements: readonly Statement[]): Map<Statement, Statement[]> {
  const seen = new Set<Statement>();
  const ends = new Map<Statement, Statement[]>();
  for (const statement of [...statements].reverse()) {
    const ended: Statement[] = [];
    for (const piece of statement.text) {
      if (!isStatement(piece) || seen.has(piece)) continue;
      seen.add(piece);
      ended.push(piece);
    }
    ends.set(statement, ended);
  }
  return ends;
}

// Statements over locals, for several vectors at once: each statement for all of them, before the next.
import type { Statement, Straight, Vector } from './statements.js';

/** Lines of text, and the declarations of the locals that they take besides $v and $r. */
export interface Lines {
  readonly lines: readonly string[];
  readonly locals: readonly string[];
}

/**
 * The statements of `straight` over locals, as few as can be: the next result takes the local of one that is no longer
 * needed. An engine clears all locals at each call.
 */
export function withLocals({ statements, results }: Straight, vectors: number): Lines {
  const names = new Map<string, string>();
  for (const [j, [result]] of results.entries()) {
    if (isStatement(result) && !names.has(result.id)) names.set(result.id, `$r${j}`);
  }
  const lastUses = lastUsesOf(statements);
  const free: string[] = [];
  let count = 0;
  const lines: string[] = [];
  for (const statement of statements) {
    // The texts first: the result may take the local of an operand.
    const texts = Array.from({ length: vectors }, (_, u) => textOf(statement.text, u));
    for (const ended of lastUses.get(statement) ?? []) {
      const name = names.get(ended.id)!;
      if (name.startsWith('$t')) free.push(name);
    }
    let name = names.get(statement.id);
    if (name === undefined) {
      name = free.pop() ?? `$t${count++}`;
      names.set(statement.id, name);
    }
    for (const [u, text] of texts.entries()) lines.push(`(local.set ${name}_${u} ${text})`);
  }
  for (const [j, result] of results.entries()) {
    if (isStatement(result[0]) && names.get(result[0].id) === `$r${j}`) continue;
    for (let u = 0; u < vectors; u++) lines.push(`(local.set $r${j}_${u} ${textOf(result, u)})`);
  }
  const locals: string[] = [];
  for (let t = 0; t < count; t++) for (let u = 0; u < vectors; u++) locals.push(`(local $t${t}_${u} v128)`);
  return { lines, locals };

  function textOf(text: Statement['text'], vector: number): string {
    let written = '';
    for (const piece of text) {
      if (typeof piece === 'string') written += piece;
      else
        written += `(local.get ${isStatement(piece) ? names.get(piece.id) : `$v${piece.index}`}_${vector})`;
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

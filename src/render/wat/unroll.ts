// How many vectors an iteration takes. A statement must wait for its operands, and meanwhile the processor could
// compute others. One vector leaves it idle for `latency - work` cycles, so about latency / work vectors keep it busy.
// More of them only take registers, which some engines move to memory and back at a price.
//
// The cycles are those of x86 processors since 2015; those of ARM differ little. `npm run bench unroll` compares the
// choice with others.
import type { Statement } from './statements.js';

/** Vectors an iteration at most: with more, code grows and takes longer to compile, and gains little. */
const MOST = 6;

/** Cycles from operands to result, by the first of these that an instruction matches; 4 for all others. */
const LATENCIES: readonly (readonly [RegExp, number])[] = [
  [/\.(div|sqrt) /, 12],
  [/\.(floor|ceil|trunc|nearest) /, 8],
  [/(promote|demote|convert)_/, 5],
  [/^\((v128|i8x16|i32x4|i64x2)\.|\.(abs|neg) /, 1],
];

/** Cycles that an instruction keeps a unit from others: there are two units, and division takes one for long. */
const workOf = (text: string): number => (/\.(div|sqrt) /.test(text) ? 3 : 0.5);

/** How many vectors at once compute `statements` in the shortest time. */
export function vectorsAnIteration(statements: readonly Statement[]): number {
  const done = new Map<string, number>();
  let [latency, work] = [0, 0];
  for (const { id, text } of statements) {
    const head = text[0] as string;
    let ready = 0;
    for (const piece of text) if (typeof piece === 'object') ready = Math.max(ready, done.get(piece.id) ?? 0);
    const end = ready + (LATENCIES.find(([pattern]) => pattern.test(head))?.[1] ?? 4);
    done.set(id, end);
    latency = Math.max(latency, end);
    work += workOf(head);
  }
  return Math.max(1, Math.min(MOST, Math.round(1 + latency / Math.max(work, 0.5))));
}

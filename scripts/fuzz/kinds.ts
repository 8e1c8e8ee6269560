// The kinds of cases: how each is drawn, run, and made simpler. A case is data, and is stored as JSON when it fails.
import { drawKernelCase, type KernelCase, runKernelCase } from './kernels.js';
import { drawOpCase, type OpCase, runOpCase } from './ops.js';
import { drawPlainCase, type PlainCase, runPlainCase, simplerPlain } from './plain.js';
import type { Random } from './random.js';
import { simplerKernels, simplerOps } from './simpler.js';
import type { Tally } from './tally.js';

export type FuzzCase = KernelCase | OpCase | PlainCase;
export type Kind = FuzzCase['kind'];

interface KindOf<Case extends FuzzCase> {
  readonly draw: (random: Random) => Case;
  /** What is wrong, or undefined. */
  readonly run: (given: Case, tally: Tally) => string | undefined | Promise<string | undefined>;
  readonly simpler: (given: Case) => Iterable<Case>;
  /** How many of a hundred cases are of this kind. */
  readonly share: number;
}

export const KINDS: { readonly [K in Kind]: KindOf<Extract<FuzzCase, { kind: K }>> } = {
  kernel: { draw: drawKernelCase, run: runKernelCase, simpler: simplerKernels, share: 50 },
  op: { draw: drawOpCase, run: runOpCase, simpler: simplerOps, share: 30 },
  plain: { draw: drawPlainCase, run: runPlainCase, simpler: simplerPlain, share: 20 },
};

/** What is wrong with a case, what it throws included. */
export async function verdictOf(given: FuzzCase, tally: Tally): Promise<string | undefined> {
  try {
    const { run } = KINDS[given.kind] as KindOf<FuzzCase>;
    return await run(given, tally);
  } catch (error) {
    const lines = error instanceof Error ? (error.stack ?? error.message).split('\n') : [String(error)];
    return `it throws ${lines.slice(0, 6).join(' ').slice(0, 600)}`;
  }
}

export function drawCase(random: Random, kinds: readonly Kind[]): FuzzCase {
  const total = kinds.reduce((sum, kind) => sum + KINDS[kind].share, 0);
  let left = random.between(0, total);
  const kind =
    kinds.find((each) => {
      left -= KINDS[each].share;
      return left < 0;
    }) ?? kinds[0]!;
  return KINDS[kind].draw(random);
}

/** How often a simpler case is tried. */
const ATTEMPTS = 400;

/** The simplest case that can be found and still fails. */
export async function shrunk(given: FuzzCase, tally: Tally): Promise<FuzzCase> {
  let current = given;
  for (let attempts = 0; attempts < ATTEMPTS; ) {
    let found: FuzzCase | undefined;
    const { simpler } = KINDS[current.kind] as KindOf<FuzzCase>;
    for (const candidate of simpler(current)) {
      if (++attempts >= ATTEMPTS) break;
      if ((await verdictOf(candidate, tally)) === undefined) continue;
      found = candidate;
      break;
    }
    if (found === undefined) return current;
    current = found;
  }
  return current;
}

/** A case as JSON, which has no NaN, no infinities and no -0. */
export const writtenCase = (given: FuzzCase): string =>
  JSON.stringify(given, (_, value: unknown) => {
    if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
    return { number: Object.is(value, -0) ? '-0' : String(value) };
  });

export const readCase = (text: string): FuzzCase =>
  JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'number' in value ? Number(value.number) : value,
  ) as FuzzCase;

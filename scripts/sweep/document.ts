// docs/ulp.md: what the sweeps found. A sweep of some functions replaces their rows and leaves the others.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { CLAIMS, tiersOf } from '../../assembly/lanes/claims.js';
import { type Finding, hex, ofBits } from './finding.js';

export const DOCUMENT = 'docs/ulp.md';

/** A row of the document. */
export interface Measured {
  readonly lane: string;
  /** The largest error in ULP; 0.5 where all results are the nearest float32. */
  readonly worst: number;
  /** The bits of the inputs it happens at, none where it is 0.5. */
  readonly at: readonly number[];
  readonly misrounded: number;
  /** The pairs that were tried; one input has 2^32 values, and all are. */
  readonly pairs?: number;
}

const INTRODUCTION = `# Errors of the elementary functions

Written by \`npm run test:ulp\`, and by nothing else. An error is the distance from the true value in units of the
last place of a float32 (ULP); a result that is the nearest float32 errs by at most 0.5. *Exact* is what
\`precision: 'exact'\` runs. *Fast* is what \`'fast'\`, the default, runs where there is such a row, else exact.
What is composed of several functions adds their errors up.
`;
const ONE = `## One input: all 2^32 float32

| function | tier | largest error, ULP | at | x | not the nearest float32 |
|---|---|---:|---|---:|---:|
`;
const TWO = `## Two inputs: random and structured pairs

The pairs are those of \`test/assembly/lanes-pairs.ts\`. Where float64 cannot tell which float32 is nearest, either is right.

| function | pairs | largest error, ULP | at | x, y | not the nearest float32 |
|---|---:|---:|---|---:|---:|
`;

/** The rows of the document as it is. */
export function documented(): Measured[] {
  if (!existsSync(DOCUMENT)) return [];
  const rows = /^\| `(\w+)` \| (\w+) \| ([\d.]+) \| (.*?) \| .*? \| (\d+) \|$/gm;
  return [...readFileSync(DOCUMENT, 'utf8').matchAll(rows)].map(
    ([, name, second, worst, at, misrounded]) => ({
      lane: second === 'fast' ? `${name}Fast` : `${name}Exact`,
      worst: Number(worst),
      at: [...at!.matchAll(/0x\w+/g)].map(([word]) => Number(word)),
      misrounded: Number(misrounded),
      ...(/^\d/.test(second!) && { pairs: Number(second) }),
    }),
  );
}

/** Writes what was measured into the document, in place of what it says of these lane functions. */
export function document(measured: readonly (Finding & { readonly pairs?: number })[]): void {
  const rows = new Map<string, Measured>(documented().map((row) => [row.lane, row]));
  for (const { at = [], ...row } of measured) rows.set(row.lane, { ...row, at });
  const cells = (first: string, second: string | number, { worst, at, misrounded }: Measured): string => {
    const bits = at.map((word) => `\`${hex(word)}\``).join(', ');
    return `| \`${first}\` | ${second} | ${round(worst)} | ${bits} | ${at.map(ofBits).join(', ')} | ${misrounded} |\n`;
  };
  const table = (inputs: 1 | 2): string =>
    Object.entries(CLAIMS)
      .filter(([, claims]) => claims.inputs === inputs)
      .flatMap(([name, claims]) =>
        tiersOf(name, claims).map(({ lane }) => {
          const row = rows.get(lane);
          if (row === undefined) return '';
          return cells(name, row.pairs ?? (lane.endsWith('Fast') ? 'fast' : 'exact'), row);
        }),
      )
      .join('');
  mkdirSync('docs', { recursive: true });
  writeFileSync(DOCUMENT, `${INTRODUCTION}\n${ONE}${table(1)}\n${TWO}${table(2)}`);
}

/** To four places, upwards: a bound. */
function round(error: number): number {
  return Math.ceil(error * 10000) / 10000;
}

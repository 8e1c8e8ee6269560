// A row of the table: an environment, and a check that the package works in it.

/** What a check saw: versions of what took part, and what else there is to say. */
export interface Seen {
  readonly versions: string;
  readonly note?: string;
}

export interface Row {
  readonly name: string;
  /** Whether it runs in `--quick`, which CI does. */
  readonly quick?: boolean;
  /** The section of docs/environments.md whose commands and lines are counted. */
  readonly section?: string;
  /** Throws if the first sample does not give what it should, or Unavailable. */
  readonly check: () => Promise<Seen>;
}

/** Why a row cannot run on this machine. */
export class Unavailable extends Error {}

/** Throws unless `printed` has `expected` as a line. */
export function expectLine(printed: string, expected: string): void {
  const lines = printed.split('\n').map((line) => line.trim());
  if (!lines.includes(expected)) throw new Error(`expected "${expected}", got "${printed.trim()}"`);
}

// What a sweep finds.

/** What was found for one lane function. */
export interface Finding {
  readonly lane: string;
  /** The largest error in ULP. That of a nearest result is at most 0.5 and not looked at. */
  worst: number;
  /** The bits of the inputs it happens at, where it is above that. */
  at?: readonly number[];
  misrounded: number;
  /** Some of the inputs whose results are not the nearest float32. */
  readonly examples: (readonly number[])[];
}

export interface Findings {
  readonly tiers: Finding[];
  /** Inputs whose right result nobody has decided; see `rounded`. */
  readonly undecided: number[];
}

/** What was found for one lane function in all the shares. */
export function merge(findings: readonly Finding[]): Finding {
  const worst = findings.reduce((a, b) => (b.worst > a.worst ? b : a));
  return {
    ...worst,
    misrounded: findings.reduce((sum, { misrounded }) => sum + misrounded, 0),
    examples: findings.flatMap(({ examples }) => examples),
  };
}

export function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, '0')}`;
}

export function ofBits(word: number): number {
  return new Float32Array(Uint32Array.of(word).buffer)[0]!;
}

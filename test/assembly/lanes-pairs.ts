// The lane functions of two inputs: oracles, and pairs to try, as 2^64 are too many. The tests and
// scripts/sweep.ts run over this table.

export type Pair = readonly [number, number];

export interface PairFunction {
  readonly name: string;
  /** f in float64, independent of the lanes. */
  readonly reference: (x: number, y: number) => number;
  /** The largest error in ULP that is claimed. */
  readonly bound: number;
  /** Ways to make pairs of numbers in [0, 1), by what they cover. */
  readonly samples: Readonly<Record<string, (random: () => number) => Pair>>;
}

export const PAIR_FUNCTIONS: readonly PairFunction[] = [
  {
    name: 'mod',
    reference: mod,
    bound: 0.5,
    samples: {
      'of any bits, with quotients up to 2^277': (random) => [anyFloat(random), anyFloat(random)],
      'next to multiples of b': (random) => {
        const b = Math.fround((random() - 0.5) * 2 ** Math.floor(random() * 40 - 20));
        const near = (Math.floor(random() * 3) - 1) * 2 ** -20;
        return [b * Math.floor(random() * 4096 - 2048) + b * near, b];
      },
    },
  },
  {
    name: 'pow',
    reference: pow,
    bound: 0.51,
    samples: {
      'of any bits': (random) => [anyFloat(random), anyFloat(random)],
      'with results of every size': (random) => {
        const x = Math.fround(Math.exp((random() - 0.5) * 20 ** random()));
        return [x, (random() * 193 - 104) / Math.log(x)];
      },
      'of x next to 1': (random) => {
        const x = 1 + (Math.floor(random() * 2 ** 16) - 2 ** 15) * 2 ** -24;
        return [x, (random() * 193 - 104) / Math.log(x)];
      },
      'with small whole and half powers': (random) => [
        anyFloat(random),
        Math.floor(random() * 33 - 16) / 2 ** Math.floor(random() * 2),
      ],
    },
  },
  {
    name: 'atan2',
    reference: atan2,
    bound: 0.5,
    samples: {
      'of any bits': (random) => [anyFloat(random), anyFloat(random)],
      'in all quadrants': (random) => [random() * 4 - 2, random() * 4 - 2],
      'of sizes far apart': (random) => {
        const x = (random() - 0.5) * 2 ** (random() * 200 - 100);
        return [x * (random() - 0.5) * 2 ** (random() * 80 - 40), x];
      },
    },
  },
];

/** numpy's npy_divmodf: C's fmod, which is exact, plus b where the signs differ; a zero has the sign of b. */
function mod(a: number, b: number): number {
  const rest = a % b;
  if (Number.isNaN(rest)) return Number.NaN;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? Math.fround(rest + b) : rest;
}

/** C99's pow in float64; JavaScript's differs from it where 1 or -1 meets NaN or an infinity. */
export function pow(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY)) return 1;
  return x ** y;
}

/** An angle below float32's normal range lies just under the quotient, which may be a tie. */
function atan2(y: number, x: number): number {
  const angle = Math.atan2(y, x);
  return angle !== 0 && Math.abs(angle) < 2 ** -126 ? (y / x) * (1 - 2 ** -53) : angle;
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** Any float32 at all. */
function anyFloat(random: () => number): number {
  word[0] = random() * 2 ** 32;
  return float[0]!;
}

/** Numbers in [0, 1), the same in every run (sfc32). */
export function randomNumbers(seed: number): () => number {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

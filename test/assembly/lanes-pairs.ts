// Pairs to try on lane functions of two inputs, as 2^64 are too many.

export type Pair = readonly [number, number];

/** Ways to make pairs of numbers in [0, 1), by what they cover. */
export type Samples = Readonly<Record<string, (random: () => number) => Pair>>;

/** The pairs for the function `name`: these for all, and more where it needs them. */
export function pairSamples(name: string): Samples {
  return { ...COMMON, ...SPECIAL[name] };
}

const COMMON: Samples = {
  'of any bits': (random) => [anyFloat(random), anyFloat(random)],
  'in all quadrants': (random) => [random() * 4 - 2, random() * 4 - 2],
  'of sizes far apart': (random) => {
    const x = (random() - 0.5) * 2 ** (random() * 200 - 100);
    return [x * (random() - 0.5) * 2 ** (random() * 80 - 40), x];
  },
};

const SPECIAL: Readonly<Record<string, Samples>> = {
  mod: {
    'next to multiples of b': (random) => {
      const b = Math.fround((random() - 0.5) * 2 ** Math.floor(random() * 40 - 20));
      const near = (Math.floor(random() * 3) - 1) * 2 ** -20;
      return [b * Math.floor(random() * 4096 - 2048) + b * near, b];
    },
  },
  pow: {
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
};

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

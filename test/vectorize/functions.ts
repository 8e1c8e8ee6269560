// Functions as people write them: activations as plain code, the forms of tutorials, and one of each construct.

export interface FunctionRow {
  readonly fn: (...args: never[]) => number;
  /** What is handed in for the last parameter, or by name. */
  readonly uses?: Readonly<Record<string, unknown>>;
}

const row = (fn: FunctionRow['fn'], uses?: FunctionRow['uses']): FunctionRow => ({
  fn,
  ...(uses && { uses }),
});

/** Functions of one number. */
export const OF_ONE: Readonly<Record<string, FunctionRow>> = {
  spiky: row((x: number) => {
    const r = x - Math.floor(x);
    if (r <= 0.5) return r;
    return 0;
  }),
  relu: row((x: number) => (x > 0 ? x : 0)),
  reluByMax: row((x: number) => Math.max(0, x)),
  // biome-ignore lint/complexity/useArrowFunction: as people write it
  leaky: row(function (x: number) {
    if (x > 0) {
      return x;
    } else {
      return 0.01 * x;
    }
  }),
  leakyByDefault: row((x: number, slope = 0.25) => (x < 0 ? slope * x : x)),
  elu: row((x: number) => (x >= 0 ? x : Math.exp(x) - 1)),
  selu: row((x: number) => {
    const alpha = 1.6732632423543772;
    const scale = 1.0507009873554805;
    return scale * (x > 0 ? x : alpha * Math.expm1(x));
  }),
  softplus: row((x: number) => Math.log(1 + Math.exp(x))),
  softplusStable: row((x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  sigmoid: row((x: number) => 1 / (1 + Math.exp(-x))),
  sigmoidStable: row((x: number) => {
    if (x >= 0) {
      const z = Math.exp(-x);
      return 1 / (1 + z);
    }
    const z = Math.exp(x);
    return z / (1 + z);
  }),
  swish: row((x: number) => x / (1 + Math.exp(-x))),
  mish: row((x: number) => x * Math.tanh(Math.log1p(Math.exp(x)))),
  geluByTanh: row((x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))),
  geluByErf: row((x: number) => {
    // Abramowitz and Stegun 7.1.26.
    function erf(v: number): number {
      const t = 1 / (1 + 0.3275911 * Math.abs(v));
      const c = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
      let y = 0;
      for (const each of c) y = (y + each) * t;
      const size = 1 - y * Math.exp(-v * v);
      return v >= 0 ? size : -size;
    }
    return (x * (1 + erf(x / Math.SQRT2))) / 2;
  }),
  softsign: row((x: number) => x / (1 + Math.abs(x))),
  hardSigmoid: row((x: number) => (x <= -3 ? 0 : x >= 3 ? 1 : x / 6 + 0.5)),
  hardTanh: row((x: number) => Math.min(1, Math.max(-1, x))),
  relu6: row((x: number) => {
    let y = x;
    if (y < 0) y = 0;
    if (y > 6) y = 6;
    return y;
  }),
  hardSwish: row((x: number) => {
    let gate: number;
    if (x < -3) gate = 0;
    else if (x > 3) gate = 1;
    else gate = (x + 3) / 6;
    return x * gate;
  }),
  gaussian: row((x: number) => Math.exp(-(x ** 2))),
  sinc: row((x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))),
  bentIdentity: row((x: number) => (Math.sqrt(x * x + 1) - 1) / 2 + x),
  squareplus: row((x: number) => (x + Math.sqrt(x ** 2 + 4)) / 2),
  softShrink: row((x: number) => {
    if (Math.abs(x) > 0.5) {
      if (x > 0) {
        return x - 0.5;
      }
      return x + 0.5;
    }
    return 0;
  }),
  hardShrink: row((x: number) => (x > 0.5 || x < -0.5 ? x : 0)),
  triangle: row((x: number) => {
    const t = x % 2;
    return t < 0 ? 1 + t : 1 - t;
  }),
  staircase: row((x: number) => {
    switch (Math.floor(x)) {
      case -1:
        return x * x;
      case 0:
      case 1:
        return 2 * x;
      case 2: {
        const y = x - 2;
        return 4 + y;
      }
      default:
        return 0.5;
    }
  }),
  fallThrough: row((x: number) => {
    let y = 0;
    switch (Math.round(x)) {
      // @ts-expect-error it falls through
      // biome-ignore lint/suspicious/noFallthroughSwitchClause: to be compiled
      case 1:
        y += x;
      case 2:
        y += 2;
        break;
      case 3:
        y = 7;
    }
    return y;
  }),
  horner: row((x: number) => {
    const coefficients = [0.0625, -0.5, 0.25, 1];
    let y = 0;
    for (let i = 0; i < coefficients.length; i++) y = y * x + coefficients[i]!;
    return y;
  }),
  hornerByReduce: row((x: number) => [0.1, -0.3, 0.7].reduce((sum, c) => sum * x + c, 0)),
  interpolated: row((x: number) => {
    const table = [0, 0.5, 0.75, 2, 1];
    const at = Math.min(Math.max(x, 0), 3.99);
    const i = Math.floor(at);
    return table[i]! + (at - i) * (table[i + 1]! - table[i]!);
  }),
  taylor: row((x: number) => {
    let term = 1;
    let sum = 1;
    for (let n = 1; n <= 8; ++n) {
      term *= x / n;
      sum += term;
    }
    return sum;
  }),
  newton: row((x: number) => {
    const a = x * x + 1;
    let y = a;
    let turn = 6;
    while (turn-- > 0) y = 0.5 * (y + a / y);
    return y;
  }),
  evenTerms: row((x: number) => {
    let sum = 0;
    let power = 1;
    for (let n = 0; n < 9; n++) {
      power *= x / 2;
      if (n % 2 === 1) continue;
      if (n > 6) break;
      sum += power;
    }
    return sum;
  }),
  endsEarly: row((x: number) => {
    let y = x;
    for (let n = 0; n < 5; n++) {
      if (y > 2) break;
      y = y * 1.5 + 0.25;
    }
    return y;
  }),
  powerByRecursion: row((x: number) => {
    const power = (base: number, n: number): number => (n === 0 ? 1 : base * power(base, n - 1));
    return power(x, 5) / 16;
  }),
  destructured: row((x: number) => {
    const [a, b = 2] = [0.5];
    const { k, rest } = { k: 3, rest: [1, 2] };
    const [, second = 0] = rest;
    return a! * x + b * k - second * x;
  }),
  truthy: row((x: number) => (x && Math.sin(x) / x) || 1),
  smoothstep: row((x: number) => {
    const t = Math.min(Math.max((x + 1) / 2, 0), 1);
    return t * t * (3 - 2 * t);
  }),
  window: row((x: number) => {
    if (Math.abs(x) > 2) return 0;
    return 0.5 * (1 + Math.cos((Math.PI * x) / 2));
  }),
  quantized: row((x: number) => Math.round(x * 4) / 4 + x),
  signedRoot: row((x: number) => Math.sign(x) * Math.sqrt(Math.abs(x))),
  logarithms: row(
    (x: number) => Math.log2(Math.abs(x) + 1) + Math.log10(x * x + 1) - Math.log1p(Math.abs(x)),
  ),
  roots: row((x: number) => Math.cbrt(x) + Math.hypot(x, 1, 2)),
  guarded: row((x: number) => {
    if (Number.isNaN(x)) return 0;
    if (!Number.isFinite(x)) return x > 0 ? 1 : -1;
    return Math.tanh(x);
  }),
  // Neither branch may leak its NaN into the other.
  rootOrLog: row((x: number) => (x > 0 ? Math.sqrt(x) + Math.log(x) : Math.log(1 - x))),
  method: row(
    {
      method(x: number) {
        var y = 1;
        if (x > 1) {
          y = x;
        } else {
          // biome-ignore lint/correctness/noInnerDeclarations: to be compiled
          var slope = 0.5;
          y -= slope * x;
        }
        return y * y - x;
      },
    }.method,
  ),
  labelled: row((x: number) => {
    let sum = 0;
    outer: for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        if (j > i) continue outer;
        if (x > i + j) sum += x * 0.25;
      }
    }
    return sum;
  }),
  leftBehind: row((x: number) => {
    let sum = x;
    search: for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        if (x < i * j) break search;
        sum += 0.25 * x;
      }
    }
    return sum;
  }),
  accumulated: row((x: number) => {
    let sum = 0;
    const count = (v: number): number => {
      if (v > 0) sum += v;
      return v / 2;
    };
    return count(x) + count(1 - x) * sum;
  }),
  chained: row((x: number) => {
    const softsign = (v: number): number => v / (1 + Math.abs(v));
    const twice = (f: (v: number) => number, v: number): number => f(f(v));
    return twice(softsign, 2 * x);
  }),
  byUses: row(
    (x: number, { table, slope, bend }: { table: number[]; slope: number; bend: (v: number) => number }) => {
      let y = 0;
      for (const each of table) y = y * x + each;
      return bend(y) * slope;
    },
    {
      table: [0.5, -1, 0.125],
      slope: 0.75,
      bend: (v: number) => {
        if (v < 0) return 0.1 * v;
        return v;
      },
    },
  ),
};

/** Functions of several numbers. */
export const OF_SEVERAL: Readonly<Record<string, FunctionRow>> = {
  snake: row((x: number, a: number, { scale }: { scale: number }) => x + (scale * Math.sin(a * x) ** 2) / a, {
    scale: 1.5,
  }),
  huber: row((x: number, delta: number) => {
    const size = Math.abs(x);
    const d = Math.abs(delta);
    if (size <= d) return 0.5 * x * x;
    return d * (size - 0.5 * d);
  }),
  logistic: row((x: number, k: number, from: number) => 1 / (1 + Math.exp(-k * (x - from)))),
  softPower: row((x: number, p: number) => (x * x + 1) ** p),
  angle: row((y: number, x: number) => Math.atan2(y, x)),
  leftover: row((x: number, y: number) => x % (Math.abs(y) + 1.5)),
};

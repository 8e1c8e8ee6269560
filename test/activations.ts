// Activation functions from the literature, each as a user writes it in tf.* ops, and beside it what it
// means: value, derivative and second derivative by hand, in float64, sharing no code with the op.
// At kinks abs' = 0 and sign' = 0; else as tfjs's own gradients: relu'(0) = 0, relu6'(6) = 1, clipByValue
// is closed, maximum and minimum take their first input on a tie, selu, leakyRelu and prelu the side x <= 0.
import * as tf from '@tensorflow/tfjs-core';

export interface ActivationRow {
  readonly name: string;
  readonly op: (x: tf.Tensor) => tf.Tensor;
  readonly value: (x: number) => number;
  readonly derivative: (x: number) => number;
  /** It may jump where `kinks` has nothing, as squaredRelu's does at 0; then the branch the op takes. */
  readonly second: (x: number) => number;
  /** Where value or derivative jumps, or for periodic functions the distance to the nearest jump. */
  readonly kinks: readonly number[] | ((x: number) => number);
}

type Curve = Pick<ActivationRow, 'value' | 'derivative' | 'second'>;

/** a * b, and 0 where one factor has vanished: at infinity the limit of products that decay. */
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

/** x * g(x). */
const timesX = (g: Curve): Curve => ({
  value: (x) => times(x, g.value(x)),
  derivative: (x) => g.value(x) + times(x, g.derivative(x)),
  second: (x) => 2 * g.derivative(x) + times(x, g.second(x)),
});

/** f(u(x)). */
const chain = (f: Curve, u: Curve): Curve => ({
  value: (x) => f.value(u.value(x)),
  derivative: (x) => times(f.derivative(u.value(x)), u.derivative(x)),
  second: (x) =>
    times(f.second(u.value(x)), u.derivative(x) ** 2) + times(f.derivative(u.value(x)), u.second(x)),
});

/** 2 / sqrt(pi) * exp(-x^2) * sum of 2^n x^(2n + 1) / (2n + 1)!!, whose terms all have one sign. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 100; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** For x >= 2, by the continued fraction of Laplace. */
function erfcFraction(x: number): number {
  let tail = 0;
  for (let k = 120; k > 0; k--) tail = k / 2 / (x + tail);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + tail));
}

export function erf(x: number): number {
  if (x < 0) return -erf(-x);
  return x < 2 ? erfSeries(x) : 1 - erfcFraction(x);
}

export function erfc(x: number): number {
  if (x < 2) return x <= -2 ? 2 - erfcFraction(-x) : 1 - erfSeries(x);
  return erfcFraction(x);
}

const logistic = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sech = (x: number): number => (2 * Math.exp(-Math.abs(x))) / (1 + Math.exp(-2 * Math.abs(x)));
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
/** x^2 + 1 to a power. */
const bell = (x: number, power: number): number => Math.hypot(x, 1) ** (2 * power);

const TANH: Curve = {
  value: Math.tanh,
  derivative: (x) => sech(x) ** 2,
  second: (x) => -2 * Math.tanh(x) * sech(x) ** 2,
};
const SIGMOID: Curve = {
  value: logistic,
  derivative: (x) => logistic(x) * logistic(-x),
  second: (x) => -logistic(x) * logistic(-x) * Math.tanh(x / 2),
};
const SOFTPLUS: Curve = { value: softplus, derivative: logistic, second: SIGMOID.derivative };
const ERF: Curve = {
  value: erf,
  derivative: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
  second: (x) => times(-4 * x, Math.exp(-x * x) / Math.sqrt(Math.PI)),
};
const EXP: Curve = { value: Math.exp, derivative: Math.exp, second: Math.exp };
/** exp(-x). */
const DECAY: Curve = {
  value: (x) => Math.exp(-x),
  derivative: (x) => -Math.exp(-x),
  second: (x) => Math.exp(-x),
};
const LOG1P: Curve = {
  value: Math.log1p,
  derivative: (x) => 1 / (1 + x),
  second: (x) => -1 / (1 + x) ** 2,
};
const GELU: Curve = {
  value: (x) => times(x, erfc(-x / Math.SQRT2) / 2),
  derivative: (x) => erfc(-x / Math.SQRT2) / 2 + times(x, density(x)),
  second: (x) => times(2 - x * x, density(x)),
};
/** factor * x. */
const linear = (factor: number): Curve => ({
  value: (x) => factor * x,
  derivative: () => factor,
  second: () => 0,
});
/** factor * f(x). */
const scaled = (factor: number, f: Curve): Curve => ({
  value: (x) => factor * f.value(x),
  derivative: (x) => factor * f.derivative(x),
  second: (x) => factor * f.second(x),
});

const zero = (): number => 0;
const one = (): number => 1;
const fraction = (x: number): number => x - Math.floor(x);
/** Half to even. */
function rounded(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
/** To the nearest of start + n * period. */
const distance =
  (start: number, period: number) =>
  (x: number): number => {
    const phase = fraction((x - start) / period);
    return period * Math.min(phase, 1 - phase);
  };

/** sin(x) / x is summed from its Taylor series below this, where the closed forms cancel. */
const SINC_SERIES = 0.25;

const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

const POSITIVE = [Number.POSITIVE_INFINITY];
const NEGATIVE = [Number.NEGATIVE_INFINITY];
const BOTH = [...POSITIVE, ...NEGATIVE];

/** Infinities at which the op's formula is inf - inf, inf * 0 or inf / inf, although `value` has a limit. */
export const NAN_AT_INFINITY: Readonly<Record<string, readonly number[]>> = {
  absRelu: NEGATIVE,
  castRelu: NEGATIVE,
  geluErf: NEGATIVE,
  geluTanh: NEGATIVE,
  quickGelu: NEGATIVE,
  silu: NEGATIVE,
  quotientSwish: NEGATIVE,
  swishBeta: NEGATIVE,
  eswish: NEGATIVE,
  hardSwish: NEGATIVE,
  writtenMish: NEGATIVE,
  logish: NEGATIVE,
  smish: NEGATIVE,
  serf: NEGATIVE,
  phish: NEGATIVE,
  aptx: NEGATIVE,
  tanhExp: NEGATIVE,
  gish: NEGATIVE,
  isrlu: NEGATIVE,
  bentIdentity: NEGATIVE,
  squareplus: NEGATIVE,
  softClip: POSITIVE,
  siluSlope: BOTH,
  softRootSign: BOTH,
  softsignAbs: BOTH,
  elliot: BOTH,
  isru: BOTH,
  isruThree: BOTH,
  rootSigmoid: BOTH,
  safeCbrt: BOTH,
};

export const ACTIVATIONS: readonly ActivationRow[] = [
  // The rectifiers.
  {
    name: 'selectRelu',
    op: (x) => tf.where(tf.greater(x, 0), x, 0),
    value: (x) => (x > 0 ? x : 0),
    derivative: (x) => (x > 0 ? 1 : 0),
    second: zero,
    kinks: [0],
  },
  {
    name: 'maximumRelu',
    op: (x) => tf.maximum(0, x),
    value: (x) => Math.max(x, 0),
    derivative: (x) => (x > 0 ? 1 : 0),
    second: zero,
    kinks: [0],
  },
  {
    name: 'plainRelu',
    op: (x) => tf.relu(x),
    value: (x) => Math.max(x, 0),
    derivative: (x) => (x > 0 ? 1 : 0),
    second: zero,
    kinks: [0],
  },
  {
    name: 'absRelu',
    op: (x) => tf.div(tf.add(x, tf.abs(x)), 2),
    value: (x) => Math.max(x, 0),
    derivative: (x) => (1 + Math.sign(x)) / 2,
    second: zero,
    kinks: [0],
  },
  {
    name: 'castRelu',
    op: (x) => tf.mul(x, tf.cast(tf.greater(x, 0), 'float32')),
    value: (x) => Math.max(x, 0),
    derivative: (x) => (x > 0 ? 1 : 0),
    second: zero,
    kinks: [0],
  },
  {
    name: 'plainReluSix',
    op: (x) => tf.relu6(x),
    value: (x) => Math.min(Math.max(x, 0), 6),
    derivative: (x) => (x > 0 && x <= 6 ? 1 : 0),
    second: zero,
    kinks: [0, 6],
  },
  {
    name: 'boundedRelu',
    op: (x) => tf.minimum(tf.maximum(x, 0), 4),
    value: (x) => Math.min(Math.max(x, 0), 4),
    derivative: (x) => (x >= 0 && x <= 4 ? 1 : 0),
    second: zero,
    kinks: [0, 4],
  },
  {
    name: 'shiftedRelu',
    op: (x) => tf.maximum(x, -1),
    value: (x) => Math.max(x, -1),
    derivative: (x) => (x >= -1 ? 1 : 0),
    second: zero,
    kinks: [-1],
  },
  {
    name: 'thresholdedRelu',
    op: (x) => tf.where(tf.greater(x, 1), x, tf.zerosLike(x)),
    value: (x) => (x > 1 ? x : 0),
    derivative: (x) => (x > 1 ? 1 : 0),
    second: zero,
    kinks: [1],
  },
  {
    name: 'leakyRelu',
    op: (x) => tf.leakyRelu(x, 0.2),
    value: (x) => (x > 0 ? x : 0.2 * x),
    derivative: (x) => (x > 0 ? 1 : 0.2),
    second: zero,
    kinks: [0],
  },
  {
    name: 'prelu',
    op: (x) => tf.prelu(x, tf.scalar(0.25)),
    value: (x) => (x > 0 ? x : x / 4),
    derivative: (x) => (x > 0 ? 1 : 1 / 4),
    second: zero,
    kinks: [0],
  },
  {
    name: 'stepSlope',
    op: (x) => tf.mul(x, tf.step(x, 0.25)),
    value: (x) => (x > 0 ? x : x / 4),
    derivative: (x) => (x > 0 ? 1 : 1 / 4),
    second: zero,
    kinks: [0],
  },
  {
    name: 'squaredRelu',
    op: (x) => tf.square(tf.relu(x)),
    value: (x) => Math.max(x, 0) ** 2,
    derivative: (x) => 2 * Math.max(x, 0),
    second: (x) => (x > 0 ? 2 : 0),
    kinks: [],
  },
  {
    name: 'maxout',
    op: (x) => tf.maximum(tf.mul(x, 0.5), tf.sub(x, 1)),
    value: (x) => Math.max(x / 2, x - 1),
    derivative: (x) => (x > 2 ? 1 : 1 / 2),
    second: zero,
    kinks: [2],
  },

  // The exponential linear units.
  {
    name: 'plainElu',
    op: (x) => tf.elu(x),
    value: (x) => (x < 0 ? Math.expm1(x) : x),
    derivative: (x) => (x < 0 ? Math.exp(x) : 1),
    second: (x) => (x < 0 ? Math.exp(x) : 0),
    kinks: [],
  },
  {
    name: 'halfElu',
    op: (x) => tf.where(tf.greaterEqual(x, 0), x, tf.mul(0.5, tf.expm1(x))),
    value: (x) => (x >= 0 ? x : Math.expm1(x) / 2),
    derivative: (x) => (x >= 0 ? 1 : Math.exp(x) / 2),
    second: (x) => (x >= 0 ? 0 : Math.exp(x) / 2),
    kinks: [0],
  },
  {
    name: 'plainSelu',
    op: (x) => tf.selu(x),
    value: (x) => (x > 0 ? SELU_SCALE * x : SELU_SCALE_ALPHA * Math.expm1(x)),
    derivative: (x) => (x > 0 ? SELU_SCALE : SELU_SCALE_ALPHA * Math.exp(x)),
    second: (x) => (x > 0 ? 0 : SELU_SCALE_ALPHA * Math.exp(x)),
    kinks: [0],
  },
  {
    name: 'celu',
    op: (x) => tf.where(tf.less(x, 0), tf.mul(2, tf.expm1(tf.div(x, 2))), x),
    value: (x) => (x < 0 ? 2 * Math.expm1(x / 2) : x),
    derivative: (x) => (x < 0 ? Math.exp(x / 2) : 1),
    second: (x) => (x < 0 ? Math.exp(x / 2) / 2 : 0),
    kinks: [],
  },
  {
    name: 'parametricElu',
    op: (x) => tf.where(tf.greaterEqual(x, 0), tf.mul(3, x), tf.mul(1.5, tf.expm1(tf.mul(2, x)))),
    value: (x) => (x >= 0 ? 3 * x : 1.5 * Math.expm1(2 * x)),
    derivative: (x) => (x >= 0 ? 3 : 3 * Math.exp(2 * x)),
    second: (x) => (x >= 0 ? 0 : 6 * Math.exp(2 * x)),
    kinks: [],
  },
  {
    name: 'elish',
    op: (x) => tf.where(tf.greaterEqual(x, 0), tf.mul(x, tf.sigmoid(x)), tf.mul(tf.expm1(x), tf.sigmoid(x))),
    value: (x) => (x >= 0 ? x * logistic(x) : Math.expm1(x) * logistic(x)),
    derivative: (x) =>
      x >= 0
        ? logistic(x) + times(x, SIGMOID.derivative(x))
        : Math.exp(x) * logistic(x) + Math.expm1(x) * SIGMOID.derivative(x),
    second: (x) =>
      x >= 0
        ? 2 * SIGMOID.derivative(x) + times(x, SIGMOID.second(x))
        : Math.exp(x) * (logistic(x) + 2 * SIGMOID.derivative(x)) + Math.expm1(x) * SIGMOID.second(x),
    kinks: [],
  },
  {
    name: 'hexpo',
    op: (x) => tf.where(tf.greaterEqual(x, 0), tf.neg(tf.expm1(tf.neg(x))), tf.expm1(x)),
    value: (x) => (x >= 0 ? -Math.expm1(-x) : Math.expm1(x)),
    derivative: (x) => Math.exp(-Math.abs(x)),
    second: (x) => (x >= 0 ? -Math.exp(-x) : Math.exp(x)),
    kinks: [],
  },
  {
    name: 'softExponential',
    op: (x) => tf.add(tf.div(tf.expm1(tf.mul(0.5, x)), 0.5), 0.5),
    value: (x) => 2 * Math.expm1(x / 2) + 0.5,
    derivative: (x) => Math.exp(x / 2),
    second: (x) => Math.exp(x / 2) / 2,
    kinks: [],
  },

  // x times a gate.
  {
    name: 'geluErf',
    op: (x) => tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
    ...GELU,
    kinks: [],
  },
  {
    name: 'geluTanh',
    op: (x) =>
      tf.mul(
        tf.mul(0.5, x),
        tf.add(
          1,
          tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, tf.scalar(3)))))),
        ),
      ),
    // (1 + tanh(v)) / 2 = sigmoid(2 v), which does not cancel.
    ...timesX(
      chain(SIGMOID, {
        value: (x) => Math.sqrt(8 / Math.PI) * (x + 0.044715 * x ** 3),
        derivative: (x) => Math.sqrt(8 / Math.PI) * (1 + 3 * 0.044715 * x ** 2),
        second: (x) => Math.sqrt(8 / Math.PI) * 6 * 0.044715 * x,
      }),
    ),
    kinks: [],
  },
  {
    name: 'quickGelu',
    op: (x) => tf.mul(x, tf.sigmoid(tf.mul(1.702, x))),
    ...timesX(chain(SIGMOID, linear(1.702))),
    kinks: [],
  },
  { name: 'silu', op: (x) => tf.mul(x, tf.sigmoid(x)), ...timesX(SIGMOID), kinks: [] },
  {
    name: 'quotientSwish',
    op: (x) => tf.div(x, tf.add(1, tf.exp(tf.neg(x)))),
    ...timesX(SIGMOID),
    kinks: [],
  },
  {
    name: 'swishBeta',
    op: (x) => tf.mul(x, tf.sigmoid(tf.mul(x, 1.5))),
    ...timesX(chain(SIGMOID, linear(1.5))),
    kinks: [],
  },
  {
    name: 'eswish',
    op: (x) => tf.mul(tf.mul(1.75, x), tf.sigmoid(x)),
    ...scaled(1.75, timesX(SIGMOID)),
    kinks: [],
  },
  {
    name: 'siluSlope',
    op: (x) => {
      const s = tf.sigmoid(x);
      return tf.mul(s, tf.add(1, tf.mul(x, tf.sub(1, s))));
    },
    value: timesX(SIGMOID).derivative,
    derivative: timesX(SIGMOID).second,
    second: (x) => {
      const [s, first, second] = [logistic(x), SIGMOID.derivative(x), SIGMOID.second(x)];
      return 3 * second + times(x, second * (1 - 2 * s) - 2 * first ** 2);
    },
    kinks: [],
  },
  {
    name: 'flattenedSwish',
    op: (x) => tf.where(tf.greaterEqual(x, 0), tf.sub(tf.mul(x, tf.sigmoid(x)), 0.25), -0.25),
    value: (x) => (x >= 0 ? x * logistic(x) - 0.25 : -0.25),
    derivative: (x) => (x >= 0 ? timesX(SIGMOID).derivative(x) : 0),
    second: (x) => (x >= 0 ? timesX(SIGMOID).second(x) : 0),
    kinks: [0],
  },
  {
    name: 'hardSwish',
    op: (x) => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6)),
    value: (x) => times(x, Math.min(Math.max(x + 3, 0), 6) / 6),
    derivative: (x) => (x > 3 ? 1 : x > -3 ? (2 * x + 3) / 6 : 0),
    second: (x) => (x > -3 && x <= 3 ? 1 / 3 : 0),
    kinks: [-3, 3],
  },
  {
    name: 'writtenMish',
    op: (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
    ...timesX(chain(TANH, SOFTPLUS)),
    kinks: [],
  },
  {
    name: 'logish',
    op: (x) => tf.mul(x, tf.log1p(tf.sigmoid(x))),
    ...timesX(chain(LOG1P, SIGMOID)),
    kinks: [],
  },
  {
    name: 'smish',
    op: (x) => tf.mul(x, tf.tanh(tf.log(tf.add(1, tf.sigmoid(x))))),
    ...timesX(chain(TANH, chain(LOG1P, SIGMOID))),
    kinks: [],
  },
  {
    name: 'serf',
    op: (x) => tf.mul(x, tf.erf(tf.softplus(x))),
    ...timesX(chain(ERF, SOFTPLUS)),
    kinks: [],
  },
  {
    name: 'phish',
    op: (x) => tf.mul(x, tf.tanh(tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)))),
    ...timesX(chain(TANH, GELU)),
    kinks: [],
  },
  {
    name: 'aptx',
    op: (x) => tf.mul(tf.add(1, tf.tanh(x)), tf.mul(0.5, x)),
    ...timesX(chain(SIGMOID, linear(2))),
    kinks: [],
  },
  {
    name: 'tanhExp',
    op: (x) => tf.mul(x, tf.tanh(tf.exp(x))),
    ...timesX(chain(TANH, EXP)),
    kinks: [],
  },
  {
    name: 'gish',
    op: (x) => tf.mul(x, tf.log(tf.sub(2, tf.exp(tf.neg(tf.exp(x)))))),
    // log(2 - exp(-u)) of u = exp(x), with its derivatives in u.
    ...timesX(
      chain(
        {
          value: (u) => Math.log1p(-Math.expm1(-u)),
          derivative: (u) => Math.exp(-u) / (2 - Math.exp(-u)),
          second: (u) => (-2 * Math.exp(-u)) / (2 - Math.exp(-u)) ** 2,
        },
        EXP,
      ),
    ),
    kinks: [],
  },
  { name: 'lisht', op: (x) => tf.mul(x, tf.tanh(x)), ...timesX(TANH), kinks: [] },
  {
    name: 'cosLu',
    op: (x) => tf.mul(tf.add(x, tf.cos(x)), tf.sigmoid(x)),
    value: (x) => (x + Math.cos(x)) * logistic(x),
    derivative: (x) => (1 - Math.sin(x)) * logistic(x) + (x + Math.cos(x)) * SIGMOID.derivative(x),
    second: (x) =>
      -Math.cos(x) * logistic(x) +
      2 * (1 - Math.sin(x)) * SIGMOID.derivative(x) +
      (x + Math.cos(x)) * SIGMOID.second(x),
    kinks: [],
  },
  {
    name: 'softRootSign',
    op: (x) => tf.div(x, tf.add(tf.div(x, 2), tf.exp(tf.div(tf.neg(x), 3)))),
    // x / (x / 2 + exp(-x / 3)), with both sides times exp(x / 3) where that is the smaller.
    value: (x) => {
      const e = Math.exp(-Math.abs(x) / 3);
      if (x < 0) return times(x, e) / (times(x, e) / 2 + 1);
      return 1 / (1 / 2 + e / x);
    },
    derivative: (x) => {
      const e = Math.exp(-Math.abs(x) / 3);
      if (x < 0) return times(e, 1 + x / 3) / (1 + times(x, e) / 2) ** 2;
      return times(e, 1 + x / 3) / (x / 2 + e) ** 2;
    },
    second: (x) => {
      const e = Math.exp(-Math.abs(x) / 3);
      if (x < 0) {
        const bottom = 1 + times(x, e) / 2;
        return -times(x, e) / 9 / bottom ** 2 - (times(e, 1 + x / 3) * (e - 2 / 3)) / bottom ** 3;
      }
      const bottom = x / 2 + e;
      return times(-x, e) / 9 / bottom ** 2 - (times(e, 1 + x / 3) * (1 - (2 / 3) * e)) / bottom ** 3;
    },
    kinks: [],
  },

  // Sigmoids.
  {
    name: 'logistic',
    op: (x) => tf.div(tf.onesLike(x), tf.add(tf.onesLike(x), tf.exp(tf.neg(x)))),
    ...SIGMOID,
    kinks: [],
  },
  {
    name: 'quarterHardSigmoid',
    op: (x) => tf.clipByValue(tf.add(tf.mul(0.25, x), 0.5), 0, 1),
    value: (x) => Math.min(Math.max(x / 4 + 0.5, 0), 1),
    derivative: (x) => (Math.abs(x) <= 2 ? 1 / 4 : 0),
    second: zero,
    kinks: [-2, 2],
  },
  {
    name: 'hardTanh',
    op: (x) => tf.clipByValue(x, -1, 1),
    value: (x) => Math.min(Math.max(x, -1), 1),
    derivative: (x) => (Math.abs(x) <= 1 ? 1 : 0),
    second: zero,
    kinks: [-1, 1],
  },
  {
    name: 'nestedHardTanh',
    op: (x) => tf.maximum(-1, tf.minimum(1, x)),
    value: (x) => Math.min(Math.max(x, -1), 1),
    derivative: (x) => (Math.abs(x) < 1 ? 1 : 0),
    second: zero,
    kinks: [-1, 1],
  },
  {
    name: 'scaledTanh',
    op: (x) => tf.mul(1.7159, tf.tanh(tf.mul(2 / 3, x))),
    ...scaled(1.7159, chain(TANH, linear(2 / 3))),
    kinks: [],
  },
  {
    name: 'penalizedTanh',
    op: (x) => tf.where(tf.greater(x, 0), tf.tanh(x), tf.mul(0.25, tf.tanh(x))),
    value: (x) => (x > 0 ? 1 : 1 / 4) * Math.tanh(x),
    derivative: (x) => (x > 0 ? 1 : 1 / 4) * TANH.derivative(x),
    second: (x) => (x > 0 ? 1 : 1 / 4) * TANH.second(x),
    kinks: [0],
  },
  {
    name: 'softsignAbs',
    op: (x) => tf.div(x, tf.add(1, tf.abs(x))),
    value: (x) => Math.sign(x) / (1 + 1 / Math.abs(x)),
    derivative: (x) => 1 / (1 + Math.abs(x)) ** 2,
    second: (x) => (-2 * Math.sign(x)) / (1 + Math.abs(x)) ** 3,
    kinks: [],
  },
  {
    name: 'elliot',
    op: (x) => tf.add(tf.div(tf.mul(0.5, x), tf.add(1, tf.abs(x))), 0.5),
    value: (x) => (x < 0 ? 0.5 / (1 - x) : 1 - 0.5 / (1 + x)),
    derivative: (x) => 0.5 / (1 + Math.abs(x)) ** 2,
    second: (x) => -Math.sign(x) / (1 + Math.abs(x)) ** 3,
    kinks: [],
  },
  {
    name: 'squareNonlinearity',
    op: (x) => {
      const quarter = tf.div(tf.square(x), 4);
      const middle = tf.where(tf.greaterEqual(x, 0), tf.sub(x, quarter), tf.add(x, quarter));
      return tf.where(tf.logicalOr(tf.greater(x, 2), tf.less(x, -2)), tf.sign(x), middle);
    },
    value: (x) => (Math.abs(x) > 2 ? Math.sign(x) : x - (Math.sign(x) * x * x) / 4),
    derivative: (x) => Math.max(0, 1 - Math.abs(x) / 2),
    second: (x) => (Math.abs(x) > 2 ? 0 : x >= 0 ? -1 / 2 : 1 / 2),
    kinks: [],
  },
  {
    name: 'isruThree',
    op: (x) => tf.mul(x, tf.rsqrt(tf.add(1, tf.mul(3, tf.square(x))))),
    value: (x) => Math.sign(x) / Math.hypot(1 / x, Math.sqrt(3)),
    derivative: (x) => bell(Math.sqrt(3) * x, -3 / 2),
    second: (x) => times(-9 * x, bell(Math.sqrt(3) * x, -5 / 2)),
    kinks: [],
  },
  {
    name: 'isru',
    op: (x) => tf.div(x, tf.sqrt(tf.add(tf.square(x), 1))),
    value: (x) => Math.sign(x) / Math.hypot(1 / x, 1),
    derivative: (x) => bell(x, -3 / 2),
    second: (x) => times(-3 * x, bell(x, -5 / 2)),
    kinks: [],
  },
  {
    name: 'isrlu',
    op: (x) => tf.where(tf.less(x, 0), tf.div(x, tf.sqrt(tf.add(1, tf.square(x)))), x),
    value: (x) => (x < 0 ? -1 / Math.hypot(1 / x, 1) : x),
    derivative: (x) => (x < 0 ? bell(x, -3 / 2) : 1),
    second: (x) => (x < 0 ? times(-3 * x, bell(x, -5 / 2)) : 0),
    kinks: [],
  },
  {
    name: 'rootSigmoid',
    op: (x) => tf.div(x, tf.add(1, tf.sqrt(tf.add(1, tf.mul(x, x))))),
    value: (x) => Math.sign(x) / (1 / Math.abs(x) + Math.hypot(1 / x, 1)),
    derivative: (x) => 1 / (Math.hypot(x, 1) * (1 + Math.hypot(x, 1))),
    second: (x) => {
      const q = Math.hypot(x, 1);
      return (times(-x, q ** -2) * (1 / q + 2)) / (1 + q) ** 2;
    },
    kinks: [],
  },
  {
    name: 'arctan',
    op: (x) => tf.atan(x),
    value: Math.atan,
    derivative: (x) => bell(x, -1),
    second: (x) => times(-2 * x, bell(x, -2)),
    kinks: [],
  },
  {
    name: 'angle',
    op: (x) => tf.atan2(x, tf.scalar(2)),
    value: (x) => Math.atan(x / 2),
    derivative: (x) => bell(x / 2, -1) / 2,
    second: (x) => times(-x / 4, bell(x / 2, -2)),
    kinks: [],
  },
  {
    name: 'gudermannian',
    op: (x) => tf.mul(2, tf.atan(tf.tanh(tf.div(x, 2)))),
    value: (x) => 2 * Math.atan(Math.tanh(x / 2)),
    derivative: sech,
    second: (x) => -sech(x) * Math.tanh(x),
    kinks: [],
  },
  { name: 'erf', op: (x) => tf.erf(x), ...ERF, kinks: [] },
  {
    name: 'cloglog',
    op: (x) => tf.neg(tf.expm1(tf.neg(tf.exp(x)))),
    ...chain({ value: (u) => -Math.expm1(-u), derivative: DECAY.value, second: DECAY.derivative }, EXP),
    kinks: [],
  },
  {
    name: 'loglog',
    op: (x) => tf.exp(tf.neg(tf.exp(tf.neg(x)))),
    ...chain(DECAY, DECAY),
    kinks: [],
  },
  {
    name: 'softClip',
    op: (x) => tf.sub(tf.softplus(x), tf.softplus(tf.sub(x, 1))),
    value: (x) =>
      x > 0 ? 1 + Math.log1p(Math.exp(-x)) - Math.log1p(Math.exp(1 - x)) : softplus(x) - softplus(x - 1),
    derivative: (x) => logistic(x) - logistic(x - 1),
    second: (x) => SIGMOID.derivative(x) - SIGMOID.derivative(x - 1),
    kinks: [],
  },
  {
    name: 'clippedArtanh',
    op: (x) => tf.atanh(tf.clipByValue(x, -0.75, 0.75)),
    value: (x) => Math.atanh(Math.min(Math.max(x, -0.75), 0.75)),
    derivative: (x) => (Math.abs(x) <= 0.75 ? 1 / (1 - x * x) : 0),
    second: (x) => (Math.abs(x) <= 0.75 ? (2 * x) / (1 - x * x) ** 2 : 0),
    kinks: [-0.75, 0.75],
  },
  {
    name: 'clippedArcsin',
    op: (x) => tf.asin(tf.clipByValue(x, -0.5, 0.5)),
    value: (x) => Math.asin(Math.min(Math.max(x, -0.5), 0.5)),
    derivative: (x) => (Math.abs(x) <= 0.5 ? 1 / Math.sqrt(1 - x * x) : 0),
    second: (x) => (Math.abs(x) <= 0.5 ? x / (1 - x * x) ** 1.5 : 0),
    kinks: [-0.5, 0.5],
  },
  {
    name: 'arccosTanh',
    op: (x) => tf.acos(tf.mul(0.5, tf.tanh(x))),
    value: (x) => Math.acos(Math.tanh(x) / 2),
    derivative: (x) => -(sech(x) ** 2) / Math.sqrt(4 - Math.tanh(x) ** 2),
    second: (x) => {
      const [t, d] = [Math.tanh(x), sech(x) ** 2];
      return (2 * t * d) / Math.sqrt(4 - t * t) - (t * d * d) / (4 - t * t) ** 1.5;
    },
    kinks: [],
  },
  {
    name: 'clippedTan',
    op: (x) => tf.tan(tf.clipByValue(x, -1, 1)),
    value: (x) => Math.tan(Math.min(Math.max(x, -1), 1)),
    derivative: (x) => (Math.abs(x) <= 1 ? Math.cos(x) ** -2 : 0),
    second: (x) => (Math.abs(x) <= 1 ? (2 * Math.sin(x)) / Math.cos(x) ** 3 : 0),
    kinks: [-1, 1],
  },

  // Logarithms and roots.
  { name: 'smoothRelu', op: (x) => tf.softplus(x), ...SOFTPLUS, kinks: [] },
  {
    name: 'selectSoftplus',
    op: (x) => tf.where(tf.greater(x, 0), tf.add(x, tf.log1p(tf.exp(tf.neg(x)))), tf.log1p(tf.exp(x))),
    ...SOFTPLUS,
    kinks: [],
  },
  {
    name: 'logSigmoid',
    op: (x) => tf.logSigmoid(x),
    value: (x) => -softplus(-x),
    derivative: (x) => logistic(-x),
    second: (x) => -SIGMOID.derivative(x),
    kinks: [],
  },
  {
    name: 'arcsinh',
    op: (x) => tf.asinh(x),
    value: Math.asinh,
    derivative: (x) => bell(x, -1 / 2),
    second: (x) => times(-x, bell(x, -3 / 2)),
    kinks: [],
  },
  {
    name: 'arccosh',
    op: (x) => tf.acosh(tf.add(2, tf.square(x))),
    value: (x) => Math.acosh(2 + x * x),
    derivative: (x) => (2 * x) / Math.sqrt((2 + x * x) ** 2 - 1),
    // (u^2 - 1) 2 - 4 x^2 u over (u^2 - 1)^(3/2), of u = x^2 + 2.
    second: (x) => (6 - 2 * x ** 4) / ((2 + x * x) ** 2 - 1) ** 1.5,
    kinks: [],
  },
  {
    name: 'symmetricLog',
    op: (x) => tf.where(tf.greaterEqual(x, 0), tf.log1p(x), tf.neg(tf.log1p(tf.neg(x)))),
    value: (x) => (x >= 0 ? Math.log1p(x) : -Math.log1p(-x)),
    derivative: (x) => 1 / (1 + Math.abs(x)),
    second: (x) => (x >= 0 ? -1 : 1) / (1 + Math.abs(x)) ** 2,
    kinks: [],
  },
  {
    // Smooth at 0, but there the rules sign' = 0 and abs' = 0 give 0 instead of 1: a kink of the op.
    name: 'signedLog',
    op: (x) => tf.mul(tf.sign(x), tf.log1p(tf.abs(x))),
    value: (x) => Math.sign(x) * Math.log1p(Math.abs(x)),
    derivative: (x) => (x === 0 ? 0 : 1 / (1 + Math.abs(x))),
    second: (x) => -Math.sign(x) / (1 + Math.abs(x)) ** 2,
    kinks: [0],
  },
  {
    name: 'signedSqrt',
    op: (x) =>
      tf.where(tf.greaterEqual(x, 0), tf.sub(tf.sqrt(tf.add(1, x)), 1), tf.sub(1, tf.sqrt(tf.sub(1, x)))),
    value: (x) => (x === 0 ? 0 : Math.sign(x) / (1 / Math.abs(x) + Math.sqrt(1 / x ** 2 + 1 / Math.abs(x)))),
    derivative: (x) => 0.5 / Math.sqrt(1 + Math.abs(x)),
    second: (x) => ((x >= 0 ? -1 : 1) * 0.25) / (1 + Math.abs(x)) ** 1.5,
    kinks: [],
  },
  {
    name: 'safeCbrt',
    op: (x) => tf.mul(x, tf.pow(tf.add(tf.square(x), 1), tf.scalar(-1 / 3))),
    value: (x) => Math.cbrt(x / (1 + 1 / (x * x))),
    derivative: (x) => bell(x, -1 / 3) / 3 + (2 / 3) * bell(x, -4 / 3),
    second: (x) => times(-x, (2 / 9) * bell(x, -4 / 3) + (16 / 9) * bell(x, -7 / 3)),
    kinks: [],
  },
  {
    name: 'bentIdentity',
    op: (x) => tf.add(tf.div(tf.sub(tf.sqrt(tf.add(tf.square(x), 1)), 1), 2), x),
    value: (x) => (Math.abs(x) < 1e9 ? (Math.hypot(x, 1) - 1) / 2 + x : (1 + Math.sign(x) / 2) * x - 1 / 2),
    derivative: (x) => 1 + (Math.sign(x) * 0.5) / Math.hypot(1 / x, 1),
    second: (x) => bell(x, -3 / 2) / 2,
    kinks: [],
  },
  {
    name: 'squareplus',
    op: (x) => tf.div(tf.add(x, tf.sqrt(tf.add(tf.square(x), 4))), 2),
    value: (x) => (x < 0 ? 2 / (Math.hypot(x, 2) - x) : (x + Math.hypot(x, 2)) / 2),
    derivative: (x) => (1 + Math.sign(x) / Math.hypot(2 / x, 1)) / 2,
    second: (x) => bell(x / 2, -3 / 2) / 4,
    kinks: [],
  },
  {
    name: 'multiquadric',
    op: (x) => tf.sqrt(tf.add(tf.squaredDifference(x, 0.5), 1)),
    value: (x) => Math.hypot(x - 0.5, 1),
    derivative: (x) => Math.sign(x - 0.5) / Math.hypot(1 / (x - 0.5), 1),
    second: (x) => bell(x - 0.5, -3 / 2),
    kinks: [],
  },
  {
    name: 'logCauchy',
    op: (x) => tf.log1p(tf.square(x)),
    value: (x) => Math.log1p(x * x),
    derivative: (x) => 2 / (x + 1 / x),
    second: (x) => 4 * bell(x, -2) - 2 * bell(x, -1),
    kinks: [],
  },

  // Bumps.
  {
    name: 'gaussian',
    op: (x) => tf.exp(tf.neg(tf.square(x))),
    value: (x) => Math.exp(-x * x),
    derivative: (x) => times(-2 * x, Math.exp(-x * x)),
    second: (x) => times(4 * x * x - 2, Math.exp(-x * x)),
    kinks: [],
  },
  {
    name: 'cauchy',
    op: (x) => tf.reciprocal(tf.add(1, tf.square(x))),
    value: (x) => bell(x, -1),
    derivative: (x) => times(-2 * x, bell(x, -2)),
    second: (x) => 6 * bell(x, -2) - 8 * bell(x, -3),
    kinks: [],
  },
  {
    name: 'sech',
    op: (x) => tf.reciprocal(tf.cosh(x)),
    value: sech,
    derivative: (x) => -sech(x) * Math.tanh(x),
    second: (x) => sech(x) * (1 - 2 * sech(x) ** 2),
    kinks: [],
  },
  {
    name: 'halving',
    op: (x) => tf.pow(tf.scalar(2), tf.neg(tf.abs(x))),
    value: (x) => 2 ** -Math.abs(x),
    derivative: (x) => -Math.LN2 * Math.sign(x) * 2 ** -Math.abs(x),
    second: (x) => Math.LN2 ** 2 * Math.sign(x) ** 2 * 2 ** -Math.abs(x),
    kinks: [0],
  },
  {
    name: 'biweight',
    op: (x) =>
      tf.where(
        tf.logicalAnd(tf.greater(x, -1), tf.less(x, 1)),
        tf.square(tf.sub(1, tf.square(x))),
        tf.zerosLike(x),
      ),
    value: (x) => (Math.abs(x) < 1 ? (1 - x * x) ** 2 : 0),
    derivative: (x) => (Math.abs(x) < 1 ? 4 * x * (x * x - 1) : 0),
    second: (x) => (Math.abs(x) < 1 ? 12 * x * x - 4 : 0),
    kinks: [],
  },
  {
    name: 'doubleWell',
    op: (x) => tf.mul(0.25, tf.squaredDifference(tf.square(x), 1)),
    value: (x) => (x * x - 1) ** 2 / 4,
    derivative: (x) => x * (x * x - 1),
    second: (x) => 3 * x * x - 1,
    kinks: [],
  },

  // Shrinking and thresholds.
  {
    name: 'tanhShrink',
    op: (x) => tf.sub(x, tf.tanh(x)),
    value: (x) =>
      Math.abs(x) < 0.01 ? x ** 3 / 3 - (2 * x ** 5) / 15 + (17 * x ** 7) / 315 : x - Math.tanh(x),
    derivative: (x) => Math.tanh(x) ** 2,
    second: (x) => 2 * Math.tanh(x) * sech(x) ** 2,
    kinks: [],
  },
  {
    name: 'softShrink',
    op: (x) => tf.sub(tf.relu(tf.sub(x, 0.5)), tf.relu(tf.sub(tf.neg(x), 0.5))),
    value: (x) => Math.sign(x) * Math.max(Math.abs(x) - 0.5, 0),
    derivative: (x) => (Math.abs(x) > 0.5 ? 1 : 0),
    second: zero,
    kinks: [-0.5, 0.5],
  },
  {
    name: 'hardShrink',
    op: (x) => tf.where(tf.greater(tf.abs(x), 0.5), x, 0),
    value: (x) => (Math.abs(x) > 0.5 ? x : 0),
    derivative: (x) => (Math.abs(x) > 0.5 ? 1 : 0),
    second: zero,
    kinks: [-0.5, 0.5],
  },
  {
    name: 'deadZone',
    op: (x) => tf.where(tf.logicalNot(tf.greater(tf.abs(x), 1)), 0, tf.sub(x, tf.sign(x))),
    value: (x) => (Math.abs(x) > 1 ? x - Math.sign(x) : 0),
    derivative: (x) => (Math.abs(x) > 1 ? 1 : 0),
    second: zero,
    kinks: [-1, 1],
  },
  {
    name: 'threshold',
    op: (x) => tf.where(tf.lessEqual(x, 0.5), tf.onesLike(x), x),
    value: (x) => (x <= 0.5 ? 1 : x),
    derivative: (x) => (x <= 0.5 ? 0 : 1),
    second: zero,
    kinks: [0.5],
  },
  {
    name: 'stepTanh',
    op: (x) => tf.add(tf.step(x), tf.mul(0.125, tf.tanh(x))),
    value: (x) => (x > 0 ? 1 : 0) + Math.tanh(x) / 8,
    derivative: (x) => sech(x) ** 2 / 8,
    second: (x) => TANH.second(x) / 8,
    kinks: [0],
  },

  // Waves.
  {
    name: 'snake',
    op: (x) => tf.add(x, tf.square(tf.sin(x))),
    value: (x) => x + Math.sin(x) ** 2,
    derivative: (x) => 1 + Math.sin(2 * x),
    second: (x) => 2 * Math.cos(2 * x),
    kinks: [],
  },
  {
    name: 'fastSnake',
    op: (x) => tf.add(x, tf.div(tf.square(tf.sin(tf.mul(5, x))), 5)),
    value: (x) => x + Math.sin(5 * x) ** 2 / 5,
    derivative: (x) => 1 + Math.sin(10 * x),
    second: (x) => 10 * Math.cos(10 * x),
    kinks: [],
  },
  {
    name: 'sine',
    op: (x) => tf.sin(x),
    value: Math.sin,
    derivative: Math.cos,
    second: (x) => -Math.sin(x),
    kinks: [],
  },
  {
    name: 'cosine',
    op: (x) => tf.cos(x),
    value: Math.cos,
    derivative: (x) => -Math.sin(x),
    second: (x) => -Math.cos(x),
    kinks: [],
  },
  {
    name: 'growingCosine',
    op: (x) => tf.mul(x, tf.cos(x)),
    value: (x) => x * Math.cos(x),
    derivative: (x) => Math.cos(x) - x * Math.sin(x),
    second: (x) => -2 * Math.sin(x) - x * Math.cos(x),
    kinks: [],
  },
  {
    name: 'sinc',
    op: (x) => {
      const small = tf.less(tf.abs(x), 0.5);
      const square = tf.square(x);
      // Taylor's polynomial in Horner's form.
      const near = [1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1].reduce<tf.Tensor>(
        (sum, coefficient) => tf.add(tf.mul(sum, square), coefficient),
        tf.zerosLike(x),
      );
      return tf.where(small, near, tf.div(tf.sin(x), x));
    },
    value: (x) => (x === 0 ? 1 : Math.sin(x) / x),
    derivative: (x) =>
      Math.abs(x) < SINC_SERIES
        ? -x / 3 + x ** 3 / 30 - x ** 5 / 840 + x ** 7 / 45360 - x ** 9 / 3991680
        : (Math.cos(x) - Math.sin(x) / x) / x,
    second: (x) =>
      Math.abs(x) < SINC_SERIES
        ? -1 / 3 + x ** 2 / 10 - x ** 4 / 168 + x ** 6 / 6480 - x ** 8 / 443520
        : -Math.sin(x) / x - (2 * (Math.cos(x) - Math.sin(x) / x)) / x ** 2,
    kinks: [],
  },
  {
    name: 'spikyWritten',
    op: (x) => {
      const r = tf.mod(x, 1);
      return tf.where(tf.lessEqual(r, 0.5), r, 0);
    },
    value: (x) => (fraction(x) <= 0.5 ? fraction(x) : 0),
    derivative: (x) => (fraction(x) <= 0.5 ? 1 : 0),
    second: zero,
    kinks: distance(0, 0.5),
  },
  {
    name: 'triangleWave',
    op: (x) => tf.abs(tf.sub(tf.mul(2, tf.mod(x, 1)), 1)),
    value: (x) => Math.abs(2 * fraction(x) - 1),
    derivative: (x) => 2 * Math.sign(fraction(x) - 0.5),
    second: zero,
    kinks: distance(0, 0.5),
  },
  {
    name: 'parabolicWave',
    op: (x) => tf.square(tf.sub(tf.mod(x, 2), 1)),
    value: (x) => (2 * fraction(x / 2) - 1) ** 2,
    derivative: (x) => 4 * fraction(x / 2) - 2,
    second: (x) => (Number.isFinite(x) ? 2 : Number.NaN),
    kinks: distance(0, 2),
  },
  {
    name: 'sawtooth',
    op: (x) => tf.sub(x, tf.floor(x)),
    value: fraction,
    derivative: one,
    second: zero,
    kinks: distance(0, 1),
  },
  {
    name: 'fallingSawtooth',
    op: (x) => tf.sub(tf.ceil(x), x),
    value: (x) => Math.ceil(x) - x,
    derivative: () => -1,
    second: zero,
    kinks: distance(0, 1),
  },
  {
    name: 'roundingError',
    op: (x) => tf.sub(x, tf.round(x)),
    value: (x) => x - rounded(x),
    derivative: one,
    second: zero,
    kinks: distance(0.5, 1),
  },
  {
    name: 'quantised',
    op: (x) => tf.div(tf.round(tf.mul(x, 4)), 4),
    value: (x) => rounded(4 * x) / 4,
    derivative: zero,
    second: zero,
    kinks: distance(0.125, 0.25),
  },
];

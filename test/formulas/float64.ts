// Functions in float64 that the formulas are made of, by hand: they share no code with the ops, nor with
// src/expr/float64.ts.
import { type Curve, times } from './formula.js';

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

export const logistic = (x: number): number =>
  x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
export const sech = (x: number): number => (2 * Math.exp(-Math.abs(x))) / (1 + Math.exp(-2 * Math.abs(x)));
export const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
/** x^2 + 1 to a power. */
export const bell = (x: number, power: number): number => Math.hypot(x, 1) ** (2 * power);

export const TANH: Curve = {
  value: Math.tanh,
  derivative: (x) => sech(x) ** 2,
  second: (x) => -2 * Math.tanh(x) * sech(x) ** 2,
};
export const SIGMOID: Curve = {
  value: logistic,
  derivative: (x) => logistic(x) * logistic(-x),
  second: (x) => -logistic(x) * logistic(-x) * Math.tanh(x / 2),
};
export const SOFTPLUS: Curve = { value: softplus, derivative: logistic, second: SIGMOID.derivative };
export const ERF: Curve = {
  value: erf,
  derivative: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
  second: (x) => times(-4 * x, Math.exp(-x * x) / Math.sqrt(Math.PI)),
};
export const EXP: Curve = { value: Math.exp, derivative: Math.exp, second: Math.exp };
/** exp(-x). */
export const DECAY: Curve = {
  value: (x) => Math.exp(-x),
  derivative: (x) => -Math.exp(-x),
  second: (x) => Math.exp(-x),
};
export const LOG1P: Curve = {
  value: Math.log1p,
  derivative: (x) => 1 / (1 + x),
  second: (x) => -1 / (1 + x) ** 2,
};
export const GELU: Curve = {
  value: (x) => times(x, erfc(-x / Math.SQRT2) / 2),
  derivative: (x) => erfc(-x / Math.SQRT2) / 2 + times(x, density(x)),
  second: (x) => times(2 - x * x, density(x)),
};

export const fraction = (x: number): number => x - Math.floor(x);
/** Half to even. */
export function rounded(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
/** To the nearest of start + n * period. */
export const distance =
  (start: number, period: number) =>
  (x: number): number => {
    const phase = fraction((x - start) / period);
    return period * Math.min(phase, 1 - phase);
  };

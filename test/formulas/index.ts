// The table of formulas: activations from the literature, each as a user writes it in tf.* ops, and beside it
// what it means: value, derivative and second derivative by hand, in float64, sharing no code with the op.
// At kinks abs' = 0 and sign' = 0; else as tfjs's own gradients: relu'(0) = 0, relu6'(6) = 1, clipByValue
// is closed, maximum and minimum take their first input on a tie, selu, leakyRelu and prelu the side x <= 0.
import { CURVES } from './curves.js';
import type { Formula } from './formula.js';
import { GATES } from './gates.js';
import { RECTIFIERS } from './rectifiers.js';
import { SHRINKS } from './shrinks.js';
import { SIGMOIDS } from './sigmoids.js';
import { WAVES } from './waves.js';

export type { Formula } from './formula.js';

export const FORMULAS: readonly Formula[] = [
  ...RECTIFIERS,
  ...GATES,
  ...SIGMOIDS,
  ...CURVES,
  ...SHRINKS,
  ...WAVES,
];

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

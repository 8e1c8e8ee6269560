// The elementwise ops of tfjs that lanewise can express: in tf.* ops, and as plain functions.
import * as tf from '@tensorflow/tfjs-core';

/** An op of tfjs as it is called: with tensors, then with attributes. */
export interface TfOp {
  /** How many of its arguments are tensors; the others are numbers, which have defaults. */
  readonly tensors: number;
  /** The op itself, for `elementwise`. */
  readonly traced: (...args: never[]) => tf.Tensor;
  /** What it computes, as the source of a function of numbers, for `vectorize`. Attributes stand in it as they are. */
  readonly plain?: ((...attributes: number[]) => string) | undefined;
}

const op = (tensors: number, traced: TfOp['traced'], plain?: string | TfOp['plain']): TfOp => ({
  tensors,
  traced,
  plain: typeof plain === 'string' ? () => plain : plain,
});

const SELU = { alpha: 1.7580993408473768, scale: 1.0507009873554805 };

/** As the inputs of lanewise are float32, and those of tfjs's ops of truth values must be bool. */
const truth = (x: tf.Tensor): tf.Tensor => tf.cast(x, 'bool');

/** By the name that users call it by. Some have no plain function: `round` takes halves to even. */
export const OPS: Readonly<Record<string, TfOp>> = {
  abs: op(1, tf.abs, 'x => Math.abs(x)'),
  acos: op(1, tf.acos, 'x => Math.acos(x)'),
  acosh: op(1, tf.acosh, 'x => Math.acosh(x)'),
  asin: op(1, tf.asin, 'x => Math.asin(x)'),
  asinh: op(1, tf.asinh, 'x => Math.asinh(x)'),
  atan: op(1, tf.atan, 'x => Math.atan(x)'),
  atanh: op(1, tf.atanh, 'x => Math.atanh(x)'),
  ceil: op(1, tf.ceil, 'x => Math.ceil(x)'),
  cos: op(1, tf.cos, 'x => Math.cos(x)'),
  cosh: op(1, tf.cosh, 'x => Math.cosh(x)'),
  elu: op(1, tf.elu, 'x => x < 0 ? Math.expm1(x) : x'),
  erf: op(1, tf.erf),
  exp: op(1, tf.exp, 'x => Math.exp(x)'),
  expm1: op(1, tf.expm1, 'x => Math.expm1(x)'),
  floor: op(1, tf.floor, 'x => Math.floor(x)'),
  isFinite: op(1, tf.isFinite, 'x => Number.isFinite(x)'),
  isInf: op(1, tf.isInf, 'x => Math.abs(x) === Infinity'),
  isNaN: op(1, tf.isNaN, 'x => Number.isNaN(x)'),
  log: op(1, tf.log, 'x => Math.log(x)'),
  log1p: op(1, tf.log1p, 'x => Math.log1p(x)'),
  logSigmoid: op(1, tf.logSigmoid, 'x => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)))'),
  logicalNot: op(1, (x: tf.Tensor) => tf.logicalNot(truth(x)), 'x => !x'),
  neg: op(1, tf.neg, 'x => -x'),
  reciprocal: op(1, tf.reciprocal, 'x => 1 / x'),
  relu: op(1, tf.relu, 'x => x <= 0 ? 0 : x'),
  relu6: op(1, tf.relu6, 'x => x <= 0 ? 0 : x > 6 ? 6 : x'),
  round: op(1, tf.round),
  rsqrt: op(1, tf.rsqrt, 'x => 1 / Math.sqrt(x)'),
  selu: op(1, tf.selu, `x => ${SELU.scale} * x > 0 ? ${SELU.scale} * x : ${SELU.alpha} * Math.expm1(x)`),
  sigmoid: op(1, tf.sigmoid, 'x => 1 / (1 + Math.exp(-x))'),
  sign: op(1, tf.sign, 'x => Math.sign(x)'),
  sin: op(1, tf.sin, 'x => Math.sin(x)'),
  sinh: op(1, tf.sinh, 'x => Math.sinh(x)'),
  softplus: op(1, tf.softplus, 'x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))'),
  sqrt: op(1, tf.sqrt, 'x => Math.sqrt(x)'),
  square: op(1, tf.square, 'x => x * x'),
  tan: op(1, tf.tan, 'x => Math.tan(x)'),
  tanh: op(1, tf.tanh, 'x => Math.tanh(x)'),

  clipByValue: op(1, tf.clipByValue, (low, high) => `x => Math.min(Math.max(x, ${low}), ${high})`),
  leakyRelu: op(1, tf.leakyRelu, (alpha = 0.2) => `x => x > 0 ? x : ${alpha} * x`),
  step: op(1, tf.step, (alpha = 0) => `x => x <= 0 ? ${alpha} : x > 0 ? 1 : x`),

  add: op(2, tf.add, '(a, b) => a + b'),
  atan2: op(2, tf.atan2, '(a, b) => Math.atan2(a, b)'),
  div: op(2, tf.div, '(a, b) => a / b'),
  divNoNan: op(2, tf.divNoNan, '(a, b) => b === 0 ? 0 : a / b'),
  equal: op(2, tf.equal, '(a, b) => a === b'),
  floorDiv: op(2, tf.floorDiv, '(a, b) => Math.floor(a / b)'),
  greater: op(2, tf.greater, '(a, b) => a > b'),
  greaterEqual: op(2, tf.greaterEqual, '(a, b) => a >= b'),
  less: op(2, tf.less, '(a, b) => a < b'),
  lessEqual: op(2, tf.lessEqual, '(a, b) => a <= b'),
  logicalAnd: op(
    2,
    (a: tf.Tensor, b: tf.Tensor) => tf.logicalAnd(truth(a), truth(b)),
    '(a, b) => a !== 0 && b !== 0',
  ),
  logicalOr: op(
    2,
    (a: tf.Tensor, b: tf.Tensor) => tf.logicalOr(truth(a), truth(b)),
    '(a, b) => a !== 0 || b !== 0',
  ),
  logicalXor: op(
    2,
    (a: tf.Tensor, b: tf.Tensor) => tf.logicalXor(truth(a), truth(b)),
    '(a, b) => (a !== 0) !== (b !== 0)',
  ),
  maximum: op(2, tf.maximum, '(a, b) => Math.max(a, b)'),
  minimum: op(2, tf.minimum, '(a, b) => Math.min(a, b)'),
  mod: op(2, tf.mod, '(a, b) => a - b * Math.floor(a / b)'),
  mul: op(2, tf.mul, '(a, b) => a * b'),
  notEqual: op(2, tf.notEqual, '(a, b) => a !== b'),
  pow: op(2, tf.pow, '(a, b) => a ** b'),
  prelu: op(2, tf.prelu, '(a, b) => a > 0 ? a : a * b'),
  squaredDifference: op(2, tf.squaredDifference, '(a, b) => (a - b) ** 2'),
  sub: op(2, tf.sub, '(a, b) => a - b'),
  where: op(
    3,
    (c: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.where(truth(c), a, b),
    '(c, a, b) => c !== 0 ? a : b',
  ),
};

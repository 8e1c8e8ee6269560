// An expression as tf.* ops: what runs where no kernel does. One cell per operation.
import * as tf from '@tensorflow/tfjs-core';
import { isTruth } from '../../expr/build.js';
import { type Expr, nodesOf, operandsOf } from '../../expr/expr.js';
import type { OperationName } from '../../expr/operations.js';

/** The composition of an operation on float32 tensors; truth values are bool tensors. */
type Cell = (...args: tf.Tensor[]) => tf.Tensor;

const TFJS: Readonly<Record<OperationName, Cell>> = {
  neg: tf.neg,
  abs: tf.abs,
  floor: tf.floor,
  ceil: tf.ceil,
  trunc: (a) => tf.where(tf.less(a!, 0), tf.ceil(a!), tf.floor(a!)),
  nearest: tf.round,
  sqrt: tf.sqrt,
  exp: tf.exp,
  expm1: tf.expm1,
  log: tf.log,
  log1p: tf.log1p,
  sin: tf.sin,
  cos: tf.cos,
  tan: tf.tan,
  asin: tf.asin,
  acos: tf.acos,
  atan: tf.atan,
  sinh: tf.sinh,
  cosh: tf.cosh,
  tanh: tf.tanh,
  asinh: tf.asinh,
  acosh: tf.acosh,
  atanh: tf.atanh,
  erf: tf.erf,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  // A power to the third that float32 can write, then a step of Newton's method, NaN where x is 0 or infinite.
  cbrt: (x) => {
    const y = tf.mul(tf.sign(x!), tf.pow(tf.abs(x!), 1 / 3));
    const root = tf.sub(y, tf.div(tf.sub(y, tf.div(x!, tf.square(y))), 3));
    return tf.where(tf.isNaN(root), x!, root);
  },
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  min: tf.minimum,
  max: tf.maximum,
  mod: tf.mod,
  pow: tf.pow,
  atan2: tf.atan2,
  hypot: (a, b) => {
    const [x, y] = [tf.abs(a!), tf.abs(b!)];
    const most = tf.maximum(x, y);
    const ratio = tf.divNoNan(tf.minimum(x, y), most);
    const root = tf.mul(most, tf.sqrt(tf.add(1, tf.square(ratio))));
    return tf.where(tf.logicalOr(tf.isInf(x), tf.isInf(y)), Number.POSITIVE_INFINITY, root);
  },
  eq: tf.equal,
  ne: tf.notEqual,
  lt: tf.less,
  le: tf.lessEqual,
  gt: tf.greater,
  ge: tf.greaterEqual,
  and: tf.logicalAnd,
  or: tf.logicalOr,
  not: tf.logicalNot,
  select: (condition, a, b) => tf.where(condition!, a!, b!),
  override: (value) => value!,
};

/** `expr` of float32 tensors that broadcast, as a new tensor of `shape`. */
export function compose(expr: Expr, inputs: readonly tf.Tensor[], shape: number[]): tf.Tensor {
  return tf.tidy(() => {
    const values = new Map<Expr, tf.Tensor>();
    for (const node of nodesOf([expr])) {
      if (node.kind === 'constant') values.set(node, tf.scalar(node.value));
      else if (node.kind === 'input') values.set(node, inputs[node.index]!);
      else {
        const args = operandsOf(node).map((arg) => values.get(arg)!);
        values.set(node, TFJS[node.name](...args));
      }
    }
    const value = values.get(expr)!;
    if (isTruth(expr)) throw new Error('internal: the result is a truth value');
    // An input handed back, or a constant, has another identity or another shape.
    return tf.util.arraysEqual(value.shape, shape) ? tf.clone(value) : tf.clone(tf.broadcastTo(value, shape));
  });
}

// An expression as tf.* ops: what runs where no kernel does. One cell per operation.
import * as tf from '@tensorflow/tfjs-core';
import { isTruth } from '../../expr/build.js';
import { type Expr, nodesOf, operandsOf, usesOf } from '../../expr/expr.js';
import type { OperationName } from '../../expr/operations.js';

/** The composition of an operation on float32 tensors; truth values are bool tensors. */
export type Cell = (...args: tf.Tensor[]) => tf.Tensor;

/** Stands for a composition that `provideComposition` brings. */
const PROVIDED = 'provided';

const TFJS: Readonly<Record<OperationName, Cell | typeof PROVIDED>> = {
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
  cbrt: PROVIDED,
  erfc: PROVIDED,
  log2: PROVIDED,
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  min: tf.minimum,
  max: tf.maximum,
  mod: tf.mod,
  rem: PROVIDED,
  pow: tf.pow,
  atan2: tf.atan2,
  hypot: PROVIDED,
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

/**
 * `expr` of float32 tensors that broadcast, as a new tensor of `shape`. No tape may be recording: what lies in between is
 * disposed of after its last use, so that there is no more of it at once than the expression needs.
 */
export function compose(expr: Expr, inputs: readonly tf.Tensor[], shape: number[]): tf.Tensor {
  if (isTruth(expr)) throw new Error('internal: the result is a truth value');
  return tf.tidy(() => {
    const uses = usesOf([expr]);
    const values = new Map<Expr, tf.Tensor>();
    /** How often each tensor will still be used. Two nodes can have one tensor. */
    const left = new Map<tf.Tensor, number>(inputs.map((input) => [input, Number.POSITIVE_INFINITY]));
    for (const node of nodesOf([expr])) {
      const args = node.kind === 'operation' ? operandsOf(node).map((operand) => values.get(operand)!) : [];
      const value = tensorFor(node, args, inputs);
      values.set(node, value);
      left.set(value, (left.get(value) ?? 0) + uses.get(node)!);
      for (const arg of args) {
        const rest = left.get(arg)! - 1;
        left.set(arg, rest);
        if (rest === 0) arg.dispose();
      }
    }
    const value = values.get(expr)!;
    // tf.broadcastTo leaves a dimension of 1 as it is where it is to be 0.
    if (tf.util.sizeFromShape(shape) === 0) return tf.zeros(shape);
    // An input handed back, or a constant, has another identity or another shape.
    return tf.util.arraysEqual(value.shape, shape) ? tf.clone(value) : tf.clone(tf.broadcastTo(value, shape));
  });
}

function tensorFor(node: Expr, args: tf.Tensor[], inputs: readonly tf.Tensor[]): tf.Tensor {
  if (node.kind === 'constant') return tf.scalar(node.value);
  if (node.kind === 'input') return inputs[node.index]!;
  return tf.tidy(() => cellOf(node.name)(...args));
}

const provided = new Map<OperationName, Cell>();

/** Makes the composition of an operation known, for a module that needs it. Bundles without it do not hold it. */
export function provideComposition(name: OperationName, cell: Cell): void {
  provided.set(name, cell);
}

function cellOf(name: OperationName): Cell {
  const cell = TFJS[name];
  const found = cell === PROVIDED ? provided.get(name) : cell;
  if (found === undefined) throw new Error(`internal: no module provides the composition of ${name}`);
  return found;
}

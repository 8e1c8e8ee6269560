// Trees as functions of tf.* ops, as a user writes them.
import * as tf from '@tensorflow/tfjs';
import { cbrt, erfc, hypot, log2, stopGradient } from '../../src/index.js';
import { partsOf, type Tree } from './tree.js';

type Fn = (...args: tf.Tensor[]) => tf.Tensor;

/** How each operation is written; none for the remainder of JavaScript, which no op of tfjs is. */
const TF: Readonly<Record<string, Fn>> = {
  ...{
    neg: tf.neg,
    abs: tf.abs,
    floor: tf.floor,
    ceil: tf.ceil,
    nearest: tf.round,
    sqrt: tf.sqrt,
    exp: tf.exp,
  },
  ...{ expm1: tf.expm1, log: tf.log, log1p: tf.log1p, sin: tf.sin, cos: tf.cos, tan: tf.tan, asin: tf.asin },
  ...{ acos: tf.acos, atan: tf.atan, sinh: tf.sinh, cosh: tf.cosh, tanh: tf.tanh, asinh: tf.asinh },
  ...{ acosh: tf.acosh, atanh: tf.atanh, erf: tf.erf, sigmoid: tf.sigmoid, softplus: tf.softplus },
  trunc: (x) => tf.cast(tf.cast(x!, 'int32'), 'float32'),
  cbrt: (x) => cbrt(x!),
  erfc: (x) => erfc(x!),
  log2: (x) => log2(x!),
  stop: (x) => stopGradient(x!),
  hypot: (a, b) => hypot(a!, b!),
  ...{ add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div, min: tf.minimum, max: tf.maximum, mod: tf.mod },
  ...{ pow: tf.pow, atan2: tf.atan2, eq: tf.equal, ne: tf.notEqual, lt: tf.less, le: tf.lessEqual },
  ...{ gt: tf.greater, ge: tf.greaterEqual, and: tf.logicalAnd, or: tf.logicalOr, not: tf.logicalNot },
  select: tf.where as Fn,
};

/** `tree` of operations that tfjs has. */
export const isOfTfjs = (tree: Tree): boolean =>
  [...partsOf(tree)].every((part) => !('name' in part) || part.name in TF);

function tensorOf(tree: Tree, inputs: readonly tf.Tensor[]): tf.Tensor {
  const made = new Map<Tree, tf.Tensor>();
  for (const part of partsOf(tree)) {
    if ('input' in part) made.set(part, inputs[part.input]!);
    else if ('constant' in part) made.set(part, tf.scalar(part.constant));
    else made.set(part, TF[part.name]!(...part.args.map((arg) => made.get(arg)!)));
  }
  return made.get(tree)!;
}

/** `tree` as a function of as many parameters as `count`, which is how inputs are counted. */
export function functionOf(tree: Tree, count: number): Fn {
  const apply: Fn = (...inputs) => tensorOf(tree, inputs);
  const forms: readonly Fn[] = [(a) => apply(a!), (a, b) => apply(a!, b!), (a, b, c) => apply(a!, b!, c!)];
  return forms[count - 1]!;
}

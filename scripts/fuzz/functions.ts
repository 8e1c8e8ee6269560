// Trees as functions of tf.* ops, as a user writes them.
import * as tf from '@tensorflow/tfjs';
import { cbrt, erfc, hypot, log2, stopGradient } from '../../src/index.js';
import { TF_OPS } from '../../test/tf-ops.js';
import { partsOf, type Tree } from './tree.js';

type Fn = (...args: tf.Tensor[]) => tf.Tensor;

/** How each operation is written; none for the remainder of JavaScript, which no op of tfjs is. */
const TF: Readonly<Record<string, Fn>> = {
  ...TF_OPS,
  trunc: (x) => tf.cast(tf.cast(x!, 'int32'), 'float32'),
  cbrt: (x) => cbrt(x!),
  erfc: (x) => erfc(x!),
  log2: (x) => log2(x!),
  stop: (x) => stopGradient(x!),
  hypot: (a, b) => hypot(a!, b!),
  not: tf.logicalNot,
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

// tfjs's ops, replaced by what lanewise makes of them. The specs get these in place of tfjs's own.
import * as tf from '@tensorflow/tfjs-core';
import { getGlobalTensorClass } from '@tensorflow/tfjs-core/dist/tensor.js';
import { type ElementwiseOp, elementwise, type Precision } from '../../src/index.js';
import { vectorize } from '../../src/vectorize/index.js';
import { OPS, type TfOp } from './ops.js';

/** What stands in the place of tfjs's ops: they themselves, or ops of lanewise, traced or of plain functions. */
export type Form = 'tfjs' | 'traced' | 'plain';

type AnyOp = (...args: unknown[]) => unknown;

/** How often one of the ops was called. */
export let calls = 0;

const [form, precision] = process.argv.slice(2) as [Form, Precision];

/** The op that takes the place of tf.<name>, for each name of `OPS` and for addN. */
export const replaced: Readonly<Record<string, AnyOp>> = {
  ...Object.fromEntries(Object.entries(OPS).map(([name, op]) => [name, counted(replacementOf(name, op))])),
  addN: counted(form === 'tfjs' ? (tf.addN as AnyOp) : replacementOfAddN()),
};

function counted(op: AnyOp): AnyOp {
  return (...args) => {
    calls++;
    return op(...args);
  };
}

/** Ops by their attributes, which are part of their functions. */
function replacementOf(name: string, op: TfOp): AnyOp {
  const own = (tf as unknown as Record<string, AnyOp>)[name]!;
  if (form === 'tfjs' || (form === 'plain' && op.plain === undefined)) return own;
  const made = new Map<string, ElementwiseOp>();
  return (...args) => {
    const attributes = args.slice(op.tensors) as number[];
    const key = attributes.join();
    const found = made.get(key) ?? define(`${name}Of${key}`, op, attributes);
    made.set(key, found);
    return found(...(args.slice(0, op.tensors) as tf.Tensor[]));
  };
}

function define(name: string, { tensors, traced, plain }: TfOp, attributes: number[]): ElementwiseOp {
  const inputs = ['a', 'b', 'c'].slice(0, tensors);
  if (form === 'plain') return vectorize(name, plain!(...attributes), { inputs, precision } as never);
  const run = traced as (...args: unknown[]) => tf.Tensor;
  return elementwise(name, (...xs: tf.Tensor[]) => run(...xs, ...attributes), { inputs, precision });
}

/** One op for each number of inputs. */
function replacementOfAddN(): AnyOp {
  return (list) => {
    if (!Array.isArray(list) || list.length === 0) return tf.addN(list as tf.Tensor[]);
    const inputs = list.map((_, i) => `x${i}`);
    const add = elementwise(`addNOf${list.length}`, (...xs: tf.Tensor[]) => tf.addN(xs), {
      inputs,
      precision,
    });
    return add(...(list as tf.Tensor[]));
  };
}

/** Chained ops too: x.exp() is the replacement of tf.exp. */
export function replaceChained(): void {
  const { prototype } = getGlobalTensorClass() as unknown as { prototype: Record<string, unknown> };
  for (const [name, op] of Object.entries(replaced)) {
    if (typeof prototype[name] !== 'function') continue;
    prototype[name] = function chained(this: tf.Tensor, ...args: unknown[]): unknown {
      return name === 'where' ? op(args[0], this, args[1]) : op(this, ...args);
    };
  }
}

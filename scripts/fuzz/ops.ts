// Ops as users call them: functions of tf.* ops on tensors of random shapes, that broadcast, of every dtype, with
// gradients of three orders, on every backend; with live tensors on both sides, an allocator that fails, and memory that
// grows. tf.memory() must be the same before and after.
import * as tf from '@tensorflow/tfjs';
import { build } from '../../src/expr/build.js';
import { derivative } from '../../src/expr/derivative.js';
import { type Expr, input, isConstant } from '../../src/expr/expr.js';
import { type ElementwiseOp, elementwise } from '../../src/index.js';
import { compose } from '../../src/tfjs/backends/composition.js';
import { definitionOfOp } from '../../src/tfjs/op/op.js';
import { amongGuards, BACKENDS, type BackendName, useBackend, withAllocator } from './backends.js';
import { type Code, codeOfExpr, codeOfTree } from './code.js';
import { Encloser, type Enclosure } from './enclosure.js';
import { functionOf, isOfTfjs } from './functions.js';
import { COMPOSED, EXACT, FAST, type Model } from './model.js';
import type { Random } from './random.js';
import { drawShapes, indicesOf, sizeOf } from './shapes.js';
import type { Tally } from './tally.js';
import { drawTree, type Tree, written } from './tree.js';
import { drawValue } from './values.js';

type DType = 'float32' | 'int32' | 'bool';

export interface OpCase {
  readonly kind: 'op';
  readonly tree: Tree;
  readonly precision: 'fast' | 'exact';
  readonly backend: BackendName;
  /** Whether the composition of tf.* ops runs, whatever else the backend could. */
  readonly composed: boolean;
  readonly shapes: readonly (readonly number[])[];
  readonly dtypes: readonly DType[];
  readonly values: readonly (readonly number[])[];
  /** The inputs by which gradients are taken, one after the other. */
  readonly by: readonly number[];
  /** What the allocator does at which of its calls. */
  readonly allocator?: readonly [what: 'fails' | 'grows', at: number] | undefined;
}

export function drawOpCase(random: Random): OpCase {
  const count = 1 + random.below(3);
  let tree = drawTree(random, count, 1 + random.below(7));
  while (!isOfTfjs(tree)) tree = drawTree(random, count, 1 + random.below(7));
  const backend = random.oneOf(BACKENDS);
  const { inputs: shapes } = drawShapes(random, count);
  const dtypes = shapes.map(
    (): DType => (random.chance(0.8) ? 'float32' : random.oneOf(['int32', 'bool'] as const)),
  );
  const values = shapes.map((shape, i) =>
    Array.from({ length: sizeOf(shape) }, () => numberOf(dtypes[i]!, drawValue(random))),
  );
  const isFloat = dtypes.every((dtype) => dtype === 'float32');
  const order = isFloat ? random.below(4) : 0;
  const by = Array.from({ length: order }, () => random.below(count));
  const precision = random.chance(0.5) ? 'fast' : 'exact';
  const composed = backend !== 'other' && random.chance(0.15);
  const fault = backend === 'wasm' && !composed && random.chance(0.2);
  const areWhole = isFloat && shapes.every((shape) => shape.join() === shapes[0]!.join());
  // Where an input must be expanded or cast first, tfjs's own kernels would run on the null pointer.
  const what = areWhole && random.chance(0.5) ? 'fails' : 'grows';
  const allocator = fault ? ([what, random.below(2)] as const) : undefined;
  return {
    kind: 'op',
    tree,
    precision,
    backend,
    composed,
    shapes,
    dtypes,
    values,
    by: composed ? [] : by,
    allocator,
  };
}

function numberOf(dtype: DType, value: number): number {
  if (dtype === 'bool') return value > 0 ? 1 : 0;
  if (dtype === 'float32') return value;
  return Number.isFinite(value) && Math.abs(value) < 2 ** 24 ? Math.trunc(value) + 0 : 7;
}

/** What is wrong, or undefined. */
export async function runOpCase(given: OpCase, tally: Tally): Promise<string | undefined> {
  const { tree, precision, backend, composed, shapes, dtypes, values, by, allocator } = given;
  await useBackend(backend);
  const before = memory();
  const op = elementwise('fuzzed', functionOf(tree, shapes.length) as never, { precision, replace: true });
  if (memory() !== before)
    return `defining ${written(tree)} left tensors: ${before} before, ${memory()} after`;
  const isComposed = composed || backend === 'other';
  const model = isComposed ? COMPOSED : precision === 'fast' ? FAST : EXACT;
  const path = `op: ${composed ? 'composed on ' : ''}${backend}`;
  tally.count(tally.cases, path);
  const inputs = shapes.map((shape, i) => tf.tensor(values[i]! as number[], shape as number[], dtypes[i]!));
  try {
    const call = (): tf.Tensor => (composed ? composition(op, inputs, shapes) : op(...inputs));
    const wrong =
      compareValues(given, call, codeOfTree(tree), model, `${path}, values`, tally) ??
      (by.length > 0 ? compareGradients(given, op, inputs, model, tally) : undefined);
    if (wrong !== undefined) return `${precision} ${written(tree)} on ${path}: ${wrong}`;
  } finally {
    tf.dispose(inputs);
  }
  const after = memory();
  if (after !== before)
    return `${written(tree)} on ${path} left ${after}, before it was ${before} (allocator ${allocator})`;
  return undefined;
}

function memory(): string {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  // What a backend holds and the engine does not know of would leak too.
  const held = tf.backend().numDataIds();
  return `${numTensors} tensors, ${numDataBuffers} buffers, ${numBytes} bytes, ${held} in the backend`;
}

function composition(op: ElementwiseOp, inputs: readonly tf.Tensor[], shapes: OpCase['shapes']): tf.Tensor {
  const { expr } = definitionOfOp(op)!;
  const shape = tf.broadcast_util;
  const output = shapes.reduce<number[]>((a, b) => shape.assertAndGetBroadcastShape(a, [...b]), []);
  return tf.tidy(() =>
    compose(
      expr!,
      inputs.map((each) => tf.cast(each, 'float32')),
      output,
    ),
  );
}

const NO_ROOM = /^fuzzed: the wasm backend has no room/;

function compareValues(
  { shapes, values, allocator, backend }: OpCase,
  call: () => tf.Tensor,
  code: Code,
  model: Model,
  path: string,
  tally: Tally,
): string | undefined {
  const shape = shapes.reduce<number[]>(
    (a, b) => tf.broadcast_util.assertAndGetBroadcastShape(a, [...b]),
    [],
  );
  const size = sizeOf(shape);
  const run = (): tf.Tensor | undefined => {
    if (allocator === undefined || backend !== 'wasm') return call();
    try {
      return withAllocator(...allocator, call);
    } catch (error) {
      if (allocator[0] === 'fails' && NO_ROOM.test((error as Error).message)) {
        tally.count(tally.cases, 'op: refused when the allocator failed');
        return undefined;
      }
      throw error;
    }
  };
  const { result, harm } = amongGuards(size, 2, run);
  if (harm !== undefined) return harm;
  if (result === undefined) return undefined;
  const got = result.dataSync();
  const made = result.shape;
  result.dispose();
  if (made.join() !== shape.join()) return `shape [${made}], not [${shape}]`;
  const indices = shapes.map((own) => indicesOf(own, shape));
  const encloser = new Encloser(code, model);
  for (let p = 0; p < size; p++) {
    const point = values.map((each, i) => each[indices[i]![p]!]!);
    const enclosure = encloser.at(point);
    if (model === COMPOSED && !encloser.isOrdinary()) {
      tally.count(tally.skipped, 'composed: special values, where tfjs has its own');
      continue;
    }
    if (!tally.compare(path, enclosure, got[p]!)) {
      return `at ${point} is ${got[p]}, not in [${enclosure.lo}, ${enclosure.hi}] nan ${enclosure.nan}`;
    }
  }
  return undefined;
}

function compareGradients(
  { shapes, values, by, backend }: OpCase,
  op: ElementwiseOp,
  inputs: readonly tf.Tensor[],
  model: Model,
  tally: Tally,
): string | undefined {
  const shape = shapes.reduce<number[]>(
    (a, b) => tf.broadcast_util.assertAndGetBroadcastShape(a, [...b]),
    [],
  );
  // The gradients of each order are weighted with values of their own, of the shape of what is differentiated.
  const weightShapes = [shape, ...by.slice(0, -1).map((index) => [...shapes[index]!])];
  const weights = weightShapes.map((own, k) =>
    Array.from({ length: sizeOf(own) }, (_, p) => [1, -0.5, 2, 0.75, -1.25][(p + k) % 5]!),
  );
  const got = tf.tidy(() => {
    const dys = weights.map((each, k) => tf.tensor(each, weightShapes[k]!, 'float32'));
    const slope = (order: number): ((...xs: tf.Tensor[]) => tf.Tensor) =>
      order === 0
        ? (...xs) => op(...xs)
        : (...xs) => tf.grads(slope(order - 1))(xs, dys[order - 1]!)[by[order - 1]!]!;
    return [...slope(by.length)(...inputs).dataSync()];
  });
  let expr: Expr = definitionOfOp(op)!.expr!;
  by.forEach((index, k) => {
    const slope = derivative(expr, index);
    // 0 by structure is 0, whatever it is multiplied with.
    expr = isConstant(slope, 0) ? slope : build('mul', [input(shapes.length + k), slope]);
  });
  const last = [...shapes[by.at(-1)!]!];
  const size = sizeOf(shape);
  if (got.length !== sizeOf(last))
    return `the gradient d${by} has ${got.length} elements, not ${sizeOf(last)}`;
  const all = [...shapes, ...weightShapes].map((own) => indicesOf(own, shape));
  const data = [...values, ...weights];
  const encloser = new Encloser(codeOfExpr(expr), model);
  const sums = got.map(() => new Sum());
  const target = indicesOf(last, shape);
  for (let p = 0; p < size; p++) {
    const enclosure = encloser.at(data.map((each, i) => each[all[i]![p]!]!));
    const isOdd = model === COMPOSED && !encloser.isOrdinary();
    sums[target[p]!]!.add(enclosure, isOdd);
  }
  const path = `op: gradients of order ${by.length} on ${backend}`;
  tally.count(tally.cases, path);
  for (const [p, sum] of sums.entries()) {
    const enclosure = sum.enclosure();
    if (enclosure === undefined)
      tally.count(tally.skipped, 'composed: special values, where tfjs has its own');
    else if (!tally.compare(path, enclosure, got[p]!)) {
      return `the gradient d${by}[${p}] for shapes ${JSON.stringify(shapes)} is ${got[p]}, not in [${enclosure.lo}, ${enclosure.hi}] nan ${enclosure.nan}`;
    }
  }
  return undefined;
}

const ZERO: Enclosure = { lo: -0, hi: 0, nan: 0 };

/** The sum of enclosures in float32, in any order. */
class Sum {
  #lo = 0;
  #hi = 0;
  #size = 0;
  #nan = 0;
  #count = 0;
  #isOdd = false;
  #only: Enclosure | undefined;

  add(each: Enclosure, isOdd: boolean): void {
    this.#only = each;
    this.#count++;
    this.#isOdd ||= isOdd;
    this.#nan = Math.max(this.#nan, each.nan);
    this.#lo += each.lo;
    this.#hi += each.hi;
    this.#size += Math.max(Math.abs(each.lo), Math.abs(each.hi));
  }

  /** Undefined for what says nothing. */
  enclosure(): Enclosure | undefined {
    if (this.#isOdd) return undefined;
    // A sum of one begins with 0, which has the other sign than -0.
    if (this.#count === 1) return this.#lo === 0 && this.#hi === 0 ? ZERO : this.#only;
    if (this.#nan === 2) return { lo: Number.NaN, hi: Number.NaN, nan: 2 };
    const error = this.#count * 2 ** -23 * this.#size + 2 ** -140;
    if (!Number.isFinite(this.#size) || this.#size > 2 ** 127) {
      return { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY, nan: 1 };
    }
    return { lo: this.#lo - error, hi: this.#hi + error, nan: this.#nan };
  }
}

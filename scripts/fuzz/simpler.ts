// Simpler cases than one that fails: fewer outputs, fewer elements, simpler trees.
import { countOf, type KernelCase } from './kernels.js';
import type { OpCase } from './ops.js';
import { sizeOf } from './shapes.js';
import { simplerTrees } from './tree.js';

export function* simplerKernels(given: KernelCase): Generator<KernelCase> {
  const { outputs, rows, length, lies, values, memory } = given;
  if (outputs.length > 1) {
    for (const output of outputs) yield { ...given, outputs: [output] };
    for (const [i] of outputs.entries()) yield { ...given, outputs: outputs.filter((_, j) => j !== i) };
  }
  if (memory !== 'unshared') yield { ...given, memory: 'unshared' };
  const cut = (r: number, n: number, from: number): KernelCase => ({
    ...given,
    rows: r,
    length: n,
    values: values.map((each, i) => each.slice(from).slice(0, countOf(lies[i]!, r, n))),
  });
  if (rows === 1 && lies.every((lie) => lie === 'whole')) {
    for (let p = 0; p < length && length > 1; p++) yield cut(1, 1, p);
    if (length > 1) yield cut(1, length - 1, 0);
  } else if (rows > 1) yield cut(rows - 1, length, 0);
  for (const [i, { tree, by }] of outputs.entries()) {
    const instead = (output: KernelCase['outputs'][number]): KernelCase => ({
      ...given,
      outputs: outputs.map((each, j) => (i === j ? output : each)),
    });
    if (by.length > 0) yield instead({ tree, by: by.slice(1) });
    for (const simpler of simplerTrees(tree)) yield instead({ tree: simpler, by });
  }
}

export function* simplerOps(given: OpCase): Generator<OpCase> {
  const { tree, by, shapes, values, dtypes, allocator } = given;
  if (allocator !== undefined) yield { ...given, allocator: undefined };
  if (by.length > 0) yield { ...given, by: by.slice(1) };
  for (const simpler of simplerTrees(tree)) yield { ...given, tree: simpler };
  if (dtypes.some((dtype) => dtype !== 'float32')) yield { ...given, dtypes: dtypes.map(() => 'float32') };
  for (const [i, shape] of shapes.entries()) {
    if (sizeOf(shape) <= 1) continue;
    // A single number broadcasts to anything.
    yield {
      ...given,
      shapes: shapes.map((each, j) => (i === j ? [] : each)),
      values: values.map((each, j) => (i === j ? each.slice(0, 1) : each)),
    };
  }
}

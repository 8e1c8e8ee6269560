// How inputs of different shapes lie under one output, as rows: an input goes on or stays after each element of
// a row, and goes on or starts again after each row. A backend that counts so needs no copy for such broadcasts.
import { broadcast_util, util } from '@tensorflow/tfjs-core';
import type { Layout } from './backend.js';

/** In elements. */
export interface RowLayout extends Layout {
  readonly rows: number;
  /** Elements per row. */
  readonly length: number;
  /** Per input, the elements to go on after each row, and after each element of a row. */
  readonly strides: readonly Stride[];
}

export interface Stride {
  readonly row: number;
  /** 0 where one value stands for a whole row. */
  readonly step: 0 | 1;
}

type Shaped = { readonly shape: number[] };

const NONE: readonly number[] = [];
const WHOLE: (readonly Stride[])[] = [];

/** The strides of `count` inputs that have the shape of the output. Small calls would feel a new array. */
function whole(count: number): readonly Stride[] {
  WHOLE[count] ??= Array.from({ length: count }, () => ({ row: 0, step: 1 }) as const);
  return WHOLE[count];
}

/** Whether all shapes are the same. */
export function areAlike(inputs: readonly Shaped[]): boolean {
  const { shape } = inputs[0]!;
  for (let i = 1; i < inputs.length; i++) if (!util.arraysEqual(shape, inputs[i]!.shape)) return false;
  return true;
}

/**
 * The layout of inputs of the given shapes, by rows.
 * @throws RangeError if the shapes do not broadcast.
 */
export function rowLayout(op: string, inputs: readonly Shaped[]): RowLayout {
  if (areAlike(inputs)) return flatLayout(inputs[0]!.shape, inputs, NONE);
  const shapes = inputs.map(({ shape }) => shape);
  const shape = broadcastShape(op, shapes);
  const size = util.sizeFromShape(shape);
  const expand = shapes.map((_, i) => i).filter((i) => util.sizeFromShape(shapes[i]!) !== size);
  if (expand.length === 0 || size === 0) return flatLayout(shape, inputs, NONE);
  // The dimensions after `split` are a row: an input is there whole, or has 1 in all of them.
  for (let split = 0; split <= shape.length; split++) {
    const length = util.sizeFromShape(shape.slice(split));
    const rows = size / Math.max(1, length);
    const strides = shapes.map((each) => strideOf(each, shape, split, length));
    if (strides.every((stride) => stride !== undefined))
      return { shape, expand: NONE, rows, length, strides };
  }
  return flatLayout(shape, inputs, expand);
}

/**
 * The layout of inputs that all must have the shape of the output: others are expanded.
 * @throws RangeError if the shapes do not broadcast.
 */
export function wholeLayout(op: string, inputs: readonly Shaped[]): RowLayout {
  if (areAlike(inputs)) return flatLayout(inputs[0]!.shape, inputs, NONE);
  const shapes = inputs.map(({ shape }) => shape);
  const shape = broadcastShape(op, shapes);
  const size = util.sizeFromShape(shape);
  return flatLayout(
    shape,
    inputs,
    shapes.map((_, i) => i).filter((i) => util.sizeFromShape(shapes[i]!) !== size),
  );
}

/** One row of everything. */
function flatLayout(shape: number[], inputs: readonly Shaped[], expand: readonly number[]): RowLayout {
  return { shape, expand, rows: 1, length: util.sizeFromShape(shape), strides: whole(inputs.length) };
}

function strideOf(each: number[], shape: number[], split: number, length: number): Stride | undefined {
  const padded = [...new Array<number>(shape.length - each.length).fill(1), ...each];
  const outer = partOf(padded.slice(0, split), shape.slice(0, split));
  const inner = partOf(padded.slice(split), shape.slice(split));
  if (outer === undefined || inner === undefined) return undefined;
  return {
    row: outer === 'one' ? 0 : inner === 'one' ? 1 : length,
    step: inner === 'one' ? 0 : 1,
  };
}

/** Whether dimensions are those of the output, or all 1, or neither. */
function partOf(dimensions: number[], output: number[]): 'whole' | 'one' | undefined {
  if (util.arraysEqual(dimensions, output)) return 'whole';
  return dimensions.every((dimension) => dimension === 1) ? 'one' : undefined;
}

/** @throws RangeError if the shapes do not broadcast. */
export function broadcastShape(op: string, shapes: readonly number[][]): number[] {
  try {
    return shapes.reduce((a, b) => broadcast_util.assertAndGetBroadcastShape(a, b));
  } catch {
    const given = shapes.map((each) => `[${each}]`).join(', ');
    throw new RangeError(`${op}: expected inputs whose shapes broadcast, got ${given}`);
  }
}

// How inputs of different shapes lie under one output, as rows: an input goes on or stays after each
// vector, and goes on or starts again after each row. Broadcasts of that form need no copy.
import { broadcast_util, util } from '@tensorflow/tfjs-core';

export interface Layout {
  readonly shape: number[];
  /** The inputs that do not lie so, and must be expanded to `shape` first; mostly none. */
  readonly expand: readonly number[];
  readonly rows: number;
  /** Elements per row. */
  readonly length: number;
  /** Per input, the bytes to go on after each row and after each vector of 16 bytes. */
  readonly strides: readonly { readonly row: number; readonly step: 0 | 16 }[];
}

type Strides = Layout['strides'];

const NONE: readonly number[] = [];
const WHOLE: Strides[] = [];

/** The strides of `count` inputs that have the shape of the output. Small calls would feel a new array. */
function whole(count: number): Strides {
  WHOLE[count] ??= Array.from({ length: count }, () => ({ row: 0, step: 16 }) as const);
  return WHOLE[count];
}

/** Whether every input has the shape of the output. */
export function isWhole({ rows, strides }: Layout): boolean {
  return rows === 1 && strides === WHOLE[strides.length];
}

/**
 * The layout of inputs of the given shapes.
 * @throws RangeError if the shapes do not broadcast.
 */
export function layoutOf(op: string, inputs: readonly { readonly shape: number[] }[]): Layout {
  const first = inputs[0]!.shape;
  let same = true;
  for (let i = 1; i < inputs.length; i++) same &&= util.arraysEqual(first, inputs[i]!.shape);
  if (same) {
    return {
      shape: first,
      expand: NONE,
      rows: 1,
      length: util.sizeFromShape(first),
      strides: whole(inputs.length),
    };
  }
  const shapes = inputs.map(({ shape }) => shape);
  const shape = broadcastShape(op, shapes);
  const size = util.sizeFromShape(shape);
  const full = shapes.map((each) => util.sizeFromShape(each) === size);
  const flat = { shape, rows: 1, length: size, strides: whole(shapes.length) };
  if (full.every((each) => each) || size === 0) return { ...flat, expand: [] };
  // The dimensions after `split` are a row: an input is there whole, or has 1 in all of them.
  for (let split = 0; split <= shape.length; split++) {
    const length = util.sizeFromShape(shape.slice(split));
    const rows = size / Math.max(1, length);
    const strides = shapes.map((each) => strideOf(each, shape, split, length));
    if (strides.every((stride) => stride !== undefined)) return { shape, expand: [], rows, length, strides };
  }
  return { ...flat, expand: shapes.map((_, i) => i).filter((i) => !full[i]) };
}

function strideOf(
  each: number[],
  shape: number[],
  split: number,
  length: number,
): { row: number; step: 0 | 16 } | undefined {
  const padded = [...new Array<number>(shape.length - each.length).fill(1), ...each];
  const outer = partOf(padded.slice(0, split), shape.slice(0, split));
  const inner = partOf(padded.slice(split), shape.slice(split));
  if (outer === undefined || inner === undefined) return undefined;
  const bytes = Float32Array.BYTES_PER_ELEMENT;
  return {
    row: outer === 'one' ? 0 : inner === 'one' ? bytes : bytes * length,
    step: inner === 'one' ? 0 : 16,
  };
}

/** Whether dimensions are those of the output, or all 1, or neither. */
function partOf(dimensions: number[], output: number[]): 'whole' | 'one' | undefined {
  if (util.arraysEqual(dimensions, output)) return 'whole';
  return dimensions.every((dimension) => dimension === 1) ? 'one' : undefined;
}

export function broadcastShape(op: string, shapes: readonly number[][]): number[] {
  try {
    return shapes.reduce((a, b) => broadcast_util.assertAndGetBroadcastShape(a, b));
  } catch {
    const given = shapes.map((each) => `[${each}]`).join(', ');
    throw new RangeError(`${op}: expected inputs whose shapes broadcast, got ${given}`);
  }
}

// Random shapes that broadcast, and the indices by which elements of the output read each input.
import type { Random } from './random.js';

/** The shape of the output, and one for each of `count` inputs. */
export function drawShapes(random: Random, count: number): { shape: number[]; inputs: number[][] } {
  const rank = random.below(4);
  // Now and then more than a chunk on the cpu backend.
  const long = random.chance(0.02) ? [4096 + random.below(9)] : undefined;
  const whole =
    long ??
    Array.from({ length: rank }, () => (random.chance(0.06) ? 0 : random.oneOf([1, 1, 2, 3, 4, 5, 9])));
  const inputs = Array.from({ length: count }, () => {
    if (random.chance(0.5)) return whole;
    const own = whole.map((dimension) => (random.chance(0.4) ? 1 : dimension));
    return own.slice(random.below(own.length + 1));
  });
  return { shape: broadcast(inputs), inputs };
}

/** The shape that all of `shapes` broadcast to. */
export function broadcast(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const dimensions = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    return dimensions.find((dimension) => dimension !== 1) ?? 1;
  });
}

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((size, dimension) => size * dimension, 1);

/** For each element of an output of `shape`, which element of an input of `own` it reads. */
export function indicesOf(own: readonly number[], shape: readonly number[]): Int32Array {
  const size = sizeOf(shape);
  const indices = new Int32Array(size);
  for (let p = 0; p < size; p++) {
    let [rest, index, stride] = [p, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const at = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      const dimension = own[axis - shape.length + own.length] ?? 1;
      if (dimension !== 1) index += at * stride;
      stride *= dimension;
    }
    indices[p] = index;
  }
  return indices;
}

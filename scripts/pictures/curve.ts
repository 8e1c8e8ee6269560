// The points of a curve, in pieces: a line is drawn within a piece, and none from one piece to the next. A piece ends
// where the function jumps, has a pole or is NaN.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Curve {
  readonly pieces: readonly (readonly Point[])[];
  /** The values at the jumps, where the function has them. */
  readonly dots: readonly Point[];
}

/** Kinks of activations lie at multiples of this, so none is cut off. */
const STEP = 1 / 16;
/** What still differs over `NARROW` is a jump. */
const JUMP = 1e-3;
const NARROW = 1e-9;

/** The curve of `f` on [from, to], both multiples of 1/16. */
export function curveOf(f: (x: number) => number, from: number, to: number): Curve {
  const at = (x: number): Point => ({ x, y: f(x) });
  const pieces: Point[][] = [[]];
  const dots: Point[] = [];
  const add = (point: Point): void => {
    if (Number.isFinite(point.y)) pieces.at(-1)!.push(point);
    else pieces.push([]);
  };
  add(at(from));
  for (let i = 1; i <= (to - from) / STEP; i++) {
    const [left, right] = [at(from + (i - 1) * STEP), at(from + i * STEP)];
    const jump = jumpBetween(at, left, right);
    if (jump !== undefined) {
      add(jump.left);
      pieces.push([]);
      add(jump.right);
      // Jumps of activations are at round numbers, which halving does not hit from both sides.
      const taken = at(Math.round(jump.left.x * 4096) / 4096);
      if (Number.isFinite(taken.y) && taken.x < to) dots.push(taken);
    }
    add(right);
  }
  // What is left of a jump at an end of the interval is no line.
  const isLine = (piece: readonly Point[]): boolean =>
    piece.length > 1 && piece.at(-1)!.x - piece[0]!.x > NARROW;
  return { pieces: pieces.filter(isLine), dots };
}

/** The two sides of the jump between `left` and `right`, if there is one. */
function jumpBetween(
  at: (x: number) => Point,
  left: Point,
  right: Point,
): { left: Point; right: Point } | undefined {
  let [a, b] = [left, right];
  while (b.x - a.x > NARROW) {
    const middle = at((a.x + b.x) / 2);
    const isLeft = !(Math.abs(middle.y - a.y) < Math.abs(b.y - middle.y));
    if (isLeft) b = middle;
    else a = middle;
  }
  return Math.abs(b.y - a.y) > JUMP ? { left: a, right: b } : undefined;
}

/** `points` without those that lie within `tolerance` of the line between the ones that are kept. */
export function simplified(points: readonly Point[], tolerance: number): Point[] {
  const [first, last] = [points[0]!, points.at(-1)!];
  let farthest = 0;
  let most = tolerance;
  for (let i = 1; i < points.length - 1; i++) {
    const { x, y } = points[i]!;
    const share = (x - first.x) / (last.x - first.x);
    const distance = Math.abs(first.y + share * (last.y - first.y) - y);
    if (distance > most) [farthest, most] = [i, distance];
  }
  if (farthest === 0) return points.length > 1 ? [first, last] : [first];
  const left = simplified(points.slice(0, farthest + 1), tolerance);
  return [...left, ...simplified(points.slice(farthest), tolerance).slice(1)];
}

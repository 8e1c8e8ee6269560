// Pictures of activations with their derivatives, from their expressions in float64.
import * as catalogue from '../../src/activations/index.js';
import { derivative } from '../../src/expr/derivative.js';
import { evaluate } from '../../src/expr/evaluate.js';
import type { Activation } from '../../src/index.js';
import { spiky } from '../../src/index.js';
import { definitionOfOp } from '../../src/tfjs/op/op.js';
import { type Curve, curveOf } from './curve.js';
import { across, axes, down, drawn, type Frame, label, placed, shaded, svg } from './svg.js';

type Plain = (x: number) => number;

/** Where [-4, 4] shows too little. */
const WINDOWS: Readonly<Record<string, readonly [number, number]>> = { spiky: [-2, 2] };

const { register, registerAll, ...activations } = catalogue;
export const ACTIVATIONS: Readonly<Record<string, Activation>> = activations;

/** The function of an op and its derivative, in float64. */
function plain(op: Activation): [f: Plain, slope: Plain] {
  const expr = definitionOfOp(op)?.expr;
  if (expr === undefined) throw new Error(`pictures: expected an op with a formula, got ${op.opName}`);
  const slope = derivative(expr, 0);
  return [(x) => evaluate(expr, [x]), (x) => evaluate(slope, [x])];
}

/** f and f' of an activation, small. */
export function smallPicture(name: string): string {
  const [width, height] = [240, 160];
  const x = WINDOWS[name] ?? [-4, 4];
  const curves = plain(ACTIVATIONS[name]!).map((f) => curveOf(f, ...x));
  const ys = curves.flatMap(({ pieces }) => pieces.flat().map((point) => point.y));
  const low = Math.max(-2.3, Math.min(-0.2, Math.min(...ys) - 0.15));
  const high = Math.min(3.3, Math.max(1.2, Math.max(...ys) + 0.15));
  const window: Frame = { x, y: [low, high], left: 22, top: 6, width: width - 30, height: height - 24 };
  // Where the names of the curves have no corner, they get room above.
  const raised: Frame = { ...window, y: [low, high + 0.2 * (high - low)] };
  const frame = freeCorner(window, curves) === undefined ? raised : window;
  const xs = [-1, -0.5, 0, 0.5, 1].map((share) => share * x[1]);
  const integers = [-2, -1, 0, 1, 2, 3].filter((y) => y > low && y < high);
  const [f, slope] = curves;
  const [left, top] = freeCorner(frame, curves)!;
  return svg(width, height, `${name} and its derivative`, [
    ...axes(frame, xs, integers),
    ...drawn(frame, slope!, 'slope', 1.6),
    ...drawn(frame, f!, 'f', 2.6),
    label('f', left, top, 'start', 'f name'),
    label('f′', left + 15, top, 'start', 'slope name'),
  ]);
}

/** A corner for the names that no curve goes through: where the first of them stands. */
function freeCorner(
  frame: Frame,
  curves: readonly Curve[],
): readonly [left: number, top: number] | undefined {
  const { left, top, width, height } = frame;
  const [right, bottom] = [left + width, top + height];
  const points = curves.flatMap(({ pieces }) => placed(frame, pieces).flat());
  const corners = [[left + 6, top + 17], [right - 34, bottom - 9], [left + 6, bottom - 9], [right - 34, top + 17]] as const; // biome-ignore format: a row
  const isFree = ([x, y]: readonly [number, number]): boolean =>
    !points.some((point) => point.x > x - 6 && point.x < x + 34 && point.y > y - 18 && point.y < y + 9);
  return corners.find(isFree);
}

/** spiky and its derivative, wide, as the README opens. */
export function spikyPicture(): string {
  const [width, height] = [760, 270];
  const frame: Frame = { x: [-2, 2], y: [-0.12, 1.2], left: 34, top: 8, width: 718, height: 240 };
  const [f, slope] = plain(spiky).map((each) => curveOf(each, -2, 2));
  return svg(
    width,
    height,
    'spiky, a saw with every other tooth missing, and its derivative, which is 1 or 0',
    [
      ...axes(frame, [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2], [0, 0.5, 1]),
      shaded(frame, f!, 'f'),
      ...drawn(frame, slope!, 'slope', 2.4),
      ...drawn(frame, f!, 'f', 4),
      label('spiky(x)', across(frame, -1.46), down(frame, 0.48), 'start', 'f name'),
      label('its derivative', across(frame, -1.98), down(frame, 1.06), 'start', 'slope name'),
    ],
  );
}

// SVG by hand: a plot's frame, its axes and its lines. Every colour reads on white and on black, as a page may be dark
// where the system is light.
import { type Curve, type Point, simplified } from './curve.js';

/** Colours by what they are for, on light and on dark ground. */
const COLOURS = {
  f: ['#0969da', '#388bfd'],
  slope: ['#c2570c', '#db6d28'],
  text: ['#656d76', '#848d97'],
} as const;

const rule = (index: 0 | 1): string =>
  Object.entries(COLOURS)
    .map(([name, colours]) => `.${name}{--c:${colours[index]}}`)
    .join('');

const STYLE = [
  rule(0),
  `@media(prefers-color-scheme:dark){${rule(1)}}`,
  'path{fill:none;stroke:var(--c);stroke-linejoin:round;stroke-linecap:round}',
  'circle{fill:var(--c)}',
  'text{fill:var(--c);font:11px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}',
  'text.name{font:italic 15px Georgia,"Times New Roman",serif}',
  '.grid{stroke-width:1;opacity:.22}',
  '.axis{stroke-width:1;opacity:.75}',
  '.ground{fill:var(--c);stroke:none;opacity:.16}',
].join('\n');

/** A window onto the plane, and where it stands in the picture. */
export interface Frame {
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** To a hundredth of a pixel. */
export const px = (value: number): string => String(Number(value.toFixed(2)) + 0);

export const across = ({ x: [from, to], left, width }: Frame, x: number): number =>
  left + ((x - from) / (to - from)) * width;
export const down = ({ y: [from, to], top, height }: Frame, y: number): number =>
  top + ((to - y) / (to - from)) * height;

export function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${title}</title>`,
    `<style>\n${STYLE}\n</style>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** Lines of a grid, the two axes where they are in the frame, and numbers below and to the left. */
export function axes(frame: Frame, xs: readonly number[], ys: readonly number[]): string[] {
  const { left, top, width, height } = frame;
  const vertical = (x: number): string => `M${px(across(frame, x))} ${px(top)}v${px(height)}`;
  const horizontal = (y: number): string => `M${px(left)} ${px(down(frame, y))}h${px(width)}`;
  const isAxis = (value: number): boolean => value === 0;
  const isGrid = (value: number): boolean => value !== 0;
  const grid = [...xs.filter(isGrid).map(vertical), ...ys.filter(isGrid).map(horizontal)];
  const axis = [...xs.filter(isAxis).map(vertical), ...ys.filter(isAxis).map(horizontal)];
  return [
    `<path class="text grid" d="${grid.join('')}"/>`,
    `<path class="text axis" d="${axis.join('')}"/>`,
    ...xs.map((x) => label(String(x), across(frame, x), top + height + 13, 'middle', 'text x')),
    ...ys.map((y) => label(String(y), left - 5, down(frame, y) + 4, 'end', 'text y')),
  ];
}

export function label(text: string, x: number, y: number, anchor = 'start', kind = 'text'): string {
  const shown = text.replace(/^-/, '−');
  return `<text class="${kind}" x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${shown}</text>`;
}

/** The lines and dots of a curve, cut off at the frame. */
export function drawn(frame: Frame, { pieces, dots }: Curve, kind: string, stroke: number): string[] {
  const lines = placed(frame, pieces).map((points) => simplified(points, 0.04));
  const bottom = frame.top + frame.height;
  return [
    `<path class="${kind}" stroke-width="${stroke}" d="${lines.map(path).join('')}"/>`,
    ...dots
      .map((dot) => ({ x: across(frame, dot.x), y: down(frame, dot.y) }))
      .filter(({ y }) => y >= frame.top && y <= bottom)
      .map(({ x, y }) => `<circle class="${kind}" cx="${px(x)}" cy="${px(y)}" r="${px(stroke * 1.3)}"/>`),
  ];
}

/** The ground between a curve and the axis. */
export function shaded(frame: Frame, { pieces }: Curve, kind: string): string {
  const zero = px(down(frame, 0));
  const areas = placed(frame, pieces)
    .map((points) => simplified(points, 0.04))
    .map((points) => `${path(points)}L${px(points.at(-1)!.x)} ${zero}L${px(points[0]!.x)} ${zero}Z`);
  return `<path class="${kind} ground" d="${areas.join('')}"/>`;
}

const path = (points: readonly Point[]): string =>
  `M${points.map(({ x, y }) => `${px(x)} ${px(y)}`).join('L')}`;

/** The parts of pieces that are in the frame, in pixels. */
export function placed(frame: Frame, pieces: Curve['pieces']): Point[][] {
  const place = ({ x, y }: Point): Point => ({ x: across(frame, x), y: down(frame, y) });
  return pieces.flatMap((piece) => cut(piece.map(place), frame.top, frame.top + frame.height));
}

/** The parts of a line that lie between two heights. */
function cut(points: readonly Point[], top: number, bottom: number): Point[][] {
  const parts: Point[][] = [[]];
  const inside = ({ y }: Point): boolean => y >= top && y <= bottom;
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (before !== undefined && inside(before) !== inside(point)) {
      const edge = Math.min(before.y, point.y) < top ? top : bottom;
      const share = (edge - before.y) / (point.y - before.y);
      parts.at(-1)!.push({ x: before.x + share * (point.x - before.x), y: edge });
      if (inside(before)) parts.push([]);
    }
    if (inside(point)) parts.at(-1)!.push(point);
  });
  return parts.filter(({ length }) => length > 1);
}

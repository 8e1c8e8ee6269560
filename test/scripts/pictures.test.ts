// The pictures are what `npm run catalogue` draws, and show the functions: read as a person reads them, by the numbers
// at their axes, every point is that of the float64 table.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTIVATIONS } from '../../scripts/pictures/activations.js';
import { trainingPicture } from '../../scripts/pictures/training.js';
import { FOLDER, pictures, TRAINING } from '../../scripts/pictures.js';
import { rowOf } from '../activations/rows.js';

type Point = readonly [x: number, y: number];
type Plain = (x: number) => number;

const NAMES = Object.keys(ACTIVATIONS);
const SHOWN = [...NAMES.map((name) => ({ name, file: name })), { name: 'spiky', file: 'spiky-large' }];
const LINES = ['f', 'slope'] as const;
/** A hundredth of a pixel, and a little. */
const ROUNDED = 0.006;

const read = (file: string): string => readFileSync(`${FOLDER}/${file}.svg`, 'utf8');

/** From pixels to numbers along one axis, by two of the numbers that stand beside it. */
function scaleOf(picture: string, axis: 'x' | 'y'): { value: Plain; unit: number } {
  const ticks = [
    ...picture.matchAll(new RegExp(`class="text ${axis}" x="(.*?)" y="(.*?)"[^>]*>(.*?)<`, 'g')),
  ].map(([, x, y, text]) => ({
    // Numbers stand centred below their lines; those to the left, 4 pixels below the middle of theirs.
    at: axis === 'x' ? Number(x) : Number(y) - 4,
    number: Number(text!.replace('−', '-')),
  }));
  const [first, last] = [ticks[0]!, ticks.at(-1)!];
  const unit = (last.at - first.at) / (last.number - first.number);
  return { value: (at) => first.number + (at - first.at) / unit, unit: Math.abs(unit) };
}

/** The lines of a curve, and its dots, in numbers. */
function curveIn(picture: string, kind: string): { lines: Point[][]; dots: Point[] } {
  const [x, y] = [scaleOf(picture, 'x').value, scaleOf(picture, 'y').value];
  const point = (text: string): Point => {
    const [left, top] = text.split(' ').map(Number) as [number, number];
    return [x(left), y(top)];
  };
  const [, path] = new RegExp(`<path class="${kind}" [^>]*d="([^"]*)"`).exec(picture)!;
  const circles = picture.matchAll(new RegExp(`<circle class="${kind}" cx="(.*?)" cy="(.*?)"`, 'g'));
  return {
    lines: path!.split('M').slice(1).map((line) => line.split('L').map(point)),
    dots: [...circles].map(([, left, top]) => point(`${left} ${top}`)),
  }; // biome-ignore format: a row each
}

const functionsOf = (name: string): Record<(typeof LINES)[number], Plain> => {
  const { value, derivative } = rowOf(name);
  return { f: value, slope: derivative };
};

/** Where `f` jumps, among the multiples of 1/16 in [-4, 4], where every jump of the table is. */
const jumpsOf = (f: Plain): number[] =>
  Array.from({ length: 129 }, (_, i) => i / 16 - 4).filter(
    (x) => Math.max(Math.abs(f(x + 1e-9) - f(x)), Math.abs(f(x - 1e-9) - f(x))) > 1e-3,
  );

describe('what `npm run catalogue` draws', () => {
  it('is in docs/pictures, and nothing else is', () => {
    const drawn = pictures();
    for (const [file, text] of Object.entries(drawn)) expect(readFileSync(file, 'utf8') === text, file).toBe(true);
    expect(readdirSync(FOLDER).map((file) => `${FOLDER}/${file}`).sort()).toEqual(
      [...Object.keys(drawn), TRAINING].sort(),
    );
  }); // biome-ignore format: a row each

  it('shows the training that runs, to a pixel', { timeout: 240_000 }, async () => {
    const numbers = /-?\d+(?:\.\d+)?/g;
    const [kept, drawn] = [readFileSync(TRAINING, 'utf8'), await trainingPicture()];
    const lines = (picture: string): string[] => picture.match(/<path class="(?:f|slope)"[^>]*>/g)!;
    expect(lines(kept)).toHaveLength(6);
    expect(drawn.replace(/ d="[^"]*"/g, '')).toBe(kept.replace(/ d="[^"]*"/g, ''));
    // Another processor may round sums otherwise, and so leave out other points of a straight stretch.
    lines(drawn).forEach((line, i) => {
      const [now, then] = [line, lines(kept)[i]!].map((text) => text.match(numbers)!.map(Number));
      if (now!.length === then!.length)
        now!.forEach((value, j) => void expect(Math.abs(value - then![j]!)).toBeLessThan(1));
      else expect(Math.abs(now!.length - then!.length)).toBeLessThan(20);
    });
  });
});

describe.each(SHOWN)('the picture $file', ({ name, file }) => {
  const picture = read(file);
  const functions = functionsOf(name);
  const [x, y] = [scaleOf(picture, 'x'), scaleOf(picture, 'y')];

  it.each(LINES)('plots %s as the float64 table has it, at and between the points', (kind) => {
    const f = functions[kind];
    const { lines } = curveIn(picture, kind);
    const slopeOf = (at: number): number => Math.abs(f(at + 1e-4) - f(at - 1e-4)) / 2e-4;
    const jumps = jumpsOf(f);
    for (const line of lines) {
      line.forEach(([at, value], i) => {
        const isEnd = i === 0 || i === line.length - 1;
        // At the end of a line stands the limit from the inside.
        const nearJump = jumps.find((jump) => Math.abs(jump - at) < ROUNDED / x.unit);
        const inside = isEnd && nearJump !== undefined ? nearJump + (i === 0 ? 1e-9 : -1e-9) : at;
        const slope = nearJump === undefined ? slopeOf(at) : slopeOf(inside + (i === 0 ? 1e-3 : -1e-3));
        // Where the frame cuts it off, a line ends between two points of the curve.
        const cut = isEnd ? 0.05 / y.unit : 0;
        const bound = ROUNDED / y.unit + ((slope + 1) * ROUNDED) / x.unit + cut;
        expect(Math.abs(value - f(inside)), `x = ${at}`).toBeLessThanOrEqual(bound);
        const next = line[i + 1];
        if (next === undefined) return;
        const middle = (at + next[0]) / 2;
        const off = Math.abs((value + next[1]) / 2 - f(middle)) * y.unit;
        expect(off, `pixels off between ${at} and ${next[0]}`).toBeLessThan(0.3);
      });
    }
  });

  it.each(LINES)('draws no line of %s across a jump', (kind) => {
    const jumps = jumpsOf(functions[kind]);
    const near = (2 * ROUNDED) / x.unit;
    for (const line of curveIn(picture, kind).lines) {
      const [from, to] = [line[0]![0], line.at(-1)![0]];
      expect(jumps.filter((jump) => jump > from + near && jump < to - near)).toEqual([]);
    }
  });

  it.each(LINES)('leaves no other gap in %s, where it is in the frame', (kind) => {
    const f = functions[kind];
    const { lines } = curveIn(picture, kind);
    const [, left, top, height] = /d="M(\S+) (\S+)v([\d.]+)/.exec(picture)!.map(Number) as [number, number, number, number];
    const [high, low] = [y.value(top), y.value(top + height)];
    const start = x.value(left);
    expect(start).toBeLessThanOrEqual(0);
    for (let i = -127; i < 128; i++) {
      const at = (i / 32) * (name === 'spiky' ? 0.5 : 1) + 1e-3;
      const isIn = f(at) > low + 0.05 && f(at) < high - 0.05;
      if (isIn) expect(lines.some((line) => line[0]![0] <= at && line.at(-1)![0] >= at), `x = ${at}`).toBe(true);
    }
  }); // biome-ignore format: a row each

  it.each(LINES)('has a dot of %s at each jump, where the value is', (kind) => {
    const f = functions[kind];
    const { lines, dots } = curveIn(picture, kind);
    const from = Math.min(...lines.flat().map(([at]) => at));
    const seen = jumpsOf(f).filter((jump) => jump > from + 0.01 && jump < -from - 0.01);
    expect(dots.map(([at]) => Math.round(at * 16) / 16).sort((a, b) => a - b)).toEqual(seen);
    for (const [at, value] of dots) {
      expect(Math.abs(value - f(Math.round(at * 16) / 16))).toBeLessThanOrEqual(ROUNDED / y.unit);
    }
  });
});

describe('the colours of a picture', () => {
  const luminance = (colour: string): number => {
    const [r, g, b] = colour.match(/\w\w/g)!.map((part) => {
      const share = Number.parseInt(part, 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };
  const colours = [...new Set(read('spiky').match(/#\w{6}/g))];

  it('are given for light and dark', () => expect(colours).toHaveLength(6));

  it.each(colours)('%s reads on white and on black, as the page may differ from the system', (colour) => {
    for (const ground of ['#ffffff', '#0d1117']) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(3);
  });
});

// Examples colour what they print only for a terminal that has colours.
import { WriteStream } from 'node:tty';
import asciichart from 'asciichart';
import { describe, expect, it } from 'vitest';
import { chart, hasColours } from '../examples/terminal.js';

const lines = {
  relu: { values: [3, 2, 1], colour: asciichart.blue },
  spiky: { values: [3, 1, 0], colour: asciichart.green },
};

describe('colours', () => {
  /** A terminal of this environment, as Node sees it. */
  const terminal = (env: Record<string, string>): { hasColors: () => boolean } => ({
    hasColors: () => WriteStream.prototype.hasColors.call(WriteStream.prototype, 16, env),
  });

  it('are for terminals that have them', () => {
    expect(hasColours(terminal({ TERM: 'xterm-256color' }))).toBe(true);
  });

  it.each([
    ['NO_COLOR', terminal({ TERM: 'xterm-256color', NO_COLOR: '1' })],
    ['a terminal without them', terminal({ TERM: 'dumb' })],
    ['a pipe or a file', {}],
  ])('are not for %s', (_, output) => expect(hasColours(output)).toBe(false));
});

describe('a chart of two lines', () => {
  it('has both in one, each in its colour, with their names', () => {
    const drawn = chart(lines, { height: 4 }, true);
    expect(drawn.split('\n')[0]).toBe('\x1b[34mrelu\x1b[0m  \x1b[32mspiky\x1b[0m');
    expect(drawn.match(/┤|┼/g)!.length).toBe(5);
  });

  it('without colours has one for each, of one scale, as nothing would tell them apart', () => {
    const drawn = chart(lines, { height: 4 }, false);
    expect(drawn).not.toContain('\x1b');
    const [relu, spiky] = drawn.split('\n\n').map((each) => each.split('\n'));
    expect([relu![0], spiky![0]]).toEqual(['relu', 'spiky']);
    const numbers = (each: string[]): string[] => each.slice(1).map((line) => line.slice(0, 12).trim());
    expect(numbers(relu!)).toEqual(numbers(spiky!));
  });
});

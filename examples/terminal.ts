// What examples print: colours where the output is a terminal that has them, and a bar that does not flood a log.
import asciichart, { type Color } from 'asciichart';
import { SingleBar } from 'cli-progress';

/** Lines of a chart, by name. */
export type Lines = Readonly<Record<string, { readonly values: number[]; readonly colour: Color }>>;

/** Between two lines of progress in a log, in milliseconds. */
const LOG_EVERY = 30_000;

/**
 * Whether `output` shows colours: it is a terminal that has them, and `NO_COLOR` is not set. Node looks at the variables
 * of the environment.
 */
export function hasColours(output: { readonly hasColors?: () => boolean } = process.stdout): boolean {
  return output.hasColors?.() ?? false;
}

/** The lines in one chart, each in its colour; without colours a chart for each, as one would not tell them apart. */
export function chart(
  lines: Lines,
  options: { readonly height: number; readonly min?: number },
  colours = hasColours(),
): string {
  const named = Object.entries(lines);
  // All charts have one scale.
  const all = named.flatMap(([, { values }]) => values);
  const scale = { min: Math.min(...all), max: Math.max(...all), ...options };
  if (!colours) {
    return named.map(([name, { values }]) => `${name}\n${asciichart.plot(values, scale)}`).join('\n\n');
  }
  const names = named.map(([name, { colour }]) => `${colour}${name}${asciichart.reset}`).join('  ');
  const plot = asciichart.plot(
    named.map(([, { values }]) => values),
    { ...scale, colors: named.map(([, { colour }]) => colour) },
  );
  return `${names}\n${plot}`;
}

/** A bar on standard error; in a log, a line at the start, one each half minute, and one at the end. */
export function progressBar(format: string): SingleBar {
  return new SingleBar({ format, barsize: 30, noTTYOutput: true, notTTYSchedule: LOG_EVERY });
}

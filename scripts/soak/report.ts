// What the soak prints: a line for each sample of a phase.
import type { Figures } from './figures.js';
import { type Sample, shown } from './judge.js';
import type { Outcome } from './run-phase.js';

const COLUMNS: readonly (keyof Figures)[] = [
  ...(['tensors', 'bytes', 'data', 'heap', 'wasm', 'rss', 'modules', 'instances', 'memories'] as const),
];
const WIDTH = 11;

export function printHeader(): void {
  const names = ['units', ...COLUMNS, 'median', 'best', 'control'];
  console.log(`${names.map((name) => name.padStart(WIDTH)).join('')}   (times in microseconds a call)`);
}

export function printOutcome({ phase, samples, milliseconds, grown }: Outcome): void {
  const { units } = samples.at(-1)!;
  const rate = milliseconds / units;
  const each = rate < 1 ? `${(rate * 1000).toFixed(1)} us` : `${rate.toFixed(1)} ms`;
  console.log(`\n${phase.name}: ${units} ${phase.unit}, ${(milliseconds / 1000).toFixed(0)} s, ${each} each`);
  if (phase.perUnit !== undefined) console.log(`  may grow: ${phase.perUnit.reason}`);
  for (const sample of thinned(samples)) console.log(row(sample));
  for (const line of grown) console.log(`  GREW: ${phase.name}: ${line}`);
}

/** The first, the middle and the last. */
function thinned(samples: readonly Sample[]): Sample[] {
  const indices = new Set([0, samples.length >> 1, samples.length - 1]);
  return samples.filter((_, i) => indices.has(i));
}

function row({ units, figures, latency }: Sample): string {
  const { median, best, control } = latency;
  const cells = [
    String(units),
    ...COLUMNS.map((key) => shown(key, figures[key])),
    ...[median, best, control].map((time) => time.toFixed(2)),
  ];
  return cells.map((cell) => cell.padStart(WIDTH)).join('');
}

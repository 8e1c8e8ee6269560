// How benchmark tables are printed.

/** Sizes from a small layer's output to the largest that fits everywhere. */
export const SIZES = [256, 1024, 4096, 16384, 65536, 2 ** 18, 2 ** 20, 2 ** 22, 2 ** 24];

/** 65536 as '64k'. */
export function sizeName(n: number): string {
  if (n >= 2 ** 20) return `${n / 2 ** 20}M`;
  return n >= 1024 ? `${n / 1024}k` : String(n);
}

export function heading(title: string, note: string): void {
  console.log(`\n${title}\n${'='.repeat(title.length)}\n${note}\n`);
}

export function table(header: string[], rows: string[][]): void {
  const widths = header.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]!.length)));
  for (const row of [header, widths.map((width) => '-'.repeat(width)), ...rows]) {
    console.log(row.map((cell, i) => cell.padStart(widths[i]!)).join('  '));
  }
}

export const times = (ratio: number): string => `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(1)}x`;

/** Uniform in [-4, 4), the same on every run: Mulberry32. */
export function randomValues(length: number): Float32Array<ArrayBuffer> {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * 8 - 4;
  });
}

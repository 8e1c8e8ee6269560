// A long series as a line that fits the terminal.

/** 72 points, each the mean of a stretch of `values`. */
export function curve(values: number[]): number[] {
  const points = Math.min(72, values.length);
  return Array.from({ length: points }, (_, i) => {
    const from = Math.floor((i * values.length) / points);
    const stretch = values.slice(from, Math.floor(((i + 1) * values.length) / points));
    return stretch.reduce((sum, value) => sum + value, 0) / stretch.length;
  });
}

/** A measured value beside the least that the same machine could do in the same run, where there is such a thing; `ratio` is corridor by floor. */
export interface Figure {
  readonly name: string;
  readonly unit: '' | 'ms' | 'µs' | '1/s' | '1/min' | 'MB/s' | 'KiB' | 'MiB' | 's' | '%';
  readonly corridor: number;
  readonly floor: number | null;
  readonly ratio: number | null;
}

export const figure = (name: string, unit: Figure['unit'], corridor: number, floor: number | null): Figure => ({
  name,
  unit,
  corridor,
  floor,
  ratio: floor === null ? null : corridor / floor,
});

/** The value below which the given share of values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

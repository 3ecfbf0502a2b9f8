/** The least and the most of several rounds. */
export type Spread = readonly [number, number];

/** A measured value beside the least that the same machine could do in the same run, where there is such a thing; `ratio` is corridor by floor. Of several rounds the median, and how far they were apart. */
export interface Figure {
  readonly name: string;
  readonly unit: '' | 'ms' | 'µs' | '1/s' | '1/min' | 'MB/s' | 'KiB' | 'MiB' | 's' | '%';
  readonly corridor: number;
  readonly floor: number | null;
  readonly ratio: number | null;
  readonly spread?: { readonly corridor: Spread; readonly floor?: Spread };
}

type Measured = number | readonly number[];

const middle = (measured: Measured): number => (typeof measured === 'number' ? measured : median(measured));
const ends = (measured: readonly number[]): Spread => [Math.min(...measured), Math.max(...measured)];

/** `corridor` and `floor`: one value, or those of all rounds. */
export const figure = (name: string, unit: Figure['unit'], corridor: Measured, floor: Measured | null): Figure => ({
  name,
  unit,
  corridor: middle(corridor),
  floor: floor === null ? null : middle(floor),
  ratio: floor === null ? null : middle(corridor) / middle(floor),
  ...(typeof corridor !== 'number' && { spread: { corridor: ends(corridor), ...(floor !== null && typeof floor !== 'number' && { floor: ends(floor) }) } }),
});

/** The value below which the given share of values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

import type { Figure, Spread } from './figure.ts';

/** With as many digits as mean something. */
export const digits = (value: number): string =>
  (Number.isInteger(value) && Math.abs(value) < 1000 ? String(value) : Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2));

export const apart = (spread: Spread | undefined): string => (spread ? ` (${digits(spread[0])} to ${digits(spread[1])})` : '');

/** A figure as a line on a terminal. */
export function shown({ name, unit, corridor, floor, ratio, spread }: Figure): string {
  const value = (of: number, range: Spread | undefined) => `${digits(of).padStart(9)} ${unit}${apart(range)}`;
  return `${name.padEnd(44)} ${value(corridor, spread?.corridor)}${floor === null ? '' : `   floor ${value(floor, spread?.floor)}   ratio ${(ratio ?? NaN).toFixed(2)}`}`;
}

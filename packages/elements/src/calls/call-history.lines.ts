import type { CallEntry } from '@corridor/sdk';

/** What stands in the list: a day, or a call of it. */
export type Line = { readonly day: string; readonly top: number } | { readonly entry: CallEntry; readonly top: number };

export const dayHeight = 32, entryHeight = 56;

/** Calls, newest first, below the days on which they began, each where it stands in px. */
export function linesOf(entries: readonly CallEntry[]): { lines: readonly Line[]; height: number } {
  const lines: Line[] = [];
  let top = 0, day = '';
  for (const entry of entries) {
    const own = new Date(entry.startedAt).toDateString();
    if (own !== day) {
      lines.push({ day: entry.startedAt, top });
      top += dayHeight;
      day = own;
    }
    lines.push({ entry, top });
    top += entryHeight;
  }
  return { lines, height: top };
}

/** Those on screen and some beyond. */
export function visible(lines: readonly Line[], view: { top: number; height: number }, beyond = 400): readonly Line[] {
  return lines.filter(({ top }) => top > view.top - beyond - entryHeight && top < view.top + view.height + beyond);
}

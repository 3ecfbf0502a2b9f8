import { CallError } from './errors.ts';

export type Place = readonly [at: string | number, id: string];

/** Where the next page begins, in a form that means nothing to a caller. */
export const toCursor = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** `kind` is the type of a place's first part. */
export function fromCursor(cursor: string | undefined, kind: 'string' | 'number'): Place | undefined {
  if (cursor === undefined) return undefined;
  try {
    const place = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    if (Array.isArray(place) && place.length === 2 && typeof place[0] === kind && typeof place[1] === 'string'
      && (kind === 'string' ? isStorable(place[0] as string) : Number.isSafeInteger(place[0])) && isStorable(place[1])) return [place[0] as string, place[1]];
  } catch { /* told below */ }
  throw new CallError('invalid-input', 'cursor: not one that a list here has answered');
}

const isStorable = (text: string) => !text.includes('\u0000') && text.isWellFormed();

/** Cuts a list that was read one item longer than asked for. */
export function toPage<Row, Item>(rows: readonly Row[], limit: number, place: (row: Row) => Place, item: (row: Row) => Item): { items: Item[]; next?: string } {
  const shown = rows.slice(0, limit), last = shown.at(-1);
  return { items: shown.map(item), ...(rows.length > limit && last ? { next: toCursor(place(last)) } : {}) };
}

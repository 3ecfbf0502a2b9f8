import { Text } from '@corridor/sdk/protocol';
import { z } from 'zod';
import { CallError } from './errors.ts';

export type Place = readonly [at: string | number, id: string];

/** Where the next page begins, in a form that means nothing to a caller. */
export const toCursor = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** `at` is the type of a place's first part; `id` says what its second part is. */
export function fromCursor(cursor: string | undefined, at: 'string' | 'number', id: z.ZodType<string>): Place | undefined {
  if (cursor === undefined) return undefined;
  try {
    const place = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    const shape = z.tuple([at === 'string' ? Text(1000) : z.int(), id]).safeParse(place);
    if (shape.success) return shape.data;
  } catch { /* told below */ }
  throw new CallError('invalid-input', 'cursor: not one that a list here has answered');
}

/** Cuts a list that was read one item longer than asked for. */
export function toPage<Row, Item>(rows: readonly Row[], limit: number, place: (row: Row) => Place, item: (row: Row) => Item): { items: Item[]; next?: string } {
  const shown = rows.slice(0, limit), last = shown.at(-1);
  return { items: shown.map(item), ...(rows.length > limit && last ? { next: toCursor(place(last)) } : {}) };
}

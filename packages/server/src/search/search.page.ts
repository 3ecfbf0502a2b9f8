import type { Parsed } from '@corridor/sdk/protocol';
import { z } from 'zod';
import { fromCursor, toCursor } from '../cursor.ts';
import type { Criteria, Place, Source } from './search.queries.ts';

export type Asked = Parsed<'search.find'>;
export interface Planned { sources: Source[]; criteria: Criteria; /** Only there; null: anywhere. */ places: readonly string[] | null }

const latest = Date.parse('9999-12-31');

/** A message's id, and how many hits of the window from there have been told. */
const PlaceAndOffset = z.string().regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12} \d{1,3}$/);

export function topOf(cursor: string | undefined): { top?: Place; offset: number } {
  const place = fromCursor(cursor, 'number', PlaceAndOffset);
  if (!place) return { offset: 0 };
  const [id, offset] = place[1].split(' ') as [string, string];
  return { top: { at: Math.min(Math.max(0, Number(place[0])), latest), id }, offset: Number(offset) };
}
export const cursorOf = ({ at, id }: Place, offset: number): string => toCursor([at, `${id} ${offset}`]);

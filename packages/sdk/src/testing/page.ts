import { refuse } from './call.ts';

/** What a list is sorted by, as people sort words; and an id, so that no two items share a place. */
export type Place = readonly [word: string, id: string];

const words = new Intl.Collator('und');
const compare = ([a, idA]: Place, [b, idB]: Place): number => words.compare(a, b) || (idA < idB ? -1 : idA > idB ? 1 : 0);

/** The part of a list after `cursor`; `next` is the place of its last item. */
export function pageOf<T>(items: Iterable<T>, placeOf: (item: T) => Place, { cursor, limit }: { cursor?: string | undefined; limit: number }): { items: T[]; next?: string } {
  const after = cursor === undefined ? undefined : fromCursor(cursor);
  const rest = [...items].map((item) => ({ place: placeOf(item), item })).filter(({ place }) => !after || compare(place, after) > 0).sort((a, b) => compare(a.place, b.place));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(({ item }) => item), ...(last && rest.length > limit && { next: JSON.stringify(last.place) }) };
}

function fromCursor(cursor: string): Place {
  try {
    const [word, id] = JSON.parse(cursor) as unknown[];
    if (typeof word === 'string' && typeof id === 'string') return [word, id];
  } catch { /* Refused as any other. */ }
  return refuse('invalid-input', 'cursor: give the `next` of the page before');
}

/** Puts earlier instants first. */
export const earliestFirst = (instant: string, id: string): Place => [String(Date.parse(instant)).padStart(16, '0'), id];

/** Puts later instants first. */
export const latestFirst = (instant: string | null, id: string): Place => [String(9e15 - Date.parse(instant ?? '1970-01-01')).padStart(16, '0'), id];

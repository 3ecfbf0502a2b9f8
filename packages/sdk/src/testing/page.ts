/** The part of a list after `cursor`, ordered by a key that no two items share; `next` is the key of its last item. */
export function pageOf<T>(items: Iterable<T>, keyOf: (item: T) => string, { cursor = '', limit }: { cursor?: string | undefined; limit: number }): { items: T[]; next?: string } {
  const rest = [...items].map((item) => ({ key: keyOf(item), item })).filter(({ key }) => key > cursor).sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(({ item }) => item), ...(last && rest.length > limit && { next: last.key }) };
}

/** A key that puts later instants first. */
export const latestFirst = (instant: string | null, id: string): string => `${String(9e15 - Date.parse(instant ?? '1970-01-01')).padStart(16, '0')} ${id}`;

export const byName = (name: string, id: string): string => `${name.toLowerCase()}\u0001${id}`;

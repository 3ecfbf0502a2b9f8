/** How many ids one statement asks about. */
export const idsAtOnce = 500;

/** What comes one by one, in groups of that many. */
export async function* inGroups<T>(source: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const one of source) {
    group.push(one);
    if (group.length < idsAtOnce) continue;
    yield group;
    group = [];
  }
  if (group.length) yield group;
}

import { mostFacets } from '@corridor/sdk/protocol';
import type { Handlers } from '../call.ts';
import { filesPage } from './files.pages.queries.ts';
import { placeOf } from './files.place.ts';

const mostCounted = 1000;

function counted(words: Iterable<string>): [word: string, files: number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, mostFacets);
}

export const facetHandlers: Pick<Handlers<'files'>, 'files.facets'> = {
  'files.facets': async (call, { scope, ...filter }) => {
    const files = await filesPage(call, { ...filter, scope: await placeOf(call, filter.channelId, scope) }, undefined, mostCounted - 1);
    return {
      owners: counted(files.map((file) => file.owner_id)).map(([userId, count]) => ({ userId, files: count })),
      tags: counted(files.flatMap(({ tags }) => tags)).map(([tag, count]) => ({ tag, files: count })),
    };
  },
};

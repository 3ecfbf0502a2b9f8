import type { Call } from '../call.ts';
import { type Criteria, endOfWalk, lookUp, type Place, type Source, walk, walkChannels } from './search.queries.ts';

/** So many newest hits are ranked together. */
export const windowSize = 100;
/** A common word is found among so many messages; only what is not asks the index. */
const firstLook = 2000;
/** More hits than this are not read: then the newest messages are looked through, so many a request. */
const mostHits = 20_000, mostRows = 20_000;

const newestFirst = (a: Place, b: Place) => b.at - a.at || (a.id < b.id ? 1 : -1);
const isBelow = (place: Place, end: Place) => newestFirst(place, end) > 0;

/** Hits, newest first. `end`: those below it have not been looked for. */
export interface Candidates { places: Place[]; end?: Place }

/** The newest hits of one source, at most one more than a window. Whether it ends early depends on nothing that the caller may not read. */
async function candidatesOf(call: Call, source: Source, criteria: Criteria, top: Place | undefined): Promise<Candidates> {
  const most = windowSize + 1;
  if (source.channels?.length === 0 || criteria.from >= criteria.to) return { places: [] };
  if (!source.channels && criteria.words) {
    const places = await walk(call, source, criteria, top, firstLook, most);
    if (places.length === most) return { places };
  }
  if (criteria.words) {
    const hits = await lookUp(call, source, criteria, top, mostHits + 1);
    if (hits.length <= mostHits) return { places: hits.sort(newestFirst).slice(0, most) };
  }
  if (source.channels) return { places: await walkChannels(call, source, criteria, top, mostRows, most) };
  const places = await walk(call, source, criteria, top, mostRows, most);
  const end = places.length < most ? await endOfWalk(call, source, criteria, top, mostRows) : undefined;
  return { places, ...(end && { end }) };
}

/** The newest hits of all sources together, from `top` on. */
export async function candidates(call: Call, sources: readonly Source[], criteria: Criteria, top: Place | undefined): Promise<Candidates> {
  const found = await Promise.all(sources.map((source) => candidatesOf(call, source, criteria, top)));
  const end = found.flatMap((one) => one.end ?? []).sort(newestFirst)[0];
  const places = found.flatMap((one) => one.places).filter((place) => !end || !isBelow(place, end)).sort(newestFirst);
  return { places: places.slice(0, windowSize + 1), ...(end && { end }) };
}

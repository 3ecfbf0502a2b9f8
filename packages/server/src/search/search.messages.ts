import type { Call } from '../call.ts';
import { type Criteria, endOfWalk, endOfWalkChannels, lookUp, type Place, type Source, walk, walkChannels } from './search.queries.ts';

/** So many newest hits are ranked together. */
export const windowSize = 100;
/** One more: then there is a window after. */
const most = windowSize + 1;
/** A common word is found among so few messages, and need not ask the index. */
const firstLook = 2000;
/** More hits than this are not read from the index: then so many of the newest messages are looked through. */
const mostHits = 10_000, lastLook = 20_000;

const newestFirst = (a: Place, b: Place) => b.at - a.at || (a.id < b.id ? 1 : -1);

/** Hits, newest first. `end`: those below it have not been looked for. */
export interface Candidates { places: Place[]; end?: Place }

function newestOf(found: readonly Candidates[]): Candidates {
  const end = found.flatMap((one) => one.end ?? []).sort(newestFirst)[0];
  const places = found.flatMap((one) => one.places).filter((place) => !end || newestFirst(place, end) <= 0).sort(newestFirst).slice(0, most);
  return { places, ...(end && { end }) };
}

/** Looks through the newest messages of a source, about `rows` of them. */
async function look(call: Call, source: Source, criteria: Criteria, top: Place | undefined, rows: number): Promise<Candidates> {
  const ask = source.channels ? { walk: walkChannels, end: endOfWalkChannels, rows: Math.ceil(rows / source.channels.length) } : { walk, end: endOfWalk, rows };
  const [places, end] = await Promise.all([ask.walk(call, source, criteria, top, ask.rows, most), ask.end(call, source, criteria, top, ask.rows)]);
  return newestOf([{ places, ...(end && { end }) }]);
}

/** The newest hits of one source, at most one more than a window. Whether it ends early depends on nothing that the caller may not read. */
async function candidatesOf(call: Call, source: Source, criteria: Criteria, top: Place | undefined): Promise<Candidates> {
  if (source.channels?.length === 0 || criteria.from >= criteria.to) return { places: [] };
  if (criteria.words) {
    const first = await look(call, source, criteria, top, firstLook);
    if (!first.end || first.places.length === most) return first;
    const hits = await lookUp(call, source, criteria, top, mostHits + 1);
    if (hits.length <= mostHits) return { places: hits.sort(newestFirst).slice(0, most) };
  }
  return look(call, source, criteria, top, lastLook);
}

/** The newest hits of all sources together, from `top` on. */
export const candidates = async (call: Call, sources: readonly Source[], criteria: Criteria, top: Place | undefined): Promise<Candidates> =>
  newestOf(await Promise.all(sources.map((source) => candidatesOf(call, source, criteria, top))));

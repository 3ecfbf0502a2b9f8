import type { File } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { filesSeen, levelOf, toSeen, viewer } from './files.access.ts';
import { windowsOf } from './files.pages.queries.ts';

/** Where a file stands among all: newest first, `at` in milliseconds since 1970. */
export interface FilePlace { at: number; id: string }
/** `words`: a tsquery; without it all files are asked for. `places`: carried by a message in one of these; null stands for anywhere. */
export interface FileCriteria { words: string | undefined; places: readonly string[] | null; from: number; to: number }

/** Files as far as a caller sees them, for whoever finds them in ways of their own. */
export interface FileSearch {
  /** The newest that fit, from `top` on: `most` of them. What the caller does not see is neither found nor counted. */
  find(call: Call, criteria: FileCriteria, top: FilePlace | undefined, most: number): Promise<FilePlace[]>;
  /** In the order asked. */
  files(call: Call, ids: readonly string[]): Promise<File[]>;
  /** What is written in files that the caller has been found to see. */
  texts(call: Call, ids: readonly string[]): Promise<Map<string, string>>;
}

/** More hits than this among all files, and the caller's own files are gone through instead. */
const mostHits = 5000;
// Unnamed: which way is best depends on the words asked for.
const unnamed = '';

const zeros = '00000000-0000-0000-0000-000000000000';
const microseconds = 1000;

/** Those of some files that fit and that the caller sees: what they see is asked of one after the other, newest first, and no further than needed. */
async function fitting(call: Call, ids: readonly string[], { from, to, places, words }: FileCriteria, top: FilePlace | undefined, most: number): Promise<FilePlace[]> {
  const rows = await call.query<{ id: string; created_at: Date }>(unnamed, `
    select f.id, f.created_at from (
      select f.* from (select distinct unnest($5::uuid[]) as id) wanted
      cross join lateral (select * from files f where f.id = wanted.id and f.tenant_id = $1 and f.deleted_at is null limit 1) f
      where f.created_at >= $6 and f.created_at < $7 and ($8::timestamptz is null or (f.created_at, f.id) <= ($8, $9::uuid))
        and ($11::uuid[] is null or exists (
          select from message_files mf cross join lateral (select from messages m where m.id = mf.message_id and m.tenant_id = $1 and m.deleted_at is null limit 1) m
          where mf.file_id = f.id and mf.tenant_id = $1 and mf.channel_id = any ($11)))
        and ($12::tsquery is null or exists (select from file_texts t where t.file_id = f.id and t.tenant_id = $1 and t.words @@ $12))
      order by f.created_at desc, f.id desc offset 0
    ) f
    cross join lateral (select v.state, v.made_by, v.purpose from file_versions v where v.file_id = f.id and v.version = f.version and v.tenant_id = $1 limit 1) v
    where v.purpose = 'file' and (v.state = 'ready' or (v.state = 'checking' and v.made_by = $2)) and ${levelOf} > 0
    order by f.created_at desc, f.id desc limit $10`,
  [...viewer(call), ids, new Date(from), new Date(to), top ? new Date(top.at) : null, top?.id ?? null, most, places, words ?? null]);
  return rows.map(({ id, created_at }) => ({ id, at: created_at.getTime() }));
}

/** Through the caller's own files, or those of some conversations: as few as it takes, however many there are. */
async function walk(call: Call, criteria: FileCriteria, top: FilePlace | undefined, most: number): Promise<FilePlace[]> {
  const below = top && top.at < criteria.to ? top : { at: criteria.to, id: zeros }, found: FilePlace[] = [];
  for await (const window of windowsOf(call, criteria.places ? { in: 'channels', ids: criteria.places } : { in: 'all' }, { from: { at: below.at * microseconds, id: below.id }, size: most })) {
    found.push(...await fitting(call, window.map(({ id }) => id), criteria, top, most - found.length));
    if (found.length >= most || window.at(-1)!.at < criteria.from * microseconds) break;
  }
  return found;
}

async function find(call: Call, criteria: FileCriteria, top: FilePlace | undefined, most: number): Promise<FilePlace[]> {
  const { from, to, words } = criteria;
  if (from >= to) return [];
  if (words === undefined) return walk(call, criteria, top, most);
  const hits = await call.query<{ id: string }>(unnamed, 'select id from search_files($1, $2::tsquery, $3) as id', [call.session.tenant, words, mostHits + 1]);
  return hits.length > mostHits ? walk(call, criteria, top, most) : fitting(call, hits.map(({ id }) => id), { ...criteria, words: undefined }, top, most);
}

export const fileSearch: FileSearch = {
  find,
  files: async (call, ids) => (await filesSeen(call, ids)).map(toSeen),
  async texts(call, ids) {
    const rows = await call.query<{ file_id: string; text: string }>('texts-of-files', `
      select t.file_id, t.text from unnest($2::uuid[]) as wanted (id) cross join lateral (select * from file_texts t where t.file_id = wanted.id and t.tenant_id = $1 limit 1) t`, [call.session.tenant, ids]);
    return new Map(rows.map(({ file_id, text }) => [file_id, text]));
  },
};

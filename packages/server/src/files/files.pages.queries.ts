import type { FileKind } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { anywhere } from '../like.ts';
import { floorOf } from '../membership.ts';
import { channelSeen, levelOf, mineOf, type SeenFile, viewer } from './files.access.ts';
import { fileColumns } from './files.rows.ts';

export type FileScope = 'mine' | 'shared' | 'organisation' | 'all' | 'channel';

/** Where a file stands among all, newest first: microseconds since 1970, and its id. */
export interface FileAt { id: string; at: number }

const first: FileAt = { id: 'ffffffff-ffff-ffff-ffff-ffffffffffff', at: 8_000_000_000_000_000 };

/** From a place on, newest first, no more than are wanted: by an index that has them in this order, so that it does not matter how many more there are. */
const newest = (from: string, at: string, id: string) => `(
  select distinct ${id} as id, ${at} as at from ${from} and (${at}, ${id}) <= ('epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4::uuid) order by 2 desc, 1 desc limit $5)`;

const inPlaces = `
  select c.* from places cross join lateral ${newest('message_files mf where mf.channel_id = places.id and mf.tenant_id = $1', 'mf.file_at', 'mf.file_id')} c
  union select c.* from places cross join lateral ${newest("file_grants g where g.subject_kind = 'channel' and g.subject_id = places.id::text and g.tenant_id = $1", 'g.file_at', 'g.file_id')} c
  union select c.* from places join file_folders d on d.channel_id = places.id and d.tenant_id = $1
    cross join lateral ${newest('files f where f.folder_id = d.id and f.tenant_id = $1 and f.deleted_at is null', 'f.created_at', 'f.id')} c`;

const shared = `
  ${newest("file_grants g where g.subject_kind = 'user' and g.subject_id = $2 and g.tenant_id = $1", 'g.file_at', 'g.file_id')}
  union select c.* from users u cross join lateral unnest(u.groups) member_of
    cross join lateral ${newest("file_grants g where g.subject_kind = 'group' and g.subject_id = member_of and g.tenant_id = $1", 'g.file_at', 'g.file_id')} c where u.tenant_id = $1 and u.id = $2
  union ${inPlaces}`;
const mine = newest('files f where f.owner_id = $2 and f.tenant_id = $1 and f.deleted_at is null', 'f.created_at', 'f.id');
const organisation = newest("files f where f.visibility = 'organisation' and f.tenant_id = $1 and f.deleted_at is null", 'f.created_at', 'f.id');

/** Conversations that I am in, and their threads; or those named. */
const myPlaces = `places as (
  with mine as (select channel_id as id from members where user_id = $2 and tenant_id = $1)
  select id from mine union select t.id from mine join channels t on t.parent_id = mine.id and t.tenant_id = $1)`;
const named = 'places as (select unnest($6::uuid[]) as id)';

const among = (sources: string, places = '') => `
  ${places && `with ${places}`} select id, (extract(epoch from at) * 1000000)::bigint as at from (${sources}) found where $2::text is not null order by found.at desc, id desc limit $5`;

/** Where files are looked for that a caller may see without looking into channels that they are not in; whether they do is asked of each. */
const sources = {
  mine: among(mine), organisation: among(organisation), shared: among(shared, myPlaces), all: among(`${mine} union ${organisation} union ${shared}`, myPlaces), channels: among(inPlaces, named),
  folder: among(newest('files f where f.folder_id = any ($6::uuid[]) and f.tenant_id = $1 and f.deleted_at is null', 'f.created_at', 'f.id')),
  favourites: among(newest(`file_favourites fav cross join lateral (select * from files f where f.id = fav.file_id and f.tenant_id = $1 and f.deleted_at is null limit 1) f
    where fav.user_id = $2 and fav.tenant_id = $1`, 'f.created_at', 'f.id')),
} as const;

export type FileSource = { in: 'mine' | 'organisation' | 'shared' | 'all' | 'favourites' } | { in: 'channels' | 'folder'; ids: readonly string[] };

const smallestWindow = 50, largestWindow = 4000;

/** Ids of files that may be what is looked for, newest first, in growing windows: whoever asks stops when they have enough. `from`: where to begin; `isAfter`: that file has been told. */
export async function* windowsOf(call: Call, source: FileSource, { from = first, isAfter = false, size }: { from?: FileAt | undefined; isAfter?: boolean; size: number }): AsyncGenerator<FileAt[]> {
  const { tenant, user } = call.session;
  for (let place = from, told = isAfter ? from.id : '', window = Math.max(size, smallestWindow); ; window = Math.min(window * 4, largestWindow)) {
    const most = told ? window + 1 : window;
    const found = await call.query<FileAt>(`files-in-${source.in}`, sources[source.in], [tenant, user, place.at, place.id, most, ...'ids' in source ? [source.ids] : []]);
    const untold = found.filter(({ id }) => id !== told);
    if (untold.length > 0) yield untold;
    if (found.length < most) return;
    place = found.at(-1)!;
    told = place.id;
  }
}

/** Of a file `f`: that it belongs to a scope, beside being seen. What is in a channel `$5` is what the caller sees in it. */
const isIn: Record<FileScope, string> = {
  mine: 'f.owner_id = $2', organisation: "f.visibility = 'organisation'", shared: 'f.owner_id <> $2', all: 'true',
  channel: `(exists (
      select from message_files mf
      cross join lateral (select * from messages m where m.id = mf.message_id and m.channel_id = mf.channel_id and m.tenant_id = $1 limit 1) m ${channelSeen('m.channel_id')}
      where mf.file_id = f.id and mf.channel_id = $5 and mf.tenant_id = $1 and m.deleted_at is null and m.seq > ${floorOf('$3')})
    or exists (select from file_folders d where d.id = f.folder_id and d.channel_id = $5 and d.tenant_id = $1)
    or exists (select from file_grants g where g.file_id = f.id and g.subject_kind = 'channel' and g.subject_id = $5::text and g.tenant_id = $1))`,
};

export interface FileFilter {
  scope: FileScope; channelId?: string | undefined; kind?: FileKind | undefined; query?: string | undefined;
  ownerId?: string | undefined; tag?: string | undefined; isFavourite?: true | undefined; folderId?: string | undefined;
}

export type ListedFile = SeenFile & { at: number };

/** Those of some files that fit and that the caller sees, newest first. */
async function fitting(call: Call, ids: readonly string[], { scope, channelId, kind, query, ownerId, tag, isFavourite, folderId }: FileFilter, most: number): Promise<ListedFile[]> {
  return call.query(`files-page-${scope}`, `
    select ${fileColumns}, seen.level, ${mineOf}, (extract(epoch from f.created_at) * 1000000)::bigint as at
    from (select id, ord from unnest($12::uuid[]) with ordinality as given (id, ord) order by ord offset 0) wanted -- in this order, and no further than needed
    cross join lateral (select * from files f where f.id = wanted.id and f.tenant_id = $1 and f.deleted_at is null limit 1) f
    cross join lateral (select * from file_versions v where v.file_id = f.id and v.version = f.version and v.tenant_id = $1 limit 1) v
    cross join lateral (select * from file_objects o where o.id = v.object_id and o.tenant_id = $1 limit 1) o
    cross join lateral (select ${levelOf} as level
      where ${isIn[scope]} and ($5::uuid is null or true) and ($6::text is null or v.kind = $6) and ($7::text is null or v.name ilike $7 or exists (select from unnest(f.tags) tag where tag ilike $7))
        and ($8::text is null or f.owner_id = $8) and ($9::text is null or $9 = any (f.tags))
        and (not $10 or exists (select from file_favourites fav where fav.file_id = f.id and fav.user_id = $2 and fav.tenant_id = $1))
        and ($11::uuid is null or f.folder_id = $11)
        and (not $13 or not exists (select from file_folders d where d.id = f.folder_id and d.tenant_id = $1 and case when $5 is null then d.owner_id = $2 else d.channel_id = $5 end))
      offset 0) seen
    where seen.level > 0 order by wanted.ord limit $14`,
  [...viewer(call), channelId ?? null, kind ?? null, anywhere(query), ownerId ?? null, tag ?? null, isFavourite ?? false, folderId === 'none' ? null : folderId ?? null, ids, folderId === 'none', most]);
}

function sourceOf({ scope, channelId, isFavourite, folderId }: FileFilter): FileSource {
  if (folderId !== undefined && folderId !== 'none') return { in: 'folder', ids: [folderId] };
  if (isFavourite) return { in: 'favourites' };
  return scope === 'channel' ? { in: 'channels', ids: [channelId!] } : { in: scope };
}

/** Newest first, after `from`; one more than `limit` where there are more. */
export async function filesPage(call: Call, filter: FileFilter, from: FileAt | undefined, limit: number): Promise<ListedFile[]> {
  const found: ListedFile[] = [];
  for await (const window of windowsOf(call, sourceOf(filter), { from, isAfter: from !== undefined, size: limit + 1 })) {
    found.push(...await fitting(call, window.map(({ id }) => id), filter, limit + 1 - found.length));
    if (found.length > limit) break;
  }
  return found;
}

import type { File, FileLevel } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { floorOf, isCallOpen, isVisibleTo, myPart } from '../membership.ts';
import { fileColumns, type FileRow, toFile } from './files.rows.ts';

/** What the first three values of every statement are that asks who sees a file: tenant, user, and whether the user may look into any channel. `$4`: whether the user reads channels at all. */
export const viewer = (call: Call): [string, string, boolean, boolean] => [call.session.tenant, call.session.user, call.can('chat.access_private'), call.can('chat.access_channels')];

/** A channel `c` by its id, if the user sees it, with the user's part in it. */
export const channelSeen = (id: string) => `cross join lateral (select * from channels c where c.id = ${id} and c.tenant_id = $1 limit 1) c ${myPart}`;

/** Carried by a message that the user may read. */
export const isCarriedToMe = `($4 and exists (
  select from message_files mf
  cross join lateral (select * from messages m where m.id = mf.message_id and m.channel_id = mf.channel_id and m.tenant_id = $1 limit 1) m
  ${channelSeen('m.channel_id')}
  where mf.file_id = f.id and mf.tenant_id = $1 and m.deleted_at is null and m.seq > ${floorOf('$3')} and ${isVisibleTo('$3')}))`;

/** In a folder of a channel that the user sees. */
export const isInFolderSeen = `($4 and f.folder_id is not null and exists (
  select from (select * from file_folders d where d.id = f.folder_id and d.tenant_id = $1 and d.channel_id is not null limit 1) d ${channelSeen('d.channel_id')} where ${isVisibleTo('$3')}))`;

/** The recording of a call that the user, who sees its conversation `c`, neither was in nor may know of. */
const isBeforeMyTime = `exists (select from call_recordings r where r.file_id = f.id and r.tenant_id = $1 and not ${isCallOpen('r.call_id', `(${floorOf('$3')})`)})`;

/** The best level that a file `f` is shared with the user at: 1 view, 2 comment, 3 edit; null where it is not. */
const grantedToMe = `(
  select max(case g.level when 'edit' then 3 when 'comment' then 2 else 1 end) from file_grants g
  where g.file_id = f.id and g.tenant_id = $1 and f.visibility <> 'private' and case g.subject_kind
    when 'user' then g.subject_id = $2
    when 'group' then exists (select from users u where u.tenant_id = $1 and u.id = $2 and g.subject_id = any (u.groups))
    else $4 and exists (select from (select g.subject_id::uuid as id) wanted ${channelSeen('wanted.id')} where ${isVisibleTo('$3')} and not ${isBeforeMyTime}) end)`;

/** An API key asks for the host, which decides on all that is shared; no user has such an id. */
const isHost = "$2 ~ '^key:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'";

/** What the user may do with a file `f`: 4 owner, 3 edit, 2 comment, 1 view, 0 nothing. The one wording of who sees what. */
export const levelOf = `(case when f.deleted_at is not null then 0 when f.owner_id = $2 or ${isHost} then 4
  else greatest(case when f.visibility = 'organisation' then 2 else 0 end, coalesce(${grantedToMe}, 0), case when ${isCarriedToMe} or ${isInFolderSeen} then 2 else 0 end) end)`;

/** What a file `f` is to the user, beside the level. */
export const mineOf = `exists (select from file_favourites fav where fav.file_id = f.id and fav.user_id = $2 and fav.tenant_id = $1) as is_favourite, (f.owner_id = $2 or ${isInFolderSeen}) as sees_folder`;

export const levels: readonly FileLevel[] = ['view', 'comment', 'edit', 'owner'];
export const levelAt = (rank: number): FileLevel => levels[rank - 1]!;

export interface SeenFile extends FileRow { level: number; is_favourite: boolean; sees_folder: boolean }

/** Files by id as far as the caller sees them, in the order asked. */
export async function filesSeen(call: Call, ids: readonly string[]): Promise<SeenFile[]> {
  if (ids.length === 0) return [];
  return call.query<SeenFile>('files-seen', `
    select * from (
      select ${fileColumns}, ${levelOf} as level, ${mineOf}, wanted.ord
      from unnest($5::uuid[]) with ordinality as wanted (id, ord)
      cross join lateral (select * from files f where f.id = wanted.id and f.tenant_id = $1 limit 1) f
      cross join lateral (select * from file_versions v where v.file_id = f.id and v.version = f.version and v.tenant_id = $1 limit 1) v
      cross join lateral (select * from file_objects o where o.id = v.object_id and o.tenant_id = $1 limit 1) o
    ) one where level > 0 order by ord`, [...viewer(call), ids]);
}

/** Files, all of which the caller sees at this level or above: else `not-found`, or `forbidden` with who can help. Each id once. */
export async function seenFiles(call: Call, ids: readonly string[], level: FileLevel = 'view'): Promise<SeenFile[]> {
  const files = await filesSeen(call, ids);
  if (files.length < ids.length) throw new CallError('not-found', 'No such file');
  if (files.some((file) => file.level <= levels.indexOf(level))) throw new CallError('forbidden', level === 'owner' ? 'Only its owner does this' : `This needs the level "${level}"; the file's owner can grant it`);
  return files;
}

/** The same of one. */
export const seenFile = async (call: Call, id: string, level: FileLevel = 'view'): Promise<SeenFile> => (await seenFiles(call, [id], level))[0]!;

export const toSeen = (row: SeenFile): File => ({ ...toFile(row, levelAt(row.level), row.is_favourite), folderId: row.sees_folder ? row.folder_id : null });

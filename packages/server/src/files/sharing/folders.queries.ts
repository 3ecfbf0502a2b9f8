import type { FileFolder } from '@corridor/sdk/protocol';
import type { Call } from '../../call.ts';

export interface FolderRow { id: string; name: string; parent_id: string | null; owner_id: string | null; channel_id: string | null; created_at: Date }

export const toFolder = (row: FolderRow): FileFolder => ({ id: row.id, name: row.name, parentId: row.parent_id, ownerId: row.owner_id, channelId: row.channel_id, createdAt: row.created_at.toISOString() });

const columns = 'id, name, parent_id, owner_id, channel_id, created_at';

export async function folderById(call: Call, id: string): Promise<FolderRow | undefined> {
  const [row] = await call.query<FolderRow>('folder', `select ${columns} from file_folders where id = $2 and tenant_id = $1`, [call.session.tenant, id]);
  return row;
}

/** Of a channel, or the caller's own. */
export const foldersOf = (call: Call, channelId: string | undefined, most: number): Promise<FolderRow[]> => call.query('folders-of', `
  select ${columns} from file_folders where tenant_id = $1 and case when $3::uuid is null then owner_id = $2 else channel_id = $3 end order by name, id limit $4`,
[call.session.tenant, call.session.user, channelId ?? null, most]);

/** One by one for a place: what is counted of its folders stays true until the commit. */
export async function lockFolders(call: Call, { owner_id: ownerId, channel_id: channelId }: Pick<FolderRow, 'owner_id' | 'channel_id'>): Promise<void> {
  await call.query('lock-folders', "select pg_advisory_xact_lock(hashtextextended('folders ' || $1 || ' ' || $2, 0))", [call.session.tenant, channelId ?? ownerId]);
}

export async function insertFolder(call: Call, row: Omit<FolderRow, 'created_at'>): Promise<FolderRow> {
  const [made] = await call.query<FolderRow>('insert-folder', `insert into file_folders (tenant_id, id, name, parent_id, owner_id, channel_id) values ($1, $2, $3, $4, $5, $6) returning ${columns}`,
    [call.session.tenant, row.id, row.name, row.parent_id, row.owner_id, row.channel_id]);
  return made!;
}

export async function changeFolder(call: Call, id: string, name: string, parentId: string | null): Promise<FolderRow> {
  const [row] = await call.query<FolderRow>('change-folder', `update file_folders set name = $3, parent_id = $4 where id = $2 and tenant_id = $1 returning ${columns}`, [call.session.tenant, id, name, parentId]);
  return row!;
}

/** Ids from a folder up to the outermost one. */
export async function pathOf(call: Call, id: string): Promise<string[]> {
  const rows = await call.query<{ id: string }>('path-of-folder', `
    with recursive up as (
      select id, parent_id, 1 as depth from file_folders where id = $2 and tenant_id = $1
      union all select d.id, d.parent_id, up.depth + 1 from up join file_folders d on d.id = up.parent_id and d.tenant_id = $1 where up.depth < 100
    ) select id from up order by depth`, [call.session.tenant, id]);
  return rows.map((row) => row.id);
}

const below = `below as (
  select id, 1 as depth from file_folders where id = $2 and tenant_id = $1
  union all select d.id, below.depth + 1 from below join file_folders d on d.parent_id = below.id and d.tenant_id = $1 where below.depth < 100
)`;

/** How many folders deep it is, itself included. */
export async function heightOf(call: Call, id: string): Promise<number> {
  const [row] = await call.query<{ height: number }>('height-of-folder', `with recursive ${below} select max(depth)::int as height from below`, [call.session.tenant, id]);
  return row!.height;
}

export interface Contents { folders: number; files: { id: string; owner_id: string; is_deleted: boolean }[] }

/** What lies in a folder, however deep; deleted files as well. */
export async function contentsOf(call: Call, id: string): Promise<Contents> {
  const [counted] = await call.query<{ folders: number }>('folders-below', `with recursive ${below} select count(*)::int - 1 as folders from below`, [call.session.tenant, id]);
  const files = await call.query<Contents['files'][number]>('files-below', `
    with recursive ${below} select f.id, f.owner_id, f.deleted_at is not null as is_deleted from below join files f on f.folder_id = below.id and f.tenant_id = $1 order by f.id`, [call.session.tenant, id]);
  return { folders: counted!.folders, files };
}

/** With all folders in it. */
export async function deleteFolder(call: Call, id: string): Promise<void> {
  await call.query('delete-folder', 'delete from file_folders where id = $2 and tenant_id = $1', [call.session.tenant, id]);
}

export async function setFavourite(call: Call, fileId: string, isFavourite: boolean): Promise<void> {
  const values = [call.session.tenant, call.session.user, fileId];
  if (isFavourite) await call.query('favour-file', 'insert into file_favourites (tenant_id, user_id, file_id) values ($1, $2, $3) on conflict do nothing', values);
  else await call.query('unfavour-file', 'delete from file_favourites where file_id = $3 and user_id = $2 and tenant_id = $1', values);
}

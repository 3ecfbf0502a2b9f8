import type { Transaction } from '../transaction.ts';

/** People and channels that an import writes, in bulk. Every statement can be run again and then changes nothing. */

export interface NewPerson { id: string; name: string }

/** Makes those who are not known, for whoever signs in later with that id. Answers how many are new. */
export async function insertPeople(transaction: Transaction, tenant: string, people: readonly NewPerson[]): Promise<number> {
  await transaction.query('import-tenant', 'insert into tenants (tenant_id) values ($1) on conflict do nothing', [tenant]);
  const rows = await transaction.query<{ is_new: boolean }>('import-people', `
    insert into users as u (tenant_id, id, name, is_placeholder) select $1, id, name, true from unnest($2::text[], $3::text[]) as t (id, name)
    on conflict (tenant_id, id) do update set name = excluded.name where u.is_placeholder and u.name = u.id and u.name <> excluded.name
    returning xmax = 0 as is_new`, [tenant, people.map(({ id }) => id), people.map(({ name }) => name)]);
  return rows.filter((row) => row.is_new).length;
}

/** Users whose id is one of these e-mail addresses, by it in lower case. */
export async function usersByEmail(transaction: Transaction, tenant: string, emails: readonly string[]): Promise<Map<string, string>> {
  const rows = await transaction.query<{ id: string }>('import-users-by-email', 'select id from users where tenant_id = $1 and lower(id) = any ($2::text[])', [tenant, emails]);
  return new Map(rows.map(({ id }) => [id.toLowerCase(), id]));
}

/** What became of channels of a source before, by its ids. */
export async function importedChannels(transaction: Transaction, tenant: string, source: string): Promise<Map<string, string>> {
  const rows = await transaction.query<{ source_id: string; channel_id: string }>('imported-channels',
    'select source_id, channel_id from imported_channels where tenant_id = $1 and source = $2', [tenant, source]);
  return new Map(rows.map((row) => [row.source_id, row.channel_id]));
}

export interface NewImportedChannel {
  source: string; sourceId: string; id: string; kind: string; visibility: string; name: string | null; description: string | null; people: readonly string[];
  createdBy: string | null; createdAt: Date;
}

/** A channel without members yet: nobody has it in a list before it is complete. */
export async function insertImportedChannel(transaction: Transaction, tenant: string, channel: NewImportedChannel): Promise<void> {
  await transaction.query('import-channel', `
    insert into channels (tenant_id, id, kind, visibility, name, description, people, created_by, created_at, active_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) on conflict do nothing`,
  [tenant, channel.id, channel.kind, channel.visibility, channel.name, channel.description, channel.people, channel.createdBy, channel.createdAt]);
  await transaction.query('import-channel-known', 'insert into imported_channels (tenant_id, source, source_id, channel_id) values ($1, $2, $3, $4) on conflict do nothing',
    [tenant, channel.source, channel.sourceId, channel.id]);
}

/** Whether somebody has written there. */
export async function hasMessages(transaction: Transaction, tenant: string, channelId: string): Promise<boolean> {
  const [row] = await transaction.query<{ last_seq: number }>('import-has-messages', 'select last_seq from channels where id = $2 and tenant_id = $1', [tenant, channelId]);
  return (row?.last_seq ?? 0) > 0;
}

export interface Completion { source: string; sourceId: string; members: readonly string[]; owner: string | null; archivedAt: Date | null }

/**
 * Lets those in whom no import has let in before, so that whoever has left or was removed since stays outside; they have read everything. The
 * first time a channel is archived where its source's is.
 */
export async function completeChannel(transaction: Transaction, tenant: string, channelId: string, { source, sourceId, members, owner, archivedAt }: Completion): Promise<void> {
  await transaction.query('import-members', `
    with known as (
      select members from imported_channels where source_id = $6 and source = $5 and tenant_id = $1
    ), c as (
      select id, kind, created_at, last_seq, coalesce(archived_at, case when known.members is null then $7::timestamptz end) as archived_at from channels, known where id = $2 and tenant_id = $1 for no key update of channels
    ), added as (
      insert into members (tenant_id, channel_id, user_id, role, joined_at, joined_seq, joined_change, read_seq, may_write)
      select $1, $2, named.id, case when named.id = $4 and c.kind <> 'direct' then 'owner' else 'member' end, c.created_at, 0, 0, c.last_seq, c.archived_at is null
      from c, known, unnest($3::text[]) with ordinality as named (id, ord) where not named.id = any (coalesce(known.members, '{}')) order by named.ord
      on conflict do nothing returning user_id
    ), remembered as (
      update imported_channels set members = array(select unnest(coalesce(imported_channels.members, '{}')) union select unnest($3::text[]) order by 1) where source_id = $6 and source = $5 and tenant_id = $1
    )
    update channels set member_count = channels.member_count + a.people, version = version + 1, archived_at = c.archived_at
    from c, (select count(*)::int as people from added) a
    where channels.id = $2 and channels.tenant_id = $1 and (a.people > 0 or channels.archived_at is distinct from c.archived_at)`,
  [tenant, channelId, members, owner, source, sourceId, archivedAt]);
}

/** Days of a channel that are stored already, as `path sha256`. */
export async function importedFiles(transaction: Transaction, tenant: string, channelId: string): Promise<Set<string>> {
  const rows = await transaction.query<{ file: string }>('imported-files', "select path || ' ' || sha256 as file from imported_files where channel_id = $2 and tenant_id = $1", [tenant, channelId]);
  return new Set(rows.map(({ file }) => file));
}

export async function rememberFiles(transaction: Transaction, tenant: string, channelId: string, files: readonly { path: string; sha256: string }[]): Promise<void> {
  await transaction.query('import-files-known', `
    insert into imported_files (tenant_id, channel_id, path, sha256) select $1, $2, * from unnest($3::text[], $4::text[]) on conflict do nothing`,
  [tenant, channelId, files.map(({ path }) => path), files.map(({ sha256 }) => sha256)]);
}

export interface Stored { channels: number; messages: number; threads: number; replies: number; reactions: number }

/** What is in a channel and its threads now. One channel at a time, so that no statement takes too long. */
export async function storedIn(transaction: Transaction, tenant: string, channelId: string): Promise<Stored> {
  const [row] = await transaction.query<Stored>('import-stored', `
    with home as (select id, last_seq from channels where id = $2 and tenant_id = $1), threads as (select id, last_seq from channels where parent_id = $2 and tenant_id = $1)
    select (select count(*)::int from home) as channels, (select coalesce(sum(last_seq), 0)::int from home) as messages, (select count(*)::int from threads) as threads,
      (select coalesce(sum(last_seq), 0)::int from threads) as replies,
      (select coalesce(sum(one.reactions), 0)::int from (select id from home union all select id from threads) c cross join lateral (
        select sum((select count(*) from reactions r where r.message_id = m.id and r.tenant_id = $1)) as reactions from messages m where m.channel_id = c.id and m.tenant_id = $1 and m.has_reactions
      ) one) as reactions`, [tenant, channelId]);
  return row!;
}

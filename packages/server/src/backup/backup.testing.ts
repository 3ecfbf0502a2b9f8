import pg from 'pg';
import type { DatabaseAddress } from '../database.ts';
import { putFile } from '../testing/files.ts';
import type { TestWorld } from '../world.testing.ts';
import { jobs, tablesOf } from './backup.tables.ts';

/** A database seen without row-level security. */
async function asSuperuser<T>({ host, database }: DatabaseAddress, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ host, port: 5432, user: 'postgres', database });
  await client.connect();
  try { return await run(client); } finally { await client.end(); }
}

/** Every row of every table that a backup holds, what is computed included, as text. */
export const everyRow = (address: DatabaseAddress): Promise<Record<string, string[]>> => asSuperuser(address, async (client) => {
  await client.query("set timezone = 'UTC'");
  const all: Record<string, string[]> = {};
  for (const { name } of await tablesOf(client)) all[name] = (await client.query<{ row: string }>(`select t::text as row from ${name} t${name === jobs ? ' where state < \'completed\'' : ''} order by t::text collate "C"`)).rows.map(({ row }) => row);
  return all;
});

/** What keeps the data right: keys, rules, triggers, indexes, row-level security, and who may use what. */
export const everyRule = (address: DatabaseAddress): Promise<unknown[]> => asSuperuser(address, async (client) => (await client.query<{ rule: string }>(`
  select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated::text as rule from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
  union all select relname || relrowsecurity::text || relforcerowsecurity::text || relowner::regrole || coalesce((select string_agg(privilege, ',') from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) privilege where has_table_privilege('corridor_app', oid, privilege)), '') from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
  union all select tgrelid::regclass || tgname || tgenabled::text from pg_trigger where not tgisinternal
  union all select tablename || policyname || qual from pg_policies union all select indexdef from pg_indexes where schemaname = 'public'
  `)).rows.map(({ rule }) => rule).sort());

export const superuserAsks = <Row extends pg.QueryResultRow>(address: DatabaseAddress, sql: string): Promise<Row[]> => asSuperuser(address, async (client) => (await client.query<Row>(sql)).rows);

/** Two tenants with people, channels, messages, a thread, reactions, a poll, a file, drafts, a meeting and a call that is on. Answers the first tenant's channel. */
export async function fill(world: TestWorld): Promise<string> {
  const channels: string[] = [];
  for (const tenant of ['acme', 'glö"bex, {}']) {
    const [ada, ben] = await Promise.all([world.connect('ada', { tenant }), world.connect('ben', { tenant, name: 'Ben\tthe \\ "second"\n', groups: ['sales', 'a,b'] })]);
    const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'Orders', visibility: 'public', members: ['ben'] });
    channels.push(channelId);
    const first = await ada.request('chat.send', { channelId, text: 'Where is PO-1042?\n\\.\n\tIt is \\N late 🚚' });
    await ben.request('chat.react', { messageId: first.id, emoji: '👍' });
    const thread = await ben.request('chat.openThread', { messageId: first.id });
    await ben.request('chat.send', { channelId: thread.id, threadOf: first.id, text: 'On its way' });
    await ada.request('chat.edit', { messageId: first.id, text: 'Where is PO-1042? It is late 🚚' });
    await ben.request('chat.pin', { messageId: first.id });
    await ada.request('chat.saveDraft', { channelId, text: 'and PO-' });
    await ben.request('chat.delete', { messageId: (await ben.request('chat.send', { channelId, text: 'oops' })).id });
    const fileId = await putFile(world, ada.session, { name: 'Delivery note.txt', text: 'twelve pallets' });
    await ada.request('chat.send', { channelId, text: 'the note', fileIds: [fileId] });
    await ada.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk', userIds: ['ben'] });
    await Promise.all([ada.settled(), ben.settled()]);
  }
  await superuserAsks(world.address, "insert into pgboss.job (name, data, start_after) values ('voice.transcribe', '{}', now() + interval '1 year')");
  return channels[0]!;
}

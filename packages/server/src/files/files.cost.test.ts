import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Parsed } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import type { Call } from '../call.ts';
import { connect } from '../database.ts';
import { costOf } from '../testing/cost.ts';
import { cloneDatabase } from '../testing/database.ts';
import { newId } from '../world.testing.ts';
import { fileSearch } from './files.search.ts';
import { filesHandlers } from './files.ts';

/** Files of Ada's, of the organisation, in twenty of her conversations and their threads, and shared with her or her group: a quarter each. Every one holds `invoice`; `kestrel` is in forty of hers. */
const sizes = { small: 10_000, large: 200_000 };
type Size = keyof typeof sizes;
let source: Awaited<ReturnType<typeof cloneDatabase>>, database: Knex;
const channels = {} as Record<Size, string[]>, folders = {} as Record<Size, string>;

before(async () => {
  source = await cloneDatabase();
  database = connect(source.address, 'owner', 1);
  await database.raw('drop index messages_open_words, messages_closed_words');
  const { rows: [{ indexdef }] } = await database.raw<{ rows: [{ indexdef: string }] }>("select indexdef from pg_indexes where indexname = 'file_texts_by_words'");
  await database.raw('drop index file_texts_by_words'); // made at once afterwards, it takes a tenth of the time
  await database.raw('alter table files disable trigger index_file');
  for (const [tenant, count] of Object.entries(sizes)) {
    const ids = channels[tenant as Size] = Array.from({ length: 25 }, newId), folder = folders[tenant as Size] = newId();
    await database.transaction(async (transaction) => {
      const run = (sql: string, values: readonly unknown[] = []) => transaction.raw(sql, values as never);
      await run('select set_config(\'app.tenants\', array[?]::text, true)', [tenant]);
      await run('insert into tenants values (?)', [tenant]);
      await run('insert into users (tenant_id, id, name, groups) values (?, \'ada\', \'Ada\', \'{buyers}\'), (?, \'ben\', \'Ben\', \'{}\')', [tenant, tenant]);
      await run('insert into channels (tenant_id, id, kind, name, parent_id, parent_seq) select ?, id, \'group\', \'a channel\', case when at > 20 then (?::uuid[])[at - 20] end, case when at > 20 then 1 end from unnest(?::uuid[]) with ordinality as given (id, at)', [tenant, ids, ids]);
      await run('insert into members (tenant_id, channel_id, user_id) select ?, id, \'ada\' from unnest(?::uuid[]) id', [tenant, ids.slice(0, 20)]);
      await run('insert into file_folders (tenant_id, id, name, channel_id) values (?, ?, \'Plans\', ?)', [tenant, folder, ids[0]]);
      await run('create temporary table made on commit drop as select i, gen_random_uuid() as id, now() - (? - i) * interval \'1 second\' as at from generate_series(0, ?::int - 1) i', [count, count]);
      await run('insert into file_objects (tenant_id, id, bytes, sha256, store) select ?, id, 10, \'\\x00\', \'disk\' from made', [tenant]);
      await run(`insert into files (tenant_id, id, name, owner_id, visibility, created_at, folder_id)
        select ?, id, 'plan ' || i || '.pdf', case i % 4 when 0 then 'ada' else 'ben' end, case i % 4 when 1 then 'organisation' when 3 then 'restricted' else 'private' end, at, case when i % 4 = 2 and i < 400 then ?::uuid end from made`, [tenant, folder]);
      await run(`insert into file_versions (tenant_id, file_id, version, object_id, name, media_type, kind, is_inline, purpose, state, made_by)
        select ?, id, 1, id, 'plan ' || i || '.pdf', 'application/pdf', case when i % 5 = 0 then 'document' else 'image' end, true, 'file', 'ready', 'ben' from made`, [tenant]);
      await run(`insert into file_texts (tenant_id, file_id, words) select ?, id, to_tsvector('simple', 'invoice ' || i || case when i % 4 = 0 and i < 160 then ' kestrel' else '' end) from made`, [tenant]);
      await run('insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, text) select ?, id, (?::uuid[])[(i / 4) % 25 + 1], i + 1, i + 1, \'ben\', \'\' from made where i % 4 = 2', [tenant, ids]);
      await run('insert into message_files (tenant_id, message_id, file_id, channel_id, place) select ?, id, id, (?::uuid[])[(i / 4) % 25 + 1], 1 from made where i % 4 = 2', [tenant, ids]);
      await run(`insert into file_grants (tenant_id, file_id, subject_kind, subject_id, level, granted_by)
        select ?, id, case (i / 4) % 2 when 0 then 'user' else 'group' end, case (i / 4) % 2 when 0 then 'ada' else 'buyers' end, 'view', 'ben' from made where i % 4 = 3`, [tenant]);
      await run('insert into file_favourites (tenant_id, user_id, file_id) select ?, \'ada\', id from made where i < 40', [tenant]);
    });
  }
  await database.raw("set maintenance_work_mem = '256MB'");
  await database.raw(indexdef);
  await database.raw('vacuum analyze');
});
after(async () => {
  await database.destroy();
  await source.stop();
});

const cost = <T>(tenant: Size, ask: (call: Call) => Promise<T>) => costOf(database, tenant, (query) =>
  ask({ session: { tenant, user: 'ada', groups: ['buyers'] }, can: (permission: string) => permission === 'chat.access_channels', chat: { seenChannel: () => Promise.resolve({}) }, query } as unknown as Call));

async function compare<T>(about: string, ask: (call: Call, tenant: Size) => Promise<T>, check: (answer: T) => void): Promise<void> {
  const of = (tenant: Size) => cost(tenant, (call) => ask(call, tenant));
  await of('small');
  const [small, large] = [await of('small'), await of('large')];
  for (const { answer } of [small, large]) check(answer);
  assert.ok(large.pages <= 1.3 * small.pages && large.statements <= small.statements, `${about}: ${small.pages} pages and ${small.statements} statements at ${sizes.small} files, ${large.pages} and ${large.statements} at ${sizes.large}`);
}

type Asked = Partial<Parsed<'files.list'>>;
const list = (input: Asked) => (call: Call) => filesHandlers['files.list'](call, { scope: 'all', limit: 50, ...input });
const has = (count: number) => ({ items }: { items: readonly unknown[] }) => { assert.equal(items.length, count); };

test('the first page of each list of files costs the same among twenty times as many', async () => {
  for (const scope of ['mine', 'organisation', 'shared', 'all'] as const) await compare(scope, list({ scope }), has(50));
  for (const at of [0, 5]) await compare('a conversation', (call, tenant) => list({ channelId: channels[tenant][at]! })(call), has(50));
});

test('so does a page far down, by where the one before ended', async () => {
  for (const scope of ['mine', 'organisation', 'shared', 'all'] as const) {
    await compare(scope, async (call) => {
      let page = await list({ scope, limit: 200 })(call);
      for (let i = 0; i < 4; i++) page = await list({ scope, limit: 200, cursor: page.next })(call);
      return page;
    }, has(200));
  }
});

test('so do a folder, favourites and a kind, and whose files there are', async () => {
  await compare('a folder', (call, tenant) => list({ folderId: folders[tenant] })(call), has(50));
  await compare('owners', (call) => filesHandlers['files.facets'](call, { scope: 'all' }), ({ owners }) => { assert.deepEqual(owners, [{ userId: 'ben', files: 750 }, { userId: 'ada', files: 250 }]); });
  await compare('favourites', list({ isFavourite: true }), has(40));
  for (const scope of ['mine', 'organisation', 'shared', 'all'] as const) await compare(`documents of ${scope}`, list({ scope, kind: 'document' }), has(50));
});

const any = { words: undefined, places: null, from: 0, to: Date.parse('2999-01-01') };

test('a search for as many hits costs the same among twenty times as many files, and one for a word of all files as well', async () => {
  await compare('a rare word', (call) => fileSearch.find(call, { ...any, words: "'kestrel'" }, undefined, 101), ({ length }) => { assert.equal(length, 40); });
  await compare('a common word', (call) => fileSearch.find(call, { ...any, words: "'invoice'" }, undefined, 101), ({ length }) => { assert.equal(length, 101); });
  await compare('a common word in a conversation', (call, tenant) => fileSearch.find(call, { ...any, words: "'invoice'", places: [channels[tenant][3]!] }, undefined, 51), ({ length }) => { assert.equal(length, 51); });
  await compare('no word', (call) => fileSearch.find(call, any, undefined, 101), ({ length }) => { assert.equal(length, 101); });
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Parsed } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import type { Call } from '../call.ts';
import { connect } from '../database.ts';
import { costOf } from '../testing/cost.ts';
import { cloneDatabase } from '../testing/database.ts';
import { newId } from '../world.testing.ts';
import { historyHandlers } from './history.ts';

/** Calls of twenty conversations, each with three people: Ada is in half of them, and a twentieth of hers were missed. */
const sizes = { small: 2000, large: 40_000 };
type Size = keyof typeof sizes;
let source: Awaited<ReturnType<typeof cloneDatabase>>, database: Knex;
const channels = {} as Record<Size, string[]>;

before(async () => {
  source = await cloneDatabase();
  database = connect(source.address, 'owner', 1);
  for (const [tenant, count] of Object.entries(sizes)) {
    const ids = channels[tenant as Size] = Array.from({ length: 20 }, newId);
    await database.transaction(async (transaction) => {
      const run = (sql: string, values: readonly unknown[] = []) => transaction.raw(sql, values as never);
      await run('select set_config(\'app.tenants\', array[?]::text, true)', [tenant]);
      await run('insert into tenants values (?)', [tenant]);
      await run("insert into users (tenant_id, id, name, groups) select ?, id, id, '{}' from unnest(array['ada', 'ben', 'chloe', 'dora', 'rare']) id", [tenant]);
      await run("insert into channels (tenant_id, id, kind, name) select ?, id, 'group', 'a channel' from unnest(?::uuid[]) id", [tenant, ids]);
      await run("insert into members (tenant_id, channel_id, user_id) select ?, id, 'ada' from unnest(?::uuid[]) id", [tenant, ids]);
      await run('create temporary table made on commit drop as select i, gen_random_uuid() as id, (?::uuid[])[i % 20 + 1] as channel_id, now() - (? - i) * interval \'1 minute\' as at from generate_series(0, ?::int - 1) i', [ids, count, count]);
      await run(`insert into calls (tenant_id, id, channel_id, kind, status, reason, is_direct, route, started_by, started_at, active_at, ended_at)
        select ?, id, channel_id, case when i % 5 = 0 then 'video' else 'audio' end, 'ended', 'completed', false, 'mesh', 'ben', at, at, at + interval '30 s' from made`, [tenant]);
      await run("insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, text) select ?, id, channel_id, i + 1, i + 1, 'ben', '' from made", [tenant]);
      await run(`insert into call_entries (tenant_id, call_id, user_id, started_at, direction, outcome, seconds, is_removed)
        select ?, id, person, at, case when person = 'ben' then 'outgoing' else 'incoming' end, case when person = 'ada' and i % 20 = 1 then 'missed' else 'answered' end, 30, false
        from made cross join unnest(array['ben', 'chloe', case when i % 2 = 1 then 'ada' else 'dora' end]) person`, [tenant]);
    });
  }
  await database.raw('vacuum analyze');
});
after(async () => {
  await database.destroy();
  await source.stop();
});

/** What the last of so many pages comes to, and all of them cost. */
const cost = (tenant: Size, input: Partial<Parsed<'calls.history'>>, pagesOn = 0) => costOf(database, tenant, async (query) => {
  const call = { session: { tenant, user: 'ada', groups: [] }, can: (permission: string) => permission === 'calls.join', chat: { seenChannel: (_: Call, id: string) => Promise.resolve({ id }) }, query } as unknown as Call;
  let page = await historyHandlers['calls.history'](call, { limit: 50, ...input });
  for (let i = 0; i < pagesOn; i++) page = await historyHandlers['calls.history'](call, { limit: 50, ...input, cursor: page.next });
  return page.items.length;
});

async function compare(about: string, input: (tenant: Size) => Partial<Parsed<'calls.history'>>, pagesOn = 0): Promise<void> {
  await cost('small', input('small'), pagesOn);
  const [small, large] = [await cost('small', input('small'), pagesOn), await cost('large', input('large'), pagesOn)];
  assert.deepEqual([small.answer, large.answer, small.statements, large.statements], [50, 50, pagesOn + 1, pagesOn + 1], about);
  assert.ok(large.pages <= 1.3 * small.pages, `${about}: ${small.pages} pages at ${sizes.small} calls, ${large.pages} at ${sizes.large}`);
}

test('a page of my calls is one statement, and costs the same among twenty times as many', async () => {
  await compare('all', () => ({}));
  await compare('missed', () => ({ outcome: 'missed' }));
  await compare('incoming', () => ({ direction: 'incoming' }));
  await compare('with video', () => ({ kind: 'video' }));
  await compare('with somebody', () => ({ userId: 'chloe' }));
  await compare('by a name', () => ({ query: 'chlo' }));
  await compare('far down', () => ({}), 5);
});

test('so is one of a conversation', async () => {
  await compare('all', (tenant) => ({ channelId: channels[tenant][1]! }));
  await compare('with somebody', (tenant) => ({ channelId: channels[tenant][1]!, userId: 'ben' }));
});

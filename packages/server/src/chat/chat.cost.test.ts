import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Knex } from 'knex';
import type { Call } from '../call.ts';
import { connect } from '../database.ts';
import { costOf } from '../testing/cost.ts';
import { cloneDatabase } from '../testing/database.ts';
import { newId } from '../world.testing.ts';
import { chatHandlers } from './chat.ts';

/** Messages of two hundred channels, all of them Ada's; fifty of each are new to her, five of those name her. */
const sizes = { small: 10_000, large: 200_000 };
type Size = keyof typeof sizes;
let source: Awaited<ReturnType<typeof cloneDatabase>>, database: Knex;
const channels = {} as Record<Size, string[]>;

before(async () => {
  source = await cloneDatabase();
  database = connect(source.address, 'owner', 1);
  await database.raw('drop index messages_open_words, messages_closed_words'); // nothing is searched here
  for (const [tenant, count] of Object.entries(sizes)) {
    const ids = channels[tenant as Size] = Array.from({ length: 200 }, newId), each = count / 200;
    await database.transaction(async (transaction) => {
      await transaction.raw('select set_config(\'app.tenants\', array[?]::text, true)', [tenant]);
      await transaction.raw('insert into tenants values (?)', [tenant]);
      await transaction.raw('insert into users (tenant_id, id, name) values (?, \'ada\', \'Ada\'), (?, \'ben\', \'Ben\')', [tenant, tenant]);
      await transaction.raw('insert into channels (tenant_id, id, kind, name, last_seq, last_change, member_count) select ?, id, \'group\', \'a channel\', ?::int, ?::int, 2 from unnest(?::uuid[]) id', [tenant, each, each, ids]);
      await transaction.raw('insert into members (tenant_id, channel_id, user_id, read_seq) select ?, id, \'ada\', ?::int - 50 from unnest(?::uuid[]) id', [tenant, each, ids]);
      await transaction.raw(`
        insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, text, mentions)
        select ?, gen_random_uuid(), (?::uuid[])[i % 200 + 1], i / 200 + 1, i / 200 + 1, 'ben', 'text ' || i, case when i / 200 % 10 = 0 then array['@ada'] end
        from generate_series(0, ?::int - 1) i`, [tenant, ids, count]);
    });
  }
  await database.raw('vacuum analyze');
});
after(async () => {
  await database.destroy();
  await source.stop();
});

const cost = <T>(tenant: Size, ask: (call: Call) => Promise<T>) => costOf(database, tenant, (query) =>
  ask({ session: { tenant, user: 'ada', groups: [] }, can: () => false, snapshot: () => undefined, query } as unknown as Call));

async function compare(ask: (call: Call, ids: string[]) => Promise<unknown>, check: (answer: never) => void): Promise<void> {
  const of = (tenant: Size) => cost(tenant, (call) => ask(call, channels[tenant]));
  await of('small');
  const [small, large] = [await of('small'), await of('large')];
  for (const { answer } of [small, large]) check(answer as never);
  assert.ok(large.pages <= 1.3 * small.pages, `${small.pages} pages at ${sizes.small} messages, ${large.pages} at ${sizes.large}`);
}

test('two hundred channels with what is unread and who is named cost the same among twenty times as many messages', () => compare(
  (call) => chatHandlers['chat.channels'](call, { scope: 'mine', limit: 200 }),
  ({ items }: { items: { membership: { unread: number; mentions: number } }[] }) => {
    assert.deepEqual([items.length, new Set(items.map(({ membership }) => `${membership.unread} ${membership.mentions}`))], [200, new Set(['50 5'])]);
  }));

test('so do opening a channel, and catching up after a while away', async () => {
  await compare((call, [channelId]) => chatHandlers['chat.history'](call, { channelId: channelId!, limit: 50 }), ({ items }: { items: unknown[] }) => { assert.equal(items.length, 50); });
  await compare(async (call, [channelId]) => {
    const { lastChange } = await chatHandlers['chat.channel'](call, { channelId: channelId! });
    return chatHandlers['chat.changes'](call, { channelId: channelId!, since: lastChange - 20, limit: 200 });
  }, ({ messages }: { messages: unknown[] }) => { assert.equal(messages.length, 20); });
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Knex } from 'knex';
import { connect } from '../database.ts';
import { type Cost, costOf } from '../testing/cost.ts';
import { cloneDatabase } from '../testing/database.ts';
import { newId } from '../world.testing.ts';
import { forgetGuests, forgetKnocks } from './guests.queries.ts';

/** Calls of a room, long over, each with a guest who was in it and wrote something, and one who waited in vain; beside them a hundred knocks at the empty room. */
const sizes = { small: 500, large: 10_000 }, knocks = 100, most = 20;
type Size = keyof typeof sizes;
let source: Awaited<ReturnType<typeof cloneDatabase>>, database: Knex;

before(async () => {
  source = await cloneDatabase();
  database = connect(source.address, 'owner', 1);
  for (const [tenant, count] of Object.entries(sizes)) {
    const room = newId();
    await database.transaction(async (transaction) => {
      const run = (sql: string, values: readonly unknown[] = []) => transaction.raw(sql, values as never);
      await run('select set_config(\'app.tenants\', array[?]::text, true)', [tenant]);
      await run('insert into tenants values (?)', [tenant]);
      await run("insert into users (tenant_id, id, name) values (?, 'ada', 'Ada')", [tenant]);
      await run("insert into channels (tenant_id, id, kind, name) values (?, ?, 'group', 'a room')", [tenant, room]);
      await run("insert into meeting_rooms (tenant_id, id, code, name, channel_id, access, created_by) values (?, ?, ?, 'a room', ?, 'lobby', 'ada')", [tenant, room, tenant, room]);
      await run(`create temporary table made on commit drop as select i, gen_random_uuid() as call_id, gen_random_uuid() as guest_id, gen_random_uuid() as waiting_id, i <= ? as is_knock, now() - (? - i) * interval '1 minute' - interval '1 day' as at
        from generate_series(1, ?::int) i`, [knocks, count, count + knocks]);
      await run("insert into users (tenant_id, id, name) select ?, 'guest:' || id, 'Gast' from made cross join unnest(array[guest_id, waiting_id]) id", [tenant]);
      await run("insert into meeting_guests (tenant_id, id, room_id, user_id, name, was_in, came_at, seen_at) select ?, id, ?, 'guest:' || id, 'Gast', id = guest_id and not is_knock, at, at from made cross join unnest(array[guest_id, waiting_id]) id where id = guest_id or i <= ?", [tenant, room, 3 * knocks]);
      await run("insert into meeting_guests (tenant_id, id, room_id, user_id, name, was_in, came_at) select ?, waiting_id, ?, 'guest:' || waiting_id, 'Gast', false, at from made where i > ?", [tenant, room, 3 * knocks]); // they have a newer token
      await run(`insert into calls (tenant_id, id, channel_id, meeting_id, kind, status, reason, is_direct, route, started_by, started_at, active_at, ended_at)
        select ?, call_id, ?, ?, 'audio', 'ended', 'completed', false, 'mesh', case when is_knock then 'guest:' || guest_id else 'ada' end, at, case when not is_knock then at end, at + interval '30 s' from made`, [tenant, room, room]);
      await run(`insert into call_participants (tenant_id, id, call_id, user_id, state, role, device_id, invited_at, joined_at, left_at)
        select ?, gen_random_uuid(), call_id, 'guest:' || id, 'left', 'participant', 'desk', at, case when id = guest_id and not is_knock then at end, at + interval '30 s' from made cross join unnest(array[guest_id, waiting_id]) id`, [tenant]);
      await run("insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, text) select ?, gen_random_uuid(), ?, i, i, 'guest:' || guest_id, '' from made where not is_knock", [tenant, room]);
    });
  }
  await database.raw('vacuum analyze');
});
after(async () => {
  await database.destroy();
  await source.stop();
});

const dawn = new Date(Date.now() - 3_600_000);

async function compare(about: string, forget: typeof forgetGuests): Promise<void> {
  const cost = (tenant: Size): Promise<Cost<number>> => costOf(database, tenant, (query) => forget({ query: query as never }, tenant, dawn, most));
  await cost('small');
  const [small, large] = [await cost('small'), await cost('large')];
  assert.deepEqual([small.answer, large.answer, small.statements, large.statements], [most, most, 1, 1], about);
  assert.ok(large.pages <= 1.3 * small.pages, `${about}: ${small.pages} pages at ${sizes.small} calls, ${large.pages} at ${sizes.large}`);
}

test('a turn of forgetting knocks and guests is bounded, and costs the same among twenty times as many calls and guests', async () => {
  await compare('knocks', forgetKnocks);
  await compare('guests', forgetGuests);
});

test('nothing else is read as a whole to see that no history names a guest who goes', async () => {
  await database.transaction(async (transaction) => {
    await transaction.raw("select set_config('app.tenants', array['large']::text, true)");
    const asks = { query: async (_: string, sql: string, values: readonly unknown[] = []) => (await transaction.raw<{ rows: unknown[] }>(sql.replaceAll(/\$(\d)/g, ':v$1'), Object.fromEntries(values.map((value, at) => [`v${at + 1}`, value])) as never)).rows };
    assert.deepEqual([await forgetKnocks(asks as never, 'large', dawn, most), await forgetGuests(asks as never, 'large', dawn, most)], [most, most]);
    const { rows } = await transaction.raw<{ rows: unknown[] }>('select relname, seq_tup_read from pg_stat_xact_user_tables where seq_tup_read > 500 order by 1');
    assert.deepEqual(rows, []);
  });
});

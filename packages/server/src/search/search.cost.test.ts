import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect } from '../database.ts';
import { cloneDatabase } from '../testing/database.ts';
import { newId } from '../world.testing.ts';

const sizes = { small: 10_000, large: 1_000_000 };
type Size = keyof typeof sizes;
let source: Awaited<ReturnType<typeof cloneDatabase>>, database: ReturnType<typeof connect>;
const mine: Record<string, string[]> = {};

/** Two thousand messages are in four channels, `mine`, all others in others, with the word `merger`. All are closed; `kestrel` is in ten of mine and ten of others. */
before(async () => {
  source = await cloneDatabase();
  database = connect(source.address, 'owner', 1);
  const { rows: indexes } = await database.raw<{ rows: { indexname: string; indexdef: string }[] }>(`select indexname, indexdef from pg_indexes where tablename = 'messages' and indexdef like '%gin%'`);
  for (const { indexname } of indexes) await database.raw('drop index ??', [indexname]);   // made at once afterwards, they take a tenth of the time
  for (const [tenant, count] of Object.entries(sizes)) {
    const ids = Array.from({ length: 40 }, newId);
    mine[tenant] = ids.slice(0, 4);
    await database.transaction(async (transaction) => {
      await transaction.raw('select set_config(\'app.tenants\', array[?]::text, true)', [tenant]);
      await transaction.raw('insert into tenants values (?)', [tenant]);
      await transaction.raw('insert into users (tenant_id, id, name) values (?, \'ada\', \'Ada\')', [tenant]);
      await transaction.raw('insert into channels (tenant_id, id, kind) select ?, id, \'group\' from unnest(?::uuid[]) id', [tenant, ids]);
      await transaction.raw(`
        insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, text)
        select ?, gen_random_uuid(), (?::uuid[])[case when i < 2000 then i % 4 else 4 + i % 36 end + 1], i, i, 'ada',
          'invoice ' || i || case when i < 2000 then '' else ' merger' end || case when (i - 2000) % case when i < 2000 then 200 else (? - 2000) / 10 end = 0 then ' kestrel' else '' end
        from generate_series(0, ? - 1) i`, [tenant, ids, count, count]);
    });
  }
  await database.raw("set maintenance_work_mem = '512MB'");
  for (const { indexdef } of indexes) await database.raw(indexdef);
  await database.raw('vacuum analyze messages');
});
after(async () => {
  await database.destroy();
  await source.stop();
});

/** Pages of the database that a search of some channels touches, of all of them where none are given. */
async function pages(tenant: Size, words: string, channels: readonly string[] | null): Promise<{ pages: number; hits: number }> {
  return database.transaction(async (transaction) => {
    await transaction.raw('select set_config(\'app.tenants\', array[?]::text, true)', [tenant]);
    const asked = 'from search_messages(?, ?::tsquery, false, ?::uuid[], false, \'-infinity\', \'infinity\', null, null, 10001)';
    const values = [tenant, words, channels];
    const { rows: [plan] } = await transaction.raw<{ rows: [{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }] }>(`explain (analyze, buffers, format json) select * ${asked}`, values as never);
    const { Plan } = plan['QUERY PLAN'][0];
    return { pages: Plan['Shared Hit Blocks']! + Plan['Shared Read Blocks']!, hits: Plan['Actual Rows']! };
  });
}

test('as many hits among a hundred times as many messages touch no more than three times as many pages', async () => {
  for (const channels of [null, 'mine'] as const) {
    const ask = (tenant: Size) => pages(tenant, "'kestrel'", channels && mine[tenant]!);
    await ask('small');
    const [small, large] = [await ask('small'), await ask('large')];
    assert.equal(small.hits, large.hits);
    assert.ok(large.pages <= 3 * small.pages, JSON.stringify({ small, large }));
  }
});

test('a common word of conversations that one is not in costs as much as those that one is in', async () => {
  const ask = (tenant: Size) => pages(tenant, "'merger'", mine[tenant]!);
  await ask('small');
  const [small, large] = [await ask('small'), await ask('large')];
  assert.deepEqual([small.hits, large.hits], [0, 0]);
  assert.ok(large.pages <= 3 * small.pages, JSON.stringify({ small, large }));
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId, startTestWorld, type Guest, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben] = await Promise.all([world.connect('ada'), world.connect('ben')]);
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

async function say(guest: Guest, record: { type: string; id: string }): Promise<string> {
  const { id: channelId } = await guest.request('chat.openRecord', record);
  return (await guest.request('chat.send', { channelId, text: 'x', record })).id;
}

test('a reply in a thread tells who watches the record that it belongs to, and nobody of another tenant', async () => {
  const record = { type: 'order', id: newId() }, eve = await world.connect('eve', { tenant: 'globex' });
  const messageId = await say(ben, record);
  for (const guest of [ada, eve]) await guest.request('chat.watchCounts', { records: [record] });
  const { id: channelId } = await ben.request('chat.openThread', { messageId });
  ada.heard.length = 0;
  await ben.request('chat.send', { channelId, text: 'reply', threadOf: messageId });
  assert.deepEqual(await ada.hears('chat.counted'), record);
  await eve.settled();
  assert.deepEqual(eve.heard.filter(({ name }) => name === 'chat.counted'), []);
});

test('many messages in one breath are told once', async () => {
  const record = { type: 'order', id: newId() }, last = { type: 'order', id: newId() };
  await say(ben, record);
  await ada.settled();
  await ada.request('chat.watchCounts', { records: [record, last] });
  ada.heard.length = 0;
  await Promise.all(Array.from({ length: 30 }, () => say(ben, record)));
  await say(ben, last);
  await ada.hears('chat.counted', ({ id }) => id === last.id);
  const told = ada.heard.filter(({ name, payload }) => name === 'chat.counted' && (payload as { id: string }).id === record.id);
  assert.ok(told.length > 0 && told.length < 15, `${told.length} times`);
});

test('the numbers of 500 records of a company with many come from their own rows alone', async () => {
  const tenant = `many-${newId()}`, boss = await world.person('boss', { tenant });
  await world.database.transaction(async (run) => {
    await run.raw('select set_config(\'app.tenants\', ?::text[]::text, true)', [[tenant]]);
    await run.raw(`insert into channels (tenant_id, id, kind, visibility, record_type, record_id, last_seq)
      select ?, gen_random_uuid(), 'record', 'public', 'order', 'PO-' || n, n % 7 from generate_series(1, 20000) n`, [tenant]);
  });
  const records = Array.from({ length: 500 }, (_, i) => ({ type: 'order', id: `PO-${i * 40 + 1}` }));
  const { items } = await world.request(boss, 'chat.counts', { records, subset: true });
  assert.deepEqual(items.map(({ total }) => total), records.map((_, i) => (i * 40 + 1) % 7));
  const plan = await world.database.transaction(async (run) => {
    await run.raw('select set_config(\'app.tenants\', ?::text[]::text, true)', [[tenant]]);
    return (await run.raw<{ rows: { 'QUERY PLAN': string }[] }>('explain select from channels c where c.record_id = \'PO-1\' and c.record_type = \'order\' and c.tenant_id = ? and c.kind = \'record\'', [tenant])).rows;
  });
  assert.match(plan.map((row) => row['QUERY PLAN']).join('\n'), /channels_of_record/);
});

test('conversations of all records of a type are counted and listed by what the host says of them', async () => {
  const tenant = `said-${newId()}`, boss = await world.person('boss', { tenant });
  await world.database.transaction(async (run) => {
    await run.raw('select set_config(\'app.tenants\', ?::text[]::text, true)', [[tenant]]);
    await run.raw(`insert into channels (tenant_id, id, kind, visibility, record_type, record_id, last_seq, metadata)
      select ?, gen_random_uuid(), 'record', 'public', 'order', 'PO-' || n, 1, jsonb_build_object('status', case when n % 2000 = 0 then 'late' else 'open' end, 'amount', n) from generate_series(1, 20000) n`, [tenant]);
  });
  const asked = { records: [{ type: 'order', id: '*' }, { type: 'order', id: 'PO-4000' }], metadata: { status: 'late', amount: { above: 3000 } } };
  assert.deepEqual((await world.request(boss, 'chat.counts', asked)).items.map(({ open }) => open), [9, 1]);
  const { items } = await world.request(boss, 'chat.places', { record: asked.records[0]!, metadata: asked.metadata, limit: 200 });
  assert.equal(items.length, 9);
});

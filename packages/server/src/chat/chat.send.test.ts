import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inTransaction } from '../transaction.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben] = await Promise.all([world.connect('ada'), world.connect('ben')]);
  await world.person('zoe');
});
after(() => world.close());

class Enough extends Error {}

/** Lets what is sent be stored, and fails what follows: somebody else is just letting Zoe in, and the database ends who waits for that. */
async function failFollowing(channelId: string, send: () => Promise<string>): Promise<string> {
  let code: string | undefined;
  await inTransaction(world.database, ['acme'], async (transaction) => {
    await transaction.query('', "insert into members (tenant_id, channel_id, user_id) values ('acme', $1, 'zoe')", [channelId]);
    const sent = send();
    for (let ended = 0; ended === 0;) {
      const { rows } = await world.database.raw<{ rows: [{ count: number }] }>(`
        select count(pg_terminate_backend(pid))::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into members%'`);
      ended = rows[0].count;
    }
    code = await sent;
    throw new Enough();
  }).catch((error: unknown) => { if (!(error instanceof Enough)) throw error; });
  return code ?? '';
}

test('a message that was stored while what follows it failed is told all the same, and those that it names follow with the retry', async () => {
  const record = { type: 'order', id: newId() }, { id: channelId } = await ben.request('chat.openRecord', record);
  await ben.request('chat.send', { channelId, record, text: 'Ready?' });
  const id = newId(), send = () => codeOf(ada.request('chat.send', { channelId, record, id, text: 'Yes, <@zoe>' }));
  assert.equal(await failFollowing(channelId, send), 'unavailable');
  await ben.hears('chat.message', (message) => message.id === id);
  await ada.hears('chat.channel', (channel) => channel.id === channelId && channel.membership !== null);
  assert.equal(await send(), 'ok');
  assert.deepEqual((await ada.request('chat.members', { channelId })).items.map(({ userId }) => userId).sort(), ['ada', 'ben', 'zoe']);
  await ben.settled();
  assert.equal(ben.heard.filter(({ name, payload }) => name === 'chat.message' && payload.id === id).length, 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from './call.ts';
import { examples } from './examples.testing.ts';
import { ada, admin, asKey, keepsApart, names, owned, secret, world } from './isolation.testing.ts';
import { newId, startTestWorld } from './world.testing.ts';

keepsApart({ isGuarded: true });

test('what happens in one tenant is heard in no other', async () => {
  const eve = await world.connect('ada', { ...admin, tenant: 'globex' });
  for (const { channelId, userId } of Object.values(owned)) {
    await eve.request('chat.sync', { channels: [{ channelId }] });
    await eve.request('chat.listen', { channelId }).catch(() => undefined);
    await eve.request('presence.watch', { userIds: ['ada', userId] });
  }
  for (const { channelId } of Object.values(owned)) {
    const { id: messageId } = await ada.request('chat.send', { channelId, text: secret });
    await ada.request('chat.react', { messageId, emoji: '👍' });
    await ada.request('chat.typing', { channelId });
    await ada.request('chat.markRead', { channelId, seq: 2 });
  }
  await ada.request('presence.set', { status: 'busy', text: secret });
  await ada.hears('chat.reads');
  await eve.settled();
  assert.deepEqual(eve.heard.filter(({ payload }) => JSON.stringify(payload).includes(secret) || Object.values(owned).some(({ channelId }) => JSON.stringify(payload).includes(channelId))), []);
});

test('every table is under forced row-level security', async () => {
  const open = await world.database.raw<{ rows: unknown[] }>(`
    select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'knex%' and not (relrowsecurity and relforcerowsecurity)`);
  assert.deepEqual(open.rows, []);
});

test('row-level security alone keeps tenants apart: with the checks of the application out of the way nothing is read or written', async () => {
  const stranded = await startTestWorld({ beside: world, onlyTenants: ['globex'] });
  try {
    await stranded.person('ada', { tenant: 'globex' });
    const victim: Session = ada.session, before = await world.rows('acme');
    for (const name of names) {
      for (const target of Object.values(owned)) {
        for (const input of [examples[name](target), examples[name]({ ...target, newId: newId() })]) {
          const said = await stranded.request({ ...victim, ...asKey(name) }, name, input as never).then((ok) => JSON.stringify(ok), (error: unknown) => `refused: ${String((error as { code?: string }).code)}`);
          if (name !== 'session.me') assert.ok(!said.includes(secret), `${name}: ${said}`); // that one repeats the token
        }
      }
      assert.deepEqual(await world.rows('acme'), before, name);
    }
  } finally { await stranded.close(); }
});

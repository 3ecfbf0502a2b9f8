import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCorridor } from '../corridor.ts';
import type { MemoryServer } from '../testing/index.ts';
import { closeAfterwards, openTabs } from './tabs.testing.ts';

async function openClients() {
  const { server, locks, first, second } = await openTabs(0);
  const clients = [];
  for (const tab of [first, second]) {
    const client = createCorridor({ transport: tab.transport, storage: 'memory' });
    closeAfterwards(client);
    await client.connect();
    clients.push(client);
  }
  return { server, locks, tabs: [first, second] as const, first: clients[0]!, second: clients[1]! };
}

const textsOf = async (server: MemoryServer, channelId: string): Promise<string[]> => (await server.request('ada', 'chat.history', { channelId })).items.map(({ text }) => text);
test('what one tab writes shows in the other, once', async () => {
  const { server, first, second } = await openClients();
  const { id: channelId } = await first.chat.createChannel({ kind: 'group', name: 'both' });
  const heard: string[] = [];
  first.on('chat.message', ({ text }) => { heard.push(`first: ${text}`); });
  const shown = new Promise<void>((resolve) => { second.on('chat.message', ({ text }) => { heard.push(`second: ${text}`); if (text === 'three') resolve(); }); });
  const rows = second.chat.conversation(channelId).messages;
  const off = rows.listen(() => undefined);
  await second.chat.send(channelId, { text: 'one' });
  await first.chat.send(channelId, { text: 'two' });
  await second.chat.send(channelId, { text: 'three' });
  await shown;
  assert.deepEqual(await textsOf(server, channelId), ['one', 'two', 'three']);
  assert.deepEqual(heard.toSorted(), ['first: one', 'first: three', 'first: two', 'second: one', 'second: three', 'second: two']);
  assert.deepEqual(rows.get().map(({ text, status }) => [text, status]), [['one', 'sent'], ['two', 'sent'], ['three', 'sent']]);
  off();
});

test('what a tab wrote goes out once when the leading tab dies over it', async () => {
  const { server, locks, tabs: [leader, follower], first, second } = await openClients();
  const { id: channelId } = await second.chat.createChannel({ kind: 'group', name: 'both' });
  leader.opened[0]!.loseNextAck('chat.send');
  const sent = second.chat.send(channelId, { text: 'over a grave' });
  await new Promise<void>((resolve) => { const off = second.on('chat.message', () => { off(); resolve(); }); });
  leader.sleep();
  locks.crash('first');
  assert.equal((await sent).text, 'over a grave');
  assert.equal(follower.isLeader, true);
  assert.deepEqual(await textsOf(server, channelId), ['over a grave']);
  first.close();
});

test('signing out in one tab signs out all', async () => {
  const { first, second } = await openClients();
  const forgotten = new Promise<void>((resolve) => { first.me.listen((me) => { if (!me) resolve(); }); });
  await second.signOut();
  await forgotten;
  assert.deepEqual([first.connection.get(), second.connection.get(), second.me.get()], ['closed', 'closed', undefined]);
});

test('the other tab goes on by itself when the leading one closes', async () => {
  const { server, first, second } = await openClients();
  const { id: channelId } = await first.chat.createChannel({ kind: 'group', name: 'both', members: ['ben'] });
  const heard = new Promise<string>((resolve) => { second.on('chat.message', ({ text }) => { resolve(text); }); });
  first.close();
  await server.request('ben', 'chat.send', { channelId, text: 'meanwhile' });
  assert.equal(await heard, 'meanwhile');
});

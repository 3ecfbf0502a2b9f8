import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Message } from '@corridor/sdk/protocol';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest, channelId: string;
before(async () => {
  world = await startTestWorld();
  [ada, ben] = await Promise.all([world.connect('ada'), world.connect('ben')]);
  ({ id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] }));
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

const send = (who: Guest, text = 'hello'): Promise<Message> => who.request('chat.send', { channelId, text });
const lastChange = async () => (await ada.request('chat.channel', { channelId })).lastChange;

test('sending the same id again returns the message as it is by now and tells nobody', async () => {
  const id = newId(), input = { channelId, id, text: 'hello' };
  await ada.request('chat.send', input);
  const edited = await ada.request('chat.edit', { messageId: id, text: 'hello again' });
  await ben.hears('chat.message', (message) => message.id === id && message.changedSeq === edited.changedSeq);
  ben.heard.length = 0;
  assert.deepEqual(await ada.request('chat.send', { ...input, id: id.toUpperCase() }), edited);
  await ben.settled();
  assert.deepEqual(ben.heard, []);
});

test('each change gets the next number, and nothing changed gets none', async () => {
  const { id: messageId, changedSeq } = await send(ada);
  const react = (emoji: string) => ben.request('chat.react', { messageId, emoji }), unreact = (emoji: string) => ben.request('chat.unreact', { messageId, emoji });
  assert.equal((await react('👍')).changedSeq, changedSeq + 1);
  assert.equal((await react('👍')).changedSeq, changedSeq + 1);
  assert.equal((await react('🎉')).changedSeq, changedSeq + 2);
  assert.equal((await unreact('❤️')).changedSeq, changedSeq + 2);
  assert.equal((await unreact('👍')).changedSeq, changedSeq + 3);
  assert.equal((await ada.request('chat.edit', { messageId, text: 'hello' })).changedSeq, changedSeq + 3);
  const deleted = await ada.request('chat.delete', { messageId });
  assert.deepEqual([deleted.changedSeq, deleted.text, deleted.reactions], [changedSeq + 4, '', {}]);
  assert.deepEqual(await ada.request('chat.delete', { messageId }), deleted);
  assert.equal(await lastChange(), changedSeq + 4);
});

test('reactions keep the order in which they were chosen, the same for everybody', async () => {
  const { id: messageId } = await send(ada);
  for (const [who, emoji] of [[ben, '🎉'], [ada, '👍'], [ada, '🎉'], [ben, '👍']] as const) await who.request('chat.react', { messageId, emoji });
  const expected = [['🎉', ['ben', 'ada']], ['👍', ['ada', 'ben']]];
  for (const who of [ada, ben]) {
    const { items } = await who.request('chat.history', { channelId, limit: 1 });
    assert.deepEqual(Object.entries(items[0]!.reactions), expected);
  }
  const alone = await ben.request('chat.unreact', { messageId, emoji: '🎉' });
  assert.deepEqual(alone.reactions, { '🎉': ['ada'], '👍': ['ada', 'ben'] });
});

test('a message takes thirty different reactions', async () => {
  const { id: messageId } = await send(ada);
  const emoji = Array.from({ length: 31 }, (_, i) => String.fromCodePoint(0x1f600 + i));
  for (const one of emoji.slice(0, 30)) await ada.request('chat.react', { messageId, emoji: one });
  assert.equal(await codeOf(ada.request('chat.react', { messageId, emoji: emoji[30]! })), 'conflict');
  assert.equal(await codeOf(ben.request('chat.react', { messageId, emoji: emoji[0]! })), 'ok');
});

test('what is deleted is neither edited nor reacted to; its words stay with the database only', async () => {
  const { id: messageId } = await send(ada, 'hasty words');
  await ben.request('chat.react', { messageId, emoji: '👍' });
  await ada.request('chat.delete', { messageId });
  assert.equal(await codeOf(ada.request('chat.edit', { messageId, text: 'x' })), 'conflict');
  assert.equal(await codeOf(ben.request('chat.react', { messageId, emoji: '🎉' })), 'conflict');
  assert.equal(await codeOf(ben.request('chat.unreact', { messageId, emoji: '👍' })), 'ok');
  const answers = [await ben.request('chat.history', { channelId }), await ben.request('chat.changes', { channelId, since: 0 }), await ben.request('chat.sync', {}), await ada.request('chat.send', { channelId, id: messageId, text: 'x' })];
  assert.ok(!JSON.stringify(answers).includes('hasty words'));
  assert.ok(JSON.stringify(await world.rows('acme')).includes('hasty words'));
});

test('only its sender edits or deletes a message', async () => {
  const { id: messageId } = await send(ada);
  await assert.rejects(ben.request('chat.edit', { messageId, text: 'x' }), { code: 'forbidden' });
  await assert.rejects(ben.request('chat.delete', { messageId }), /chat\.delete_messages/);
});

test('pages through history from either end and around a place', async () => {
  const { id } = await ada.request('chat.createChannel', { kind: 'group' });
  await Promise.all(Array.from({ length: 25 }, (_, i) => ada.request('chat.send', { channelId: id, text: `message ${i}` })));
  const page = async (input: { before?: number; after?: number; around?: number; limit?: number }) => {
    const { items, next } = await ada.request('chat.history', { channelId: id, ...input });
    return [items[0]?.seq, items.at(-1)?.seq, items.length, next];
  };
  assert.deepEqual(await page({ limit: 10 }), [16, 25, 10, 16]);
  assert.deepEqual(await page({ limit: 10, before: 16 }), [6, 15, 10, 6]);
  assert.deepEqual(await page({ limit: 10, before: 6 }), [1, 5, 5, undefined]);
  assert.deepEqual(await page({ limit: 10, before: 1 }), [undefined, undefined, 0, undefined]);
  assert.deepEqual(await page({ limit: 10, after: 20 }), [21, 25, 5, 21]);
  assert.deepEqual(await page({ limit: 10, after: 0 }), [1, 10, 10, undefined]);
  assert.deepEqual(await page({ limit: 10, around: 12 }), [7, 16, 10, 7]);
  assert.deepEqual(await page({ limit: 10, around: 2 }), [1, 10, 10, undefined]);
  assert.deepEqual(await page({ limit: 10, around: 25 }), [20, 25, 6, 20]);
  assert.equal(await codeOf(ada.request('chat.history', { channelId: id, before: 5, after: 3 })), 'invalid-input');
});

test('mints an id where the caller gives none', async () => {
  const [one, two] = [await send(ada), await send(ada)];
  assert.match(one.id, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  assert.notEqual(one.id, two.id);
});

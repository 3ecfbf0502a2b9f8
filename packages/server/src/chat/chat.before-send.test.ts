import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createHost } from '../host.ts';
import { type Asked, startTestHost, type TestHost } from '../testing/host.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, erp: TestHost, ada: Guest, ben: Guest, channelId: string;
const textOf = ({ message }: Asked) => (message as { text: string }).text;
before(async () => {
  erp = await startTestHost();
  world = await startTestWorld({ host: createHost({ ...erp, isAskedBeforeSend: true }, { warn: () => undefined }) });
  [ada, ben] = await Promise.all([world.connect('ada'), world.connect('ben')]);
  channelId = (await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] })).id;
});
beforeEach(() => { erp.asked.length = 0; erp.answer = () => 204; });
after(async () => {
  await world.close();
  await erp.close();
  assert.deepEqual(world.errors, []);
});

test('the host changes a message before anybody sees it, edits and replies, too', async () => {
  erp.answer = (asked) => ({ text: textOf(asked).replaceAll(/\d{4} \d{4}/g, '•••• ••••') });
  const sent = await ada.request('chat.send', { channelId, text: 'Card 1234 5678' });
  assert.equal(sent.text, 'Card •••• ••••');
  await ben.hears('chat.message', ({ id, text }) => id === sent.id && text === sent.text);
  assert.equal((await ada.request('chat.edit', { messageId: sent.id, text: 'No, 8765 4321' })).text, 'No, •••• ••••');
  const thread = await ben.request('chat.openThread', { messageId: sent.id });
  assert.equal((await ben.request('chat.send', { channelId: thread.id, text: '1111 2222', threadOf: sent.id })).text, '•••• ••••');
  assert.deepEqual(erp.asked.map(({ type, isEdit, id }) => [type, isEdit, id === sent.id]), [['before-send', false, true], ['before-send', true, false], ['before-send', false, false]]);
  assert.ok(!JSON.stringify(await world.rows('acme')).includes('1234 5678'));
});

test('what the host refuses is not stored, and says why', async () => {
  erp.answer = () => ({ status: 403, message: 'No prices to suppliers' });
  await assert.rejects(ada.request('chat.send', { channelId, text: 'It is 7' }), { code: 'forbidden', message: 'No prices to suppliers' });
  assert.ok(!JSON.stringify(await world.rows('acme')).includes('It is 7'));
});

test('where the host is down or answers nonsense nothing is stored, and the same message goes out later, once', async () => {
  const message = { channelId, id: newId(), text: 'patience' };
  for (const answer of [() => 500, () => ({ text: ' ' }), () => ({ text: 7 })]) {
    erp.answer = answer;
    assert.equal(await codeOf(ada.request('chat.send', message)), 'unavailable');
  }
  erp.answer = () => 204;
  assert.equal((await ada.request('chat.send', message)).text, 'patience');
  assert.equal((await ada.request('chat.history', { channelId })).items.filter(({ text }) => text === 'patience').length, 1);
});

test('what is said in one breath stays in order, however long the host takes for each', async () => {
  let waiting = 20;
  erp.answer = async () => { for (let turns = waiting--; turns > 0; turns--) await new Promise(setImmediate); return {}; };
  const sent = await Promise.all(Array.from({ length: 20 }, (_, n) => ada.request('chat.send', { channelId, text: `in order ${n}` })));
  assert.deepEqual(sent.toSorted((a, b) => a.seq - b.seq).map(({ text }) => text), sent.map((_, n) => `in order ${n}`));
});

test('where the host does not see the first of what is said in one breath, what comes behind it does not overtake', async () => {
  let isDown = true;
  erp.answer = () => (isDown ? 500 : {});
  const say = (n: number) => ({ channelId, id: newId(), text: `behind ${n}` });
  const said = [say(0), say(1), say(2)], codes = await Promise.all(said.map((message) => codeOf(ada.request('chat.send', message))));
  assert.deepEqual(codes, ['unavailable', 'unavailable', 'unavailable']);
  assert.equal(erp.asked.length, 1);
  isDown = false;
  const sent = await Promise.all(said.map((message) => ada.request('chat.send', message)));
  assert.deepEqual(sent.toSorted((a, b) => a.seq - b.seq).map(({ text }) => text), ['behind 0', 'behind 1', 'behind 2']);
});

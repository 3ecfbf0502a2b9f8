import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { isPresent } from '../protocol/calls.states.ts';
import { createMemoryServer, type MemoryTransport } from '../testing/index.ts';
import type { CallInfo } from '../protocol/calls.ts';
import { type WordsDoor, wordsOf } from './call.words.door.ts';

interface Caller { line: MemoryTransport; words: WordsDoor; id: string }

/** Three people in a call of which Ada shares her screen. */
async function call() {
  const server = createMemoryServer(), people: Caller[] = [];
  for (const name of ['ada', 'ben', 'chloe']) {
    const line = server.transport(name), one: Caller = { line, id: '', words: wordsOf({ request: line.request.bind(line), isOnline: () => true }, () => one.id) };
    await line.connect();
    line.onEvent((event) => { if (event.name === 'calls.told') one.words.hear(event.payload.from, event.payload.words); else if (event.name === 'calls.changed') one.words.follow(event.payload); });
    people.push(one);
  }
  const [ada, ben, chloe] = people;
  const { id: channelId } = await ada!.line.request('chat.createChannel', { kind: 'group', members: ['ben', 'chloe'] });
  const begun = await ada!.line.request('calls.start', { channelId, kind: 'video', deviceId: 'a' });
  ada!.id = begun.participantId;
  const enter = async (one: Caller) => { one.id = (await one.line.request('calls.join', { callId: begun.call.id, deviceId: one.id || 'd' })).participantId; };
  await enter(ben!);
  const info = (): Promise<CallInfo> => ada!.line.request('calls.call', { callId: begun.call.id });
  const share = (screen: boolean) => ada!.line.request('calls.update', { participantId: ada!.id, media: { screen } });
  await share(true);
  return { ada: ada!, ben: ben!, chloe: chloe!, enter, share, info, callId: begun.call.id };
}
/** What hears words is loaded by then, too. */
const settled = async () => {
  for (let i = 0; i < 4; i++) {
    await import('./call.words.ts');
    for (let j = 0; j < 5; j++) await new Promise((done) => { setImmediate(done); });
  }
};

test('what is drawn on a shared screen is there for all, with who has drawn it; what is not kept fades', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { ada, ben } = await call(), pen = ben.words.draw(ada.id, [0.1, 0.2]);
  pen.to([0.5, 0.5]);
  pen.to([2, -1]);
  pen.end();
  await settled();
  assert.deepEqual(ada.words.strokes.get()[ada.id]?.map(({ by, points, isKept }) => ({ by, points, isKept })), [{ by: ben.id, points: [[0.1, 0.2], [0.5, 0.5], [1, 0]], isKept: false }]);
  mock.timers.tick(4000);
  assert.deepEqual([ada.words.strokes.get()[ada.id], ben.words.strokes.get()[ada.id]], [[], []]);
  mock.timers.reset();
});

test('what is kept stays for those who come later, until it is cleared or the screen is not shared any more', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { ada, ben, chloe, enter, share } = await call();
  ben.words.draw(ada.id, [0.5, 0.5], true).end();
  ada.words.draw(ada.id, [0.1, 0.1], true).end();
  await settled();
  await enter(chloe);
  await settled();
  assert.deepEqual(chloe.words.strokes.get()[ada.id]?.map(({ by }) => by).sort(), [ada.id, ben.id].sort());
  await ben.words.clear(ada.id);
  await settled();
  assert.deepEqual(chloe.words.strokes.get()[ada.id]?.map(({ by }) => by), [ada.id]);
  await assert.rejects(ben.words.clear(ada.id, true), { code: 'forbidden' });
  await share(false);
  await settled();
  assert.deepEqual([ada.words.strokes.get(), chloe.words.strokes.get()], [{}, {}]);
  await assert.rejects(ben.line.request('calls.tell', { participantId: ben.id, words: [{ type: 'stroke', screen: ada.id, strokeId: 's', points: [[0, 0]], isKept: false }] }), { code: 'conflict' });
  mock.timers.reset();
});

test('a host switches drawing and reactions off; a reaction shows for a while', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { ada, ben, callId, info } = await call();
  await ben.words.react('👏');
  await settled();
  assert.deepEqual(ada.words.reactions.get().map(({ by, emoji }) => [by, emoji]), [[ben.id, '👏']]);
  mock.timers.tick(5000);
  assert.deepEqual(ada.words.reactions.get(), []);
  await ada.line.request('calls.setSettings', { callId, settings: { mayReact: false, mayAnnotate: false } });
  await assert.rejects(ben.words.react('👏'), { code: 'forbidden' });
  await assert.rejects(ben.line.request('calls.tell', { participantId: ben.id, words: [{ type: 'stroke', screen: ada.id, strokeId: 's', points: [[0, 0]], isKept: false }] }), { code: 'forbidden' });
  assert.equal((await info()).participants.filter(isPresent).length, 2);
  mock.timers.reset();
});

test('somebody asks to act on a screen, is allowed to, and what they do arrives there alone', async () => {
  const { ada, ben, chloe, enter } = await call(), done: unknown[] = [];
  await enter(chloe);
  ada.words.onInput((input, from) => done.push([from, input]));
  await ben.words.askControl(ada.id);
  await settled();
  assert.deepEqual(ada.words.control.get(), { participantId: ben.id, state: 'asked' });
  await chloe.line.request('calls.tell', { participantId: chloe.id, to: ada.id, words: [{ type: 'input', input: { key: 'a' } }] });
  await ada.words.allowControl(true);
  await settled();
  await ben.words.sendInput({ x: 0.5, y: 0.5, key: 'Enter' });
  await settled();
  assert.deepEqual(done, [[ben.id, { x: 0.5, y: 0.5, key: 'Enter' }]]);
  await ada.words.endControl();
  await settled();
  assert.deepEqual([ada.words.control.get(), ben.words.control.get()], [undefined, undefined]);
});

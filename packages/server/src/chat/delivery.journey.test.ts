import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCorridor, type Corridor } from '@corridor/sdk';
import type { CorridorServer } from '../index.ts';
import { cuttable } from '../journeys/cuttable.ts';
import { startTestServer } from '../testing/server.ts';

let server: CorridorServer;
const opened: { close(): unknown }[] = [];
before(async () => { server = await startTestServer(); });
after(async () => { for (const one of opened) await one.close(); await server.close(); });

function client(sub: string, { url = server.url, lifetimeS }: { url?: string; lifetimeS?: number } = {}): { corridor: Corridor; tokens: () => number } {
  let tokens = 0;
  const corridor = createCorridor({ url, token: () => { tokens++; return server.tokens.mint({ sub, tenant: 'delivery' }, lifetimeS); } });
  opened.push(corridor);
  return { corridor, tokens: () => tokens };
}

/** Resolves once an event has made the condition true. */
const until = (corridor: Corridor, isSo: () => boolean): Promise<void> => new Promise((resolve) => {
  const off = corridor.on('chat.message', () => { if (isSo()) { off(); resolve(); } });
  if (isSo()) { off(); resolve(); }
});

test('while the wires are cut again and again, everybody is told every message once and in the same order', async () => {
  const wires = [await cuttable(server.url), await cuttable(server.url)] as const;
  opened.push(...wires);
  const ada = client('ada', { url: wires[0].url }).corridor, ben = client('ben', { url: wires[1].url }).corridor, witness = client('chloe').corridor;
  await Promise.all([ada, ben, witness].map((one) => one.connect()));
  const { id: channelId } = await witness.chat.createChannel({ kind: 'group', members: ['ada', 'ben'] });
  const told = [ada, ben, witness].map((one) => {
    const seqs: number[] = [];
    one.on('chat.message', ({ seq }) => { seqs.push(seq); });
    return seqs;
  });
  const count = 60;
  const sent: Promise<unknown>[] = [];
  for (let index = 0; index < count; index++) {
    sent.push(ada.chat.send(channelId, { text: `ada ${index}` }), ben.chat.send(channelId, { text: `ben ${index}` }));
    const seen = told[2]!.length;
    if (index % 10 === 5) wires[index % 20 === 5 ? 0 : 1].cut();
    if (index % 10 === 6) {
      for (const wire of wires) wire.mend();
      await until(witness, () => told[2]!.length > seen);
    }
  }
  await Promise.all(sent);
  await Promise.all([ada, ben, witness].map((one, index) => until(one, () => told[index]!.length >= 2 * count)));
  const expected = Array.from({ length: 2 * count }, (_, index) => index + 1);
  assert.deepEqual(told, [expected, expected, expected]);
  const texts = (await witness.chat.history(channelId, { limit: 200 })).map(({ text }) => text);
  for (const name of ['ada', 'ben']) assert.deepEqual(texts.filter((text) => text.startsWith(name)), Array.from({ length: count }, (_, index) => `${name} ${index}`));
});

test('what is written before it is known who writes goes out once it is', async () => {
  const { corridor: witness } = client('witness');
  await witness.connect();
  const { id: channelId } = await witness.chat.createChannel({ kind: 'group', members: ['early'] });
  let give: (token: string) => void = () => undefined;
  const corridor = createCorridor({ url: server.url, token: () => new Promise((resolve) => { give = resolve; }) });
  opened.push(corridor);
  const ready = corridor.connect();
  const sent = corridor.chat.send(channelId, { text: 'before anything' });
  assert.deepEqual(corridor.chat.conversation(channelId).messages.get().map(({ text, status }) => [text, status]), [['before anything', 'pending']]);
  await new Promise(setImmediate);
  give(await server.tokens.mint({ sub: 'early', tenant: 'delivery' }));
  await ready;
  assert.deepEqual([(await sent).seq, (await sent).senderId], [1, 'early']);
});

test('what no wire could carry is refused for good, and what was written after it goes out', async () => {
  const { corridor } = client('ivo');
  const states: string[] = [];
  await corridor.connect();
  corridor.connection.listen((state) => { states.push(state); });
  const { id: channelId } = await corridor.chat.createChannel({ kind: 'group' });
  const circular: { self?: unknown } = {};
  circular.self = circular;
  const refused = [{ text: 'x'.repeat(1_100_000) }, { text: 'ø'.repeat(500_000) }, { text: circular as unknown as string }]
    .map((draft) => corridor.chat.send(channelId, draft).then(() => 'sent', ({ code }: { code: string }) => code));
  const { seq } = await corridor.chat.send(channelId, { text: 'after them' });
  assert.deepEqual([await Promise.all(refused), seq, states], [['too-large', 'too-large', 'invalid-input'], 1, []]);
});

test('a token that ends is renewed on the live connection, which never breaks', async () => {
  const { corridor, tokens } = client('dora', { lifetimeS: 2 });
  const states: string[] = [];
  corridor.connection.subscribe((state) => { states.push(state); });
  await corridor.connect();
  const { id: channelId } = await corridor.chat.createChannel({ kind: 'group' });
  while (tokens() < 4) await new Promise((resolve) => { setTimeout(resolve, 20); });
  await corridor.chat.send(channelId, { text: 'still here' });
  assert.deepEqual(states, ['offline', 'connecting', 'online']);
});

test('a token that is refused twice ends the trying and says why; the next connect tries again', async () => {
  let isGood = false, asked = 0;
  const corridor = createCorridor({ url: server.url, token: async () => { asked++; return isGood ? server.tokens.mint({ sub: 'eve', tenant: 'delivery' }) : 'no token'; } });
  opened.push(corridor);
  await assert.rejects(corridor.connect(), { code: 'unauthenticated' });
  assert.deepEqual([asked, corridor.connection.get(), corridor.problem.get()?.code], [2, 'offline', 'unauthenticated']);
  isGood = true;
  await corridor.connect();
  assert.equal(corridor.me.get()?.id, 'eve');
});

test('a client that is closed leaves nothing that would keep a process alive', async () => {
  const handles = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap' || name === 'Timeout').length;
  const before = handles();
  const { corridor } = client('finn');
  await corridor.connect();
  const { id: channelId } = await corridor.chat.createChannel({ kind: 'group' });
  const off = corridor.chat.conversation(channelId).messages.listen(() => undefined);
  await corridor.chat.send(channelId, { text: 'hello' });
  corridor.close();
  off();
  while (handles() > before) await new Promise((resolve) => { setImmediate(resolve); });
});

test('somebody else\'s token is not taken for mine; connecting again begins with nothing of mine', async () => {
  let sub = 'gus';
  const corridor = createCorridor({ url: server.url, token: () => server.tokens.mint({ sub, tenant: 'delivery' }, 2) });
  opened.push(corridor);
  await corridor.connect();
  await corridor.chat.createChannel({ kind: 'group', name: 'of Gus' });
  sub = 'hal';
  await new Promise<void>((resolve) => {
    corridor.problem.listen((problem) => { if (problem?.code === 'forbidden' && corridor.connection.get() !== 'online') resolve(); });
  });
  assert.deepEqual(corridor.chat.channels.get().map(({ name }) => name), ['of Gus']);
  await corridor.connect();
  assert.deepEqual([corridor.me.get()?.id, corridor.chat.channels.get()], ['hal', []]);
});

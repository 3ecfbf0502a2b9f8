import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Readable } from 'node:stream';
import { type OperationName, operations, type Output, type Parsed } from '@corridor/sdk/protocol';
import type { Call, Handler, Session } from '../call.ts';
import { handlers } from '../handlers.ts';
import { putFile } from '../testing/files.ts';
import { newId, startTestWorld, type TestWorld } from '../world.testing.ts';
import { arriving, keepUpload } from './files.upload.ts';
import { uploadOf } from './files.uploads.queries.ts';

let world: TestWorld, ada: Session;
before(async () => {
  world = await startTestWorld();
  ada = await world.person('ada');
});
after(() => world.close());

type Counted = { -readonly [K in 'count']: number };
/** A call whose statements are counted. */
function counting(call: Call, into: Counted): Call {
  const query = call.query.bind(call);
  return Object.assign(call, { query: (...asked: Parameters<Call['query']>) => { into.count++; return query(...asked); } });
}

/** How many statements an operation sends, and what it answers. */
async function statements<N extends OperationName>(name: N, input: object, session = ada): Promise<{ count: number; answer: Output<N> }> {
  const into = { count: 0 }, parsed = operations[name].input.parse(input) as Parsed<N>;
  const answer = await world.perform(session, (call) => (handlers[name] as Handler<N>)(counting(call, into), parsed));
  return { count: into.count, answer };
}

const put = (count: number, more: object = {}) => Promise.all(Array.from({ length: count }, (_, i) => putFile(world, ada, { name: `plan ${i}.txt`, text: `plan ${i}`, ...more })));
const channel = async (name: string) => (await world.request(ada, 'chat.createChannel', { kind: 'group', name, members: ['ben'] })).id;

test('a message with ten files asks the database as often as one with two', async () => {
  const channelId = await channel('offers'), send = async (count: number) => statements('chat.send', { channelId, id: newId(), text: 'look', fileIds: await put(count) });
  await send(1);
  const [two, ten] = [await send(2), await send(10)];
  assert.equal(ten.answer.card?.type === 'files' && ten.answer.card.files.length, 10);
  assert.equal(ten.count, two.count);
  assert.ok(ten.count <= 6, String(ten.count));
});

test('a page of history with files asks as often as one without', async () => {
  const [plain, full] = [await channel('plain'), await channel('full')];
  for (let i = 0; i < 20; i++) {
    await world.request(ada, 'chat.send', { channelId: plain, text: `text ${i}` });
    await world.request(ada, 'chat.send', { channelId: full, text: `text ${i}`, fileIds: await put(3) });
  }
  const [without, having] = [await statements('chat.history', { channelId: plain }), await statements('chat.history', { channelId: full })];
  assert.equal(having.answer.items.filter(({ card }) => card?.type === 'files' && card.files.length === 3).length, 20);
  assert.equal(having.count, without.count);
});

test('lists, addresses and a search of many files ask as often as those of few', async () => {
  const few = await channel('few'), many = await channel('many'), ids = await put(40, { name: 'kestrel.txt' });
  await world.request(ada, 'chat.send', { channelId: few, text: '', fileIds: ids.slice(0, 2) });
  for (let at = 0; at < 40; at += 10) await world.request(ada, 'chat.send', { channelId: many, text: '', fileIds: ids.slice(at, at + 10) });
  const count = async (name: OperationName, input: object, session = ada) => (await statements(name, input, session)).count, ben = await world.person('ben');
  for (const scope of ['mine', 'organisation', 'shared', 'all']) {
    const session = scope === 'shared' ? ben : ada;
    assert.equal(await count('files.list', { scope, limit: 40 }, session), await count('files.list', { scope, limit: 2 }, session), scope);
  }
  assert.equal(await count('files.list', { channelId: many, limit: 40 }), await count('files.list', { channelId: few, limit: 40 }));
  const urls = (among: readonly string[]) => count('files.urls', { items: among.map((fileId) => ({ fileId, as: 'original' })) });
  await urls(ids);
  assert.equal(await urls(ids), await urls(ids.slice(0, 1)));
  await count('search.find', { query: 'kestrel' }); // forms of a word are looked up once
  assert.equal(await count('search.find', { query: 'kestrel', kind: 'files', limit: 40 }), await count('search.find', { query: 'kestrel', kind: 'files', limit: 2 }));
});

test('an upload begins and ends with as many statements beside twenty files as beside none', async () => {
  const run = async (): Promise<[number, number]> => {
    const uploadId = newId(), begun = await statements('files.beginUpload', { uploadId, name: 'plan.txt', bytes: 5 }), into = { count: 0 };
    const upload = await world.perform(ada, async (call) => arriving(ada.tenant, (await uploadOf(call, uploadId))!));
    await world.files.uploads.write(upload, 0, Readable.from([Buffer.from('hello')]));
    await keepUpload(ada, uploadId, { files: world.files, perform: (session, work) => world.perform(session, (call) => work(counting(call, into))) });
    return [begun.count, into.count];
  };
  await run();
  const first = await run();
  await put(20);
  assert.deepEqual(await run(), first);
  assert.ok(first[0] <= 6 && first[1] <= 12, String(first));
});

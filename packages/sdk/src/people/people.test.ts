import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { ReadableAtom } from 'nanostores';
import { createCorridor, type Corridor } from '../corridor.ts';
import { createMemoryServer } from '../testing/index.ts';

const opened: Corridor[] = [];
afterEach(() => { for (const corridor of opened.splice(0)) corridor.close(); });

async function office() {
  const server = createMemoryServer({ people: ['Ada', 'Ben', 'Chloe'].map((name) => ({ id: name.toLowerCase(), name })) });
  const transport = server.transport('ada');
  const lookUps: unknown[] = [];
  const { request } = transport;
  transport.request = ((name: string, input: never) => { if (name === 'people.get') lookUps.push(input); return request.call(transport, name as never, input); }) as typeof transport.request;
  const corridor = createCorridor({ transport, storage: 'memory' });
  opened.push(corridor);
  await corridor.connect();
  return { server, corridor, transport, lookUps };
}

function when<T>(store: ReadableAtom<T>, isSo: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const off = store.subscribe((value) => { if (isSo(value)) { resolve(value); queueMicrotask(() => { off(); }); } });
  });
}

test('many people asked for at once make one request; until then a name is the id', async () => {
  const { corridor: { people }, lookUps } = await office();
  const stores = ['ada', 'ben', 'chloe', 'nobody'].map((userId) => people.person(userId));
  const offs = stores.map((store) => store.listen(() => undefined));
  assert.deepEqual(stores.map((store) => store.get().name), ['ada', 'ben', 'chloe', 'nobody']);
  await when(people.person('chloe'), ({ isPlaceholder }) => !isPlaceholder);
  assert.deepEqual(stores.map((store) => store.get().name), ['Ada', 'Ben', 'Chloe', 'nobody']);
  assert.deepEqual(lookUps, [{ userIds: ['ada', 'ben', 'chloe', 'nobody'] }]);
  for (const off of offs) off();
});

test('a list fills the people it names', async () => {
  const { corridor: { people }, lookUps } = await office();
  assert.deepEqual((await people.list({ query: 'chl' })).items.map(({ name }) => name), ['Chloe']);
  assert.equal(people.person('chloe').get().name, 'Chloe');
  assert.deepEqual(lookUps, []);
});

test('a person who is asked for while offline is known after the next connect, and a new name arrives where somebody looks', async () => {
  const { server, corridor: { people, presence }, transport } = await office();
  transport.goOffline();
  const off = people.person('ben').listen(() => undefined);
  transport.goOnline();
  await when(people.person('ben'), ({ name }) => name === 'Ben');
  const unwatch = presence.of('ben').listen(() => undefined);
  await when(presence.of('ben'), ({ lastActiveAt }) => lastActiveAt === null);
  const ben = server.client({ id: 'ben', name: 'Benjamin' });
  opened.push(ben);
  await ben.connect();
  await when(people.person('ben'), ({ name }) => name === 'Benjamin');
  off();
  unwatch();
});

test('what I prefer is known on all my devices at once, and stays with who I am', async () => {
  const { server, corridor } = await office();
  const phone = server.client('ada');
  opened.push(phone);
  await phone.connect();
  assert.equal(corridor.me.get()?.preferences, undefined);
  assert.deepEqual(await corridor.people.setPreferences({ theme: 'dark' }), { theme: 'dark' });
  await when(phone.me, (me) => me?.preferences?.theme === 'dark');
  await when(corridor.me, (me) => me?.preferences?.theme === 'dark');
  assert.equal(corridor.me.get()?.name, 'Ada');
});

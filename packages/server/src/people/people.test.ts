import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Session } from '../call.ts';
import { startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Session;
before(async () => {
  world = await startTestWorld();
  ada = await world.person('ada', { name: 'Ada' });
  for (const [id, name] of [['1', 'Zoë'], ['2', 'élodie'], ['3', 'Eve'], ['4', 'Åse 100%'], ['5', 'ben_k'], ['6', 'Eve']] as const) await world.person(id, { name });
});
after(() => world.close());

const list = async (input: { query?: string; limit?: number; cursor?: string } = {}) => {
  const { items, next } = await world.request(ada, 'people.list', input);
  return { names: items.map(({ name }) => name), next };
};

test('lists people as people sort names, page by page', async () => {
  const all = ['Ada', 'Åse 100%', 'ben_k', 'élodie', 'Eve', 'Eve', 'Zoë'];
  assert.deepEqual(await list(), { names: all, next: undefined });
  const paged: string[] = [];
  let next: string | undefined;
  do {
    const page = await list({ limit: 2, ...(next === undefined ? {} : { cursor: next }) });
    paged.push(...page.names);
    next = page.next;
  } while (next !== undefined);
  assert.deepEqual(paged, all);
});

test('finds people by a part of name or id, taken literally', async () => {
  assert.deepEqual((await list({ query: 'EVE' })).names, ['Eve', 'Eve']);
  assert.deepEqual((await list({ query: '0%' })).names, ['Åse 100%']);
  assert.deepEqual((await list({ query: 'n_k' })).names, ['ben_k']);
  assert.deepEqual((await list({ query: 'ada' })).names, ['Ada']);
  assert.deepEqual((await list({ query: '%' })).names, ['Åse 100%']);
});

test('answers people by id in the order asked, without unknown ones, and says who was never seen', async () => {
  await world.request(ada, 'chat.createChannel', { kind: 'group', members: ['newcomer'] });
  const { items } = await world.request(ada, 'people.get', { userIds: ['newcomer', 'nobody', '3', '3'] });
  assert.deepEqual(items.map(({ id, name, isPlaceholder }) => [id, name, isPlaceholder]), [['newcomer', 'newcomer', true], ['3', 'Eve', false]]);
});

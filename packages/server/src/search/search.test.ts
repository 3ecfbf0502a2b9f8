import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Input } from '@corridor/sdk/protocol';
import type { Session } from '../call.ts';
import { inTransaction } from '../transaction.ts';
import { newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Session, ben: Session, stranger: Session;
before(async () => {
  world = await startTestWorld();
  ada = await world.person('ada', { name: 'Ada Nilsen' });
  ben = await world.person('ben', { name: 'Ben Haug' });
  stranger = await world.person('stranger', { name: 'Sven Stranger' });
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

type Query = Input<'search.find'>;
const find = (who: Session, query: string | Query) => world.request(who, 'search.find', typeof query === 'string' ? { query } : query);
const texts = async (who: Session, query: string | Query) => (await find(who, query)).messages.map(({ message }) => message.text);
const group = async (name: string, more: Partial<Input<'chat.createChannel'>> = {}) => world.request(ada, 'chat.createChannel', { kind: 'group', name, ...more });
const say = (channelId: string, text: string, who = ada) => world.request(who, 'chat.send', { channelId, text });

test('finds words in any case, with or without accents, half typed, and in other forms', async () => {
  const { id } = await group('words');
  const found = async (query: string, text: string) => { assert.deepEqual(await texts(ada, { query, in: id }), [text], query); };
  const said = {
    english: 'Both deliveries were running late', german: 'Die Häuser an der Großen Straße brauchen Lieferungen', spanish: 'Los pedidos fueron entregados en la canción',
    short: 'ok by me, 5 to go', code: 'Call getUserName with user_key or foo.bar_baz', order: 'PO-1042 is out', glued: 'see INV20077 please', amount: 'It costs 48,260.00 in all',
  };
  for (const text of Object.values(said)) await say(id, text);
  for (const query of ['DELIVERIES', 'delivery', 'run late', 'runs', 'deli', 'late running']) await found(query, said.english);
  for (const query of ['hauser', 'Haus', 'strasse', 'GROẞEN', 'lieferung', 'Lieferungen', 'häus']) await found(query, said.german);
  for (const query of ['pedido', 'entregado', 'cancion', 'canciones']) await found(query, said.spanish);
  for (const query of ['ok', '5', 'by me']) await found(query, said.short);
  for (const query of ['getUserName', 'getusername', 'userName', 'name', 'user_key', 'userkey', 'foo.bar_baz', 'bar', 'getUser']) await found(query, said.code);
  for (const query of ['PO-1042', 'po1042', '1042', 'po-10', '104', 'PO 1042']) await found(query, said.order);
  for (const query of ['20077', 'inv20077', 'INV-20077']) await found(query, said.glued);
  for (const query of ['48260', '48,260.00', '260']) await found(query, said.amount);
  for (const query of ['deliverance', 'lieferant', '042', 'o', "'", ':*', '&|!()', '\\']) assert.deepEqual(await texts(ada, { query, in: id }), [], query);
  assert.deepEqual(await texts(ada, { query: '"were running"', in: id }), [said.english]);
  assert.deepEqual(await texts(ada, { query: '"running were"', in: id }), []);
});

test('marks what was found, as text and never as markup', async () => {
  const { id } = await group('marks');
  await say(id, `${'Long before. '.repeat(20)}The <b>Zwölfton</b> & its PO-7731 ${'long after '.repeat(40)}`);
  const [hit] = (await find(ada, { query: '7731 zwolf', in: id })).messages;
  assert.deepEqual(hit!.snippet.filter(({ isHit }) => isHit).map(({ text }) => text), ['Zwölfton', '7731']);
  const shown = hit!.snippet.map(({ text }) => text).join('');
  assert.match(shown, /^… .*The <b>Zwölfton<\/b> & its PO-7731 .* …$/);
  assert.ok(shown.length < 220);
});

test('each filter narrows, typed as words or given as fields', async () => {
  const quiet = await group('quiet-corner', { members: ['ben'] }), loud = await group('loud-corner', { members: ['ben'] });
  const record = { type: 'purchase-order', id: 'PO-5', title: 'PO-5 · Halden' };
  const order = await world.request(ada, 'chat.openRecord', record);
  await say(quiet.id, 'filtered one #urgent');
  await say(loud.id, 'filtered two https://erp.example', ben);
  const { id: messageId } = await world.request(ben, 'chat.send', { channelId: order.id, record, text: 'filtered three #Urgent-ish' });
  await world.request(ada, 'chat.react', { messageId, emoji: '👍' });
  const [one, two, three] = ['filtered one #urgent', 'filtered two https://erp.example', 'filtered three #Urgent-ish'];
  const today = new Date().toISOString().slice(0, 10);
  const cases: [string, Query, string[]][] = [
    ['from:ben', { from: 'ben' }, [three, two]], ['from:@ada', { from: 'ada' }, [one]], ['from:"Ben Haug"', { from: 'ben' }, [three, two]], ['from:me', { from: 'ada' }, [one]], ['from:nobody', { from: 'nobody' }, []],
    ['in:quiet-corner', { in: quiet.id }, [one]], ['in:#loud', { in: loud.id }, [two]], ['in:nowhere', { in: newId() }, []],
    ['has:link', { has: 'link' }, [two]], ['has:reaction', { has: 'reaction' }, [three]], ['#urgent', { hashtag: 'Urgent' }, [one]], ['#urgent-ish', { hashtag: '#urgent-ish' }, [three]],
    ['record:purchase-order:PO-5', { record: 'purchase-order:PO-5' }, [three]], ['record:purchase-order:PO-6', { record: 'purchase-order:PO-6' }, []],
    [`on:${today}`, { on: today }, [three, two, one]], [`before:${today}`, { before: today }, []], [`after:${today}`, { after: today }, []], ['after:2020-01-01', { after: '2020-01-01T00:00:00Z' }, [three, two, one]],
    ['from:ben has:link in:loud-corner', { from: 'ben', has: 'link', in: loud.id }, [two]], ['from:ben #urgent', { from: 'ben', hashtag: 'urgent' }, []],
  ];
  for (const [typed, fields, expected] of cases) {
    assert.deepEqual(await texts(ada, { query: `filtered ${typed}`, order: 'newest' }), expected, typed);
    assert.deepEqual(await texts(ada, { query: 'filtered', order: 'newest', ...fields }), expected, JSON.stringify(fields));
  }
  assert.deepEqual(await texts(ada, { query: '', from: 'ben', has: 'link' }), [two]);
});

test('finds groups and records by name, title and number, and people, also where a letter is wrong', async () => {
  await group('Steel buyers', { description: 'who buys what' });
  const record = { type: 'purchase-order', id: 'PO-9009', title: 'Bergen Port' };
  const { id } = await world.request(ada, 'chat.openRecord', record);
  await world.request(ada, 'chat.send', { channelId: id, record, text: 'hello' });
  const channels = async (query: string) => (await find(ada, query)).channels.map(({ channel }) => channel.name ?? channel.record?.title);
  for (const query of ['stee', 'buyers steel', 'buys', 'stele buyers']) assert.deepEqual(await channels(query), ['Steel buyers'], query);
  for (const query of ['9009', 'po9009', 'bergn port']) assert.deepEqual(await channels(query), ['Bergen Port'], query);
  const people = async (query: string) => (await find(ada, query)).people.map(({ person }) => person.id);
  assert.deepEqual([await people('haug'), await people('be'), await people('strnger'), await people('nobody at all')], [['ben'], ['ben'], ['stranger'], []]);
  assert.deepEqual((await find(ada, 'haug')).people[0]?.snippet, [{ text: 'Ben ', isHit: false }, { text: 'Haug', isHit: true }]);
  assert.deepEqual(await find(ada, ''), { messages: [], channels: [], people: [], files: [] });
});

test('an edit is found by its new words alone, a deleted message by none', async () => {
  const { id } = await group('changes');
  const { id: messageId } = await say(id, 'formerly wolfram');
  await world.request(ada, 'chat.edit', { messageId, text: 'now molybdenum' });
  assert.deepEqual([await texts(ada, 'wolfram'), await texts(ada, 'molybdenum')], [[], ['now molybdenum']]);
  await world.request(ada, 'chat.delete', { messageId });
  assert.deepEqual(await find(ada, 'molybdenum'), { messages: [], channels: [], people: [], files: [] });
});

test('nobody finds what they may not read, whatever the channel', async () => {
  const secret = 'obsidian';
  const hidden = await group(`${secret} hidden`), open = await group(`${secret} open`, { visibility: 'public' });
  const late = await group('late', { visibility: 'public', history: 'from-joining' });
  const direct = await world.request(ada, 'chat.openDirect', { userIds: ['ben'] });
  for (const { id } of [hidden, open, late, direct]) await say(id, `${secret} ${id}`);
  const seen = async (who: Session, more: Partial<Query> = {}) => {
    const { messages, channels, next } = await find(who, { query: secret, ...more });
    assert.equal(next, undefined);
    return [[...new Set(messages.map(({ message }) => message.channelId))].sort(), channels.map(({ channel }) => channel.id).sort()];
  };
  const sorted = (...channels: { id: string }[]) => channels.map(({ id }) => id).sort();
  assert.deepEqual(await seen(ada), [sorted(hidden, open, late, direct), sorted(hidden, open)]);
  assert.deepEqual(await seen(ben), [sorted(open, direct), sorted(open)]);
  assert.deepEqual(await seen(stranger), [sorted(open), sorted(open)]);
  for (const { id } of [hidden, late, direct]) assert.deepEqual(await seen(stranger, { in: id }), [[], []]);
  assert.deepEqual(await texts(stranger, `obsidian in:"${secret} hidden"`), []);
  await world.request(stranger, 'chat.join', { channelId: late.id });
  await say(late.id, `${secret} again`);
  assert.deepEqual(await texts(stranger, { query: secret, in: late.id }), [`${secret} again`]);
  await world.request(ada, 'chat.addMembers', { channelId: hidden.id, userIds: ['stranger'] });
  assert.deepEqual(await seen(stranger), [sorted(hidden, open, late), sorted(hidden, open)]);
  await world.request(ada, 'chat.removeMember', { channelId: hidden.id, userId: 'stranger' });
  assert.deepEqual(await seen(stranger, { in: hidden.id }), [[], []]);

  const auditor = await world.person('auditor', { roles: ['admin'] });
  assert.deepEqual(await seen(auditor), [sorted(hidden, open, late, direct), sorted(hidden, open)]);
  const foreigner = await world.person('ada', { tenant: 'globex', roles: ['admin'] });
  assert.deepEqual(await find(foreigner, secret), { messages: [], channels: [], people: [], files: [] });
});

test('a channel that is opened or closed to everybody takes what was said in it along', async () => {
  const { id } = await group('turning', { members: ['ben'] });
  await say(id, 'turnabout');
  const set = (visibility: string) => inTransaction(world.database, ['acme'], (transaction) => transaction.query('', 'update channels set visibility = $2 where id = $1', [id, visibility]));
  await set('public');
  assert.deepEqual(await texts(stranger, 'turnabout'), ['turnabout']);
  await set('private');
  assert.deepEqual([await texts(stranger, 'turnabout'), await texts(ben, 'turnabout')], [[], ['turnabout']]);
});

test('pages hold every hit once, while others are written', async () => {
  const { id } = await group('paged');
  for (let i = 0; i < 130; i++) await say(id, i % 10 ? `hit ${i} pagination` : `hit ${i} paginations`);
  for (const order of ['relevance', 'newest'] as const) {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const { messages, next } = await find(ada, { query: 'pagination', in: id, order, limit: 30, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...messages.map(({ message }) => Number(message.text.split(' ')[1])));
      await say(id, 'pagination goes on');
      cursor = next;
    } while (cursor !== undefined);
    const numbers = seen.filter((n) => !Number.isNaN(n));
    assert.deepEqual([...numbers].sort((a, b) => a - b), Array.from({ length: 130 }, (_, i) => i), order);
    if (order === 'newest') assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
    else assert.deepEqual(numbers.slice(0, 40).filter((n) => n % 10 === 0), [], 'the word itself comes before another form of it');
  }
});

test('a message whose words are longer or more than an index takes can be sent', async () => {
  const { id } = await group('limits');
  for (const text of ['x'.repeat(20_000), `#${'y'.repeat(5000)}`, 'é'.repeat(20_000), 'a.'.repeat(10_000), 'aB'.repeat(10_000), Array.from({ length: 3300 }, (_, i) => `w${i}`).join(' '), '𝕏'.repeat(9000)]) {
    assert.ok((await say(id, text)).seq);
  }
  assert.equal((await texts(ada, { query: 'w3001', in: id })).length, 1);
});

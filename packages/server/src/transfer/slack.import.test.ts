import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Session } from '../call.ts';
import { codeOf, startTestWorld, type TestWorld } from '../world.testing.ts';
import { openArchive } from './archive.ts';
import { type ImportReport, importSlack, type SlackImportOptions } from './slack.import.ts';
import { importedChannelId, importedMessageId } from './slack.channels.ts';
import { at, becomes, dayOf, everyKind, type ExportFiles, large, writeFolder, writeZip } from './slack.fixture.testing.ts';

let world: TestWorld;
before(async () => { world = await startTestWorld(); });
after(() => world.close());

async function run(tenant: string, files: ExportFiles | string, options: Partial<SlackImportOptions> = {}): Promise<ImportReport> {
  const archive = await openArchive([typeof files === 'string' ? files : await writeFolder(files)]);
  try { return await importSlack(archive, { database: world.database, tenant, ...options }); } finally { archive.close(); }
}

/** All that is stored but for what counts changes and moments of storing. */
async function contents(tenant: string): Promise<Record<string, unknown[]>> {
  const { users, channels, members, messages, reactions, imported_channels, imported_files } = await world.rows(tenant);
  const without = (rows: unknown[] = [], ...keys: string[]) => rows.map((one) => (one as { row: object }).row).map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)))).map((row) => JSON.stringify(row)).sort();
  return {
    users: without(users, 'created_at'), channels: without(channels, 'last_change', 'version'), members: without(members, 'version'), messages: without(messages, 'changed_seq'),
    reactions: without(reactions, 'place'), imported_channels: without(imported_channels), imported_files: without(imported_files),
  };
}

const member = (tenant: string, user: string): Promise<Session> => world.person(user, { tenant, name: user });
const general = (tenant: string) => importedChannelId(tenant, 'C1');
const history = async (session: Session, channelId: string) => (await world.request(session, 'chat.history', { channelId, limit: 200 })).items;

test('everything an export can hold is there afterwards, counted before and after', async () => {
  const report = await run('all', await writeZip(everyKind()));
  assert.deepEqual(report.problems, []);
  assert.deepEqual(report.planned, becomes);
  assert.deepEqual(report.stored, becomes);
  assert.deepEqual(Object.fromEntries(report.skipped), {
    'reaction :party_parrot: has no emoji here': 1, 'message without anything to show': 1, 'a direct conversation without a message': 1,
    'the message that a thread hangs on is not in the export: a deleted one stands for it': 1,
  });
  assert.deepEqual(world.errors, []);
});

test('channels keep name, topic, purpose, openness, members and end', async () => {
  const ada = await member('all', 'slack:U1'), { items } = await world.request(ada, 'chat.channels', {});
  assert.deepEqual(items.map(({ kind, visibility, name, description, memberCount, membership, archivedAt }) => [kind, visibility, name, description, memberCount, membership?.role, membership?.unread, archivedAt]), [
    ['group', 'public', 'general', 'Prices & dates\n\nAll of purchasing', 4, 'owner', 0, null],
    ['direct', 'private', null, null, 3, 'member', 0, null],
    ['direct', 'private', null, null, 2, 'member', 0, null],
    ['group', 'private', 'board', null, 2, 'member', 0, null],
  ]);
  const old = await world.request(ada, 'chat.channel', { channelId: importedChannelId('all', 'C2') });
  assert.deepEqual([old.archivedAt, old.memberCount], [new Date(Number(at(6)) * 1000).toISOString(), 0]);
  const stranger = await member('all', 'newcomer');
  assert.equal(await codeOf(world.request(stranger, 'chat.channel', { channelId: importedChannelId('all', 'G1') })), 'not-found');
  assert.equal(await codeOf(world.request(await member('other', 'slack:U1'), 'chat.channel', { channelId: general('all') })), 'not-found');
});

test('messages keep their order, times, writers, edits, reactions and pins', async () => {
  const ada = await member('all', 'slack:U1'), items = await history(ada, general('all'));
  assert.deepEqual(items.map(({ sentAt }) => sentAt), items.map(({ sentAt }) => sentAt).sort());
  assert.deepEqual(items.map(({ seq }) => seq), items.map((_, place) => place + 1));
  const find = (text: string) => items.find((one) => one.text.includes(text))!;
  assert.equal(find('Who has').text, `Who has the **prices** for <#${importedChannelId('all', 'C2')}>, <@slack%3AU2>?`);
  assert.deepEqual(find('Who has').mentions, ['@slack:U2']);
  assert.deepEqual(find('Who has').reactions, { '👍': ['slack:U2', 'slack:U3'] });
  assert.deepEqual(find('The list').pinned, { userId: 'slack:U2', at: new Date((Number(at(75)) - 0.0001) * 1000).toISOString() });
  assert.equal(find('Better words').editedAt, new Date(Number(at(86_401)) * 1000).toISOString());
  assert.equal(items.filter(({ deletedAt }) => deletedAt).length, 3);
  assert.ok(!items.some(({ text }) => /anger|First words|xoxe/.test(text)));
  const { items: people } = await world.request(ada, 'people.get', { userIds: ['slack:W9', 'slack:B1:Deploys', 'slack:U3'] });
  assert.deepEqual(people.map(({ name, isPlaceholder }) => [name, isPlaceholder]), [['nora', true], ['Deploys', true], ['Chloe', true]]);
});

test('threads are threads here, also those whose first message is gone', async () => {
  const ada = await member('all', 'slack:U1'), items = await history(ada, general('all')), root = items.find(({ text }) => text.startsWith('Who has'))!;
  assert.deepEqual({ ...root.thread, channelId: '' }, { channelId: '', replies: 4, lastReplyAt: new Date(Number(at(86_410)) * 1000).toISOString(), people: ['slack:U2', 'slack:U1'], status: 'open' });
  const thread = await world.request(ada, 'chat.openThread', { messageId: root.id });
  assert.deepEqual([thread.lastSeq, thread.memberCount, thread.membership?.unread], [4, 2, 0]);
  assert.deepEqual((await history(ada, thread.id)).map(({ text, senderId }) => [text, senderId]), [['Ben has', 'slack:U2'], ['Not me', 'slack:U1'], ['Said to all', 'slack:U2'], ['A day later', 'slack:U1']]);
  const lost = items.find(({ id }) => id === importedMessageId('all', 'C1', at(-500)))!;
  assert.deepEqual([lost.seq, lost.senderId, lost.text, lost.thread?.replies], [1, 'slack:U3', '', 1]);
  assert.equal((await world.request(ada, 'chat.threads', { channelId: general('all') })).items.length, 3);
});

test('search finds it, and life goes on in it', async () => {
  const ada = await member('all', 'slack:U1');
  const { messages } = await world.request(ada, 'search.find', { query: 'price date' });
  assert.deepEqual(messages.map(({ message }) => message.text), ['_set the topic: Prices & dates_']);
  const sent = await world.request(ada, 'chat.send', { channelId: general('all'), text: 'and on' });
  assert.equal(sent.seq, (await history(ada, general('all'))).length);
  const root = (await history(ada, general('all'))).find(({ text }) => text.startsWith('Who has'))!;
  const reply = await world.request(ada, 'chat.send', { channelId: root.thread!.channelId, threadOf: root.id, text: 'and on there' });
  assert.equal(reply.seq, 5);
});

test('twice adds nothing', async () => {
  await run('twice', everyKind());
  const once = await contents('twice');
  const report = await run('twice', everyKind());
  assert.deepEqual(report.added, { people: 0, messages: 0 });
  assert.deepEqual(await contents('twice'), once);
  const edited = { ...everyKind(), [`board/${dayOf(0)}.json`]: [{ type: 'message', ts: at(7), user: 'U2', text: 'For the board' }, { type: 'message', ts: at(8), user: 'U1', text: 'New since' }] };
  assert.deepEqual((await run('twice', edited)).added, { people: 0, messages: 1 });
});

test('killed in the middle and started again it ends as if nothing had happened', async () => {
  const files = large(2, 6, 600);
  await run('whole', files);
  const folder = await writeFolder(files);
  for (let batches = 1; batches <= 2; batches++) {
    let left = batches;
    await assert.rejects(run('killed', folder, { onProgress: ({ stage }) => { if (stage === 'writing' && --left === 0) throw new Error('killed'); } }), /killed/);
  }
  const stopping = new AbortController();
  await assert.rejects(run('killed', folder, { signal: stopping.signal, onProgress: ({ stage }) => { if (stage === 'writing') stopping.abort(); } }), { name: 'AbortError' });
  const report = await run('killed', folder);
  assert.deepEqual(report.stored, report.planned);
  const numbers = async (tenant: string) => {
    const { messages = [], members = [], channels = [] } = await world.rows(tenant) as Record<string, { row: Record<string, unknown> }[]>;
    const pick = (rows: { row: Record<string, unknown> }[], ...keys: string[]) => rows.map(({ row }) => keys.map((key) => String(row[key])).join(' ')).sort();
    return [pick(messages, 'seq', 'text', 'sender_id', 'sent_at', 'has_reactions'), pick(members, 'user_id', 'role', 'read_seq'), pick(channels, 'kind', 'name', 'last_seq', 'replies', 'member_count', 'active_at')];
  };
  assert.deepEqual(await numbers('killed'), await numbers('whole'));
});

test('a dry run counts and writes nothing', async () => {
  const report = await run('dry', everyKind(), { isDryRun: true });
  assert.deepEqual([report.planned, report.stored], [becomes, undefined]);
  assert.deepEqual(Object.values(await world.rows('dry')).flat(), []);
});

test('people are matched by the file, by e-mail address, or stand in for themselves', async () => {
  await member('match', 'ben@acme.example');
  const report = await run('match', everyKind(), { people: new Map([['u1', 'ada'], ['chloe@acme.example', 'chloe'], ['gus', 'gus-7']]) });
  assert.deepEqual(report.people, { file: 3, 'e-mail': 1, placeholder: 4 });
  const items = await history(await member('match', 'ada'), general('match'));
  assert.deepEqual([...new Set(items.map(({ senderId }) => senderId))].sort(), ['ada', 'ben@acme.example', 'chloe', 'slack:B1:Deploys', 'slack:USLACKBOT', 'slack:W9']);
  assert.ok(items.some(({ text }) => text.includes('<@ben%40acme.example>')));
  assert.deepEqual((await run('by-mail', everyKind(), { hasEmailIds: true })).people, { file: 0, 'e-mail': 4, placeholder: 4 });
});

test('a direct conversation goes on from Slack; where people have written here already it stands beside', async () => {
  const people = new Map([['u1', 'ada'], ['u2', 'ben']]);
  const ada = await member('direct', 'ada');
  await member('direct', 'ben');
  const empty = await world.request(ada, 'chat.openDirect', { userIds: ['ben'] });
  await run('direct', everyKind(), { people });
  assert.deepEqual((await history(ada, empty.id)).map(({ text }) => text), ['Hi Ben', 'Hi Ada']);

  const other = await member('beside', 'ada'), { id } = await world.request(other, 'chat.openDirect', { userIds: ['ben'] });
  await world.request(other, 'chat.send', { channelId: id, text: 'here first' });
  for (let times = 0; times < 2; times++) await run('beside', everyKind(), { people });
  assert.deepEqual((await history(other, id)).map(({ text }) => text), ['here first']);
  const beside = (await world.request(other, 'chat.channels', {})).items.find(({ name }) => name === 'Ada, Ben (Slack)')!;
  assert.deepEqual([beside.visibility, beside.memberCount, beside.lastSeq], ['private', 2, 2]);
});

test('what was said here in between stays, and later days come behind it', async () => {
  await run('later', everyKind());
  const ada = await member('later', 'slack:U1'), channelId = general('later');
  const items = await history(ada, channelId), root = items.find(({ text }) => text.startsWith('Who has'))!, edited = items.find(({ text }) => text === 'Better words')!;
  await world.request(await member('later', 'slack:U2'), 'chat.edit', { messageId: edited.id, text: 'Mine' });
  await world.request(ada, 'chat.markUnread', { channelId, seq: 5 });
  const more = { ...everyKind(), [`general/${dayOf(400_000)}.json`]: [{ type: 'message', ts: at(400_000), user: 'U2', text: 'Later' }, { type: 'message', ts: at(400_001), user: 'U2', text: 'Late reply', thread_ts: at(10) }] };
  assert.equal((await run('later', more)).added.messages, 2);
  const now = await history(ada, channelId);
  assert.deepEqual([now.length, now.at(-1)!.text, now.find(({ id }) => id === edited.id)!.text, now.find(({ id }) => id === root.id)!.thread!.replies], [items.length + 1, 'Later', 'Mine', 5]);
  assert.ok(now.find(({ id }) => id === root.id)!.changedSeq > root.changedSeq);
  const [mine, ben] = [await world.request(ada, 'chat.channel', { channelId }), await world.request(await member('later', 'slack:U2'), 'chat.channel', { channelId })];
  assert.equal(mine.membership!.readSeq, 4);
  assert.equal(ben.membership!.unread, 0);
});

test('who has left or was removed here does not come back with a later export; who is new there does', async () => {
  await run('members', everyKind());
  const ada = await member('members', 'slack:U1'), channelId = importedChannelId('members', 'G1'), files = everyKind();
  await world.request(ada, 'chat.leave', { channelId });
  await run('members', { ...files, 'groups.json': [{ ...(files['groups.json'] as object[])[0], members: ['U1', 'U2', 'U4'], is_archived: true }] });
  const ben = await member('members', 'slack:U2'), { items } = await world.request(ben, 'chat.members', { channelId });
  assert.deepEqual(items.map(({ userId }) => userId).sort(), ['slack:U2', 'slack:U4']);
  const { memberCount, archivedAt } = await world.request(ben, 'chat.channel', { channelId });
  assert.deepEqual([memberCount, archivedAt], [2, null]);
});

test('a channel deleted here is forgotten, and comes again when it is asked for', async () => {
  await run('again', everyKind());
  const admin = await world.person('admin', { tenant: 'again', roles: ['admin'] });
  await world.request(admin, 'chat.deleteChannel', { channelId: general('again'), confirm: 'general' });
  assert.deepEqual((await run('again', everyKind())).stored, becomes);
});

const rich = (ts: string, element: object) => ({ ts, user: 'U1', blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [element] }] }] });

test('broken and old exports are taken as far as they go, and say so', async () => {
  const files = everyKind();
  delete files['users.json'];
  delete files['dms.json'];
  const report = await run('broken', {
    ...files, 'groups.json': '[{"id": "G1", "name": "bo', 'channels.json': `\ufeff${JSON.stringify(files['channels.json'])}`,
    [`general/${dayOf(86_400)}.json`]: `${JSON.stringify(files[`general/${dayOf(86_400)}.json`]).slice(0, 300)}`,
    'general/2020-01-01.json': '', 'general/2020-01-02.json': '[]', 'general/2020-01-03.json': '{"ok":false}',
    'general/2020-01-04.json': [null, 7, 'x', {}, { ts: 5 }, { ts: '1577836800.000100', text: 5 }, rich('1577836800.000200', { type: 'emoji', unicode: 'ffffff' }), rich('1577836800.000300', { type: 'date', timestamp: 1e20 }), { ts: '1577836801.000100', text: 'ok', user: 'U1', reactions: null, files: null, edited: null, attachments: null, blocks: null }],
    'a-stray/2020-01-01.json': [{ type: 'message', ts: '1577836800.000100', user: 'U1', text: 'stray' }],
  });
  assert.equal(report.stored!.messages, report.planned.messages);
  assert.equal(report.skipped.get('a message that is broken'), 3);
  const told = report.problems.join('\n');
  for (const words of [/users\.json: is missing/, /groups\.json: cannot be read/, /general\/2023-11-1\d\.json: cannot be read/, /2020-01-01\.json: is empty/, /2020-01-03\.json: cannot be read \(is no list\)/, /2020-01-04\.json: a message without a time/, /board: no list names this channel/, /D1: no list/, /a-stray: no list/]) assert.match(told, words);
  const ada = await member('broken', 'slack:U1');
  assert.ok((await history(ada, general('broken'))).some(({ text }) => text === 'ok'));
  assert.equal((await world.request(ada, 'chat.channel', { channelId: importedChannelId('broken', 'a-stray') })).visibility, 'private');
});

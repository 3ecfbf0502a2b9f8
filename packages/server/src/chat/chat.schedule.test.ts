import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Host, HostQuestion } from '../host.ts';
import { putFile } from '../testing/files.ts';
import { inTransaction } from '../transaction.ts';
import { startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld;
before(async () => { world = await startTestWorld({ timing: { scheduleMs: 20 } }); });
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
/** As if the hour had come: for those of a tenant, or of these. */
const come = (tenant: string, set = 'send_at = now()') => inTransaction(world.database, [tenant], (transaction) => transaction.query('', `update scheduled_messages set ${set} where tenant_id = $1`, [tenant]));

test('scheduled messages go out once each when they are due, in their order, whichever process sends them, and their author is told', async () => {
  const second = await startTestWorld({ beside: world, timing: { scheduleMs: 20 } });
  const ada = await world.connect('ada', { tenant: 'due' }), adaThere = await second.connect('ada', { tenant: 'due' }), ben = await second.connect('ben', { tenant: 'due' });
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] });
  const asked = Array.from({ length: 30 }, (_, n) => n);
  const ids: string[] = [];
  for (const n of asked) ids.push((await ada.request('chat.schedule', { channelId, text: `number ${n}`, sendAt: tomorrow() })).messageId);
  assert.equal((await ada.request('chat.history', { channelId })).items.length, 0);
  await ben.request('chat.sync', {});
  await come('due');
  // each process tells those who are connected to it
  for (const messageId of ids) await Promise.any([ada, adaThere].map((guest) => guest.hears('chat.scheduled', (told) => told.messageId === messageId && told.scheduled === null)));
  const { items } = await ben.request('chat.history', { channelId });
  assert.deepEqual(new Set(items.map(({ id }) => id)), new Set(ids));
  assert.deepEqual([items.length, items[0]?.senderId], [30, 'ada']);
  assert.deepEqual((await ada.request('chat.scheduled', {})).items, []);
  assert.deepEqual((await world.rows('due')).scheduled_messages, []);
  await second.close();
  assert.deepEqual(second.errors, []);
});

test('what may not be sent when it is due stays with its reason, and goes out once it may', async () => {
  const ada = await world.connect('ada', { tenant: 'refused' }), ben = await world.connect('ben', { tenant: 'refused' });
  const { id: channelId } = await ben.request('chat.createChannel', { kind: 'group', visibility: 'public', members: ['ada'] });
  const { messageId } = await ada.request('chat.schedule', { channelId, text: 'late', sendAt: tomorrow() });
  await ben.request('chat.removeMember', { channelId, userId: 'ada' });
  await come('refused');
  const { scheduled } = await ada.hears('chat.scheduled', (told) => told.messageId === messageId && told.scheduled?.refusal !== undefined);
  assert.equal(scheduled?.refusal?.code, 'forbidden');
  assert.deepEqual((await ada.request('chat.scheduled', {})).items, [scheduled]);
  await ben.request('chat.addMembers', { channelId, userIds: ['ada'] });
  await ada.request('chat.reschedule', { messageId, sendAt: new Date(0).toISOString() });
  await ada.hears('chat.scheduled', (told) => told.messageId === messageId && told.scheduled === null);
  assert.equal((await ben.request('chat.history', { channelId })).items.at(-1)?.text, 'late');
});

test('files go out with a message that was scheduled; where one is gone by then, it stays with the reason', async () => {
  const ada = await world.connect('ada', { tenant: 'files' }), ben = await world.connect('ben', { tenant: 'files' });
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] });
  const [kept, gone] = [await putFile(world, ada.session, { name: 'kept.txt' }), await putFile(world, ada.session, { name: 'gone.txt' })];
  const { messageId } = await ada.request('chat.schedule', { channelId, text: '', fileIds: [kept], sendAt: tomorrow() });
  const { messageId: refused } = await ada.request('chat.schedule', { channelId, text: 'look', fileIds: [kept, gone], sendAt: tomorrow() });
  await ada.request('files.delete', { fileId: gone });
  await come('files');
  const { scheduled } = await ada.hears('chat.scheduled', (told) => told.messageId === refused && told.scheduled?.refusal !== undefined);
  assert.deepEqual([scheduled?.refusal?.code, scheduled?.fileIds], ['not-found', [kept, gone]]);
  await ada.hears('chat.scheduled', (told) => told.messageId === messageId && told.scheduled === null);
  assert.deepEqual((await ben.request('chat.history', { channelId })).items.map(({ text, card }) => [text, card?.type]), [['', 'files']]);
  assert.equal((await ben.request('files.file', { fileId: kept })).level, 'comment');
});

test('a process that dies while it sends loses nothing and doubles nothing', async () => {
  const ada = await world.connect('ada', { tenant: 'died' });
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  const [sent, unsent] = [await ada.request('chat.schedule', { channelId, text: 'sent', sendAt: tomorrow() }), await ada.request('chat.schedule', { channelId, text: 'unsent', sendAt: tomorrow() })];
  await come('died', `send_at = now(), claimed_until = now() + interval '1 hour'`); // claimed by one that is gone: one message was stored, and nobody noted it
  await ada.request('chat.send', { channelId, id: sent.messageId, text: 'sent' });
  assert.equal((await ada.request('chat.scheduled', {})).items.length, 2);
  await come('died', 'claimed_until = now()');
  for (const { messageId } of [sent, unsent]) await ada.hears('chat.scheduled', (told) => told.messageId === messageId && told.scheduled === null);
  assert.deepEqual((await ada.request('chat.history', { channelId })).items.map(({ text }) => text), ['sent', 'unsent']);
});

test('a record nobody has written about gets its conversation when the message goes out', async () => {
  const ada = await world.connect('ada', { tenant: 'record' }), record = { type: 'order', id: '7' };
  const { id: channelId } = await ada.request('chat.openRecord', record);
  await ada.request('chat.schedule', { channelId, record, text: 'first', sendAt: tomorrow() });
  await come('record');
  await ada.hears('chat.channel', ({ id }) => id === channelId);
  assert.equal((await ada.request('chat.history', { channelId })).items[0]?.text, 'first');
});

test('what is being sent can neither be changed nor cancelled any more', async () => {
  const ada = await world.connect('ada', { tenant: 'claimed' });
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  const { messageId } = await ada.request('chat.schedule', { channelId, text: 'x', sendAt: tomorrow() });
  await come('claimed', `claimed_until = now() + interval '1 hour'`);
  await assert.rejects(ada.request('chat.unschedule', { messageId }), /being sent/);
  await assert.rejects(ada.request('chat.reschedule', { messageId, text: 'y' }), /being sent/);
});

test('a message goes out under its author\'s name of now, as the host sees it', async () => {
  const asked: HostQuestion[] = [];
  const host = { isAskedBeforeSend: true, ask: (question: HostQuestion) => { asked.push(question); return Promise.resolve(undefined); } };
  const hooked = await startTestWorld({ timing: { scheduleMs: 20 }, host });
  const ada = await hooked.connect('ada', { tenant: 'named', name: 'Ada Nilsen' });
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  const { messageId } = await ada.request('chat.schedule', { channelId, text: 'x', sendAt: tomorrow() });
  const married = await hooked.connect('ada', { tenant: 'named', name: 'Ada Berg', groups: ['buyers'] });
  await inTransaction(hooked.database, ['named'], (transaction) => transaction.query('', 'update scheduled_messages set send_at = now() where tenant_id = $1', ['named']));
  await married.hears('chat.scheduled', (told) => told.messageId === messageId && told.scheduled === null);
  assert.deepEqual(asked.map(({ user }) => [user?.id, user?.name, user?.groups]), [['ada', 'Ada Berg', ['buyers']]]);
  await hooked.close();
  assert.deepEqual(hooked.errors, []);
});

test('a message goes out when it is due, and not with the next look for those of others', async () => {
  const slow = await startTestWorld({ timing: { scheduleMs: 3_600_000 } });
  const ada = await slow.connect('ada', { tenant: 'slow' });
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
  const schedule = async (text: string, sendAt: string) => (await ada.request('chat.schedule', { channelId, text, sendAt })).messageId;
  const isSent = (messageId: string) => ada.hears('chat.scheduled', (told) => told.messageId === messageId && told.scheduled === null);
  const soon = () => new Date(Date.now() + 300).toISOString();
  const last = await schedule('moved', tomorrow()), [one, two] = [await schedule('soon', soon()), await schedule('soon too', soon())];
  await Promise.all([isSent(one), isSent(two)]);
  await ada.request('chat.reschedule', { messageId: last, sendAt: new Date(0).toISOString() });
  await isSent(last);
  const kept = await schedule('kept', tomorrow());
  await inTransaction(slow.database, ['slow'], (transaction) => transaction.query('', `update scheduled_messages set send_at = now() + interval '300 ms' where tenant_id = $1`, ['slow']));
  const next = await startTestWorld({ beside: slow, timing: { scheduleMs: 3_600_000 } }); // a process that begins asks when the next one is due
  const there = await next.connect('ada', { tenant: 'slow' });
  const isWaiting = async () => (await there.request('chat.scheduled', {})).items.some(({ messageId }) => messageId === kept);
  while (await isWaiting()) await there.request('session.me', {}); // it may be out before anybody has connected
  assert.ok((await there.request('chat.history', { channelId })).items.some(({ id }) => id === kept));
  await next.close();
  await slow.close();
  assert.deepEqual([...slow.errors, ...next.errors], []);
});

test('of several that are due only the one on its way is claimed: the others can be cancelled while the host is asked about it', async () => {
  let say: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => { say = resolve; }), asked: string[] = [];
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => { answer = resolve; });
  const ask: Host['ask'] = async (question, schema) => {
    asked.push((question.message as { text: string }).text);
    say();
    await answered;
    return schema.parse({});
  };
  const slow = await startTestWorld({ host: { isAskedBeforeSend: true, ask }, timing: { scheduleMs: 20 } });
  try {
    const ada = await slow.connect('ada'), { id: channelId } = await ada.request('chat.createChannel', { kind: 'group' });
    const ids: string[] = [];
    for (const text of ['one', 'two', 'three']) ids.push((await ada.request('chat.schedule', { channelId, text, sendAt: tomorrow() })).messageId);
    await inTransaction(slow.database, ['acme'], (transaction) => transaction.query('', 'update scheduled_messages set send_at = now()', []));
    await reached;
    await ada.request('chat.unschedule', { messageId: ids[1]! });
    answer();
    await ada.hears('chat.scheduled', (told) => told.messageId === ids[2] && told.scheduled === null);
    assert.deepEqual([(await ada.request('chat.history', { channelId })).items.map(({ text }) => text), asked], [['one', 'three'], ['one', 'three']]);
  } finally { await slow.close(); }
});

test('a message goes out with what its author may do by the newest token, not by the one it was scheduled with', async () => {
  const ada = await world.connect('ada', { tenant: 'demoted' }), chief = { roles: ['chief'], issuedAt: 100 };
  const root = await world.person('root', { tenant: 'demoted', roles: ['admin'] });
  await world.request(root, 'admin.setRole', { role: 'member', permissions: ['chat.access_channels', 'chat.create_channels'] });
  await world.request(root, 'admin.setRole', { role: 'chief', permissions: ['chat.mention_everyone'] });
  const ben = await world.connect('ben', { tenant: 'demoted', ...chief }), { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] });
  const { messageId } = await ben.request('chat.schedule', { channelId, text: 'All to me: <!channel>', sendAt: tomorrow() });
  await world.person('ben', { tenant: 'demoted', issuedAt: 200 });
  await world.person('ben', { tenant: 'demoted', ...chief }); // the older token is good for a while
  await come('demoted');
  const { scheduled } = await ben.hears('chat.scheduled', (told) => told.messageId === messageId && told.scheduled?.refusal !== undefined);
  assert.equal(scheduled?.refusal?.code, 'forbidden');
});

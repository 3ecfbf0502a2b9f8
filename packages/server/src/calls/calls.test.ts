import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CallCard, CallInfo } from '@corridor/sdk/protocol';
import type { CallError } from '../errors.ts';
import { type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest, chloe: Guest, mallory: Guest;
before(async () => {
  world = await startTestWorld({ timing: { calls: { graceMs: 300 } } });
  [ada, ben, chloe, mallory] = [await world.connect('ada'), await world.connect('ben'), await world.connect('chloe'), await world.connect('ada', { tenant: 'rivals' })];
});
after(() => world.close());

const shown = ({ status, reason, participants }: CallInfo): string => `${status}${reason ? ` ${reason}` : ''}: ${participants.map(({ userId, state }) => `${userId} ${state}`).sort().join(', ')}`;
/** A conversation of its own for each test. */
const group = async (...members: string[]): Promise<string> => (await ada.request('chat.createChannel', { kind: 'group', members })).id;
const calls = (channelId: string, more: object = {}) => ada.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk', ...more });
const becomes = (guest: Guest, callId: string, wanted: string) => guest.hears('calls.changed', (call) => call.id === callId && shown(call) === wanted);
const cardIn = async (channelId: string, callId: string): Promise<CallCard> => (await ada.request('chat.history', { channelId })).items.find(({ id }) => id === callId)!.card as CallCard;

test('a call rings at the others of a conversation, is answered and ended, and the conversation shows what became of it', async () => {
  const channelId = await group('ben'), { call, participantId } = await calls(channelId);
  assert.equal(shown(await ben.hears('calls.changed', ({ id }) => id === call.id)), 'ringing: ada answered, ben invited');
  await ben.request('calls.ring', { callId: call.id });
  await becomes(ada, call.id, 'ringing: ada answered, ben ringing');
  const answer = await ben.request('calls.join', { callId: call.id, deviceId: 'phone' });
  await becomes(ada, call.id, 'active: ada answered, ben answered');
  await Promise.all([ada.request('calls.update', { participantId, isConnected: true, media: { microphone: true } }), ben.request('calls.update', { participantId: answer.participantId, isConnected: true })]);
  assert.equal((await cardIn(channelId, call.id)).status, 'active');
  await ben.request('calls.leave', { participantId: answer.participantId });
  await ada.request('calls.end', { callId: call.id });
  await becomes(ben, call.id, 'ended completed: ada left, ben left');
  const { status, reason, people, count } = await cardIn(channelId, call.id);
  assert.deepEqual([status, reason, people, count], ['ended', 'completed', ['ada', 'ben'], 2]);
});

test('nobody answers: it stops ringing by itself, and is missed', async () => {
  const impatient = await startTestWorld({ beside: world, timing: { calls: { ringMs: 200 } } }), hal = await impatient.connect('hal'), ivy = await impatient.connect('ivy');
  const { id: channelId } = await hal.request('chat.createChannel', { kind: 'group', members: ['ivy'] }), { call } = await hal.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
  await becomes(ivy, call.id, 'missed timeout: hal left, ivy missed');
  assert.equal(((await hal.request('chat.history', { channelId })).items[0]!.card as CallCard).status, 'missed');
  await impatient.close();
});

test('a direct call ends when one of the two hangs up', async () => {
  const { id: channelId } = await ada.request('chat.openDirect', { userIds: ['chloe'] }), { call } = await calls(channelId);
  const { participantId } = await chloe.request('calls.join', { callId: call.id, deviceId: 'desk' });
  await chloe.request('calls.leave', { participantId });
  await becomes(ada, call.id, 'ended completed: ada left, chloe left');
});

test('both call each other at once: it is one call', async () => {
  const channelId = (await ada.request('chat.openDirect', { userIds: ['dora'] })).id, dora = await world.connect('dora');
  const [mine, hers] = await Promise.all([calls(channelId), dora.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' })]);
  assert.equal(mine.call.id, hers.call.id);
  assert.equal(shown(await ada.request('calls.call', { callId: mine.call.id })), 'active: ada answered, dora answered');
  await ada.request('calls.end', { callId: mine.call.id });
});

test('two devices answer at once: one has the call, the other one is told where it is', async () => {
  const { call } = await calls(await group('ben')), other = await world.connect('ben');
  const answers = await Promise.allSettled([ben.request('calls.join', { callId: call.id, deviceId: 'desk' }), other.request('calls.join', { callId: call.id, deviceId: 'phone' })]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assert.equal((answers.find((answer) => answer.status === 'rejected')!.reason as CallError).code, 'conflict');
  await ada.request('calls.end', { callId: call.id });
});

test('the same start and the same answer again return the first result', async () => {
  const channelId = await group('ben'), ids = { id: newId(), participantId: newId() };
  const [first, again] = [await calls(channelId, ids), await calls(channelId, ids)];
  assert.deepEqual([first.call.id, first.participantId, again.participantId], [ids.id, ids.participantId, ids.participantId]);
  const answer = await ben.request('calls.join', { callId: ids.id, deviceId: 'desk' });
  assert.equal((await ben.request('calls.join', { callId: ids.id, deviceId: 'desk' })).participantId, answer.participantId);
  assert.equal((await ada.request('chat.history', { channelId })).items.filter(({ card }) => card?.type === 'call').length, 1);
  await ada.request('calls.end', { callId: ids.id });
});

test('signals reach the device that is in the call and no other, and nobody from outside sends or hears any', async () => {
  const { call, participantId } = await calls(await group('ben', 'chloe')), other = await world.connect('ben');
  const bens = (await ben.request('calls.join', { callId: call.id, deviceId: 'desk' })).participantId;
  const signals = [{ run: 'r', seq: 1, ack: 0, data: { type: 'offer', sdp: 'v=0' } }];
  await ada.request('calls.signal', { participantId, to: bens, epoch: 1, signals });
  assert.deepEqual(await ben.hears('calls.signal'), { callId: call.id, from: participantId, to: bens, epoch: 1, signals });
  await Promise.all([other, chloe, mallory].map((guest) => guest.settled()));
  for (const guest of [other, chloe, mallory]) assert.deepEqual(guest.heard.filter(({ name }) => name === 'calls.signal'), []);
  for (const [guest, from] of [[chloe, participantId], [chloe, bens], [mallory, participantId]] as const) await assert.rejects(guest.request('calls.signal', { participantId: from, to: bens, epoch: 1, signals }), { code: 'not-found' });
  await assert.rejects(ada.request('calls.signal', { participantId, to: bens, epoch: 2, signals }), { code: 'conflict' });
  const invited = call.participants.find(({ userId }) => userId === 'chloe')!.id;
  await assert.rejects(chloe.request('calls.signal', { participantId: invited, to: bens, epoch: 1, signals }), { code: 'not-found' });
  await ben.request('calls.leave', { participantId: bens });
  await assert.rejects(ben.request('calls.signal', { participantId: bens, to: participantId, epoch: 1, signals }), { code: 'not-found' });
  await ada.request('calls.end', { callId: call.id });
});

test('a device whose connection breaks has a while to come back, and hears its signals again', async () => {
  const { call, participantId } = await calls(await group('ben')), phone = await world.connect('ben');
  const { participantId: bens } = await phone.request('calls.join', { callId: call.id, deviceId: 'phone' });
  phone.close();
  await becomes(ada, call.id, 'active: ada answered, ben reconnecting');
  const back = await world.connect('ben');
  assert.equal(shown((await back.request('calls.resume', { participantId: bens, deviceId: 'phone' })).call), 'active: ada answered, ben active');
  await ada.request('calls.signal', { participantId, to: bens, epoch: 1, signals: [{ run: 'r', seq: 1, ack: 0, data: 'hello' }] });
  await back.hears('calls.signal', ({ to }) => to === bens);
  await assert.rejects(back.request('calls.resume', { participantId: bens, deviceId: 'another' }), { code: 'conflict' });
  await assert.rejects(back.request('calls.resume', { participantId, deviceId: 'desk' }), { code: 'not-found' });
  back.close();
  await becomes(ada, call.id, 'active: ada answered, ben failed');
  await ada.request('calls.end', { callId: call.id });
});

test('whose page is gone is out after a while, though their connection carries other pages', async () => {
  const { call } = await calls(await group('ben')), leader = await world.connect('ben');
  const { participantId: bens } = await leader.request('calls.join', { callId: call.id, deviceId: 'tab' });
  await leader.request('calls.update', { participantId: bens, isAway: true });
  await becomes(ada, call.id, 'active: ada answered, ben failed');
  const { version } = await ada.request('calls.call', { callId: call.id });
  assert.ok(!ada.heard.some((event) => event.name === 'calls.changed' && event.payload.version < version && event.payload.participants.some(({ id, state }) => id === bens && state === 'active')));
  await ada.request('calls.end', { callId: call.id });
});

test('a connection that ends late takes nobody out who is back by another one', async () => {
  const { call, participantId } = await calls(await group('ben')), old = await world.connect('ben');
  const { participantId: bens } = await old.request('calls.join', { callId: call.id, deviceId: 'phone' }), back = await world.connect('ben');
  await back.request('calls.resume', { participantId: bens, deviceId: 'phone' });
  old.close();
  for (let asked = 0; asked < 30; asked++) await ada.request('calls.call', { callId: call.id }); // the server has long heard of it
  await ada.request('calls.signal', { participantId, to: bens, epoch: 1, signals: [{ run: 'r', seq: 1, ack: 0, data: 'hello' }] });
  await back.hears('calls.signal', ({ to }) => to === bens);
  assert.equal(shown(await ada.request('calls.call', { callId: call.id })), 'active: ada answered, ben answered');
  back.close();
  await becomes(ada, call.id, 'active: ada answered, ben reconnecting');
  await ada.request('calls.end', { callId: call.id });
});

test('who lost one device goes on with another one, and the first does not come back', async () => {
  const { call, participantId } = await calls(await group('ben')), phone = await world.connect('ben'), desk = await world.connect('ben');
  const { participantId: bens } = await phone.request('calls.join', { callId: call.id, deviceId: 'phone' });
  await assert.rejects(desk.request('calls.join', { callId: call.id, deviceId: 'desk' }), { code: 'conflict' });
  phone.close();
  await becomes(ada, call.id, 'active: ada answered, ben reconnecting');
  const taken = await desk.request('calls.join', { callId: call.id, deviceId: 'desk' });
  assert.deepEqual([taken.participantId, shown(taken.call)], [bens, 'active: ada answered, ben active']);
  await ada.request('calls.signal', { participantId, to: bens, epoch: 1, signals: [{ run: 'r', seq: 1, ack: 0, data: 'hello' }] });
  await desk.hears('calls.signal', ({ to }) => to === bens);
  const back = await world.connect('ben');
  await assert.rejects(back.request('calls.resume', { participantId: bens, deviceId: 'phone' }), { code: 'conflict' });
  for (const one of [back, desk]) one.close();
  await ada.request('calls.end', { callId: call.id });
});

test('a call outlives the server: who comes back in time goes on, and what rings goes on ringing until its time', async () => {
  const first = await startTestWorld({ beside: world, timing: { calls: { ringMs: 60_000, graceMs: 60_000 } } });
  const eve = await first.connect('eve'), { id: channelId } = await eve.request('chat.createChannel', { kind: 'group', members: ['fay', 'gil'] });
  const { call, participantId } = await eve.request('calls.start', { channelId, kind: 'video', deviceId: 'desk' });
  await first.close();
  const second = await startTestWorld({ beside: world, timing: { calls: { ringMs: 60_000, graceMs: 60_000 } } }), again = await second.connect('eve'), fay = await second.connect('fay');
  assert.deepEqual((await fay.request('calls.live', {})).items.map(({ id }) => id), [call.id]);
  await again.request('calls.resume', { participantId, deviceId: 'desk' });
  await fay.request('calls.join', { callId: call.id, deviceId: 'desk' });
  await again.hears('calls.changed', ({ id, status }) => id === call.id && status === 'active');
  await again.request('calls.end', { callId: call.id });
  await second.close();
});

test('who comes and goes for ever makes a call no larger for the others, and each time is kept for its figures', async () => {
  const channelId = await group('ben', 'chloe'), { call: { id: callId } } = await calls(channelId, { userIds: [] }), sizes: number[] = [];
  for (let time = 0; time < 12; time++) {
    const { participantId } = await ben.request('calls.join', { callId, deviceId: 'desk' });
    sizes.push((await ben.request('calls.leave', { participantId })).participants.length);
  }
  assert.deepEqual([...new Set(sizes)], [2]);
  const hers = await chloe.request('calls.join', { callId, deviceId: 'desk' });
  assert.deepEqual(hers.call.participants.map(({ userId, state }) => `${userId} ${state}`), ['ada answered', 'ben left', 'chloe answered']);
  const rows = (await world.rows('acme')).call_participants as { row: { call_id: string; user_id: string } }[];
  assert.equal(rows.filter(({ row }) => row.call_id === callId && row.user_id === 'ben').length, 12);
  await ada.request('calls.end', { callId });
  assert.deepEqual([(await cardIn(channelId, callId)).count, (await ben.request('calls.history', {})).items.find((one) => one.callId === callId)!.outcome], [3, 'answered']);
});

test('whoever is in another call is busy, and may still come in', async () => {
  const one = await calls(await group('ben')), channelId = (await chloe.request('chat.openDirect', { userIds: ['ada'] })).id;
  const { call } = await chloe.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
  assert.equal(shown(call), 'missed busy: ada busy, chloe left');
  await ada.request('calls.end', { callId: one.call.id });
});

test('who is asked in from outside the conversation takes part in the call, and sees no word of the conversation', async () => {
  const channelId = await group('ben'), { call } = await calls(channelId);
  await assert.rejects(chloe.request('calls.call', { callId: call.id }), { code: 'not-found' });
  await assert.rejects(ben.request('calls.invite', { callId: call.id, userIds: ['chloe'] }), { code: 'forbidden' });
  await ada.request('calls.invite', { callId: call.id, userIds: ['chloe', 'nobody-known'] });
  await becomes(chloe, call.id, 'ringing: ada answered, ben invited, chloe invited');
  await chloe.request('calls.join', { callId: call.id, deviceId: 'desk' });
  await assert.rejects(chloe.request('chat.history', { channelId }), { code: 'not-found' });
  await assert.rejects(chloe.request('calls.end', { callId: call.id }), { code: 'forbidden' });
  await ada.request('calls.end', { callId: call.id });
});

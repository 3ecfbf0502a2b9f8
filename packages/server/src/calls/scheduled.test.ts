import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inTransaction } from '../transaction.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest, chloe: Guest, channelId: string;
before(async () => {
  world = await startTestWorld();
  [ada, ben, chloe] = [await world.connect('ada'), await world.connect('ben'), await world.connect('chloe')];
  ({ id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben', 'chloe'] }));
});
after(() => world.close());

/** As far ahead that a reminder of so many minutes before is due in that many ms. */
const startsIn = (minutes: number, ms: number): string => new Date(Date.now() + minutes * 60_000 + ms).toISOString();
const remindersOf = (guest: Guest, id: string) => guest.heard.filter((event) => event.name === 'calls.reminded' && event.payload.scheduled.id === id);

/** Its reminders are due now; who looks for what is due soon finds them. */
async function makeDue(id: string): Promise<void> {
  await inTransaction(world.database, ['acme'], (asks) => asks.query('', 'update scheduled_call_times set at = now() - make_interval(mins => abs(minutes)) where scheduled_id = $1', [id]));
  await ada.request('calls.schedule', { channelId, startsAt: startsIn(10, 300), reminders: [10] });
}

test('those who are invited are reminded once, however many servers there are, of the last of several reminders alone, and who has declined is not', async () => {
  const others = [await startTestWorld({ beside: world }), await startTestWorld({ beside: world })]; // whichever of them looks first tells its own guests
  const everywhere = await Promise.all(['ada', 'ben', 'chloe'].map(async (user, index) => [[ada, ben, chloe][index]!, ...await Promise.all(others.map((other) => other.connect(user)))]));
  const { id } = await ada.request('calls.schedule', { channelId, startsAt: startsIn(30, 3_600_000), reminders: [20, 10] });
  await chloe.request('calls.answerScheduled', { scheduledId: id, isAccepted: false });
  await makeDue(id);
  const { minutes, scheduled } = await Promise.race(everywhere[1]!.map((guest) => guest.hears('calls.reminded', (one) => one.scheduled.id === id)));
  assert.deepEqual([minutes, scheduled.state], [10, 'planned']);
  await Promise.race(everywhere[0]!.map((guest) => guest.hears('calls.reminded', (one) => one.scheduled.id === id)));
  for (const guest of everywhere.flat()) await guest.settled();
  assert.deepEqual(everywhere.map((guests) => guests.flatMap((guest) => remindersOf(guest, id)).length), [1, 1, 0]);
  for (const other of others) await other.close();
});

test('another time has other reminders, and one that is called off has none', async () => {
  const { id } = await ada.request('calls.schedule', { channelId, startsAt: startsIn(60, 0), reminders: [10] }), off = await ada.request('calls.schedule', { channelId, startsAt: startsIn(10, 500), reminders: [10] });
  await ada.request('calls.unschedule', { scheduledId: off.id });
  await ada.request('calls.reschedule', { scheduledId: id, startsAt: startsIn(10, 700) });
  await ben.hears('calls.reminded', (one) => one.scheduled.id === id);
  assert.deepEqual(remindersOf(ben, off.id), []);
});

test('who is not in a call when it starts is rung if so chosen', async () => {
  const { id } = await ada.request('calls.schedule', { channelId, startsAt: startsIn(10, 0), reminders: [], rings: true });
  await chloe.request('calls.answerScheduled', { scheduledId: id, isAccepted: false });
  const { call } = await ada.request('calls.joinScheduled', { scheduledId: id, deviceId: 'desk' });
  assert.deepEqual(call.participants.map(({ userId }) => userId), ['ada']);
  await makeDue(id);
  const ringing = await ben.hears('calls.changed', (one) => one.id === call.id && one.participants.some(({ userId }) => userId === 'ben'));
  assert.deepEqual(ringing.participants.map(({ userId, state }) => `${userId} ${state}`), ['ada answered', 'ben invited']);
  await ada.request('calls.end', { callId: call.id });
});

test('who was taken out of the conversation is neither reminded nor rung, nobody is who was put out of the call, and a locked call rings nobody', async () => {
  const dan = await world.connect('dan'), { id: own } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben', 'chloe', 'dan'] });
  const { id } = await ada.request('calls.schedule', { channelId: own, startsAt: startsIn(10, 0), reminders: [0], rings: true });
  const { call } = await ada.request('calls.joinScheduled', { scheduledId: id, deviceId: 'desk' }), { participantId } = await chloe.request('calls.join', { callId: call.id, deviceId: 'desk' });
  await ada.request('calls.remove', { callId: call.id, participantIds: [participantId] });
  await ada.request('chat.removeMember', { channelId: own, userId: 'ben' });
  await makeDue(id);
  await dan.hears('calls.changed', (one) => one.id === call.id && one.participants.some(({ userId }) => userId === 'dan'));
  assert.deepEqual((await ada.request('calls.call', { callId: call.id })).participants.map(({ userId, state }) => `${userId} ${state}`), ['ada answered', 'chloe removed', 'dan invited']);
  await dan.hears('calls.reminded', (one) => one.scheduled.id === id);
  await ben.settled();
  assert.deepEqual(remindersOf(ben, id), []);
  await ada.request('calls.end', { callId: call.id });
  const locked = await ada.request('calls.schedule', { channelId: own, startsAt: startsIn(10, 0), reminders: [0], rings: true }), next = await ada.request('calls.joinScheduled', { scheduledId: locked.id, deviceId: 'desk' });
  await ada.request('calls.setSettings', { callId: next.call.id, settings: { isLocked: true } });
  await makeDue(locked.id);
  await dan.hears('calls.reminded', (one) => one.scheduled.id === locked.id);
  assert.deepEqual((await ada.request('calls.call', { callId: next.call.id })).participants.map(({ userId }) => userId), ['ada']);
  await ada.request('calls.end', { callId: next.call.id });
});

test('whoever may not see a record any more is not rung in its scheduled call', async () => {
  const guarded = await startTestWorld({ recordAccess: 'host' }), record = { type: 'order', id: '7' };
  const [host, guest] = [await guarded.connect('ada', { records: [{ type: 'order', id: '7', audience: '*' }] }), await guarded.connect('ben', { records: [{ type: 'order', id: '7', audience: '*' }] })];
  const { id: own } = await host.request('chat.openRecord', record), { id } = await host.request('calls.schedule', { channelId: own, record, startsAt: startsIn(-1, 0), rings: true, userIds: ['ben'] });
  const { call } = await host.request('calls.joinScheduled', { scheduledId: id, deviceId: 'desk' });
  assert.deepEqual(call.participants.map(({ userId }) => userId), ['ada', 'ben']);
  await host.request('calls.end', { callId: call.id });
  guest.close();
  await guarded.connect('ben', { records: [] });
  assert.deepEqual((await host.request('calls.joinScheduled', { scheduledId: id, deviceId: 'desk' })).call.participants.map(({ userId }) => userId), ['ada']);
  await guarded.close();
});

test('it is too early until a quarter of an hour before, and too late once it is over', async () => {
  const early = await ada.request('calls.schedule', { channelId, startsAt: startsIn(16, 0) }), soon = await ada.request('calls.schedule', { channelId, startsAt: startsIn(14, 0) });
  await assert.rejects(ben.request('calls.joinScheduled', { scheduledId: early.id, deviceId: 'desk' }), { code: 'conflict', details: { from: new Date(Date.parse(early.startsAt) - 900_000).toISOString() } });
  const { call } = await ben.request('calls.joinScheduled', { scheduledId: soon.id, deviceId: 'desk' });
  await ben.request('calls.end', { callId: call.id });
  const short = await ada.request('calls.schedule', { channelId, startsAt: startsIn(-5, 1200), minutes: 5 });
  await ben.hears('calls.scheduledChanged', ({ id }) => id === short.id);
  while ((await ada.request('calls.scheduledCall', { scheduledId: short.id })).state !== 'over') { /* until its time has passed */ }
  assert.equal(await codeOf(ben.request('calls.joinScheduled', { scheduledId: short.id, deviceId: 'desk' })), 'conflict');
  assert.ok(!(await ada.request('calls.scheduled', { channelId })).items.some(({ id }) => id === short.id));
});

test('calls to come are listed a page at a time, the next one first; an id of somebody else\'s is taken', async () => {
  const { id: own } = await chloe.request('chat.createChannel', { kind: 'group', members: ['ben'] }), ids = [newId(), newId(), newId()];
  for (const [at, id] of [[3, ids[2]], [1, ids[0]], [2, ids[1]]] as const) await chloe.request('calls.schedule', { id: id!, channelId: own, startsAt: startsIn(at * 60, 0) });
  const first = await ben.request('calls.scheduled', { channelId: own, limit: 2 }), rest = await ben.request('calls.scheduled', { channelId: own, limit: 2, cursor: first.next });
  assert.deepEqual([[...first.items, ...rest.items].map(({ id }) => id), rest.next], [ids, undefined]);
  assert.equal(await codeOf(ben.request('calls.schedule', { id: ids[0]!, channelId: own, startsAt: startsIn(60, 0) })), 'id-taken');
});

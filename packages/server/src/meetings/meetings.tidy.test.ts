import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { guestUser } from '@corridor/sdk/protocol';
import { tidyCalls } from '../calls/calls.tidy.ts';
import { inTransaction } from '../transaction.ts';
import { type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';
import { insertGuest } from './guests.queries.ts';
import { createGuestTokens } from './guests.tokens.ts';
import { tidyGuests } from './meetings.tidy.ts';

let world: TestWorld, ada: Guest;
before(async () => {
  world = await startTestWorld();
  ada = await world.connect('ada');
});
after(async () => {
  await world.close();
  assert.deepEqual(world.errors, []);
});

type Room = Readonly<Record<'id' | 'channelId', string>>;

/** Somebody who has come by a room's link; their id. */
async function named({ id: roomId }: Room, name: string): Promise<string> {
  const id = newId();
  await inTransaction(world.database, ['acme'], (asks) => insertGuest(asks, 'acme', { id, userId: guestUser(id), roomId, name }));
  return id;
}
const come = async (room: Room, name: string): Promise<Guest> => world.connect(guestUser(await named(room, name)), { name, guest: { roomId: room.id, channelId: room.channelId } });
const tidy = async (now = Date.now()): Promise<string[]> => {
  await tidyGuests({ database: world.database, now, onError: (error) => { throw error; } });
  const { users, meeting_guests: guests, calls } = await world.rows('acme') as Record<string, { row: { id: string; name: string } }[]>;
  return [...users!.flatMap(({ row: { id, name } }) => (id.startsWith('guest:') ? [name] : [])).sort(), `${guests!.length} guests`, `${calls!.length} calls`];
};
const later = () => Date.now() + 3 * 3_600_000;

test('guests who were in no call go once they are long gone, with their knocks; whoever was in one keeps their name in what they wrote', async () => {
  const open = await ada.request('meetings.create', { name: 'Open day' }), lobby = await ada.request('meetings.create', { name: 'Interview', access: 'lobby' }), deviceId = 'desk';
  const [inside, knocking, never] = [await come(open, 'Inside'), await come(lobby, 'Knocking'), await come(open, 'Never')];
  const { call, participantId } = await inside.request('meetings.join', { code: open.code, deviceId });
  await inside.request('chat.send', { channelId: open.channelId, text: 'hello' });
  await inside.request('calls.leave', { participantId });
  await knocking.request('calls.leave', { participantId: (await knocking.request('meetings.join', { code: lobby.code, deviceId })).participantId });
  assert.deepEqual(await tidy(), ['Inside', 'Knocking', 'Never', '3 guests', '2 calls']);
  assert.deepEqual(await tidy(later()), ['Inside', '1 guests', '1 calls']);
  await ada.request('calls.start', { channelId: open.channelId, kind: 'audio', deviceId });
  assert.deepEqual((await ada.request('people.get', { userIds: [inside.session.user] })).items.map(({ name }) => name), ['Inside']);
  assert.deepEqual((await ada.request('calls.history', { channelId: open.channelId })).items.map(({ callId, people }) => [callId, people]), [[call.id, [inside.session.user]]]);
  await ada.request('meetings.delete', { roomId: open.id });
  assert.deepEqual(await tidy(later()), ['0 guests', '0 calls']);
  for (const guest of [inside, knocking, never]) guest.close();
});

test('who was in a call keeps their name although the call is forgotten, and so does who began one by knocking first; who waited in vain goes, whoever else was inside', async () => {
  const open = await ada.request('meetings.create', { name: 'Open day' }), lobby = await ada.request('meetings.create', { name: 'Interview', access: 'lobby' }), deviceId = 'desk';
  const [inside, first, vain] = [await come(open, 'Inside'), await come(lobby, 'First'), await come(lobby, 'Vain')];
  const { participantId } = await inside.request('meetings.join', { code: open.code, deviceId });
  await inside.request('chat.send', { channelId: open.channelId, text: 'hello' });
  await inside.request('calls.leave', { participantId });
  await first.request('meetings.join', { code: lobby.code, deviceId });
  const { call } = await ada.request('meetings.join', { code: lobby.code, deviceId });
  await vain.request('meetings.join', { code: lobby.code, deviceId });
  assert.deepEqual(await tidy(later()), ['First', 'Inside', 'Vain', '3 guests', '2 calls']); // they wait
  await ada.request('calls.end', { callId: call.id });
  assert.deepEqual(await tidy(), ['First', 'Inside', 'Vain', '3 guests', '2 calls']);
  assert.deepEqual(await tidy(later()), ['First', 'Inside', '2 guests', '2 calls']);
  await tidyCalls({ database: world.database, kept: { metricsDays: 0, historyDays: 1, recordingDays: 0 }, now: Date.now() + 48 * 3_600_000 });
  assert.deepEqual(await tidy(later()), ['First', 'Inside', '2 guests', '0 calls']);
  for (const { id } of [open, lobby]) await ada.request('meetings.delete', { roomId: id });
  assert.deepEqual(await tidy(later()), ['0 guests', '0 calls']);
  for (const guest of [inside, first, vain]) guest.close();
});

test('a guest who asks for newer tokens stays', async () => {
  const room = await ada.request('meetings.create', { name: 'Open day' }), tokens = createGuestTokens(world.database), token = await tokens.mint('acme', await named(room, 'Renewing'));
  await named(room, 'Gone');
  await inTransaction(world.database, ['acme'], (asks) => asks.query('age', "update meeting_guests set seen_at = now() - interval '1 day' where tenant_id = $1", ['acme']));
  await tokens.renew(token);
  assert.deepEqual(await tidy(), ['Renewing', '1 guests', '0 calls']);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CallInfo } from '@corridor/sdk/protocol';
import { codeOf, type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest, chloe: Guest, dan: Guest;
before(async () => {
  world = await startTestWorld({ timing: { calls: { graceMs: 300 } } });
  [ada, ben, chloe, dan] = [await world.connect('ada'), await world.connect('ben'), await world.connect('chloe'), await world.connect('dan')];
});
after(() => world.close());

interface Meeting { callId: string; channelId: string; ids: Record<string, string>; close(): Promise<unknown> }

/** A call of these, ada its host; everybody else of the channel may come. */
async function meeting(...guests: Guest[]): Promise<Meeting> {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', visibility: 'public', members: ['ben', 'chloe', 'dan'] });
  const { call, participantId } = await ada.request('calls.start', { channelId, kind: 'video', deviceId: 'desk', userIds: [] });
  const ids: Record<string, string> = { ada: participantId };
  for (const guest of guests) ids[guest.session.user] = (await guest.request('calls.join', { callId: call.id, deviceId: 'desk' })).participantId;
  return { callId: call.id, channelId, ids, close: () => ada.request('calls.end', { callId: call.id }) };
}
const of = (call: CallInfo, user: string) => call.participants.findLast(({ userId }) => userId === user);
const becomes = (guest: Guest, callId: string, is: (call: CallInfo) => boolean) => guest.hears('calls.changed', (call) => call.id === callId && is(call));
const signals = [{ run: 'r', seq: 1, ack: 0, data: 'hello' }];

test('who is put out hears and reaches nobody any more, and comes back where a host asks them in, and no other one', async () => {
  const { callId, ids, close } = await meeting(ben, chloe);
  assert.equal(await codeOf(chloe.request('calls.remove', { callId, participantIds: [ids.ben!] })), 'forbidden');
  await ada.request('calls.remove', { callId, participantIds: [ids.ben!] });
  await becomes(ben, callId, (call) => of(call, 'ben')?.state === 'removed');
  assert.equal(await codeOf(ben.request('calls.signal', { participantId: ids.ben!, to: ids.ada!, epoch: 1, signals })), 'not-found');
  assert.equal(await codeOf(chloe.request('calls.signal', { participantId: ids.chloe!, to: ids.ben!, epoch: 1, signals })), 'not-found');
  assert.equal(await codeOf(ben.request('calls.ice', { participantId: ids.ben! })), 'conflict');
  assert.equal(await codeOf(ben.request('calls.resume', { participantId: ids.ben!, deviceId: 'desk' })), 'conflict');
  assert.equal(await codeOf(ben.request('calls.join', { callId, deviceId: 'desk' })), 'forbidden');
  await chloe.request('calls.invite', { callId, userIds: ['ben'] });
  assert.equal(await codeOf(ben.request('calls.join', { callId, deviceId: 'desk' })), 'forbidden');
  await ada.request('calls.invite', { callId, userIds: ['ben'] });
  await ben.request('calls.join', { callId, deviceId: 'desk' });
  await close();
});

test('a host mutes one or all: their devices are told, and it stands in the call', async () => {
  const { callId, ids, close } = await meeting(ben, chloe);
  for (const [guest, name] of [[ada, 'ada'], [ben, 'ben'], [chloe, 'chloe']] as const) await guest.request('calls.update', { participantId: ids[name]!, media: { microphone: true, screen: name === 'ben' } });
  await ada.request('calls.setRole', { callId, participantId: ids.chloe!, role: 'cohost' });
  const stopped = await chloe.request('calls.mute', { callId, participantIds: [ids.ben!], kind: 'screen' });
  assert.equal(of(stopped, 'ben')!.media.screen, false);
  assert.deepEqual(await ben.hears('calls.asked', ({ kind }) => kind === 'screen'), { callId, participantId: ids.ben, by: 'chloe', kind: 'screen', isOn: false });
  const all = await chloe.request('calls.mute', { callId });
  assert.deepEqual(['ada', 'ben', 'chloe'].map((user) => of(all, user)!.media.microphone), [true, false, true]);
  assert.equal(await codeOf(ben.request('calls.mute', { callId })), 'forbidden');
  await chloe.settled();
  assert.deepEqual(chloe.heard.filter(({ name }) => name === 'calls.asked'), []);
  await close();
});

test('a host asks somebody to unmute: it is their device that is asked', async () => {
  const { callId, ids, close } = await meeting(ben), phone = await world.connect('ben');
  await ada.request('calls.ask', { callId, participantId: ids.ben!, kind: 'microphone' });
  assert.deepEqual(await ben.hears('calls.asked', ({ callId: id }) => id === callId), { callId, participantId: ids.ben, by: 'ada', kind: 'microphone', isOn: true });
  await phone.settled();
  assert.deepEqual(phone.heard.filter(({ name }) => name === 'calls.asked'), []);
  assert.equal(await codeOf(ben.request('calls.ask', { callId, participantId: ids.ada!, kind: 'camera' })), 'forbidden');
  await close();
});

test('where hosts alone share and unmute others do not, and viewers send nothing', async () => {
  const { callId, ids, close } = await meeting(ben, chloe);
  await ben.request('calls.update', { participantId: ids.ben!, media: { screen: true } });
  const strict = await ada.request('calls.setSettings', { callId, settings: { mayShare: false, mayUnmute: false } });
  assert.deepEqual([of(strict, 'ben')!.media.screen, strict.settings.mayShare, strict.settings.mayChat], [false, false, true]);
  for (const media of [{ screen: true }, { microphone: true }]) assert.equal(await codeOf(ben.request('calls.update', { participantId: ids.ben!, media })), 'forbidden');
  await ada.request('calls.update', { participantId: ids.ada!, media: { screen: true } });
  await ben.request('calls.update', { participantId: ids.ben!, media: { camera: true } });
  const watched = await ada.request('calls.setRole', { callId, participantId: ids.ben!, role: 'viewer' });
  assert.deepEqual([of(watched, 'ben')!.role, of(watched, 'ben')!.media.camera], ['viewer', false]);
  assert.equal(await codeOf(ben.request('calls.update', { participantId: ids.ben!, media: { camera: true } })), 'forbidden');
  assert.equal(await codeOf(chloe.request('calls.setSettings', { callId, settings: { isLocked: true } })), 'forbidden');
  await close();
});

test('who waits in the lobby knows no more than that, until they are let in', async () => {
  const { callId, ids, close } = await meeting(ben), eve = await world.connect('eve');
  await ada.request('calls.setSettings', { callId, settings: { hasLobby: true } });
  const waiting = await eve.request('calls.join', { callId, deviceId: 'desk' });
  assert.deepEqual([waiting.call.participants.map(({ userId, state }) => `${userId} ${state}`), waiting.ice], [['eve waiting'], { servers: [], expiresAt: null }]);
  await becomes(ada, callId, (call) => of(call, 'eve')?.state === 'waiting');
  assert.equal(await codeOf(eve.request('calls.ice', { participantId: waiting.participantId })), 'conflict');
  assert.equal(await codeOf(eve.request('calls.signal', { participantId: waiting.participantId, to: ids.ada!, epoch: 1, signals })), 'not-found');
  assert.equal(await codeOf(eve.request('calls.update', { participantId: waiting.participantId, media: { camera: true } })), 'conflict');
  assert.equal(await codeOf(ben.request('calls.admit', { callId })), 'forbidden');
  await ada.request('calls.admit', { callId });
  const inside = await becomes(eve, callId, (call) => of(call, 'eve')?.state === 'answered');
  assert.deepEqual(inside.participants.map(({ userId }) => userId), ['ada', 'ben', 'eve']);
  await eve.request('calls.ice', { participantId: waiting.participantId });
  await close();
});

test('who is not let in learns that, and no more', async () => {
  const { callId, close } = await meeting(ben), eve = await world.connect('eve');
  await ada.request('calls.setSettings', { callId, settings: { hasLobby: true } });
  const { participantId } = await eve.request('calls.join', { callId, deviceId: 'desk' });
  await ada.request('calls.deny', { callId, participantIds: [participantId] });
  await becomes(eve, callId, (call) => of(call, 'eve')?.state === 'removed');
  assert.equal(await codeOf(eve.request('calls.join', { callId, deviceId: 'desk' })), 'forbidden');
  assert.equal(await codeOf(eve.request('calls.ice', { participantId })), 'conflict');
  await close();
});

test('whoever waits and is lost waits no more', async () => {
  const { callId, close } = await meeting(ben), eve = await world.connect('eve');
  await ada.request('calls.setSettings', { callId, settings: { hasLobby: true } });
  await eve.request('calls.join', { callId, deviceId: 'desk' });
  eve.close();
  await becomes(ada, callId, (call) => of(call, 'eve')?.state === 'left');
  await close();
});

test('nobody new comes into a locked call', async () => {
  const { callId, ids, close } = await meeting(ben);
  await ada.request('calls.setSettings', { callId, settings: { isLocked: true } });
  assert.equal(await codeOf(chloe.request('calls.join', { callId, deviceId: 'desk' })), 'forbidden');
  assert.equal(await codeOf(ben.request('calls.invite', { callId, userIds: ['chloe'] })), 'forbidden');
  await ben.request('calls.leave', { participantId: ids.ben! });
  await ben.request('calls.join', { callId, deviceId: 'desk' });
  await ada.request('calls.invite', { callId, userIds: ['chloe'] });
  await chloe.request('calls.join', { callId, deviceId: 'desk' });
  await close();
});

test('the host makes another one host and leaves: the call has one, who ends it for all', async () => {
  const { callId, ids } = await meeting(ben, chloe, dan);
  assert.equal(await codeOf(ben.request('calls.setRole', { callId, participantId: ids.ben!, role: 'host' })), 'forbidden');
  const { participants } = await ada.request('calls.setRole', { callId, participantId: ids.ben!, role: 'host' });
  assert.deepEqual(participants.map(({ userId, role }) => `${userId} ${role}`), ['ada cohost', 'ben host', 'chloe participant', 'dan participant']);
  await ada.request('calls.leave', { participantId: ids.ada! });
  const left = await ben.request('calls.leave', { participantId: ids.ben! });
  assert.equal(of(left, 'chloe')!.role, 'host');
  assert.equal((await chloe.request('calls.end', { callId })).status, 'ended');
});

test('hands are put down by a host', async () => {
  const { callId, ids, close } = await meeting(ben, chloe);
  for (const [guest, name] of [[ben, 'ben'], [chloe, 'chloe']] as const) await guest.request('calls.update', { participantId: ids[name]!, isHandUp: true });
  assert.equal(await codeOf(ben.request('calls.lowerHands', { callId })), 'forbidden');
  const one = await ada.request('calls.lowerHands', { callId, participantIds: [ids.ben!] });
  assert.deepEqual([of(one, 'ben')!.handAt, of(one, 'chloe')!.handAt === null], [null, false]);
  assert.equal(of(await ada.request('calls.lowerHands', { callId }), 'chloe')!.handAt, null);
  await close();
});

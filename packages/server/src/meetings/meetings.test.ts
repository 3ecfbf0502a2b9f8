import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CallInfo, Input } from '@corridor/sdk/protocol';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';
import { createMeetings } from './meetings.service.ts';

let world: TestWorld, ada: Guest, ben: Guest, chloe: Guest;
before(async () => {
  world = await startTestWorld({ timing: { calls: { graceMs: 300 } } });
  [ada, ben, chloe] = [await world.connect('ada'), await world.connect('ben'), await world.connect('chloe')];
});
after(() => world.close());

const create = (more: Partial<Input<'meetings.create'>> = {}) => ada.request('meetings.create', { name: 'Weekly', ...more });
const join = (guest: Guest, code: string, more: object = {}) => guest.request('meetings.join', { code, deviceId: 'desk', ...more });
const people = (call: CallInfo) => call.participants.map(({ userId, state, role }) => `${userId} ${state} ${role}`);
const becomes = (guest: Guest, callId: string, is: (call: CallInfo) => boolean) => guest.hears('calls.changed', (call) => call.id === callId && is(call));

test('whoever has the code of an open room comes in, and is in its conversation from then on', async () => {
  const room = await create(), { code, id: roomId, channelId } = room;
  assert.match(code, /^[b-z]{3}-[b-z]{4}-[b-z]{3}$/);
  assert.deepEqual([room.path, room.status, room.mine.level], [`/meet/${code}`, 'open', 'owner']);
  assert.deepEqual([await codeOf(ben.request('meetings.room', { roomId })), await codeOf(ben.request('chat.history', { channelId }))], ['not-found', 'not-found']);
  await ada.request('chat.send', { channelId, text: 'before' });
  const door = await ben.request('meetings.find', { code: code.toUpperCase().replaceAll('-', ' ') });
  assert.deepEqual([door.name, door.access, door.needsPassword], ['Weekly', 'open', false]);
  const first = await join(ben, code);
  assert.deepEqual(people(first.call), ['ben answered host']);
  const second = await join(ada, code);
  assert.deepEqual([people(second.call), second.call.meetingId], [['ben answered participant', 'ada answered host'], roomId]);
  await ada.request('chat.send', { channelId, text: 'during' });
  assert.deepEqual((await ben.request('chat.history', { channelId })).items.map(({ text }) => text).filter(Boolean), ['during']);
  assert.equal((await ben.request('meetings.room', { roomId })).status, 'in-meeting');
  await ada.request('calls.setSettings', { callId: first.call.id, settings: { isLocked: true } });
  assert.equal((await ben.request('meetings.find', { code })).status, 'locked');
  assert.equal(await codeOf(join(chloe, code)), 'forbidden');
  await ada.request('calls.end', { callId: first.call.id });
  assert.equal((await ada.request('meetings.room', { roomId })).status, 'open');
});

test('a room with a password wants it of those without a place in it, and not too often wrong, whoever comes in by the right one meanwhile', async () => {
  assert.equal(await codeOf(create({ access: 'password' })), 'conflict');
  const { code, id: roomId } = await create({ access: 'password', password: 'Kü\u0308che' });
  for (const password of [undefined, 'wrong']) await assert.rejects(join(ben, code, { password }), { code: 'forbidden', details: { reason: 'password' } });
  const { call } = await join(ben, code, { password: 'Kü̈che' });
  await ada.request('meetings.grant', { roomId, userId: 'chloe', level: 'presenter' });
  await join(chloe, code);
  await join(ada, code);
  const dan = await world.connect('dan');
  for (let tried = 1; tried < 20; tried++) assert.equal(await codeOf(join(dan, code, { password: 'wrong' })), 'forbidden'); // the first wrong one was Ben's
  assert.equal(await codeOf(join(dan, code, { password: 'Kü̈che' })), 'rate-limited');
  const rows = JSON.stringify((await world.rows('acme')).meeting_rooms);
  assert.ok(!rows.includes('che'), 'the password stands nowhere');
  await ada.request('calls.end', { callId: call.id });
});

test('before a room with a lobby people wait until somebody comes who lets them in; they see neither room nor conversation before', async () => {
  const { code, id: roomId, channelId } = await create({ access: 'lobby' });
  const waiting = await join(ben, code), callId = waiting.call.id;
  assert.deepEqual([people(waiting.call), waiting.call.status, waiting.ice.servers], [['ben waiting participant'], 'ringing', []]);
  assert.deepEqual([await codeOf(ben.request('chat.history', { channelId })), await codeOf(ben.request('meetings.room', { roomId })), await codeOf(ben.request('calls.ice', { participantId: waiting.participantId }))], ['not-found', 'not-found', 'conflict']);
  await join(ada, code);
  const knocking = await join(chloe, code);
  await ada.request('calls.admit', { callId, participantIds: [waiting.participantId] });
  await becomes(ben, callId, (call) => call.participants.some(({ userId, state }) => userId === 'ben' && state === 'answered'));
  await ada.request('calls.deny', { callId, participantIds: [knocking.participantId] });
  assert.deepEqual([await codeOf(ben.request('chat.history', { channelId })), await codeOf(chloe.request('chat.history', { channelId })), await codeOf(join(chloe, code))], ['ok', 'not-found', 'forbidden']);
  await ada.request('calls.end', { callId });
});

test('a room takes as many as it holds', async () => {
  const { code } = await create({ capacity: 2 }), { call } = await join(ada, code);
  await join(ben, code);
  assert.equal(await codeOf(join(chloe, code)), 'conflict');
  await ada.request('calls.end', { callId: call.id });
});

test('what people are in a room is what they are in its call, until their time is over', async () => {
  const { code, id: roomId } = await create({ settings: { mayShare: false, mayRecord: false, mostHeight: 720 } });
  await ada.request('meetings.grant', { roomId, userId: 'ben', level: 'presenter' });
  await ada.request('meetings.grant', { roomId, userId: 'chloe', level: 'viewer', until: new Date(Date.now() + 3_600_000).toISOString() });
  await ada.request('meetings.grant', { roomId, userId: 'dan', level: 'moderator', until: new Date(Date.now() - 1000).toISOString() });
  const { call } = await join(ada, code), bens = await join(ben, code), chloes = await join(chloe, code), dan = await world.connect('dan');
  await join(dan, code);
  const now = await ada.request('calls.call', { callId: call.id });
  assert.deepEqual(people(now), ['ada answered host', 'ben answered participant', 'chloe answered viewer', 'dan answered participant']);
  assert.deepEqual([now.settings.mayShare, now.settings.mayRecord, now.settings.mostHeight, now.participants[1]!.rights], [false, false, 720, ['share', 'annotate']]);
  await ben.request('calls.update', { participantId: bens.participantId, media: { screen: true } });
  assert.equal(await codeOf(chloe.request('calls.update', { participantId: chloes.participantId, media: { microphone: true } })), 'forbidden');
  assert.deepEqual((await ada.request('meetings.roles', { roomId })).items.map(({ userId, level }) => `${userId} ${level}`), ['ada owner', 'ben presenter', 'chloe viewer']);
  for (const asked of ['meetings.roles', 'meetings.delete'] as const) assert.equal(await codeOf(ben.request(asked, { roomId })), 'forbidden');
  await ada.request('meetings.revoke', { roomId, userId: 'ben' });
  assert.equal(await codeOf(ben.request('meetings.room', { roomId })), 'not-found');
  await ada.request('calls.end', { callId: call.id });
});

test('a role that ends in the call is over then: in the call, in the conversation, and what is sent', async () => {
  const { code, id: roomId, channelId } = await create({ settings: { mayChat: false, mayShare: false } });
  const { call } = await join(ada, code), bens = await join(ben, code);
  assert.equal(await codeOf(ben.request('chat.send', { channelId, text: 'not me' })), 'forbidden');
  await ada.request('meetings.grant', { roomId, userId: 'ben', level: 'moderator', until: new Date(Date.now() + 1500).toISOString() });
  await ben.request('calls.update', { participantId: bens.participantId, media: { screen: true, microphone: true } });
  await ben.request('chat.send', { channelId, text: 'now me' });
  assert.deepEqual(people(await ada.request('calls.call', { callId: call.id })), ['ada answered host', 'ben answered cohost']);
  await becomes(ada, call.id, ({ participants }) => participants.some(({ userId, role, media }) => userId === 'ben' && role === 'participant' && media.microphone && !media.screen));
  assert.equal(await codeOf(ben.request('chat.send', { channelId, text: 'no more' })), 'forbidden');
  assert.equal(await codeOf(ben.request('calls.update', { participantId: bens.participantId, media: { screen: true } })), 'forbidden');
  await ada.request('calls.end', { callId: call.id });
});

test('who leads a room for a time makes nobody lead it for longer: not in the room, not in its call, not in its conversation', async () => {
  const { code, id: roomId, channelId } = await create({ settings: { mayShare: false } }), [sooner, until, later] = [1, 2, 3].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString()) as [string, string, string];
  await ada.request('meetings.grant', { roomId, userId: 'ben', level: 'owner', until });
  for (const given of [{ userId: 'dan', level: 'moderator' as const }, { userId: 'dan', level: 'owner' as const, until: later }, { userId: 'ben', level: 'owner' as const }]) assert.equal((await ben.request('meetings.grant', { roomId, ...given })).until, until);
  assert.equal((await ben.request('meetings.grant', { roomId, userId: 'dan', level: 'presenter', until: sooner })).until, sooner);
  assert.equal((await ada.request('meetings.grant', { roomId, userId: 'erin', level: 'presenter' })).until, null);
  const { call: { id: callId } } = await join(ada, code), eve = await world.connect('eve'), eves = await join(eve, code), chloes = await join(chloe, code);
  await join(ben, code);
  await ben.request('calls.setRole', { callId, participantId: chloes.participantId, role: 'cohost' });
  await chloe.request('calls.setRole', { callId, participantId: eves.participantId, role: 'cohost' }); // it rests on Ben's, too
  await eve.request('calls.update', { participantId: eves.participantId, media: { screen: true, microphone: true } });
  assert.equal(await codeOf(ben.request('chat.setMemberRole', { channelId, userId: 'chloe', role: 'admin' })), 'conflict');
  await ada.request('meetings.grant', { roomId, userId: 'ben', level: 'owner', until: new Date(Date.now() + 500).toISOString() });
  const after = await becomes(ada, callId, ({ participants }) => participants.every(({ userId, role, media }) => (userId === 'ada' ? role === 'host' : role === 'participant' && !media.screen)) && participants.length === 4);
  assert.ok(after.participants.find(({ userId }) => userId === 'eve')!.media.microphone);
  assert.equal(await codeOf(eve.request('calls.update', { participantId: eves.participantId, media: { screen: true } })), 'forbidden');
  assert.equal(await codeOf(chloe.request('calls.setSettings', { callId, settings: { mayShare: true } })), 'forbidden');
  assert.deepEqual((await ada.request('meetings.roles', { roomId })).items.map(({ userId, level }) => `${userId} ${level}`), ['ada owner', 'dan presenter', 'erin presenter']);
  await ada.request('calls.end', { callId });
});

test('a role ends although nobody who knew of it is there any more', async () => {
  const { id: roomId, channelId } = await create({ settings: { mayChat: false } }), other = await startTestWorld({ beside: world });
  await ada.request('meetings.grant', { roomId, userId: 'ben', level: 'moderator', until: new Date(Date.now() + 1000).toISOString() });
  await ben.hears('chat.channel', ({ id, membership }) => id === channelId && membership?.role === 'admin');
  await ben.hears('chat.channel', ({ id, membership }) => id === channelId && membership?.role === 'member');
  await other.close();
});

test('a room keeps an owner', async () => {
  const { id: roomId } = await create();
  assert.deepEqual([await codeOf(ada.request('meetings.revoke', { roomId, userId: 'ada' })), await codeOf(ada.request('meetings.grant', { roomId, userId: 'ada', level: 'viewer' }))], ['conflict', 'conflict']);
  await ada.request('meetings.grant', { roomId, userId: 'ben', level: 'owner' });
  await ada.request('meetings.grant', { roomId, userId: 'ada', level: 'participant' });
  assert.equal(await codeOf(ada.request('meetings.update', { roomId, name: 'Mine' })), 'forbidden');
  await ben.request('meetings.delete', { roomId });
  assert.equal(await codeOf(ben.request('meetings.room', { roomId })), 'not-found');
});

test('closed, a room is empty and takes nobody, and another code makes the one before worthless', async () => {
  const { id: roomId, code, channelId } = await create(), { call } = await join(ben, code);
  const closed = await ada.request('meetings.update', { roomId, isClosed: true, hasNewCode: true, name: 'Other' });
  assert.deepEqual([closed.status, closed.name, closed.code === code], ['closed', 'Other', false]);
  await becomes(ben, call.id, ({ status }) => status === 'ended');
  assert.deepEqual([await codeOf(join(ben, code)), await codeOf(join(ben, closed.code)), await codeOf(ben.request('calls.start', { channelId, kind: 'video', deviceId: 'desk' }))], ['not-found', 'conflict', 'conflict']);
  await ada.request('meetings.update', { roomId, isClosed: false });
  await join(ben, closed.code);
});

test('a call that somebody starts in the conversation of a room is that of the room', async () => {
  const { code, channelId, id: roomId } = await create({ access: 'lobby' });
  await ada.request('meetings.grant', { roomId, userId: 'ben', level: 'participant' });
  const { call } = await ben.request('calls.start', { channelId, kind: 'video', deviceId: 'desk', userIds: ['ada'] });
  assert.deepEqual([people(call), call.meetingId], [['ben waiting participant'], roomId]);
  assert.equal((await join(ada, code)).call.id, call.id);
  await ada.request('calls.end', { callId: call.id });
});

test('who tries codes has to wait, and learns of no right one meanwhile', async () => {
  const slow = await startTestWorld({ beside: world, limits: 1 }), eve = await slow.connect('eve'), { code: right } = await create(), codes: string[] = [];
  for (const code of [...Array.from({ length: 20 }, () => 'bcdfghjkmn'), 'bcdfghjkmn', right]) codes.push(await codeOf(eve.request('meetings.find', { code })));
  assert.deepEqual([[...new Set(codes.slice(0, 20))], codes.slice(20)], [['not-found'], ['rate-limited', 'rate-limited']]);
  const other = await slow.connect('ben');
  assert.equal(await codeOf(other.request('meetings.find', { code: right })), 'ok');
  await slow.close();
});

test('codes tried from all addresses of one line count together', async () => {
  const meetings = createMeetings(1, () => undefined), tries = async (address: string, found?: object) => codeOf(meetings.guess({ address }, () => Promise.resolve(found)));
  for (let tried = 0; tried < 20; tried++) assert.equal(await tries(`2001:db8:1:2::${tried}`), 'not-found');
  assert.deepEqual([await tries('2001:db8:1:2:3:4:5:6', {}), await tries('2001:db8:1:3::1', {}), await tries('192.0.2.7', {})], ['rate-limited', 'ok', 'ok']);
});

test('rooms are listed a page at a time, those that I have a place in', async () => {
  const zoe = await world.connect('zoe'), names = ['one', 'two', 'three'];
  for (const name of names) await zoe.request('meetings.create', { name, id: newId() });
  const first = await zoe.request('meetings.list', { limit: 2 }), rest = await zoe.request('meetings.list', { limit: 2, cursor: first.next });
  assert.deepEqual([first.items.map(({ name }) => name), rest.items.map(({ name }) => name), rest.next], [['three', 'two'], ['one'], undefined]);
});

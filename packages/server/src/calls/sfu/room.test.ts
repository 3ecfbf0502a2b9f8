import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallInfo, type CallMedia, type CallRole, openSettings } from '@corridor/sdk/protocol';
import type { Node } from './nodes.ts';
import { Room } from './room.ts';

const ada = '0192f0c4-0000-7000-8000-00000000000a', ben = '0192f0c4-0000-7000-8000-00000000000b', at = '2026-01-01T00:00:00.000Z';
const off: CallMedia = { microphone: false, camera: false, screen: false };
type Said = Record<string, unknown>;

/** A call of Ada, its host, and Ben, as it is told after so many changes. */
const callOf = (version: number, { role = 'participant', settings = {}, media = off, rights }: { role?: CallRole; settings?: Partial<CallInfo['settings']>; media?: CallMedia; rights?: ['share'] } = {}): CallInfo => {
  const leg = { state: 'active', handAt: null, deviceId: 'desk', invitedAt: at, joinedAt: at, leftAt: null } as const;
  return {
    id: ada, version, epoch: 1, channelId: ada, kind: 'video', status: 'active', reason: null, route: 'sfu', startedBy: 'ada', startedAt: at, activeAt: at, endedAt: null, settings: { ...openSettings, ...settings },
    participants: [{ ...leg, id: ada, userId: 'ada', role: 'host', media: off }, { ...leg, id: ben, userId: 'ben', role, media, ...(rights && { rights }) }],
  };
};

const noted = { note: () => Promise.resolve(true), forget: () => Promise.resolve() };

/** A room at a Janus that notes what it is asked for, in this order. */
function roomOf(call: CallInfo, refuses = false) {
  const said: Said[] = [], asked = (body: object) => { said.push(body as Said); return refuses && (body as Said).request === 'moderate' ? Promise.reject(new Error('no')) : Promise.resolve({ answer: {}, jsep: { type: 'answer' as const, sdp: 'v=0' } }); };
  const handle = { ask: asked, trickle: () => Promise.resolve(), detach: () => Promise.resolve() };
  let id = 0;
  const now: NonNullable<Node['now']> = { session: { attach: () => Promise.resolve(handle), close: () => undefined }, control: handle, newId: () => ++id };
  const room = new Room(call, now, undefined, { node: { url: '', now, calls: 0 }, recordings: undefined, tell: () => undefined, repeatMs: 1000, ...noted });
  room.follow(call);
  const slots = [['0', 'microphone'], ['1', 'camera'], ['2', 'screen'], ['3', 'screenAudio']] as const;
  const offer = (participantId: string, given: readonly (readonly [string, 'microphone' | 'camera' | 'screen' | 'screenAudio'])[] = slots) => room.hear(participantId, { type: 'offer', run: 'one', seq: 1, sdp: 'v=0', slots: given.map(([mid, slot]) => ({ mid, slot })) });
  /** What it was told to hold back, or no more, since this was last asked. */
  const moderated = () => said.splice(0).filter(({ request }) => request === 'moderate').map(({ mid, mute }) => `${mute ? 'hold' : 'pass'} ${String(mid)}`);
  return { room, offer, moderated, said };
}

test('of somebody who may send, nothing is held back', async () => {
  const { offer, moderated } = roomOf(callOf(1));
  await offer(ben);
  assert.deepEqual(moderated(), []);
});

test('what is not somebody\'s to send is held back before their offer is answered, whatever their client says that it is', async () => {
  const viewer = roomOf(callOf(1, { role: 'viewer' })), twice = roomOf(callOf(1, { settings: { mayUnmute: false } }));
  await viewer.offer(ben);
  assert.deepEqual(viewer.moderated(), ['hold 0', 'hold 1', 'hold 2', 'hold 3']);
  await twice.offer(ben, [['0', 'microphone'], ['1', 'microphone']]);
  assert.deepEqual(twice.moderated(), ['hold 0', 'hold 1']);
  await twice.offer(ada);
  assert.deepEqual(twice.moderated(), [], 'a host sends what they like');
});

test('with what a host says, and with what somebody becomes, Janus passes on less or more', async () => {
  const { room, offer, moderated } = roomOf(callOf(1));
  await offer(ben);
  room.follow(callOf(2, { settings: { mayUnmute: false, mayShare: false } }));
  await room.mute(ben, 'camera', true);
  assert.deepEqual(moderated().sort(), ['hold 0', 'hold 1', 'hold 2', 'hold 3']);
  room.follow(callOf(3, { settings: { mayUnmute: false, mayShare: false }, rights: ['share'], media: { ...off, camera: true } }));
  await room.mute(ben, 'microphone', true);
  assert.deepEqual(moderated().sort(), ['pass 1', 'pass 2', 'pass 3']);
  room.follow(callOf(4, { media: { ...off, microphone: true } }));
  await room.mute(ben, 'screen', false);
  assert.deepEqual(moderated(), ['pass 0']);
});

test('who was speaking when unmuting became a host\'s speaks on until they are muted, and not again', async () => {
  const speaking = { ...off, microphone: true }, settings = { mayUnmute: false }, { room, offer, moderated } = roomOf(callOf(1, { media: speaking }));
  await offer(ben);
  room.follow(callOf(2, { settings, media: speaking }));
  assert.deepEqual(moderated(), []);
  await room.mute(ben, 'microphone', true);
  room.follow(callOf(3, { settings }));
  assert.deepEqual(moderated(), ['hold 0']);
  await room.mute(ben, 'microphone', false);
  assert.deepEqual(moderated(), []);
});

test('where Janus does not hold back what it should, there is no connection', async () => {
  const { offer } = roomOf(callOf(1, { role: 'viewer' }), true);
  await assert.rejects(offer(ben), { code: 'conflict' });
});

test('a call that ends while its room is made leaves none: it is destroyed once it is there', async () => {
  const asked: string[] = [];
  let made: () => void = () => undefined;
  const ask = async ({ request }: { request: string }) => {
    asked.push(request);
    if (request === 'create') await new Promise<void>((resolve) => { made = resolve; });
    asked.push(`${request}: done`);
    return { answer: {}, jsep: undefined };
  };
  const now = { session: {}, control: { ask }, newId: () => 7 } as unknown as NonNullable<Node['now']>, node: Node = { url: 'ws://janus', now, calls: 0 };
  const room = new Room({ epoch: 1 } as CallInfo, now, undefined, { node, recordings: undefined, tell: () => undefined, repeatMs: 1000, ...noted }), closed = room.close(true);
  await new Promise(setImmediate);
  made();
  await closed;
  assert.deepEqual(asked, ['create', 'create: done', 'destroy', 'destroy: done']);
});

test('there is no room where its call is over before it is noted, and one that is ended is noted no more', async () => {
  const asked: string[] = [], ask = ({ request }: { request: string }) => { asked.push(request); return Promise.resolve({ answer: {}, jsep: undefined }); };
  const now = { session: {}, control: { ask }, newId: () => 7 } as unknown as NonNullable<Node['now']>, node: Node = { url: 'ws://janus', now, calls: 0 };
  const around = { node, recordings: undefined, tell: () => undefined, repeatMs: 1000, forget: (id: string) => { asked.push(`forget ${id}`); return Promise.resolve(); } };
  const late = new Room(callOf(1), now, undefined, { ...around, note: () => Promise.resolve(false) });
  late.follow(callOf(1));
  await assert.rejects(late.hear(ada, { type: 'offer', run: 'one', seq: 1, sdp: 'v=0', slots: [] }), { code: 'unavailable' });
  await late.close(true);
  assert.equal(asked.length, 0);
  const room = new Room(callOf(1), now, undefined, { ...around, note: ({ id, url, room: name }) => { asked.push(`note ${id} ${url} ${name}`); return Promise.resolve(true); } });
  await room.made;
  await room.close(true);
  assert.deepEqual(asked, [`note ${room.id} ws://janus 7`, 'create', 'destroy', `forget ${room.id}`]);
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CallInfo, MediaRequest } from '@corridor/sdk/protocol';
import type { CallError } from '../errors.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';
import { reroute } from './calls.reroute.ts';
import type { Sfu } from './sfu/sfu.ts';

/** A media server of words alone: who was let through to it, and what it was told of calls. */
const asked: string[] = [], followed: CallInfo[] = [];
let state: ReturnType<Sfu['state']> = 'ready';
const sfu: Sfu = {
  state: () => state,
  hear: (_tenant, _call, participantId) => { asked.push(participantId); return Promise.resolve({ sdp: 'v=0' }); },
  follow: (_tenant, call) => { followed.push(call); },
  mute: () => Promise.resolve(),
  recorded: () => [],
  close: () => Promise.resolve(),
};

const names = ['ada', 'ben', 'chloe', 'dora', 'emil', 'fay'];
let world: TestWorld, people: Guest[], stranger: Guest;
before(async () => {
  world = await startTestWorld({ sfu, calls: { mostInMesh: 4, most: 6 } });
  people = await Promise.all(names.map((name) => world.connect(name)));
  stranger = await world.connect('ada', { tenant: 'rivals' });
});
after(() => world.close());

async function call(count: number): Promise<{ channelId: string; callId: string; ids: string[]; info: CallInfo }> {
  const [ada] = people, { id: channelId } = await ada!.request('chat.createChannel', { kind: 'group', members: names });
  const { call: { id: callId }, participantId } = await ada!.request('calls.start', { channelId, kind: 'video', deviceId: 'desk', userIds: [] }), ids = [participantId];
  for (const one of people.slice(1, count)) ids.push((await one.request('calls.join', { callId, deviceId: 'desk' })).participantId);
  return { channelId, callId, ids, info: await ada!.request('calls.call', { callId }) };
}
const join = (index: number, callId: string) => people[index]!.request('calls.join', { callId, deviceId: 'desk' });
const refusalOf = async (promise: Promise<unknown>): Promise<CallError> => promise.then(() => { throw new Error('it was not refused'); }, (error: unknown) => error as CallError);
const offer: MediaRequest = { type: 'offer', run: 'a-run', seq: 1, sdp: 'v=0', slots: [{ mid: '0', slot: 'microphone' }] };

test('a call of as many as a mesh takes goes from one to the other; one more moves it to the media server, in another epoch, and it stays there', async () => {
  state = 'ready';
  const { callId, info, ids } = await call(4);
  assert.deepEqual([info.route, info.epoch], ['mesh', 1]);
  const { call: moved } = await join(4, callId);
  assert.deepEqual([moved.route, moved.epoch], ['sfu', 2]);
  for (const one of people.slice(0, 5)) await one.hears('calls.changed', (heard) => heard.id === callId && heard.route === 'sfu' && heard.epoch === 2 && heard.participants.length === 5);
  const { call: more } = await join(5, callId);
  assert.deepEqual([more.route, more.epoch], ['sfu', 2]);
  for (const index of [1, 2, 3]) await people[index]!.request('calls.leave', { participantId: ids[index]! });
  const last = await people[0]!.request('calls.call', { callId });
  assert.deepEqual([last.route, last.epoch], ['sfu', 2]);
  assert.equal(followed.at(-1)!.version, last.version);
});

for (const [is, reason, word] of [['none', 'no-media-server', 'JANUS_URL'], ['unreachable', 'media-server-away', '/readyz']] as const) {
  test(`with a media server that is ${is} one more than a mesh takes is told why, and what helps; the others talk on`, async () => {
    state = is;
    const { callId } = await call(4), refusal = await refusalOf(join(4, callId));
    assert.deepEqual([refusal.code, refusal.details], ['conflict', { reason, most: 4 }]);
    assert.ok(refusal.message.includes(word), refusal.message);
    const after = await people[0]!.request('calls.call', { callId });
    assert.deepEqual([after.route, after.epoch, after.participants.length], ['mesh', 1, 4]);
    state = 'ready';
  });
}

test('a full call takes nobody more', async () => {
  state = 'ready';
  const { callId } = await call(6), { id: channelId } = await people[0]!.request('chat.createChannel', { kind: 'group', members: ['gus'] });
  assert.ok(channelId);
  const gus = await world.connect('gus'), { channelId: of } = await people[0]!.request('calls.call', { callId });
  await people[0]!.request('chat.addMembers', { channelId: of, userIds: ['gus'] });
  const refusal = await refusalOf(gus.request('calls.join', { callId, deviceId: 'desk' }));
  assert.deepEqual([refusal.code, refusal.details], ['conflict', { reason: 'full', most: 6 }]);
});

test('a media server that is lost is told once, whoever notices it: one epoch more for everybody', async () => {
  const { callId, info } = await call(5);
  await Promise.all([1, 2].map(() => reroute(world.perform, 'acme', callId, info.epoch)));
  const { epoch } = await people[0]!.request('calls.call', { callId });
  assert.equal(epoch, info.epoch + 1);
  await people[4]!.hears('calls.changed', (heard) => heard.id === callId && heard.epoch === epoch);
});

// Everybody with everybody's id, in each epoch: of all these only one's own, present, in this epoch comes through.
test('the media server hears nobody but who is in the call, for themselves, on this way and in this epoch', async () => {
  const { ids, info, channelId } = await call(6);
  await people[1]!.request('calls.leave', { participantId: ids[1]! });
  await people[0]!.request('chat.removeMember', { channelId, userId: 'fay' });
  const mesh = await call(2), direct = mesh.ids;
  const away = new Set([ids[1]!, ids[5]!]), askers: [Guest, string][] = [...people.map((one, index): [Guest, string] => [one, names[index]!]), [stranger, 'a stranger']];
  let allowed = 0, refused = 0;
  for (const [asker, name] of askers) {
    for (const participantId of [...ids, ...direct, newId()]) {
      for (const epoch of [1, 2, 3]) {
        const before = asked.length, code = await codeOf(asker.request('calls.media', { participantId, epoch, data: offer }));
        const isOwn = asker !== stranger && [ids, direct].some((all) => all.indexOf(participantId) >= 0 && names[all.indexOf(participantId)] === name);
        const isIn = isOwn && !away.has(participantId), isOnSfu = ids.includes(participantId);
        const wanted = !isIn ? 'not-found' : isOnSfu && epoch === info.epoch ? 'ok' : 'conflict';
        assert.equal(code, wanted, `${name} with ${participantId} in epoch ${epoch}`);
        assert.equal(asked.length - before, wanted === 'ok' ? 1 : 0);
        if (wanted === 'ok') allowed++; else refused++;
      }
    }
  }
  assert.equal(allowed, 4);
  assert.equal(refused, askers.length * 9 * 3 - 4);
});

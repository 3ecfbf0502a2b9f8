import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type OperationName, operations, type OperationSpec } from '@corridor/sdk/protocol';
import { examples, type Targets } from '../examples.testing.ts';
import { codeOf, type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';

let world: TestWorld, ada: Guest, ben: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben] = [await world.connect('ada'), await world.connect('ben')];
});
after(() => world.close());

interface Meeting { callId: string; channelId: string; roomId: string; code: string; adas: string; bens: string }
/** A call in a room with a lobby, ada and ben in it. */
async function meeting(): Promise<Meeting> {
  const room = await ada.request('meetings.create', { name: 'confidential', access: 'lobby' });
  await ada.request('meetings.grant', { roomId: room.id, userId: 'ben', level: 'moderator' });
  const { call, participantId: adas } = await ada.request('meetings.join', { code: room.code, deviceId: 'desk' });
  const { participantId: bens } = await ben.request('meetings.join', { code: room.code, deviceId: 'desk' });
  return { callId: call.id, channelId: room.channelId, roomId: room.id, code: room.code, adas, bens };
}

/** Those who are out of a call, each in a way of their own, and who they are or were in it. */
const outsiders: Record<string, (where: Meeting) => Promise<{ guest: Guest; own?: string }>> = {
  'somebody of the tenant who is not in it': async () => ({ guest: await world.connect('chloe') }),
  'somebody of another tenant': async () => ({ guest: await world.connect('ada', { tenant: 'rivals' }) }),
  'who waits in the lobby': async ({ code }) => {
    const guest = await world.connect(`waiting-${newId()}`);
    return { guest, own: (await guest.request('meetings.join', { code, deviceId: 'desk' })).participantId };
  },
  'who waited in the lobby, and went': async ({ code }) => {
    const guest = await world.connect(`gone-${newId()}`), { participantId: own } = await guest.request('meetings.join', { code, deviceId: 'desk' });
    await guest.request('calls.leave', { participantId: own });
    return { guest, own };
  },
  'who was not let in': async ({ code, callId }) => {
    const guest = await world.connect(`denied-${newId()}`), { participantId: own } = await guest.request('meetings.join', { code, deviceId: 'desk' });
    await ada.request('calls.deny', { callId, participantIds: [own] });
    return { guest, own };
  },
  'who was put out': async ({ code, callId }) => {
    const guest = await world.connect(`guest:${newId()}`, { guest: await roomOf(code) }), { participantId: own } = await guest.request('meetings.join', { code, deviceId: 'desk' });
    await ada.request('calls.admit', { callId });
    await ada.request('calls.remove', { callId, participantIds: [own] });
    return { guest, own };
  },
  'a guest of another room': async () => {
    const other = await ada.request('meetings.create', { name: 'other' }), guest = await world.connect(`guest:${newId()}`, { guest: { roomId: other.id, channelId: other.channelId } });
    await guest.request('meetings.join', { code: other.code, deviceId: 'desk' }); // where they are what they are
    return { guest };
  },
};
const roomOf = async (code: string) => { const { id: roomId, channelId } = (await ada.request('meetings.list', {})).items.find((room) => room.code === code)!; return { roomId, channelId }; };

/** What is answered by who one is, or was, and tells nothing of others; and what somebody may always ask. */
const own: readonly OperationName[] = ['calls.join', 'calls.leave', 'calls.ring', 'calls.decline', 'calls.call', 'calls.resume', 'calls.live', 'meetings.find', 'meetings.join', 'meetings.list', 'meetings.create', 'calls.preflight', 'calls.history', 'calls.forget', 'calls.figures'];
const asked = (Object.keys(operations) as OperationName[]).filter((name) => /^(calls|meetings)\./.test(name) && (operations[name] as OperationSpec).callers !== 'keys' && !own.includes(name));

for (const [who, enter] of Object.entries(outsiders)) {
  test(`${who} reads no signal, gets no way for media and no word of the room, and changes nothing`, async () => {
    const where = await meeting(), { guest, own: mine } = await enter(where), { callId, channelId, adas, bens, roomId, code } = where;
    await guest.settled();
    const heard = guest.heard.length, before = JSON.stringify((await ada.request('calls.call', { callId })).participants);
    const target: Targets = { channelId, messageId: newId(), userId: 'ben', record: { type: 'x', id: 'x' }, role: 'x', token: 'x', newId: newId(), keyId: newId(), fileId: newId(), callId, participantId: bens, linkId: newId(), commentId: newId(), folderId: newId(), roomId, meetingCode: code, scheduledId: newId() };
    const probe = async () => {
      for (const participantId of [bens, adas, ...(mine === undefined ? [] : [mine])]) {
        for (const name of asked) {
          const code = await codeOf(guest.request(name, examples[name]({ ...target, participantId })));
          assert.ok(['not-found', 'forbidden', 'conflict'].includes(code), `${name} as ${participantId === mine ? 'themselves' : 'another one'}: ${code}`);
        }
        for (const name of ['calls.history', 'calls.forget', 'calls.figures'] as const) assert.doesNotMatch(await guest.request(name, examples[name]({ ...target, participantId })).then((answer) => JSON.stringify(answer), String), new RegExp(`${bens}|${callId}`));
        for (const to of [adas, bens]) assert.equal(await codeOf(guest.request('calls.signal', { participantId, to, epoch: 1, signals: [{ run: 'r', seq: 1, ack: 0, data: 'offer' }] })), 'not-found');
      }
      assert.ok(!(await guest.request('calls.history', {}).then(({ items }) => items, () => [])).some((entry) => entry.callId === callId)); // guests have none
      for (const asking of [() => guest.request('calls.call', { callId }), () => guest.request('calls.join', { callId, deviceId: 'desk' }).then(({ call, ice }) => { assert.deepEqual(ice.servers, []); return call; })]) await asking().then(({ participants }) => { assert.ok(participants.every(({ userId }) => userId === guest.session.user)); }, ({ code: refusal }: { code: string }) => { assert.ok(['not-found', 'forbidden', ...(isOver ? ['conflict'] : [])].includes(refusal), refusal); });
    };
    let isOver = false;
    await probe();
    await ada.request('calls.signal', { participantId: adas, to: bens, epoch: 1, signals: [{ run: 'r', seq: 1, ack: 0, data: 'confidential' }] });
    if (mine !== undefined) assert.equal(await codeOf(ada.request('calls.signal', { participantId: adas, to: mine, epoch: 1, signals: [{ run: 'r', seq: 1, ack: 0, data: 'confidential' }] })), 'not-found');
    await ada.request('calls.update', { participantId: adas, media: { camera: true } });
    assert.equal(JSON.stringify((await ada.request('calls.call', { callId })).participants).replace('"camera":true', '"camera":false'), before);
    await ada.request('calls.end', { callId });
    isOver = true;
    const after = JSON.stringify(await ada.request('calls.call', { callId }));
    await probe();
    assert.equal(JSON.stringify(await ada.request('calls.call', { callId })), after);
    await guest.settled();
    const told = guest.heard.slice(heard);
    assert.deepEqual(told.filter(({ name }) => name !== 'calls.changed'), []);
    for (const { payload } of told) assert.ok(!JSON.stringify(payload).includes(bens) && !JSON.stringify(payload).includes('confidential'));
    guest.close();
  });
}

/** What concerns a recording, of the real one and by the places of those who are in the call. */
const ofRecording = (Object.keys(operations) as OperationName[]).filter((name) => /^calls\.\w*(Recording|recordings|[rR]ules)/.test(name));

for (const [who, enter] of Object.entries(outsiders)) {
  test(`${who} neither sees a recording nor its file, begins, stops or resumes none, and answers for nobody`, async () => {
    const where = await meeting(), { guest, own: mine } = await enter(where), { callId, channelId, adas, bens, roomId, code } = where, recordingId = newId();
    await ada.request('calls.startRecording', { participantId: adas, id: recordingId });
    await ben.request('calls.answerRecording', { callId, isAgreed: true });
    const now = async () => { const { recording } = await ada.request('calls.call', { callId }); return JSON.stringify(recording); }, before = await now();
    assert.match(before, /"state":"recording"/);
    assert.ok(ofRecording.length >= 8);
    const target: Targets = { channelId, messageId: newId(), userId: 'ben', record: { type: 'x', id: 'x' }, role: 'x', token: 'x', newId: recordingId, keyId: newId(), fileId: newId(), callId, participantId: bens, linkId: newId(), commentId: newId(), folderId: newId(), roomId, meetingCode: code, scheduledId: newId() };
    const refuse = async () => {
      for (const participantId of [bens, adas, ...(mine === undefined ? [] : [mine])]) for (const name of ofRecording) {
        const refusal = await codeOf(guest.request(name, examples[name]({ ...target, participantId })));
        assert.ok(['not-found', 'forbidden', 'conflict'].includes(refusal), `${name}: ${refusal}`);
      }
    };
    await refuse();
    assert.equal(await now(), before);
    await ada.request('calls.stopRecording', { callId });
    await refuse();
    await ada.request('calls.end', { callId });
    await refuse();
    guest.close();
  });
}

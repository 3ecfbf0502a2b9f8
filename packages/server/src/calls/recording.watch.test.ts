import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { uuid7 } from '../uuid.ts';
import { type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';
import { insertPart, setState } from './recording.queries.ts';
import { watchRecordings } from './recording.watch.ts';

let world: TestWorld, ada: Guest, ben: Guest;
before(async () => {
  world = await startTestWorld({ timing: { recordingMs: 10 } });
  [ada, ben] = [await world.connect('ada'), await world.connect('ben')];
});
after(() => world.close());

/** The head of a WebM. */
const head = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff', 'hex'), most = 200;

/** A call that Janus records, of which a device has recorded a little before. */
async function recorded(): Promise<{ tenant: string; callId: string; recordingId: string; isOn(): Promise<boolean>; ends(who: Guest): Promise<unknown> }> {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] }), recordingId = uuid7();
  await ada.request('calls.setRules', { channelId, recording: 'everybody' });
  const { call: { id: callId }, participantId } = await ada.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' }), file = await world.files.objects.temporaryFile();
  await ada.request('calls.startRecording', { participantId, id: recordingId });
  await world.perform(ada.session, (call) => setState(call, recordingId, 'recording', true));
  await writeFile(file, head);
  const object = await world.files.objects.store('acme', file);
  await world.perform(ada.session, (call) => insertPart(call, recordingId, 0, object));
  const { version } = await ada.request('calls.call', { callId });
  return { tenant: 'acme', callId, recordingId, ends: (who) => who.hears('calls.changed', (call) => call.id === callId && call.version > version && call.recording === undefined), isOn: async () => (await ada.request('calls.call', { callId })).recording?.state === 'recording' };
}

test('a recording by the media server ends for all once it is as large as one may be, says why, and is kept', async () => {
  const large = await recorded(), small = await recorded(), gone = { tenant: 'acme', callId: uuid7(), recordingId: uuid7() };
  let looks = 0, bytes = most - head.length - 1;
  const nextLooks = async (count: number) => { for (const until = looks + count; looks < until;) await new Promise(setImmediate); };
  const watch = watchRecordings({
    perform: world.perform, mostBytes: most, everyMs: 60, onError: (error) => { world.errors.push(error); },
    sfu: { recorded: () => { looks++; return [gone, large, small]; } }, written: { bytesOf: (id) => Promise.resolve(id === small.recordingId ? 10 : bytes) },
  });
  try {
    await nextLooks(3);
    assert.deepEqual([await large.isOn(), await small.isOn()], [true, true]);
    bytes++;
    for (const one of [ada, ben]) await large.ends(one);
    const shown = async () => (await ben.request('calls.recordings', { callId: large.callId })).items[0]!;
    for (let one = await shown(); ; one = await shown()) {
      assert.deepEqual([one.userId, one.reason], ['ada', 'too-large']);
      if (one.state === 'ready') break;
    }
    await nextLooks(2);
    assert.deepEqual([await large.isOn(), await small.isOn(), world.errors], [false, true, []]);
  } finally { await watch.close(); }
});

test('one that cannot be looked at keeps no other from being ended', async () => {
  const [broken, large] = [await recorded(), await recorded()], errors: unknown[] = [];
  const watch = watchRecordings({ perform: world.perform, mostBytes: most, everyMs: 60, onError: (error) => { errors.push(error); }, sfu: { recorded: () => [broken, large] }, written: { bytesOf: (id) => (id === broken.recordingId ? Promise.reject(new Error('not read')) : Promise.resolve(most)) } });
  try {
    await large.ends(ben);
    assert.equal(await broken.isOn(), true);
    assert.match(String(errors[0]), /not read/);
  } finally { await watch.close(); }
});

test('one by the media server ends for all, and says why, once the organisation has no room for it', async () => {
  const one = await recorded();
  let bytes = 0;
  const full = watchRecordings({
    perform: (session, run) => world.perform(session, (call) => run(Object.assign(call, { files: { ...call.files, hasRoom: (_: unknown, more: number) => Promise.resolve(more < 100) } }))),
    mostBytes: most, everyMs: 60, onError: (error) => { world.errors.push(error); }, sfu: { recorded: () => { bytes += 60; return [one]; } }, written: { bytesOf: () => Promise.resolve(bytes) },
  });
  try {
    await one.ends(ben);
    assert.equal((await ben.request('calls.recordings', { callId: one.callId })).items[0]!.reason, 'quota-exceeded');
  } finally { await full.close(); }
});

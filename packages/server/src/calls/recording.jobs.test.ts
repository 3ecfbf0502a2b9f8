import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { partsOfRun } from '@corridor/sdk/protocol';
import { CallError } from '../errors.ts';
import { tellFile } from '../files/files.attach.ts';
import { gatherPieces } from '../files/files.joined.ts';
import { contentOf, eachEntry } from '../files/processing/zip.ts';
import { uuid7 } from '../uuid.ts';
import { type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';
import { finishRecording, type Joining } from './recording.jobs.ts';
import { insertPart, setState } from './recording.queries.ts';
import { noServerRecordings, type ServerRecordings } from './sfu/recordings.ts';

let world: TestWorld, ada: Guest, ben: Guest, boss: Guest, channelId: string;
before(async () => {
  world = await startTestWorld();
  [ada, ben, boss] = [await world.connect('ada'), await world.connect('ben'), await world.connect('boss', { roles: ['admin'] })];
  ({ id: channelId } = await ada.request('chat.createChannel', { kind: 'group', name: 'Purchasing', members: ['ben'] }));
  await ada.request('calls.setRules', { channelId, recording: 'everybody' });
});
after(() => world.close());

const rowsOf = async <T>(table: string): Promise<T[]> => ((await world.rows('acme'))[table] as { row: T }[]).map(({ row }) => row);

/** A recording that is over, with these parts; `server`: what Janus has written. Its film is made by `join`, which says how it fails. */
async function ended({ parts, server = [], join, gather = (what, use) => gatherPieces(world.files, what, use), of = channelId, free }: { parts: Readonly<Record<number, string>>; server?: readonly string[]; join: () => Error | Promise<Error>; gather?: Joining['gather']; of?: string; free?: () => Promise<number> }) {
  const { call: { id: callId }, participantId } = await ada.request('calls.start', { channelId: of, kind: 'audio', deviceId: 'desk' }), recordingId = uuid7();
  await ada.request('calls.startRecording', { participantId, id: recordingId });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'pieces-')), bytes = async (text: string) => { const file = await world.files.objects.temporaryFile(); await writeFile(file, text); return world.files.objects.store('acme', file); };
  await world.perform(ada.session, (call) => setState(call, recordingId, 'recording'));
  for (const [part, text] of Object.entries(parts)) { const object = await bytes(text); assert.ok(await world.perform(ada.session, (call) => insertPart(call, recordingId, Number(part), object))); }
  await world.perform(ada.session, (call) => setState(call, recordingId, 'finishing'));
  await ada.request('calls.end', { callId });
  for (const name of server) await writeFile(path.join(folder, name), `of ${name}`);
  const pieces = server.map((name) => ({ name, file: path.join(folder, name) })), told: unknown[] = [];
  let tries = 0, forgotten = 0;
  const written: ServerRecordings = { ...noServerRecordings, stretchesOf: () => Promise.resolve({ stretches: pieces.length ? [{ at: new Date(), make: () => Promise.reject(new Error('not used')), pieces }] : [], quietMs: Infinity }), forget: () => { forgotten++; return Promise.resolve(); } };
  const run = finishRecording({ ...free && { free }, perform: world.perform, files: world.files, written, quietMs: 0, report: (error) => { told.push(error); }, joining: { join: async () => { tries++; throw await join(); }, gather, tell: tellFile } });
  return {
    recordingId, told, counts: () => ({ tries, forgotten }),
    run: () => run({ tenant: 'acme', recordingId }),
    shown: async () => { const { items: [one] } = await ben.request('calls.recordings', { callId }); return one!; },
    parts: async () => (await rowsOf<{ recording_id: string }>('call_recording_parts')).filter((row) => row.recording_id === recordingId).length,
  };
}
const broken = () => new Error('ffmpeg ended with 1');

test('a recording that never becomes a film ends after some tries, says why, and is kept piece by piece as it arrived', async () => {
  const one = await ended({ parts: { 0: 'first ', 1: 'run', [partsOfRun]: 'second run' }, server: ['ada-audio-0.mjr'], join: broken });
  for (let attempt = 1; attempt < 5; attempt++) {
    await assert.rejects(one.run(), broken());
    assert.equal((await one.shown()).state, 'finishing');
  }
  await one.run();
  const { state, reason, fileId, mayDownload } = await one.shown();
  assert.deepEqual([state, reason, typeof fileId, mayDownload, one.told], ['failed', 'unmade', 'string', true, [broken()]]);
  assert.deepEqual([await one.parts(), one.counts()], [0, { tries: 5, forgotten: 1 }]);
  const version = (await rowsOf<{ file_id: string; name: string; object_id: string }>('file_versions')).find((row) => row.file_id === fileId);
  assert.match(version!.name, /^Recording .* UTC\.zip$/);
  const stored = (await rowsOf<{ id: string; bytes: number; store: 'disk'; wrapped_key: null }>('file_objects')).find((row) => row.id === version!.object_id);
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'pieces-')), 'pieces.zip'), contents: Record<string, string> = {};
  await writeFile(file, await world.files.objects.read('acme', { id: stored!.id, bytes: Number(stored!.bytes), store: stored!.store, wrappedKey: stored!.wrapped_key }));
  await eachEntry(file, new AbortController().signal, async (entry, zip) => { contents[entry.fileName] = (await contentOf(zip, entry, 1000)).toString(); return true; });
  assert.deepEqual(contents, { '01.webm': 'first run', '02.webm': 'second run', '03 ada-audio-0.mjr': 'of ada-audio-0.mjr' });
  // Run once more, such as after a crash, it leaves that as it is.
  await one.run();
  assert.equal((await one.shown()).fileId, fileId);
  await ada.request('calls.deleteRecording', { recordingId: one.recordingId });
  assert.deepEqual([(await one.shown()).state, (await one.shown()).fileId, (await one.shown()).reason], ['deleted', null, null]);
});

test('what cannot even be gathered stays where it is until the recording is deleted', async () => {
  const one = await ended({ parts: { 0: 'first' }, join: broken, gather: () => Promise.reject(new CallError('too-large', 'too much')) });
  for (let attempt = 1; attempt < 5; attempt++) await assert.rejects(one.run());
  await one.run();
  await one.run();
  const { state, reason, fileId } = await one.shown();
  assert.deepEqual([state, reason, fileId, await one.parts(), one.counts().forgotten, one.told.length], ['failed', 'unmade', null, 1, 0, 2]);
  await ada.request('calls.deleteRecording', { recordingId: one.recordingId });
  await one.run();
  assert.deepEqual([(await one.shown()).state, await one.parts(), one.counts().forgotten], ['deleted', 0, 1]);
});

test('a store that is away is waited for, however often that is tried', async () => {
  const one = await ended({ parts: { 0: 'first' }, join: () => new CallError('unavailable', 'The store is away') });
  for (let attempt = 0; attempt < 8; attempt++) await assert.rejects(one.run(), { code: 'unavailable' });
  assert.deepEqual([(await one.shown()).state, await one.parts(), one.told], ['finishing', 1, []]);
});

test('a recording of which nothing has arrived says so', async () => {
  const one = await ended({ parts: {}, join: broken });
  await one.run();
  assert.deepEqual([(await one.shown()).state, (await one.shown()).reason, one.counts().tries], ['failed', 'empty', 0]);
});

const conversation = async (): Promise<string> => {
  const { id } = await ada.request('chat.createChannel', { kind: 'group', name: 'For a while', members: ['ben', 'boss'] });
  await ada.request('calls.setRules', { channelId: id, recording: 'everybody' });
  return id;
};
const remove = (id: string) => boss.request('chat.deleteChannel', { channelId: id, confirm: 'For a while' });
const filesNow = async () => (await rowsOf<{ id: string; owner_id: string; deleted_at: string | null }>('files')).filter((row) => row.owner_id === 'corridor-recorder' && row.deleted_at === null).map(({ id }) => id);

test('recordings are deleted with their conversation, and what lies around of those that are no file', async () => {
  const of = await conversation(), kept = await filesNow(), made = await ended({ of, parts: { 0: 'first' }, join: broken });
  for (let attempt = 0; attempt < 4; attempt++) await assert.rejects(made.run());
  await made.run();
  const { fileId } = await made.shown(), unmade = await ended({ of, parts: { 0: 'first' }, server: ['ada-audio-0.mjr'], join: broken });
  assert.deepEqual(await filesNow(), [...kept, fileId].sort());
  await remove(of);
  assert.deepEqual(await filesNow(), kept);
  assert.deepEqual((await ben.request('files.urls', { items: [{ fileId: fileId!, as: 'original' }] })).items, []);
  const jobs = await world.database.raw<{ rows: { id: string }[] }>("select distinct data->>'recordingId' as id from pgboss.job where name = 'calls.finishRecording' and (data->>'recordingId') = any (?)", [[made.recordingId, unmade.recordingId]]);
  assert.deepEqual(jobs.rows.map(({ id }) => id).sort(), [made.recordingId, unmade.recordingId].sort());
  await unmade.run();
  assert.deepEqual([unmade.counts(), unmade.told], [{ tries: 0, forgotten: 1 }, []]);
});

test('a conversation that is deleted while a film of it is made keeps nothing of that', async () => {
  const of = await conversation(), kept = await filesNow();
  const one = await ended({ of, parts: { 0: 'first' }, join: broken, gather: (what, use) => gatherPieces(world.files, what, async (keep) => { await remove(of); return use(keep); }) });
  for (let attempt = 0; attempt < 5; attempt++) await one.run().catch(() => undefined);
  assert.deepEqual([await filesNow(), one.counts().forgotten], [kept, 1]);
});

test('a recording waits for room on the disk, however long that takes, and says so once', async () => {
  let left = 14;
  const one = await ended({ parts: { 0: 'first' }, join: broken, free: () => Promise.resolve(left) });
  for (let attempt = 0; attempt < 8; attempt++) await assert.rejects(one.run(), { code: 'unavailable' });
  assert.deepEqual([(await one.shown()).state, await one.parts(), one.counts().tries, one.told.length], ['finishing', 1, 0, 1]);
  assert.match(String(one.told[0]), /takes up to 15 bytes .* has 14 left/);
  left = 15;
  await assert.rejects(one.run(), broken());
  assert.equal(one.counts().tries, 1);
});

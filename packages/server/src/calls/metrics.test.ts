import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Guest, startTestWorld, type TestWorld } from '../world.testing.ts';
import { putFile } from '../testing/files.ts';
import { tidyCalls } from './calls.tidy.ts';
import { inTransaction } from '../transaction.ts';

let world: TestWorld, ada: Guest, ben: Guest, boss: Guest;
before(async () => {
  world = await startTestWorld();
  [ada, ben, boss] = [await world.connect('ada'), await world.connect('ben'), await world.connect('boss', { roles: ['admin'] })];
});
after(() => world.close());

const change = (sql: string, values: unknown[] = [], tenant = 'acme') => inTransaction(world.database, [tenant], (transaction) => transaction.query<Record<string, never>>('', sql, values));
/** A recording of Ada's in a call, that long ago. */
const recordedIn = (callId: string, channelId: string, state: string, { fileId = null, reason = null }: { fileId?: string | null; reason?: string | null } = {}) => change(`insert into call_recordings (tenant_id, id, call_id, channel_id, participant_id, user_id, state, answers, started_at, file_id, reason)
  select 'acme', gen_random_uuid(), $1, $2, p.id, 'ada', $4, '{}', '2020-01-01', $3, $5 from call_participants p where p.call_id = $1 and p.user_id = 'ada'`, [callId, channelId, fileId, state, reason]);
/** A call of two in a conversation of its own, which began then and lasted so long. */
async function calledAt(startedAt: string, seconds: number): Promise<{ callId: string; channelId: string }> {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] });
  const { call: { id: callId } } = await ada.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
  await ben.request('calls.join', { callId, deviceId: 'desk' });
  await ada.request('calls.end', { callId });
  await change("update calls set started_at = $1::timestamptz, active_at = $1::timestamptz, ended_at = $1::timestamptz + make_interval(secs => $2) where id = $3", [startedAt, seconds, callId]);
  return { callId, channelId };
}

test('calls are counted by the days, weeks and months of a time zone', async () => {
  for (const [at, seconds] of [['2026-03-01T22:30:00Z', 60], ['2026-03-01T23:30:00Z', 120], ['2026-03-08T12:00:00Z', 30]] as const) await calledAt(at, seconds);
  const by = async (period: 'day' | 'week' | 'month', timeZone: string) => (await boss.request('calls.figures', { period, timeZone, from: '2026-01-01T00:00:00Z', to: '2026-04-01T00:00:00Z' })).items.map((one) => [one.period, one.calls, one.talkSeconds, one.longestSeconds]);
  assert.deepEqual(await by('day', 'Europe/Oslo'), [['2026-03-01', 1, 60, 60], ['2026-03-02', 1, 120, 120], ['2026-03-08', 1, 30, 30]]);
  assert.deepEqual(await by('day', 'UTC'), [['2026-03-01', 2, 180, 120], ['2026-03-08', 1, 30, 30]]);
  assert.deepEqual(await by('week', 'Europe/Oslo'), [['2026-02-23', 1, 60, 60], ['2026-03-02', 2, 150, 120]]);
  assert.deepEqual(await by('month', 'America/Los_Angeles'), [['2026-03-01', 3, 210, 120]]);
});

test('of one participant one measurement is kept each ten seconds, and a long call is told in at most 120 points', async () => {
  const { id: channelId } = await ada.request('chat.createChannel', { kind: 'group', members: ['ben'] }), { call: { id: callId }, participantId } = await ada.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
  for (let i = 0; i < 5; i++) await ada.request('calls.measure', { participantId, level: 'good', score: 4, links: [] });
  const [{ count }] = await change('select count(*)::int as count from call_measures where call_id = $1', [callId]) as unknown as [{ count: number }];
  assert.ok(count <= 2, `${count} of five`); // the clock may have passed a border
  await change(`insert into call_measures (tenant_id, participant_id, at, call_id, level, score, jitter, lost, sent, received, frames, height, links)
    select 'acme', $1, now() + i * interval '10 s', $2, 'good', 4, 1, 0, 1, 1, 1, 1, '[]' from generate_series(1, 1000) i on conflict do nothing`, [participantId, callId]);
  const { items: [one] } = await ada.request('calls.quality', { callId });
  assert.ok(one!.points.length > 60 && one!.points.length <= 120, `${one!.points.length}`);
  await ada.request('calls.end', { callId });
});

test('what is older than the operator keeps it is removed, and the conversation keeps its message of the call', async () => {
  const old = await calledAt('2020-01-01T00:00:00Z', 60), young = await calledAt(new Date().toISOString(), 60);
  await tidyCalls({ database: world.database, kept: { metricsDays: 90, historyDays: 0, recordingDays: 0 } });
  assert.equal((await ada.request('calls.history', { channelId: old.channelId })).items.length, 1);
  await tidyCalls({ database: world.database, kept: { metricsDays: 90, historyDays: 365, recordingDays: 0 } });
  assert.deepEqual([(await ada.request('calls.history', { channelId: old.channelId })).items.length, (await ada.request('calls.history', { channelId: young.channelId })).items.length], [0, 1]);
  assert.equal((await ada.request('chat.history', { channelId: old.channelId })).items[0]!.card?.type, 'call');
});

test('a recording that is older than the operator keeps it is gone, its list says so, and its call is known as long as it is there', async () => {
  const { callId, channelId } = await calledAt('2020-01-01T00:00:00Z', 60), fileId = await putFile(world, ada.session, {});
  await recordedIn(callId, channelId, 'ready', { fileId });
  const known = async () => (await ada.request('calls.history', { channelId })).items.map(({ recordings }) => recordings), kept = { metricsDays: 0, historyDays: 365, recordingDays: 0 };
  await tidyCalls({ database: world.database, kept });
  assert.deepEqual([await known(), (await ada.request('calls.recordings', { callId })).items.map((one) => [one.state, one.fileId])], [[1], [['ready', fileId]]]);
  await tidyCalls({ database: world.database, kept: { ...kept, historyDays: 0, recordingDays: 30 } });
  assert.deepEqual((await ada.request('calls.recordings', { callId })).items.map((one) => [one.state, one.fileId, one.mayDelete]), [['expired', null, false]]);
  assert.deepEqual((await ada.request('files.urls', { items: [{ fileId, as: 'original' }] })).items, []);
  await tidyCalls({ database: world.database, kept });
  assert.deepEqual(await known(), []);
});

test('a call is known as long as a recording of it is being made, or lies in pieces of which no film could be made', async () => {
  const isKnown = async ({ channelId }: { channelId: string }) => (await ada.request('calls.history', { channelId })).items.length === 1, kept = { metricsDays: 0, historyDays: 365, recordingDays: 0 };
  const made: Awaited<ReturnType<typeof calledAt>>[] = [];
  for (const state of ['asking', 'recording', 'paused', 'finishing']) {
    const one = await calledAt('2020-01-01T00:00:00Z', 60); // one after the other: Ada is in one call at a time
    await recordedIn(one.callId, one.channelId, state);
    made.push(one);
  }
  const pieces = await calledAt('2020-01-01T00:00:00Z', 60), nothing = await calledAt('2020-01-01T00:00:00Z', 60);
  await recordedIn(pieces.callId, pieces.channelId, 'failed', { reason: 'unmade' });
  await recordedIn(nothing.callId, nothing.channelId, 'failed', { reason: 'empty' });
  await tidyCalls({ database: world.database, kept });
  assert.deepEqual(await Promise.all([...made, pieces, nothing].map(isKnown)), [true, true, true, true, true, false]);
  await tidyCalls({ database: world.database, kept: { ...kept, historyDays: 0, recordingDays: 30 } });
  await tidyCalls({ database: world.database, kept });
  assert.deepEqual(await Promise.all([made[3]!, pieces].map(isKnown)), [true, false]);
});

test('what cannot be removed of one organisation is told, and does not keep the others from being tidied', async () => {
  const stranger = await world.connect('ada', { tenant: 'rivals' }), pieces = await calledAt('2020-01-01T00:00:00Z', 60);
  await recordedIn(pieces.callId, pieces.channelId, 'failed', { reason: 'unmade' });
  const { id: channelId } = await stranger.request('chat.createChannel', { kind: 'group', members: ['ben'] }), { call: { id: callId } } = await stranger.request('calls.start', { channelId, kind: 'audio', deviceId: 'desk' });
  await stranger.request('calls.end', { callId });
  await change("update calls set started_at = '2020-01-01', ended_at = '2020-01-01'", [], 'rivals');
  const broken = new Error('the folder cannot be read');
  await assert.rejects(tidyCalls({ database: world.database, kept: { metricsDays: 0, historyDays: 365, recordingDays: 30 }, written: { forget: () => Promise.reject(broken) } }), broken);
  assert.deepEqual([(await ada.request('calls.history', { channelId: pieces.channelId })).items.length, (await stranger.request('calls.history', { channelId })).items.length], [1, 0]);
});

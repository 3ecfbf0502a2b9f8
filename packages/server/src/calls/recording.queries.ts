import { type CallRecordingFile, type CallRules, partsOfRun, type RecordingAnswers, type RecordingState } from '@corridor/sdk/protocol';
import type { Call, Services } from '../call.ts';
import { floorOf, isCallOpen, myPart } from '../membership.ts';
import type { Transaction } from '../transaction.ts';

type Asks = Pick<Call, 'query' | 'session'>;
type Objects = Services['files']['objects'];
type NewObject = Awaited<ReturnType<Objects['store']>>;
type StoredObject = Parameters<Objects['read']>[1];

/** Whose file a recording is: nobody's, so that only its conversation decides on who plays it. No list shows this user. */
export const recorderUser = 'corridor-recorder';

export interface RecordingRow { id: string; call_id: string; channel_id: string; participant_id: string; user_id: string; state: RecordingState; is_on_server: boolean; answers: RecordingAnswers; since: Date | null; started_at: Date; file_id: string | null; reason: CallRecordingFile['reason'] }

const columns = 'id, call_id, channel_id, participant_id, user_id, state, is_on_server, answers, since, started_at, file_id, reason';

export async function recordingById(call: Asks, id: string): Promise<RecordingRow | undefined> {
  const [row] = await call.query<RecordingRow>('recording-by-id', `select ${columns} from call_recordings where id = $2 and tenant_id = $1`, [call.session.tenant, id]);
  return row;
}

/** Answers false where the id is taken. `call_recordings_live` refuses a second one in a call (23505): asked again, the first one is found. */
export async function insertRecording(call: Asks, { id, callId, channelId, participantId }: { id: string; callId: string; channelId: string; participantId: string }): Promise<boolean> {
  const { tenant, user } = call.session;
  const made = await call.query('insert-recording', `
    insert into call_recordings (tenant_id, id, call_id, channel_id, participant_id, user_id, state, answers) values ($1, $2, $3, $4, $5, $6, 'asking', jsonb_build_object($6::text, 'agreed'))
    on conflict (id, tenant_id) do nothing returning id`, [tenant, id, callId, channelId, participantId, user]);
  return made.length > 0;
}

export const setAnswer = (call: Asks, id: string, isAgreed: boolean): Promise<unknown> => call.query('set-recording-answer',
  'update call_recordings set answers = answers || jsonb_build_object($3::text, $4::text) where id = $2 and tenant_id = $1', [call.session.tenant, id, call.session.user, isAgreed ? 'agreed' : 'refused']);

export const setState = (call: Asks, id: string, state: RecordingState, isOnServer = false): Promise<unknown> => call.query('set-recording-state', `
  update call_recordings set state = $3, is_on_server = $4, since = case when $3 = 'recording' then coalesce(since, now()) else since end, ended_at = case when $3 = 'finishing' then now() else ended_at end where id = $2 and tenant_id = $1`, [call.session.tenant, id, state, isOnServer]);

/** What history shows of a recording `r`: its file may have been deleted like any other. */
export const isListed = "r.state in ('finishing', 'ready', 'failed', 'deleted', 'expired')";

export async function recordingsOf(call: Asks, callId: string): Promise<Omit<CallRecordingFile, 'mayDownload' | 'mayDelete'>[]> {
  const rows = await call.query<{ id: string; state: CallRecordingFile['state']; reason: CallRecordingFile['reason']; user_id: string; file_id: string | null; is_gone: boolean; started_at: Date; bytes: number | null; seconds: number | null }>('recordings-of-call', `
    select r.id, r.state, r.reason, r.user_id, f.id as file_id, f.id is null and (r.state = 'ready' or (r.state = 'failed' and r.file_id is not null)) as is_gone, r.started_at, o.bytes::float8 as bytes, (v.facts->>'duration')::float8 as seconds
    from call_recordings r left join files f on f.id = r.file_id and f.tenant_id = $1 and f.deleted_at is null
    left join file_versions v on v.file_id = f.id and v.version = f.version and v.tenant_id = $1 left join file_objects o on o.id = v.object_id and o.tenant_id = $1
    where r.call_id = $2 and r.tenant_id = $1 and ${isListed} order by r.started_at desc, r.id`, [call.session.tenant, callId]);
  return rows.map(({ id, state, reason, user_id: userId, file_id: fileId, is_gone: isGone, started_at: startedAt, bytes, seconds }) => ({ id, state: isGone ? 'deleted' : state, reason: isGone || state === 'deleted' || state === 'expired' ? null : reason, userId, fileId, startedAt: startedAt.toISOString(), bytes, seconds }));
}

/** Whether recordings of a call are there for the caller, who sees its conversation. */
export const isOpenToMe = async (call: Call, { id, channelId }: { id: string; channelId: string }): Promise<boolean> => (await call.query('is-call-open', `
  select from channels c ${myPart} where c.id = $4 and c.tenant_id = $1 and ${isCallOpen('$5', `(${floorOf('$3')})`)}`, [call.session.tenant, call.session.user, call.can('chat.access_private'), channelId, id])).length > 0;

/** The conversation whose recording a file is; undefined: it is none. */
export async function channelOfFile(call: Asks, fileId: string): Promise<string | undefined> {
  const [row] = await call.query<{ channel_id: string }>('channel-of-recording', 'select channel_id from call_recordings where file_id = $2 and tenant_id = $1', [call.session.tenant, fileId]);
  return row?.channel_id;
}

export interface PartRow extends StoredObject { part: number }

/** How many bytes of a recording there are, and whether this part is; undefined where the caller's device does not record it now. */
export async function bytesOfRecording(call: Asks, id: string, part: number): Promise<{ bytes: number; hasPart: boolean } | undefined> {
  const [row] = await call.query<{ bytes: number; hasPart: boolean }>('bytes-of-recording', `
    select exists (select from call_recording_parts p where p.recording_id = r.id and p.part = $4 and p.tenant_id = $1) as "hasPart", coalesce((select sum(o.bytes) from call_recording_parts p join file_objects o on o.id = p.object_id and o.tenant_id = $1 where p.recording_id = r.id and p.tenant_id = $1), 0)::float8 as bytes
    from call_recordings r where r.id = $2 and r.user_id = $3 and r.tenant_id = $1 and r.since is not null and r.state in ('recording', 'paused', 'finishing')`, [call.session.tenant, id, call.session.user, part]);
  return row;
}

/** What devices have recorded of it. */
export const bytesOfParts = async (call: Asks, id: string): Promise<number> => (await call.query<{ bytes: number }>('bytes-of-recording-parts', `
  select coalesce(sum(o.bytes), 0)::float8 as bytes from call_recording_parts p join file_objects o on o.id = p.object_id and o.tenant_id = $1 where p.recording_id = $2 and p.tenant_id = $1`, [call.session.tenant, id]))[0]!.bytes;

/** Why it ends before its time. */
export const setReason = (call: Asks, id: string, reason: NonNullable<CallRecordingFile['reason']>): Promise<unknown> => call.query('set-recording-reason', "update call_recordings set reason = $3 where id = $2 and tenant_id = $1 and state in ('recording', 'paused', 'finishing')", [call.session.tenant, id, reason]);

/** Answers false where that part is there already, or nothing is taken any more. */
export async function insertPart(call: Asks, id: string, part: number, object: NewObject): Promise<boolean> {
  const { tenant } = call.session;
  await call.query('insert-recording-object', 'insert into file_objects (tenant_id, id, bytes, sha256, store, wrapped_key) values ($1, $2, $3, $4, $5, $6)', [tenant, object.id, object.bytes, object.sha256, object.store, object.wrappedKey]);
  const made = await call.query('insert-recording-part', `
    insert into call_recording_parts (tenant_id, recording_id, part, object_id) select $1, r.id, $3, $4 from call_recordings r where r.id = $2 and r.tenant_id = $1 and r.state in ('recording', 'paused', 'finishing')
    on conflict (recording_id, part, tenant_id) do nothing returning part`, [tenant, id, part, object.id]);
  if (made.length === 0) await call.query('delete-file-object', 'delete from file_objects where id = $2 and tenant_id = $1', [tenant, object.id]);
  return made.length > 0;
}

/** Where the next run of a device begins. */
export async function nextRun(call: Asks, id: string): Promise<number> {
  const [row] = await call.query<{ last: number | null }>('last-recording-part', 'select max(part) as last from call_recording_parts where recording_id = $2 and tenant_id = $1', [call.session.tenant, id]);
  return row?.last == null ? 0 : (Math.floor(row.last / partsOfRun) + 1) * partsOfRun;
}

/** What one run of a device has written: from its first part up to where one is missing. `at`: when the first one came. */
export interface RunRow { readonly at: Date; readonly parts: PartRow[] }

/** The runs of which there is something, in order. `quietMs`: so long no part has come. */
export async function runsOf(call: Pick<Call, 'query'>, tenant: string, id: string): Promise<{ runs: RunRow[]; quietMs: number }> {
  const rows = await call.query<PartRow & { quiet: number; arrived_at: Date }>('recording-parts', `
    select p.part, p.arrived_at, o.id, o.bytes, o.store, o.wrapped_key as "wrappedKey", (extract(epoch from now() - max(p.arrived_at) over ()) * 1000)::float8 as quiet
    from call_recording_parts p join file_objects o on o.id = p.object_id and o.tenant_id = $1 where p.recording_id = $2 and p.tenant_id = $1 order by p.part`, [tenant, id]);
  const runs: RunRow[] = [];
  for (const row of rows) {
    const run = runs.at(-1), last = run?.parts.at(-1)?.part;
    if (row.part % partsOfRun === 0) runs.push({ at: row.arrived_at, parts: [row] });
    else if (run && last === row.part - 1) run.parts.push(row);
  }
  return { runs, quietMs: rows[0]?.quiet ?? Infinity };
}

/** The recording has become a film, or what `reason` says; why it ended before its time stays with a film. Answers false where it is gone with its conversation. */
export const endRecording = async (call: Asks, id: string, fileId: string | null, reason: CallRecordingFile['reason']): Promise<boolean> => (await call.query('end-recording',
  'update call_recordings set state = $3, file_id = $4, reason = coalesce($5, reason) where id = $2 and tenant_id = $1 returning id', [call.session.tenant, id, reason === null ? 'ready' : 'failed', fileId, reason])).length > 0;

/** Once more no film could be made of it; answers how often. */
export async function countTry(call: Asks, id: string): Promise<number> {
  const [row] = await call.query<{ tries: number }>('count-recording-try', 'update call_recordings set tries = tries + 1 where id = $2 and tenant_id = $1 returning tries', [call.session.tenant, id]);
  return row?.tries ?? 0;
}

/** Takes a recording's parts away; answers them, for nothing leads to them any more. */
export async function takeParts(call: Asks, id: string): Promise<StoredObject[]> {
  const { tenant } = call.session;
  return call.query<StoredObject>('delete-recording-parts', `
    with gone as (delete from call_recording_parts where recording_id = $2 and tenant_id = $1 returning object_id)
    select o.id, o.bytes, o.store, o.wrapped_key as "wrappedKey" from gone join file_objects o on o.id = gone.object_id and o.tenant_id = $1`, [tenant, id]);
}

export const deleteObjects = (call: Asks, ids: readonly string[]): Promise<unknown> => call.query('delete-file-objects', 'delete from file_objects where id = any ($2::uuid[]) and tenant_id = $1', [call.session.tenant, ids]);

/** Before the first recording of a tenant nobody knows this user. */
export const knowRecorder = (call: Asks): Promise<unknown> => call.query('know-recorder', "insert into users (tenant_id, id, name, is_key) values ($1, $2, 'Recording', true) on conflict do nothing", [call.session.tenant, recorderUser]);

/** Who sees the conversation sees the file. */
export async function shareWithChannel(call: Asks, fileId: string, channelId: string): Promise<void> {
  await call.query('restrict-recording', "update files set visibility = 'restricted' where id = $2 and tenant_id = $1", [call.session.tenant, fileId]);
  await call.query('share-recording', "insert into file_grants (tenant_id, file_id, subject_kind, subject_id, level, granted_by) values ($1, $2, 'channel', $3, 'view', $4) on conflict do nothing", [call.session.tenant, fileId, channelId, recorderUser]);
}

export async function deleteFile(call: Asks, fileId: string): Promise<void> {
  await call.query('delete-recording-file', 'update files set deleted_at = now(), deleted_by = $3, changed_at = now() where id = $2 and tenant_id = $1', [call.session.tenant, fileId, recorderUser]);
}

type Rules = Pick<CallRules, 'recording' | 'download'>;

export async function rulesOf(call: Asks, channelId: string): Promise<Rules> {
  const [row] = await call.query<Rules>('call-rules', 'select recording, download from call_rules where channel_id = $2 and tenant_id = $1', [call.session.tenant, channelId]);
  return row ?? { recording: 'nobody', download: 'everybody' };
}

export const setRules = (call: Asks, channelId: string, { recording, download }: { [K in keyof Rules]?: Rules[K] | undefined }): Promise<unknown> => call.query('set-call-rules', `
  insert into call_rules (tenant_id, channel_id, recording, download) values ($1, $2, coalesce($3, 'nobody'), coalesce($4, 'everybody'))
  on conflict (channel_id, tenant_id) do update set recording = coalesce($3, call_rules.recording), download = coalesce($4, call_rules.download)`, [call.session.tenant, channelId, recording ?? null, download ?? null]);

/** Recordings that began before then, with what was kept of those that are no film; answers which. */
export async function forgetRecordings(transaction: Transaction, tenant: string, before: Date): Promise<string[]> {
  const rows = await transaction.query<{ id: string }>('forget-recordings', `
    with old as (update call_recordings r set state = 'expired' where r.tenant_id = $1 and r.started_at < $2 and (r.state = 'ready' or r.reason = 'unmade' and r.state = 'failed') returning r.id, r.file_id),
    parts as (delete from call_recording_parts p using old where p.recording_id = old.id and p.tenant_id = $1),
    gone as (update files f set deleted_at = now(), deleted_by = f.owner_id, changed_at = now() from old where f.id = old.file_id and f.tenant_id = $1 and f.deleted_at is null)
    select id from old`, [tenant, before]);
  return rows.map(({ id }) => id);
}

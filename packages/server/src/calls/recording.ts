import { type CallRecording, type CallRules, isHosting, isPresent } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { uuid7 } from '../uuid.ts';
import { mustSee } from './calls.seen.ts';
import { noCall, tell } from './calls.change.ts';
import { callById, callIdOf, callToChange, touchCall } from './calls.queries.ts';
import { settingsOf, toCallInfo } from './calls.rows.ts';
import { channelOfFile, deleteFile, insertRecording, isOpenToMe, nextRun, recorderUser, recordingById, recordingsOf, rulesOf, setAnswer, setReason, setRules, setState } from './recording.queries.ts';
import { noRoom } from './recording.state.ts';

const noRecording = () => new CallError('not-found', 'No such recording');

type Seen = Awaited<ReturnType<Call['chat']['seenChannel']>>;
/** Of a thread, its channel's managers; in a direct conversation both. */
const manages = (call: Call, { kind, my_role: mine, home_role: home }: Seen): boolean => {
  const role = kind === 'thread' ? home : mine;
  return (kind === 'direct' && role !== null) || role === 'owner' || role === 'admin' || call.can('chat.moderate_channels') || call.can('chat.manage_channels');
};

async function rules(call: Call, channel: Seen): Promise<CallRules> {
  const { recording, download } = await rulesOf(call, channel.parent_id ?? channel.id), holds = (rule: CallRules['recording']) => rule === 'everybody' || (rule === 'admins' && manages(call, channel));
  return { recording, download, mayRecord: call.can('calls.record') && holds(recording), mayDownload: call.can('calls.download') && holds(download), refusal: call.calls.refusal };
}

/** Whether the caller may save this file, who may play it: of a recording its conversation says so. */
export async function mayDownload(call: Call, { id, owner_id: owner }: { id: string; owner_id: string }): Promise<boolean> {
  const channelId = owner === recorderUser ? await channelOfFile(call, id) : undefined;
  if (channelId === undefined) return true;
  const channel = await call.chat.seenChannel(call, channelId).catch((error: unknown) => { if (error instanceof CallError) return undefined; throw error; });
  return channel !== undefined && (await rules(call, channel)).mayDownload;
}

/** What a call is now, after something about its recording has changed. */
async function retell(call: Call, callId: string): Promise<CallRecording | undefined> {
  return (await tell(call, await touchCall(call, callId))).recording;
}

/** It ends, and what there is becomes a file. */
async function finish(call: Call, callId: string, recordingId: string): Promise<void> {
  await setState(call, recordingId, 'finishing');
  await call.files.jobs.add(call, 'calls.finishRecording', { tenant: call.session.tenant, recordingId });
  await retell(call, callId);
}

/** The same, without anybody's wish: no more of it is kept. */
export async function cutRecording(call: Call, callId: string, recordingId: string, reason: 'too-large' | 'quota-exceeded'): Promise<void> {
  const row = await callToChange(call, callId);
  if (row?.recording?.id !== recordingId) return; // somebody has ended it meanwhile
  await setReason(call, recordingId, reason);
  await finish(call, callId, recordingId);
}

type Own = 'calls.rules' | 'calls.setRules' | 'calls.startRecording' | 'calls.resumeRecording' | 'calls.answerRecording' | 'calls.stopRecording' | 'calls.recordings' | 'calls.deleteRecording';

export const recordingHandlers: Pick<Handlers<'calls'>, Own> = {
  'calls.rules': async (call, { channelId }) => rules(call, await call.chat.seenChannel(call, channelId)),

  'calls.setRules': async (call, { channelId, ...changes }) => {
    const channel = await call.chat.seenChannel(call, channelId);
    if (!manages(call, channel)) throw new CallError('forbidden', 'You cannot change this conversation; an owner or admin of it can do this');
    await setRules(call, channel.parent_id ?? channel.id, changes);
    return rules(call, channel);
  },

  'calls.startRecording': async (call, { participantId, id = uuid7() }) => {
    const { user } = call.session, callId = await callIdOf(call, participantId, user);
    if (callId === undefined) throw new CallError('not-found', 'You are nobody of that id in a call');
    const row = (await callToChange(call, callId))!, me = row.participants.find((one) => one.id === participantId);
    if (!me || !isPresent(me)) throw new CallError('conflict', 'You are out of this call; join it again');
    const known = await recordingById(call, id);
    if (known && (known.call_id !== callId || known.user_id !== user)) throw new CallError('id-taken', `The id ${id} belongs to another recording; mint a new one`);
    if (row.recording?.id === id) return toCallInfo(row).recording!;
    if (known ?? row.recording) throw new CallError('conflict', known ? 'This recording is over; begin another one' : 'This call is being recorded already');
    const channel = await call.chat.seenChannel(call, row.channel_id).catch((error: unknown) => { throw error instanceof CallError ? new CallError('forbidden', 'Members of the conversation record its calls; ask one of them') : error; });
    // In a meeting room its settings and rights say so, elsewhere the conversation's rules.
    const isAllowed = settingsOf(row).mayRecord && (row.meeting_id === null ? (await rules(call, channel)).mayRecord : isHosting(me) || me.rights.includes('record'));
    if (!isAllowed) throw new CallError('forbidden', 'Calls of this conversation are not recorded by you; an owner or admin of it can allow that');
    if (settingsOf(row).isEncrypted) throw new CallError('conflict', 'This call is encrypted from end to end: the server hears nothing of it, and keeps nothing', { reason: 'encrypted' });
    if (!await call.files.hasRoom(call, 1)) throw noRoom();
    if (!await insertRecording(call, { id, callId, channelId: row.channel_id, participantId })) throw new CallError('id-taken', `The id ${id} belongs to another recording; mint a new one`);
    return (await retell(call, callId))!;
  },

  'calls.resumeRecording': async (call, { participantId }) => {
    const callId = await callIdOf(call, participantId, call.session.user), row = callId === undefined ? undefined : await callToChange(call, callId), recording = row?.recording;
    if (recording?.participantId !== participantId) throw noRecording();
    const part = await nextRun(call, recording.id);
    if (part === 0 || await call.calls.canJoinRuns()) return { id: recording.id, part };
    await finish(call, row!.id, recording.id);
    return { id: recording.id, part: null };
  },

  'calls.answerRecording': async (call, { callId, isAgreed }) => {
    const row = await mustSee(call, await callToChange(call, callId)), isIn = row.participants.some((one) => one.user_id === call.session.user && isPresent(one));
    if (!isIn) throw new CallError('forbidden', 'Who is in the call answers; join it first');
    if (!row.recording) throw new CallError('conflict', 'This call is not being recorded');
    await setAnswer(call, row.recording.id, isAgreed);
    await retell(call, callId);
    return {};
  },

  'calls.stopRecording': async (call, { callId }) => {
    const row = await mustSee(call, await callToChange(call, callId)), { user } = call.session;
    if (!row.participants.some((one) => one.user_id === user && one.joined_at !== null)) throw new CallError('forbidden', 'Who is in the call stops a recording; join it first');
    if (!row.recording) return {}; // both stop it at once
    const isHost = row.participants.some((one) => one.user_id === user && isPresent(one) && isHosting(one));
    if (row.recording.userId !== user && !isHost) throw new CallError('forbidden', 'Who began the recording and the hosts of the call stop it; you can withdraw your consent');
    await finish(call, callId, row.recording.id);
    return {};
  },

  'calls.recordings': async (call, { callId }) => {
    const row = await callById(call, callId);
    if (!row) throw noCall();
    const channel = await call.chat.seenChannel(call, row.channel_id).catch((error: unknown) => { throw error instanceof CallError && error.code === 'not-found' ? noCall() : error; });
    const items = await isOpenToMe(call, { id: callId, channelId: row.channel_id }) ? await recordingsOf(call, callId) : [], may = items.length > 0 && (await rules(call, channel)).mayDownload;
    return { items: items.map((one) => ({ ...one, mayDownload: may, mayDelete: (one.state === 'ready' || one.state === 'failed') && (one.userId === call.session.user || call.can('files.manage')) })) };
  },

  'calls.deleteRecording': async (call, { recordingId }) => {
    const row = await recordingById(call, recordingId);
    if (!row) throw noRecording();
    await call.chat.seenChannel(call, row.channel_id).catch((error: unknown) => { throw error instanceof CallError && error.code === 'not-found' ? noRecording() : error; });
    if (!await isOpenToMe(call, { id: row.call_id, channelId: row.channel_id })) throw noRecording();
    if (row.user_id !== call.session.user && !call.can('files.manage')) throw needs('files.manage');
    if (row.state !== 'ready' && row.state !== 'failed') throw new CallError('conflict', 'It is not finished yet; stop it, and delete it in a moment');
    if (row.file_id !== null) await deleteFile(call, row.file_id);
    await setState(call, recordingId, 'deleted');
    if (row.reason === 'unmade') await call.files.jobs.add(call, 'calls.finishRecording', { tenant: call.session.tenant, recordingId }); // its pieces may be kept
    call.publish({ users: [], channels: [row.channel_id] }, 'calls.historyChanged', {});
    return {};
  },
};

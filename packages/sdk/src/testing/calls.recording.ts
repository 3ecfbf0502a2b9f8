import { uuidv7 } from '../core/uuid.ts';
import type { CallRules } from '../protocol/calls.recording.ts';
import { isHosting } from '../protocol/calls.states.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { end, isOpenToMe, listed, liveRecording, recordingOf } from './calls.recording.state.ts';
import { mineIn, noCall, ownCall, seenCall, sees, tell } from './calls.ts';
import { canSee, homeOf, visibleChannel } from './channels.ts';
import { room } from './hub.ts';
import type { ChannelRow } from './tenant.ts';

const home = (call: Call, channel: ChannelRow): ChannelRow => homeOf(call, channel) ?? channel;

function manages(call: Call, channel: ChannelRow): boolean {
  const role = home(call, channel).members.get(call.user)?.role;
  return (channel.kind === 'direct' && role !== undefined) || role === 'owner' || role === 'admin' || call.may('chat.moderate_channels') || call.may('chat.manage_channels');
}

const known = (call: Call, channel: ChannelRow) => call.tenant.callRules.get(home(call, channel).id) ?? { recording: 'nobody' as const, download: 'everybody' as const };

function rules(call: Call, channel: ChannelRow): CallRules {
  const { recording, download } = known(call, channel), holds = (rule: CallRules['recording']) => rule === 'everybody' || (rule === 'admins' && manages(call, channel));
  return { recording, download, mayRecord: call.may('calls.record') && holds(recording), mayDownload: call.may('calls.download') && holds(download), refusal: 'stop' };
}

type Own = 'calls.rules' | 'calls.setRules' | 'calls.startRecording' | 'calls.resumeRecording' | 'calls.answerRecording' | 'calls.stopRecording' | 'calls.recordings' | 'calls.deleteRecording';

export const recordingHandlers: Pick<Handlers<'calls'>, Own> = {
  'calls.rules': (call, { channelId }) => rules(call, visibleChannel(call, channelId)),
  'calls.setRules': (call, { channelId, recording, download }) => {
    const channel = visibleChannel(call, channelId);
    if (!manages(call, channel)) refuse('forbidden', 'You cannot change this conversation; an owner or admin of it can do this');
    const before = known(call, channel);
    call.tenant.callRules.set(home(call, channel).id, { recording: recording ?? before.recording, download: download ?? before.download });
    return rules(call, channel);
  },

  'calls.startRecording': (call, { participantId, id = uuidv7() }) => {
    const row = ownCall(call, participantId), known = row.recordings?.find((one) => one.id === id), live = liveRecording(row), channel = call.tenant.channels.get(row.channelId);
    const me = mineIn(call, row);
    if (me?.id !== participantId) return refuse('conflict', 'You are out of this call; join it again');
    if ([...call.tenant.calls.values()].some((other) => other !== row && other.recordings?.some((one) => one.id === id)) || (known && known.userId !== call.user)) refuse('id-taken', `The id ${id} belongs to another recording; mint a new one`);
    if (live && live.id === id) return recordingOf(row)!;
    if (known ?? live) refuse('conflict', known ? 'This recording is over; begin another one' : 'This call is being recorded already');
    if (!channel || !canSee(call, channel)) refuse('forbidden', 'Members of the conversation record its calls; ask one of them');
    else if (!row.state.settings.mayRecord || !(row.meetingId === undefined ? rules(call, channel).mayRecord : isHosting(me) || me.rights.includes('record'))) refuse('forbidden', 'Calls of this conversation are not recorded by you; an owner or admin of it can allow that');
    if (row.state.settings.isEncrypted) refuse('conflict', 'This call is encrypted from end to end: the server hears nothing of it, and keeps nothing', { reason: 'encrypted' });
    (row.recordings ??= []).push({ id, userId: call.user, participantId, state: 'asking', since: null, startedAt: call.now, answers: { [call.user]: 'agreed' }, fileId: null });
    row.version++;
    return tell(call, row).recording!;
  },
  'calls.resumeRecording': (call, { participantId }) => {
    const row = ownCall(call, participantId), live = liveRecording(row);
    if (live?.participantId !== participantId) return refuse('not-found', 'No such recording of yours is on');
    return { id: live.id, part: 0 };
  },
  'calls.answerRecording': (call, { callId, isAgreed }) => {
    const row = seenCall(call, callId), live = liveRecording(row);
    if (!mineIn(call, row)) refuse('forbidden', 'Who is in the call answers; join it first');
    if (!live) return refuse('conflict', 'This call is not being recorded');
    live.answers = { ...live.answers, [call.user]: isAgreed ? 'agreed' : 'refused' };
    row.version++;
    tell(call, row);
    return {};
  },
  'calls.stopRecording': (call, { callId }) => {
    const row = seenCall(call, callId), live = liveRecording(row);
    if (!row.state.legs.some((leg) => leg.userId === call.user && leg.joinedAt !== null)) refuse('forbidden', 'Who is in the call stops a recording; join it first');
    if (!live) return {};
    if (live.userId !== call.user && !isHosting(mineIn(call, row) ?? { role: 'viewer' })) refuse('forbidden', 'Who began the recording and the hosts of the call stop it; you can withdraw your consent');
    end(call, row, live);
    row.version++;
    tell(call, row);
    return {};
  },
  'calls.recordings': (call, { callId }) => {
    const row = call.tenant.calls.get(callId);
    if (!row || !sees(call, row.channelId)) return noCall();
    const { mayDownload } = rules(call, call.tenant.channels.get(row.channelId)!), isMine = (userId: string) => userId === call.user || call.may('files.manage');
    return {
      items: (isOpenToMe(call, row) ? listed(row) : []).reverse().map(({ id, userId, state, fileId, startedAt, bytes = null, seconds = null }) => ({
        id, userId, state: state as 'ready', reason: state === 'failed' ? 'empty' as const : null, fileId: state === 'ready' ? fileId : null, startedAt, bytes: state === 'ready' ? bytes : null, seconds: state === 'ready' ? seconds : null, mayDownload, mayDelete: (state === 'ready' || state === 'failed') && isMine(userId),
      })),
    };
  },
  'calls.deleteRecording': (call, { recordingId }) => {
    const row = [...call.tenant.calls.values()].find(({ recordings }) => recordings?.some(({ id }) => id === recordingId)), recording = row?.recordings?.find(({ id }) => id === recordingId);
    if (!row || !recording || !sees(call, row.channelId) || !isOpenToMe(call, row)) return refuse('not-found', 'No such recording');
    if (recording.userId !== call.user && !call.may('files.manage')) refuse('forbidden', 'This needs the permission files.manage; an administrator can grant it', { permission: 'files.manage' });
    if (recording.state !== 'ready' && recording.state !== 'failed') refuse('conflict', 'It is not finished yet; stop it, and delete it in a moment');
    recording.state = 'deleted';
    call.publish(room.channel(row.channelId), 'calls.historyChanged', {});
    return {};
  },
};

import { type CallInfo, type CallKind, type CallMedia, type CallReason, type CallRecording, type CallRight, type CallSettings, type CallState, type CallStatus, isPresent, type Leg, openSettings, type Participant, type ParticipantState, type RecordingAnswers, type RecordingRefusal } from '@corridor/sdk/protocol';

export interface ParticipantRow {
  id: string; user_id: string; state: ParticipantState; role: Participant['role']; is_moderator: boolean; rights: CallRight[]; given_by: string | null; transferred_by: string | null; device_id: string | null; media: CallMedia; hand_at: Date | null;
  invited_at: Date; joined_at: Date | null; left_at: Date | null; until: Date | null;
  /** They saw the record of the conversation, where the host guards it, while they were in the call. */
  had_access: boolean;
}

export interface CallRow {
  id: string; channel_id: string; kind: CallKind; status: CallStatus; reason: CallReason | null; is_direct: boolean; route: CallInfo['route']; epoch: number; version: number;
  started_by: string; started_at: Date; active_at: Date | null; ended_at: Date | null; settings: Partial<CallSettings>; meeting_id: string | null; participants: ParticipantRow[];
  /** So many people were in it, also such as are told of no more. */
  came: number;
  /** One that is on. */
  recording: { id: string; state: CallRecording['state']; userId: string; participantId: string; isOnServer: boolean; since: string | null; answers: RecordingAnswers; refusal: RecordingRefusal } | null;
}

const ms = (at: Date | null): number | null => at?.getTime() ?? null;
const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export const toLeg = (row: ParticipantRow): Leg => ({
  id: row.id, userId: row.user_id, state: row.state, role: row.role, isModerator: row.is_moderator, rights: row.rights, givenBy: row.given_by, transferredBy: row.transferred_by, deviceId: row.device_id,
  invitedAt: row.invited_at.getTime(), joinedAt: ms(row.joined_at), leftAt: ms(row.left_at), until: ms(row.until),
});

export const settingsOf = ({ settings }: Pick<CallRow, 'settings'>): CallSettings => ({ ...openSettings, ...settings });

export const toState = (row: CallRow): CallState => ({
  kind: row.kind, status: row.status, reason: row.reason, isDirect: row.is_direct, startedBy: row.started_by, activeAt: ms(row.active_at), endedAt: ms(row.ended_at), settings: settingsOf(row), legs: row.participants.map(toLeg),
});

const toParticipant = (row: ParticipantRow): Participant => ({
  id: row.id, userId: row.user_id, state: row.state, role: row.role, ...(row.rights.length > 0 && { rights: row.rights }), media: row.media, handAt: iso(row.hand_at), deviceId: row.device_id,
  invitedAt: row.invited_at.toISOString(), joinedAt: iso(row.joined_at), leftAt: iso(row.left_at),
});

/** Who is in the call and has not answered is asked; who has gone and had answered is still told. */
function toRecording({ participants }: CallRow, { answers, since, ...rest }: NonNullable<CallRow['recording']>): CallRecording {
  const users = [...new Set([...Object.keys(answers), ...participants.filter(isPresent).map(({ user_id: user }) => user)])].sort();
  return { ...rest, since: since === null ? null : new Date(since).toISOString(), answers: users.map((userId) => ({ userId, answer: answers[userId] ?? 'asked' })) };
}

export const toCallInfo = (row: CallRow): CallInfo => ({
  id: row.id, version: row.version, epoch: row.epoch, channelId: row.channel_id, kind: row.kind, status: row.status, reason: row.reason, route: row.route,
  startedBy: row.started_by, startedAt: row.started_at.toISOString(), activeAt: iso(row.active_at), endedAt: iso(row.ended_at), ...(row.meeting_id !== null && { meetingId: row.meeting_id }), settings: settingsOf(row), participants: row.participants.map(toParticipant), ...(row.recording && { recording: toRecording(row, row.recording) }),
});

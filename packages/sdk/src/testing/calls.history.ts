import type { CallDirection, CallEntry, CallOutcome } from '../protocol/calls.history.ts';
import type { Leg } from '../protocol/calls.machine.ts';
import type { Call, Handlers } from './call.ts';
import { refuse } from './call.ts';
import { type CallRow, entriesOf, sees, wasUsed } from './calls.ts';
import { isOpenToMe, listed } from './calls.recording.state.ts';
import { seesMessage, visibleChannel } from './channels.ts';
import { room } from './hub.ts';
import { latestFirst, pageOf } from './page.ts';

const mostPeople = 20;
const after = (from: number | null, to: number | null): number => Math.max(0, (to ?? 0) - (from ?? 0));

/** What a call that is over was for somebody who was asked or came. */
function partOf(row: CallRow, user: string, own: readonly Leg[]): { direction: CallDirection; outcome: CallOutcome; talkSeconds: number } {
  const { state } = row, isMine = state.startedBy === user, hasMet = entriesOf(row).some(({ userId, joinedAt }) => userId !== state.startedBy && joinedAt !== null);
  const wasIn = own.some(({ joinedAt }) => joinedAt !== null), outcome = isMine ? (hasMet ? 'answered' : 'unanswered') : wasIn ? 'answered' : own.some((leg) => leg.state === 'declined') ? 'declined' : 'missed';
  const seconds = own.reduce((sum, { joinedAt, leftAt }) => sum + (joinedAt === null || state.activeAt === null ? 0 : after(Math.max(joinedAt, state.activeAt), leftAt)), 0);
  return { direction: isMine ? 'outgoing' : 'incoming', outcome, talkSeconds: Math.round(seconds / 1000) };
}

function entryOf(call: Call, row: CallRow): CallEntry {
  const { id, channelId, state, startedAt } = row, channel = call.tenant.channels.get(channelId), isSeen = sees(call, channelId), own = entriesOf(row).filter(({ userId }) => userId === call.user);
  const whole = { direction: 'other', outcome: state.status === 'missed' ? 'missed' : state.reason === 'declined' ? 'declined' : 'answered', talkSeconds: state.activeAt === null ? 0 : Math.round(after(state.activeAt, state.endedAt) / 1000) } as const;
  const people = [...new Set(entriesOf(row).map(({ userId }) => userId))].sort((one, other) => Number(one !== state.startedBy) - Number(other !== state.startedBy) || (one < other ? -1 : 1)), record = isSeen ? channel?.record : null;
  return {
    callId: id, channelId, isConversationSeen: isSeen, title: isSeen ? channel?.name ?? record?.title ?? null : null, record: record ? { type: record.type, id: record.id } : null,
    kind: state.kind, status: state.status, reason: state.reason, ...(own.length > 0 ? partOf(row, call.user, own) : whole),
    startedBy: state.startedBy, startedAt, endedAt: new Date(state.endedAt!).toISOString(), people: people.slice(0, mostPeople), count: people.length, ...(isSeen && isOpenToMe(call, row) && listed(row).length > 0 && { recordings: listed(row).length }), ...(state.settings.isEncrypted && { isEncrypted: true }),
  };
}

export const historyHandlers: Pick<Handlers<'calls'>, 'calls.history' | 'calls.forget'> = {
  'calls.history': (call, { channelId, recordType, recordId, userId, kind, direction, outcome, from, to, query, ...paging }) => {
    if (channelId !== undefined) visibleChannel(call, channelId);
    if ((recordType === undefined) !== (recordId === undefined)) refuse('invalid-input', 'recordType and recordId name a record together');
    const { tenant, user } = call, words = query?.toLowerCase();
    const isMine = (row: CallRow) => { const own = entriesOf(row).filter((leg) => leg.userId === user); return own.length > 0 && (own.some((leg) => leg.state !== 'removed') || sees(call, row.channelId)); };
    const isOf = (row: CallRow) => {
      const record = tenant.channels.get(row.channelId)?.record, message = tenant.messages.get(row.id);
      if (channelId === undefined && recordType === undefined) return isMine(row);
      return (channelId === undefined || row.channelId === channelId) && (recordType === undefined || (record?.type === recordType && record.id === recordId)) && message !== undefined && seesMessage(call, message);
    };
    const isNamed = ({ title, people }: CallEntry) => words === undefined || [title ?? '', ...people.map((id) => tenant.people.get(id)?.name ?? id)].some((name) => name.toLowerCase().includes(words));
    const entries = [...tenant.calls.values()].filter((row) => row.state.endedAt !== null && wasUsed(row) && !tenant.forgotten.get(user)?.has(row.id) && isOf(row)).map((row) => entryOf(call, row));
    return pageOf(entries.filter((entry) => (userId === undefined || entry.people.includes(userId)) && (kind === undefined || entry.kind === kind) && (direction === undefined || entry.direction === direction)
      && (outcome === undefined || entry.outcome === outcome) && (from === undefined || entry.startedAt >= from) && (to === undefined || entry.startedAt < to) && isNamed(entry)), ({ startedAt, callId }) => latestFirst(startedAt, callId), paging);
  },

  'calls.forget': (call, { callIds, until }) => {
    const { tenant, user } = call, forgotten = tenant.forgotten.get(user) ?? new Set<string>();
    const going = [...tenant.calls.values()].filter((row) => row.state.endedAt !== null && !forgotten.has(row.id) && entriesOf(row).some(({ userId }) => userId === user) && (callIds?.includes(row.id) ?? row.startedAt <= until!));
    if (going.length === 0) return {};
    tenant.forgotten.set(user, new Set([...forgotten, ...going.map(({ id }) => id)]));
    call.publish(room.user(user), 'calls.historyChanged', {});
    return {};
  },
};

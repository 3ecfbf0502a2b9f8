import { type CallEntry, Id } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { type EntryRow, forgetEntries, historyPage } from './history.queries.ts';

const toEntry = (row: EntryRow): CallEntry => ({
  callId: row.call_id, channelId: row.channel_id, isConversationSeen: row.is_seen, title: row.title, record: row.record_type !== null && row.record_id !== null ? { type: row.record_type, id: row.record_id } : null,
  kind: row.kind, status: row.status, reason: row.reason, direction: row.direction, outcome: row.outcome,
  startedBy: row.started_by, startedAt: row.started_at.toISOString(), endedAt: row.ended_at.toISOString(), talkSeconds: row.seconds, people: row.people, count: row.count, ...(row.recordings > 0 && { recordings: row.recordings }), ...(row.is_encrypted && { isEncrypted: true }),
});

/** The conversations that are asked about; undefined: none in particular. */
async function channelsOf(call: Call, { channelId, recordType: type, recordId: id }: { channelId?: string | undefined; recordType?: string | undefined; recordId?: string | undefined }): Promise<string[] | undefined> {
  if (channelId !== undefined) return [(await call.chat.seenChannel(call, channelId)).id];
  if (type === undefined && id === undefined) return undefined;
  if (type === undefined || id === undefined) throw new CallError('invalid-input', 'recordType and recordId name a record together');
  return call.chat.channelIdsOfRecord(call, type, id);
}

export const historyHandlers: Pick<Handlers<'calls'>, 'calls.history' | 'calls.forget'> = {
  'calls.history': async (call, { cursor, limit, channelId, recordType, recordId, ...wanted }) => {
    const place = fromCursor(cursor, 'number', Id), channelIds = await channelsOf(call, { channelId, recordType, recordId });
    const rows = await historyPage(call, wanted, { place: place && { at: Number(place[0]), id: place[1] }, limit, channelIds });
    return toPage(rows, limit, ({ at, call_id: id }) => [Math.round(at), id], toEntry);
  },

  'calls.forget': async (call, { callIds, until }) => {
    if (await forgetEntries(call, callIds, until)) call.publish({ users: [call.session.user] }, 'calls.historyChanged', {});
    return {};
  },
};

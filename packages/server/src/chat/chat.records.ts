import { type HostRecord, Id, mostCounted, recordKey } from '@corridor/sdk/protocol';
import type { Call, Connection, Handlers } from '../call.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { room } from '../publish.ts';
import { channelsAsSeen } from './chat.channels.queries.ts';
import { countsOfRecords, placesPage } from './chat.records.queries.ts';

function connectionOf({ connection }: Call): Connection {
  if (!connection) throw new CallError('invalid-input', 'Only a live connection can watch');
  return connection;
}

export const recordHandlers = {
  'chat.places': async (call, { record, subset, metadata, cursor, limit }) => {
    const listed = await placesPage(call, record, { subset, metadata }, fromCursor(cursor, 'number', Id), limit);
    const shown = listed.slice(0, limit), last = shown.at(-1);
    const items = await channelsAsSeen(call, shown.map(({ id }) => id));
    return { items, ...(listed.length > limit && last ? { next: toCursor([last.at, last.id]) } : {}) };
  },

  'chat.counts': async (call, { records, ...wanted }) => {
    const keyOf = (record: HostRecord) => `${record.audience ?? ''} ${recordKey(record)}`, unique = new Map(records.map((record) => [keyOf(record), record]));
    const counts = unique.size > 0 ? await countsOfRecords(call, [...unique.values()], wanted) : [], places = new Map([...unique.keys()].map((key, at) => [key, at]));
    return { items: records.map((record) => counts[places.get(keyOf(record))!]!) };
  },

  'chat.watchCounts': async (call, { records }) => {
    const connection = connectionOf(call), seen = call.access.isHost ? await call.access.seen(call, records) : records;
    const rooms = new Set([...connection.heard('counts'), ...seen.map((record) => room.counts(call.session.tenant, recordKey(record)))]);
    if (rooms.size > mostCounted) throw new CallError('invalid-input', `At most ${mostCounted} records are watched at once; let go of some first`);
    connection.hear([...rooms]);
    return {};
  },

  'chat.unwatchCounts': async (call, { records }) => {
    connectionOf(call).stopHearing(records.map((record) => room.counts(call.session.tenant, recordKey(record))));
    return {};
  },
} satisfies Partial<Handlers<'chat'>>;

import { matchesMetadata, type MetadataFilter } from '../protocol/chat.metadata.ts';
import type { HostRecord, RecordCount, WholeRecord } from '../protocol/chat.ts';
import { internal, recordKey } from '../protocol/record.key.ts';
import { mostCounted } from '../protocol/chat.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { asSeen, canSee, homeOf, isSaid, threadsOf } from './channels.ts';
import { type Connection, room } from './hub.ts';
import { latestFirst, pageOf } from './page.ts';
import type { ChannelRow, Tenant } from './tenant.ts';

/** Which conversations of a record. */
interface Which { subset: boolean; metadata?: MetadataFilter | undefined }

/** The id that stands for all records of a type. */
const anyRecord = '*';

/** The conversations of exactly this record, place and audience; or with `subset` of all that have at least what is named. */
function channelsOfRecord(call: Call, wanted: HostRecord, { subset, metadata }: Which): ChannelRow[] {
  const isWanted = ({ type, id, place = {}, audience = internal }: HostRecord) => type === wanted.type && (wanted.id === anyRecord || id === wanted.id)
    && Object.entries(wanted.place ?? {}).every(([key, value]) => place[key] === value) && (wanted.audience ?? audience) === audience;
  return [...call.tenant.channels.values()].filter((channel) => channel.record && canSee(call, channel) && matchesMetadata(channel.metadata, metadata)
    && (subset ? isWanted(channel.record) : recordKey(wanted.id === anyRecord ? { ...channel.record, id: anyRecord } : channel.record) === recordKey(wanted)));
}

/** Tells those who watch the record's numbers. */
export function tellCounts(tenant: Tenant, channelIds: Iterable<string>): void {
  const records = new Map<string, WholeRecord>();
  for (const channelId of channelIds) {
    const channel = tenant.channels.get(channelId), record = channel && (homeOf({ tenant }, channel) ?? channel).record;
    if (record) for (const id of [record.id, anyRecord]) records.set(room.counts(recordKey({ type: record.type, id })), { type: record.type, id });
  }
  for (const [name, payload] of records) tenant.hub.tell(name, { name: 'chat.counted', payload });
}

function countOf(call: Call, wanted: HostRecord, which: Which): RecordCount {
  const homes = channelsOfRecord(call, wanted, which).flatMap((home) => [home, ...threadsOf(call, home)]);
  const sum = (value: (channel: ChannelRow) => number) => homes.reduce((all, channel) => all + value(channel), 0);
  const said = ({ messages }: ChannelRow) => messages.filter(isSaid).length, isOpen = (channel: ChannelRow) => said(channel) > 0 && !(homeOf(call, channel) ?? channel).archivedAt && (channel.thread?.status ?? 'open') === 'open';
  return { total: sum(said), unread: sum((channel) => asSeen(call, channel).membership?.unread ?? 0), mentioned: sum((channel) => asSeen(call, channel).membership?.mentions ?? 0), open: sum((channel) => Number(isOpen(channel))) };
}

function mustBeLive({ connection }: Call): Connection { return connection ?? refuse('invalid-input', 'Only a live connection can watch'); }

export const recordHandlers: Pick<Handlers<'chat'>, 'chat.places' | 'chat.counts' | 'chat.watchCounts' | 'chat.unwatchCounts'> = {
  'chat.places': (call, { record, subset, metadata, ...paging }) => {
    const written = channelsOfRecord(call, record, { subset, metadata }).filter(({ messages }) => messages.some(isSaid));
    const { items, ...next } = pageOf(written, ({ messages, id }) => latestFirst(messages.findLast(isSaid)!.sentAt, id), paging);
    return { items: items.map((channel) => asSeen(call, channel)), ...next };
  },

  'chat.counts': (call, { records, ...which }) => ({ items: records.map((record) => countOf(call, record, which)) }),

  'chat.watchCounts': (call, { records }) => {
    const { hub } = call.tenant, connection = mustBeLive(call);
    const rooms = new Set([...hub.roomsOf(connection).filter((name) => name.startsWith(room.counts(''))), ...records.map((record) => room.counts(recordKey(record)))]);
    if (rooms.size > mostCounted) refuse('invalid-input', `At most ${mostCounted} records are watched at once; let go of some first`);
    for (const name of rooms) hub.join(connection, name);
    return {};
  },

  'chat.unwatchCounts': (call, { records }) => {
    const connection = mustBeLive(call);
    for (const record of records) call.tenant.hub.leave(connection, room.counts(recordKey(record)));
    return {};
  },
};

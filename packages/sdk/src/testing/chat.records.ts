import type { HostRecord } from '../protocol/chat.ts';
import { internal, recordKey } from '../protocol/record.key.ts';
import type { Call, Handlers } from './call.ts';
import { asSeen, canSee } from './channels.ts';
import { latestFirst, pageOf } from './page.ts';
import type { ChannelRow } from './tenant.ts';

/** The conversations of exactly this record, place and audience; or with `subset` of all that have at least what is named. */
function channelsOfRecord(call: Call, wanted: HostRecord, subset: boolean): ChannelRow[] {
  const isWanted = ({ type, id, place = {}, audience = internal }: HostRecord) => type === wanted.type && id === wanted.id
    && Object.entries(wanted.place ?? {}).every(([key, value]) => place[key] === value) && (wanted.audience ?? audience) === audience;
  return [...call.tenant.channels.values()].filter((channel) => channel.record && canSee(call, channel) && (subset ? isWanted(channel.record) : recordKey(channel.record) === recordKey(wanted)));
}

export const recordHandlers: Pick<Handlers<'chat'>, 'chat.places'> = {
  'chat.places': (call, { record, subset, ...paging }) => {
    const written = channelsOfRecord(call, record, subset).filter(({ lastSeq }) => lastSeq > 0);
    const { items, ...next } = pageOf(written, ({ messages, id }) => latestFirst(messages.at(-1)!.sentAt, id), paging);
    return { items: items.map((channel) => asSeen(call, channel)), ...next };
  },
};

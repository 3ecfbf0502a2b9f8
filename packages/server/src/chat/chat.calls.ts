import type { CallCard, HostRecord } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { mustBeLive, mustTakePart, type SeenChannel, seenChannelToChange } from './chat.access.ts';
import { insertRecordChannels } from './chat.append.queries.ts';
import { checkRecord, inTheWay, isOfRecord, recordChannelId } from './chat.ids.ts';
import { insertNotice } from './chat.notices.queries.ts';
import { toChannel } from './chat.rows.ts';

/** A conversation that the caller may call in, held until the commit; that of a record is made where it is not there. `id`: of what is going to be written. */
export async function channelToCall(call: Call, channelId: string, record: HostRecord | undefined, id: string): Promise<SeenChannel> {
  const { tenant, user } = call.session;
  if (record && recordChannelId(tenant, record) === channelId) {
    checkRecord(tenant, record);
    await insertRecordChannels(call, [{ tenant, channelId, id, senderId: user, text: '', record }]);
  }
  const channel = await seenChannelToChange(call, channelId);
  if (record && !isOfRecord(channel, record)) throw inTheWay();
  mustTakePart(channel);
  mustBeLive(channel);
  return channel;
}

/** The message by which a conversation shows a call; it has the call's id, and changes with it. Answers false where another one has that id. */
export async function postCall(call: Call, channel: Pick<SeenChannel, 'id' | 'kind'> & Partial<SeenChannel>, id: string, card: CallCard): Promise<boolean> {
  const message = await insertNotice(call, { channelId: channel.id, id, text: '', card, metadata: undefined });
  if (!message) return false;
  if (channel.last_seq === 0 && channel.kind === 'record') call.publish({ channel: channel.id }, 'chat.channelChanged', { ...toChannel(channel as SeenChannel), lastSeq: message.seq, lastChange: message.changedSeq });
  call.publish({ channel: channel.id }, 'chat.message', message);
  return true;
}

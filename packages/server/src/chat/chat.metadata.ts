import { type Channel, changedMetadata, type HostRecord, type Message, type Metadata, type MetadataChanges } from '@corridor/sdk/protocol';
import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { seenChannelToChange } from './chat.access.ts';
import { insertRecordChannels } from './chat.append.queries.ts';
import { checkRecord, inTheWay, isOfRecord, recordChannelId } from './chat.ids.ts';
import { messageToChange } from './chat.messages.queries.ts';
import { storeChannelMetadata, storeMessageMetadata } from './chat.metadata.queries.ts';
import { toChannel } from './chat.rows.ts';
import { publishChanged } from './chat.tell.ts';

/** What metadata becomes; null where nothing is left. */
export function changed(before: Metadata | null | undefined, changes: MetadataChanges): Metadata | null {
  const now = changedMetadata(before, changes);
  if (now === undefined) throw new CallError('conflict', 'Metadata has at most 20 keys; remove some by setting them to null');
  return now;
}

export async function setChannelMetadata(call: Call, channelId: string, changes: MetadataChanges, of?: HostRecord): Promise<Channel> {
  const channel = await seenChannelToChange(call, channelId);
  if (of && !isOfRecord(channel, of)) throw inTheWay();
  const metadata = changed(channel.metadata, changes);
  if (isDeepStrictEqual(metadata, channel.metadata)) return toChannel(channel);
  const now = toChannel(await storeChannelMetadata(call, channelId, metadata));
  call.publish({ channel: channelId }, 'chat.channelChanged', now);
  return now;
}

/** The conversation is made where it is not there; nobody becomes a member by it. */
export async function setRecordMetadata(call: Call, record: HostRecord, changes: MetadataChanges): Promise<Channel> {
  const { tenant, user } = call.session, channelId = recordChannelId(tenant, record);
  checkRecord(tenant, record);
  if (!await call.access.maySee(call, record)) throw new CallError('not-found', 'No such channel');
  await insertRecordChannels(call, [{ tenant, channelId, id: channelId, senderId: user, text: '', record }]);
  return setChannelMetadata(call, channelId, changes, record);
}

export async function setMessageMetadata(call: Call, messageId: string, changes: MetadataChanges): Promise<Message> {
  const { channel, message } = await messageToChange(call, messageId);
  if (message.deletedAt) throw new CallError('conflict', 'The message has been deleted');
  const metadata = changed(message.metadata, changes);
  return isDeepStrictEqual(metadata, message.metadata ?? null) ? message : publishChanged(call, channel, await storeMessageMetadata(call, message, metadata));
}

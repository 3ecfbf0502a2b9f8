import type { Channel } from '../protocol/chat.ts';
import { changedMetadata, type Metadata, type MetadataChanges } from '../protocol/chat.metadata.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { recordChannel, toChannel, visibleChannel } from './channels.ts';
import { room } from './hub.ts';
import { change, find } from './messages.ts';
import type { ChannelRow } from './tenant.ts';

/** What metadata becomes; null where nothing is left. */
export function changed(before: Metadata | null | undefined, changes: MetadataChanges): Metadata | null {
  const now = changedMetadata(before, changes);
  return now === undefined ? refuse('conflict', 'Metadata has at most 20 keys; remove some by setting them to null') : now;
}

const inOrder = (metadata: Metadata | null | undefined) => JSON.stringify(Object.entries(metadata ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));

function setOf(call: Call, channel: ChannelRow, changes: MetadataChanges): Channel {
  const metadata = changed(channel.metadata, changes);
  if (inOrder(metadata) === inOrder(channel.metadata)) return toChannel(channel);
  Object.assign(channel, { metadata, version: channel.version + 1 });
  call.publish(room.channel(channel.id), 'chat.channelChanged', toChannel(channel));
  return toChannel(channel);
}

export const metadataHandlers: Pick<Handlers<'records'>, 'records.setMetadata' | 'records.setChannelMetadata' | 'records.setMessageMetadata'> = {
  'records.setMetadata': (call, { record, metadata }) => {
    const channel = recordChannel(call.tenant, record);
    changed(channel.metadata, metadata);
    if (!call.tenant.channels.has(channel.id)) call.tenant.channels.set(channel.id, Object.assign(channel, { createdBy: call.user, createdAt: call.now, version: 1 }));
    return setOf(call, channel, metadata);
  },
  'records.setChannelMetadata': (call, { channelId, metadata }) => setOf(call, visibleChannel(call, channelId), metadata),
  'records.setMessageMetadata': (call, { messageId, metadata: changes }) => {
    const { message } = find(call, messageId);
    if (message.deletedAt) refuse('conflict', 'The message has been deleted');
    const metadata = changed(message.metadata, changes);
    return inOrder(metadata) === inOrder(message.metadata) ? message : change(call, message, { metadata: metadata ?? undefined });
  },
};

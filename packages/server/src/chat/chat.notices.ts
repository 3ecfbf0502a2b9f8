import type { HostRecord, Message, Metadata, MetadataChanges, NoticeAction, NoticeCard } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { uuid7 } from '../uuid.ts';
import { mustBeLive, seenChannelToChange } from './chat.access.ts';
import { insertRecordChannels } from './chat.append.queries.ts';
import { checkRecord, inTheWay, isOfRecord, recordChannelId } from './chat.ids.ts';
import { followMentioned } from './chat.mentions.ts';
import { messagesById, messageToChange } from './chat.messages.queries.ts';
import { changed } from './chat.metadata.ts';
import { insertNotice, updateNotice } from './chat.notices.queries.ts';
import { toChannel } from './chat.rows.ts';
import { publishChanged } from './chat.tell.ts';

export interface NewNotice { record: HostRecord; id?: string | undefined; text: string; actions: NoticeAction[]; metadata?: Metadata | undefined }

/** Appends what the host says to a record's conversation, which it makes where it is not there. Nobody becomes a member by it but those whom it names. */
export async function postNotice(call: Call, { record, id = uuid7(), text, actions, metadata }: NewNotice): Promise<Message> {
  const { tenant, user } = call.session, channelId = recordChannelId(tenant, record);
  checkRecord(tenant, record);
  await insertRecordChannels(call, [{ tenant, channelId, id, senderId: user, text, record }]);
  const channel = await seenChannelToChange(call, channelId);
  if (!isOfRecord(channel, record)) throw inTheWay();
  const [known] = await messagesById(call, [id]);
  if (known && (known.senderId !== user || known.channelId !== channelId)) throw new CallError('id-taken', `The id ${id} belongs to another message; mint a new one`);
  if (known) return known;
  mustBeLive(channel);
  const message = await insertNotice(call, { channelId, id, text, card: { type: 'notice', ...(actions.length > 0 ? { actions } : {}) }, metadata });
  if (!message) throw new CallError('id-taken', `The id ${id} belongs to another message; mint a new one`);
  if (channel.last_seq === 0) call.publish({ channel: channelId }, 'chat.channelChanged', { ...toChannel(channel), lastSeq: message.seq, lastChange: message.changedSeq });
  call.publish({ channel: channelId }, 'chat.message', message);
  await followMentioned(call, message);
  return message;
}

/** The card of a notice that the caller may see, for changing it. */
export function noticeOf(message: Message): NoticeCard {
  if (message.deletedAt) throw new CallError('conflict', 'The message has been deleted');
  if (message.card?.type !== 'notice') throw new CallError('conflict', 'This message is none of the host\'s, so it has no buttons');
  return message.card;
}

export interface NoticeChanges { text?: string | undefined; actions?: NoticeAction[] | undefined; outcome?: { text: string; userId?: string | undefined } | undefined; metadata?: MetadataChanges | undefined }

export async function changeNotice(call: Call, messageId: string, { text, actions, outcome, metadata = {} }: NoticeChanges): Promise<Message> {
  const { channel, message } = await messageToChange(call, messageId);
  const { actions: present, ...rest } = noticeOf(message), kept = actions ?? (outcome ? [] : present ?? []);
  const card: NoticeCard = {
    ...rest, ...(kept.length > 0 ? { actions: kept } : {}),
    ...(outcome ? { outcome: { text: outcome.text, userId: outcome.userId ?? call.session.user, at: new Date().toISOString() } } : {}),
  };
  return publishChanged(call, channel, await updateNotice(call, message, text ?? message.text, card, changed(message.metadata, metadata)));
}

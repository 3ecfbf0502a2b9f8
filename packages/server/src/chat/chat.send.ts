import type { Card, HostRecord, Message, Parsed } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { mustBeMember, seenChannel } from './chat.access.ts';
import { type AppendResult, InThread } from './chat.append.ts';
import { beforeSend } from './chat.before-send.ts';
import { channelsAsSeen, findChannels } from './chat.channels.queries.ts';
import { checkRecord } from './chat.ids.ts';
import { followMentioned, mayMention } from './chat.mentions.ts';
import { reply } from './chat.threads.ts';

type NewMessage = Parsed<'chat.send'> & { card?: Card };

/** The statement that appends asks who is a member; where the host guards records, that is not all. */
async function mustSee(call: Call, channelId: string, record: HostRecord | undefined): Promise<void> {
  const [found] = await findChannels(call, [channelId]);
  const isSeen = found ? !found.isGuarded || found.isVisible : !record || await call.access.maySee(call, record);
  if (!isSeen) throw new CallError('not-found', 'No such channel');
  await call.commit();
}

/** Stores a message of the caller's, with what it carries, and tells it. To be called before anything is asked in the call's transaction. */
export async function send(call: Call, { channelId, id = call.mintedId, text: given, card: carried, fileIds, record, threadOf: rootId }: NewMessage): Promise<Message> {
  const { tenant } = call.session;
  checkRecord(tenant, record, channelId);
  mayMention(call, given);
  if (call.access.isHost) await mustSee(call, channelId, record);
  if (!fileIds && !carried) return store(call, { channelId, id, text: given, card: undefined, record, rootId });
  const card = fileIds ? await call.carried.attach(call, { messageId: id, channelId, rootId, fileIds }) : await call.carried.passOn(call, { messageId: id, channelId, rootId, card: carried });
  let message: Message;
  try { message = await store(call, { channelId, id, text: given, card, record, rootId }); }
  catch (error) {
    if (card && error instanceof CallError && error.code !== 'unavailable') await call.carried.detach(call, id);
    throw error;
  }
  return await call.carried.catchUp(call, id, card) ?? message;
}

async function store(call: Call, { channelId, id, text: given, card, record, rootId }: { channelId: string; id: string; text: string; card: Card | undefined; record: HostRecord | undefined; rootId: string | undefined }): Promise<Message> {
  const { tenant, user } = call.session;
  const text = call.host?.isAskedBeforeSend ? await beforeSend(call, { id, channelId, text: given, card, record, threadOf: rootId }) : given;
  if (rootId !== undefined) return reply(call, { channelId, id, text, card, rootId });
  let appended: AppendResult;
  try { appended = await call.append({ tenant, channelId, id, senderId: user, text, card, record, groups: call.session.groups }); }
  catch (error) {
    if (error instanceof InThread) return reply(call, { channelId, id, text, card, rootId: (await seenChannel(call, channelId)).parent_message_id! });
    if (error instanceof CallError && error.code === 'not-found' && call.can('chat.access_private')) mustBeMember(await seenChannel(call, channelId)); // who sees all channels is told why
    throw error;
  }
  const { message, isNew } = appended;
  if (appended.joined || appended.isLate) await tellJoined(call, appended);
  if (isNew) call.publish({ channel: channelId }, 'chat.message', message);
  if (!message.mentions) return message;
  await call.commit(); // it is stored: whatever comes of those that it names, all hear it
  await followMentioned(call, message);
  return message;
}

/** Writing in a record's conversation makes a member. */
async function tellJoined(call: Call, { message: { channelId }, joined: joinedNow, isLate }: AppendResult): Promise<void> {
  const { user } = call.session, joined = joinedNow ?? (isLate ? (await channelsAsSeen(call, [channelId]))[0] : undefined);
  if (!joined?.membership) return;
  const { membership, lastMessage: _, ...channel } = joined;
  call.join([user], channelId);
  call.publish({ users: [user] }, 'chat.channel', joined);
  call.publish({ channel: channelId }, 'chat.channelChanged', channel);
  call.publish({ open: channelId }, 'chat.member', { channelId, userId: user, role: membership.role });
}

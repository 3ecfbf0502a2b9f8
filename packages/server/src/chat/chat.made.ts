import { HostRecord, type Message } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { hostUser } from '../host.ts';
import { uuid5 } from '../uuid.ts';
import { mustBeSaid, mustWrite, seenChannel } from './chat.access.ts';
import { checkRecord } from './chat.ids.ts';
import { seenMessage } from './chat.messages.queries.ts';
import { toChannel } from './chat.rows.ts';
import { send } from './chat.send.ts';
import { mayReply, mustNotBeArchived } from './chat.threads.ts';

const madeNamespace = '2b7d9e64-51c8-5f0e-b3a9-7c1d8e5f4a06'; // never changed: hosts may remember what is made with it

/** Has the host make a record of a message, between two transactions, and tells it where the message is. */
export async function makeRecord(call: Call, messageId: string): Promise<{ record: HostRecord; message: Message }> {
  const { session, host } = call, source = await seenMessage(call, messageId), channel = await seenChannel(call, source.channelId);
  mustWrite(channel);
  if (channel.parent_id) {
    mayReply(call, await seenChannel(call, channel.parent_id), false);
    mustNotBeArchived(channel);
  }
  if (source.deletedAt) throw new CallError('conflict', 'The message has been deleted');
  if (!host) throw new CallError('conflict', 'Nothing makes records here: set CORRIDOR_HOST_URL, or let the page answer corridor-create-record');
  mustBeSaid(source);
  await call.commit();
  const { record: about } = toChannel(channel), idOf = (...parts: string[]) => uuid5(madeNamespace, JSON.stringify([session.tenant, messageId, ...parts]));
  const record = await host.ask({
    type: 'create-record', tenant: session.tenant, user: hostUser(session), record: about,
    message: { id: source.id, channelId: source.channelId, senderId: source.senderId, text: source.text, sentAt: source.sentAt },
  }, HostRecord, { id: idOf(session.user) });
  if (!record) throw new CallError('conflict', 'The host makes no records of messages');
  checkRecord(session.tenant, record);
  const message = await send(call, {
    channelId: source.channelId, id: idOf(session.user, record.type, record.id), text: record.title ?? `${record.type} ${record.id}`,
    card: { type: 'notice', made: { ...record, messageId } }, ...(about && channel.kind === 'record' ? { record: about } : {}),
  });
  return { record, message };
}

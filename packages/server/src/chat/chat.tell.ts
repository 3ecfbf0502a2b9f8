import type { Message } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { membersSince } from './chat.messages.queries.ts';
import type { ChannelRow } from './chat.rows.ts';

/** Tells a changed message to all who may see it: not to those who came after it where history starts with joining. */
export async function publishChanged(call: Call, channel: Pick<ChannelRow, 'id' | 'history'>, message: Message): Promise<Message> {
  const audience = channel.history === 'all' ? { channel: channel.id } : { users: await membersSince(call, channel.id, message.seq) };
  call.publish(audience, 'chat.message', message);
  return message;
}

import type { Message } from '../protocol/chat.ts';
import type { Tenant } from './tenant.ts';
import { uuidFrom } from './uuid-from.ts';

export type FilledMessage = Partial<Pick<Message, 'senderId' | 'text' | 'sentAt' | 'reactions'>>;

const lines = [
  'Halden confirmed the new date.', 'Thanks, I will tell the warehouse.', 'Can we split the delivery? The first half is urgent.',
  'The invoice does not match the order: 118 pieces against 120.', 'I asked them for a credit note.', 'Who signs this one?',
  'Signed.', 'The carrier wants a slot between 8 and 10.', 'Booked.', 'Their price went up by 3 %, the contract says 2 at most.',
];

/** Messages a minute apart that end now, by the channel's members in turn. */
export function fill(tenant: Tenant, channelId: string, count: number, now: number, make: (index: number) => FilledMessage = () => ({})): Message[] {
  const channel = tenant.channels.get(channelId)!;
  const prefix = uuidFrom(channelId).slice(0, 24);
  const idOf = (seq: number) => `${prefix}${seq.toString(16).padStart(12, '0')}`;
  const senders = [...channel.members.keys()];
  const filled = Array.from({ length: count }, (_, index): Message => {
    const seq = channel.lastSeq + index + 1;
    return {
      id: idOf(seq), channelId, seq, changedSeq: channel.lastChange + index + 1,
      senderId: senders[Math.floor(index / 3) % senders.length] ?? 'ada', text: lines[(index * 7) % lines.length]!,
      sentAt: new Date(now - (count - index) * 60_000).toISOString(), reactions: {}, ...make(index),
    };
  });
  for (const message of filled) {
    channel.messages.push(message);
    tenant.messages.set(message.id, message);
  }
  channel.lastSeq += count;
  channel.lastChange += count;
  return filled;
}

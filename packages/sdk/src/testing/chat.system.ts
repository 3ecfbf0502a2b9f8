import { mostPeopleInNotice, type SystemCard, type SystemEvent } from '../protocol/chat.cards.ts';
import { uuidv7 } from '../core/uuid.ts';
import type { Call } from './call.ts';
import { room } from './hub.ts';
import { append, change } from './messages.ts';
import type { ChannelRow } from './tenant.ts';

const sharedMs = 60 * 60_000;

/** Says in a channel what has just happened to it; a thread has no notices. */
export function note(call: Call, channel: ChannelRow, event: SystemEvent, more: Omit<SystemCard, 'type' | 'event'> = {}): void {
  if (channel.kind === 'thread') return;
  call.publish(room.channel(channel.id), 'chat.message', append(call, channel, uuidv7(), '', { type: 'system', event, ...more }));
}

/** The same of people, whom a notice of the same kind that is the channel's last word takes in. */
export function notePeople(call: Call, channel: ChannelRow, event: 'joined' | 'added' | 'left' | 'removed', users: readonly string[]): void {
  if (users.length === 0 || channel.kind === 'thread' || (channel.kind === 'record' && (event === 'joined' || event === 'left'))) return;
  const last = channel.messages.at(-1), card = last?.card?.type === 'system' && Date.parse(call.now) - Date.parse(last.sentAt) < sharedMs ? last.card : undefined;
  const isShared = card?.event === event && (event === 'joined' || event === 'left' || last?.senderId === call.user);
  if (!last || !isShared) return note(call, channel, event, { people: users.slice(0, mostPeopleInNotice), count: users.length });
  const people = [...new Set([...card.people ?? [], ...users])].slice(0, mostPeopleInNotice);
  change(call, last, { card: { ...card, people, count: Math.max(people.length, (card.count ?? 0) + users.length) } });
}

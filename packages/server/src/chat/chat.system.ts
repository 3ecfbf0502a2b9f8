import { mostPeopleInNotice, type SystemCard, type SystemEvent } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { uuid7 } from '../uuid.ts';
import type { ChannelRow } from './chat.rows.ts';
import { insertSystem, lastNotice, updateSystem } from './chat.system.queries.ts';
import { publishChanged } from './chat.tell.ts';

type Noted = Pick<ChannelRow, 'id' | 'kind' | 'history'>;

/** Says in a channel that the caller holds what has just happened to it, in the caller's transaction; a thread has no notices. It comes last of what is written, so that who came in hears it. */
export async function note(call: Call, channel: Noted, event: SystemEvent, more: Omit<SystemCard, 'type' | 'event'> = {}): Promise<void> {
  if (channel.kind === 'thread') return;
  call.publish({ channel: channel.id }, 'chat.message', await insertSystem(call, channel.id, uuid7(), { type: 'system', event, ...more }));
}

/** The same of people, whom a notice of the same kind that is the channel's last word takes in. In a record's conversation who follows it comes and goes without a word. */
export async function notePeople(call: Call, channel: Noted, event: 'joined' | 'added' | 'left' | 'removed', users: readonly string[]): Promise<void> {
  if (users.length === 0 || channel.kind === 'thread' || (channel.kind === 'record' && (event === 'joined' || event === 'left'))) return;
  const last = await lastNotice(call, channel.id), card = last?.card?.type === 'system' ? last.card : undefined;
  const isShared = card?.event === event && (event === 'joined' || event === 'left' || last?.senderId === call.session.user);
  if (!last || !isShared) return note(call, channel, event, { people: users.slice(0, mostPeopleInNotice), count: users.length });
  const people = [...new Set([...card.people ?? [], ...users])].slice(0, mostPeopleInNotice);
  await publishChanged(call, channel, await updateSystem(call, last, { ...card, people, count: Math.max(people.length, (card.count ?? 0) + users.length) }));
}

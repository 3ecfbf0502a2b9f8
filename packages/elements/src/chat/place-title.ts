import type { Channel, Corridor } from '@corridor/sdk';
import type { ReadableAtom } from 'nanostores';
import { titleOf } from './conversation-title.ts';

/** What the place of a message is called in a list of messages from anywhere: its conversation, and before it that it is in a thread there. */
export function placeTitle(corridor: Corridor, channel: Channel, language: string, watch: <T>(store: ReadableAtom<T>) => T): string {
  const name = (one: Channel) => titleOf(one, watch(corridor.me)?.id, language, (userId) => watch(corridor.people.person(userId)).name).name;
  const home = channel.thread && watch(corridor.chat.channels).find(({ id }) => id === channel.thread?.channelId);
  return home ? `${name(channel)} · ${name(home)}` : name(channel);
}

import type { Channel } from '@corridor/sdk';
import { formatList, msg } from '../base/localisation.ts';

/** What a conversation is called: its record, its name or its people other than me. `detail` is what a longer record title goes on with. */
export function titleOf(channel: Channel, myId: string | undefined, language: string, nameOf: (userId: string) => string): { name: string; detail: string } {
  if (channel.thread) return { name: msg('Thread'), detail: '' };
  if (channel.record) return recordTitle(channel.record.title || channel.record.id);
  if (channel.name) return { name: channel.name, detail: '' };
  const others = channel.people.filter((userId) => userId !== myId);
  if (others.length) return { name: formatList(language, others.map(nameOf)), detail: '' };
  return { name: channel.kind === 'direct' && myId ? nameOf(myId) : msg('Conversation'), detail: '' };
}

/** "PO-1042 · Halden Steel AS" reads as a name and what it is about. */
export function recordTitle(title: string): { name: string; detail: string } {
  const [, name, detail] = /^(.+?)\s+[·|–—]\s+(.+)$/.exec(title) ?? [];
  return name && detail ? { name, detail } : { name: title, detail: '' };
}

/** The one person I talk to in a conversation of two. */
export function otherPerson(channel: Channel, myId: string | undefined): string | undefined {
  const others = channel.people.filter((userId) => userId !== myId);
  return channel.kind === 'direct' && others.length === 1 ? others[0] : undefined;
}

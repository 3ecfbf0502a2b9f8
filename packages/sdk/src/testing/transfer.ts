import { peopleOnCard } from '../protocol/chat.cards.ts';
import type { Message } from '../protocol/chat.ts';
import type { Person } from '../protocol/people.ts';
import type { PersonItem } from '../protocol/transfer.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { versionsOf } from './chat.acts.ts';
import { canSee, homeOf, seenMessages, toChannel, visibleChannel } from './channels.ts';
import { pageOf } from './page.ts';
import type { ChannelRow } from './tenant.ts';

const padded = (seq: number) => String(seq).padStart(12, '0');

function mayExport(call: Call, channel: ChannelRow): void {
  const role = (channel.thread ? homeOf(call, channel) : channel)?.members.get(call.user)?.role;
  if (call.may('chat.export') || role === 'owner' || role === 'admin' || (channel.kind === 'direct' && role)) return;
  refuse('forbidden', 'Owners and admins of this channel export it, or who has the permission chat.export; an administrator can grant that', { permission: 'chat.export' });
}

function peopleIn({ tenant }: Call, messages: readonly Message[]): Person[] {
  const ids = messages.flatMap(({ senderId, reactions, mentions = [], card }) => [senderId, ...Object.values(reactions).flat(), ...peopleOnCard(card), ...mentions.filter((one) => one.startsWith('@')).map((one) => one.slice(1))]);
  return [...new Set(ids)].sort().flatMap((id) => tenant.people.get(id) ?? []);
}

function channelsIn(call: Call, messages: readonly Message[]): { id: string; name: string }[] {
  const ids = new Set(messages.flatMap(({ text }) => [...text.matchAll(/<#([0-9a-f-]{36})>/g)].map(([, id = '']) => id)));
  return [...ids].sort().flatMap((id) => {
    const channel = call.tenant.channels.get(id), name = channel && canSee(call, channel) ? channel.name ?? channel.record?.title ?? channel.record?.id : undefined;
    return name === undefined ? [] : [{ id, name }];
  });
}

function* itemsOf(call: Call, userId: string): Generator<PersonItem & { place?: number }> {
  const { channels, messages, ballots, saved, drafts, scheduled } = call.tenant;
  const nameOf = ({ name, record }: ChannelRow) => name ?? record?.title ?? record?.id ?? null;
  for (const channel of channels.values()) {
    const mine = channel.members.get(userId);
    if (mine) yield { type: 'membership', channelId: channel.id, channel: nameOf(channel), role: mine.role, joinedAt: mine.joinedAt, readSeq: mine.readSeq, isPinned: mine.isPinned, notify: mine.notify, section: mine.section };
    for (const message of channel.messages) {
      if (message.senderId === userId && !message.deletedAt) yield { type: 'message', channel: nameOf(channel), message };
      const versions = message.senderId === userId && !message.deletedAt ? versionsOf(call, message).toReversed() : [];
      for (const [place, { userId: editedBy, at }] of versions.slice(1).entries()) yield { type: 'edit', channelId: channel.id, messageId: message.id, text: versions[place]!.text, editedBy, at, place };
      for (const [emoji, users] of Object.entries(message.reactions)) if (users.includes(userId)) yield { type: 'reaction', channelId: channel.id, messageId: message.id, emoji };
    }
  }
  for (const [messageId, cast] of ballots) {
    const { channelId = '', card, deletedAt } = messages.get(messageId) ?? {}, chosen = cast.get(userId);
    if (chosen && !deletedAt && card?.type === 'poll' && (!card.isAnonymous || userId === call.user)) yield { type: 'vote', channelId, messageId, options: chosen.map((place) => card.options[place]!) };
  }
  for (const [messageId, savedAt] of saved.get(userId) ?? []) yield { type: 'saved', channelId: messages.get(messageId)?.channelId ?? '', messageId, savedAt };
  for (const { channelId, text, changedAt } of drafts.get(userId)?.values() ?? []) if (text) yield { type: 'draft', channelId, text, changedAt };
  for (const { userId: of, message: { channelId, messageId, text, sendAt } } of scheduled.values()) if (of === userId) yield { type: 'scheduled', channelId, messageId, text, sendAt };
}

const order = { membership: 0, message: 1, edit: 2, reaction: 3, vote: 4, saved: 5, draft: 6, scheduled: 7 };

function idOf(item: PersonItem & { place?: number }): string {
  switch (item.type) {
    case 'membership': case 'draft': return item.channelId;
    case 'message': return item.message.id;
    case 'edit': return `${item.messageId} ${padded(item.place ?? 0)}`;
    case 'reaction': return `${item.messageId} ${item.emoji}`;
    default: return item.messageId;
  }
}

export const transferHandlers: Handlers<'transfer'> = {
  'transfer.exportChannel': (call, { channelId, ...paging }) => {
    const channel = visibleChannel(call, channelId);
    mayExport(call, channel);
    const lines = seenMessages(call, channel).flatMap((message) => [
      { message, replyTo: null as string | null, place: [padded(message.seq), ''] as const },
      ...(call.tenant.channels.get(message.thread?.channelId ?? '')?.messages ?? []).map((reply) => ({ message: reply, replyTo: message.id, place: [padded(message.seq), padded(reply.seq)] as const })),
    ]);
    const { items, next } = pageOf(lines, ({ place }) => place, paging);
    return { channel: toChannel(channel), people: peopleIn(call, items.map(({ message }) => message)), channels: channelsIn(call, items.map(({ message }) => message)), items: items.map(({ message, replyTo }) => ({ message, replyTo })), ...(next === undefined ? {} : { next }) };
  },

  'transfer.exportPerson': (call, { userId, ...paging }) => {
    if (userId !== call.user && !call.may('people.export')) refuse('forbidden', 'This needs the permission people.export; an administrator can grant it', { permission: 'people.export' });
    const person = call.tenant.people.get(userId) ?? refuse('not-found', 'No such person');
    const chosen = call.tenant.presence.get(userId);
    return {
      person: { ...person, roles: [], groups: [...call.tenant.groupsOf(userId)], createdAt: call.now, lastSeenAt: call.now, status: chosen && chosen.chosen !== 'auto' ? chosen.chosen : null, statusText: chosen?.text ?? null, preferences: call.tenant.preferences.get(userId) ?? null },
      ...pageOf(itemsOf(call, userId), (item) => [`${order[item.type]}`, idOf(item)], paging),
    };
  },
};

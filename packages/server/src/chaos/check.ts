import { isDeepStrictEqual } from 'node:util';
import type { Message } from '@corridor/sdk';
import type { Act, History, SeenChannel, View } from './history.ts';

/** All in a history that somebody would call lost, doubled or wrong, in words; empty where there is nothing. It counts and compares by itself and takes nobody's word for it. */
export function violationsOf(history: History): string[] {
  return [...ofAnswers(history), ...ofOrder(history), ...ofSends(history), ...ofContent(history), ...ofViews(history), ...ofReading(history), ...ofHeard(history)];
}

const isNotice = ({ card }: Message) => card?.type === 'system';
const bare = ({ status: _, ...message }: Message) => message;
const surely = ({ outcome }: Act) => outcome === 'acknowledged' || outcome === 'kept';

const ofAnswers = ({ acts }: History): string[] => acts.flatMap((act) => act.outcome === 'open' ? [`${act.user} never heard what became of ${act.kind} ${act.messageId ?? ''}`]
  : act.outcome === 'refused' && !mayBeRefused(act, acts) ? [`${act.user} was refused ${act.kind} of ${act.messageId ?? act.channelId}: ${act.why}`] : []);

/** Only what has been deleted cannot be changed. */
const mayBeRefused = ({ kind, messageId }: Act, acts: readonly Act[]) => ['edit', 'delete', 'react', 'unreact'].includes(kind) && acts.some((other) => other.kind === 'delete' && other.messageId === messageId);

function grouped<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(keyOf(one), [...groups.get(keyOf(one)) ?? [], one]);
  return groups;
}

/** Numbers without a gap, and nothing twice. */
function* ofOrder({ stored }: History): Iterable<string> {
  const places = new Map<string, string>();
  for (const [channelId, messages] of stored) {
    const wrong = messages.findIndex(({ seq }, index) => seq !== index + 1);
    if (wrong >= 0) yield `channel ${channelId}: at place ${wrong + 1} stands number ${messages[wrong]!.seq}`;
    const changes = new Set(messages.map(({ changedSeq }) => changedSeq));
    if (changes.size < messages.length) yield `channel ${channelId}: two messages have the same change number`;
    for (const { id, seq } of messages) {
      const place = `${channelId} ${seq}`, other = places.get(id);
      if (other) yield `message ${id} is doubled: at ${other} and at ${place}`;
      places.set(id, place);
    }
  }
}

/** Every message that was sent, once, where it was said to be, and each one's own in the order of writing; none that nobody sent. */
function* ofSends({ acts, stored }: History): Iterable<string> {
  const sends = new Map(acts.filter(({ kind }) => kind === 'send').map((act) => [act.messageId!, act]));
  const found = new Map([...stored].flatMap(([channelId, messages]) => messages.map((message) => [message.id, { channelId, message }] as const)));
  const last = new Map<string, number>();
  for (const [id, act] of sends) {
    const at = found.get(id);
    if (!at) {
      if (surely(act)) yield `message ${id} of ${act.user} is lost (${act.outcome})`;
      continue;
    }
    if (act.outcome === 'refused') yield `message ${id} of ${act.user} was refused and is there`;
    if (at.channelId !== act.channelId || at.message.senderId !== act.user) yield `message ${id} of ${act.user} stands in ${at.channelId} as ${at.message.senderId}'s`;
    if (act.seq !== undefined && act.seq !== at.message.seq) yield `message ${id} of ${act.user} was said to be number ${act.seq} and is ${at.message.seq}`;
    if (act.isLate) continue;
    const line = `${act.user} ${act.channelId}`;
    if ((last.get(line) ?? 0) > at.message.seq) yield `message ${id} of ${act.user} stands before one that was written earlier`;
    last.set(line, Math.max(last.get(line) ?? 0, at.message.seq));
  }
  for (const [id, { message }] of found) if (!sends.has(id) && !isNotice(message)) yield `message ${id} was sent by nobody`;
}

/** What was acknowledged stands: the words, the deletion, the reactions. */
function* ofContent({ acts, stored }: History): Iterable<string> {
  const changes = grouped(acts.filter(({ messageId }) => messageId), ({ messageId }) => messageId!);
  for (const message of [...stored.values()].flat()) {
    if (isNotice(message)) continue;
    const own = changes.get(message.id) ?? [], isDeleted = message.deletedAt !== undefined;
    const maybe = own.filter(({ kind, outcome }) => kind === 'delete' && outcome !== 'refused');
    if (isDeleted ? !maybe.length : maybe.some(surely)) yield `message ${message.id} is ${isDeleted ? '' : 'not '}deleted`;
    if (isDeleted) { if (message.text !== '' || Object.keys(message.reactions).length) yield `message ${message.id} is deleted and still says something`; continue; }
    let texts: string[] = [];
    for (const { kind, outcome, text } of own) if ((kind === 'send' || kind === 'edit') && outcome !== 'refused') texts = kind === 'send' || surely({ outcome } as Act) ? [text!] : [...texts, text!];
    texts = [...texts, ...own.flatMap(({ kind, outcome, isLate, text }) => isLate && kind === 'edit' && outcome !== 'refused' ? [text!] : [])];
    if (!texts.includes(message.text)) yield `message ${message.id} says ${JSON.stringify(message.text)} instead of ${texts.map((text) => JSON.stringify(text)).join(' or ')}`;
    if ((message.editedAt !== undefined) !== (message.text !== own.find(({ kind }) => kind === 'send')?.text)) yield `message ${message.id} is wrong about having been edited`;
    for (const [key, ops] of grouped(own.filter(({ emoji }) => emoji), ({ user, emoji }) => `${emoji} ${user}`)) {
      let may = [false];
      for (const { kind, outcome } of ops) if (outcome !== 'refused') may = surely({ outcome } as Act) ? [kind === 'react'] : [...may, kind === 'react'];
      const { emoji, user } = ops[0]!, users = message.reactions[emoji!] ?? [];
      may = [...may, ...ops.flatMap(({ kind, outcome, isLate }) => isLate && outcome !== 'refused' ? [kind === 'react'] : [])];
      if (!may.includes(users.includes(user))) yield `message ${message.id} has ${users.includes(user) ? 'a' : 'no'} reaction ${key}`;
    }
    for (const [emoji, users] of Object.entries(message.reactions)) {
      if (new Set(users).size < users.length) yield `message ${message.id} has ${emoji} twice of one person`;
      for (const user of users) if (!own.some((act) => act.user === user && act.emoji === emoji && act.kind === 'react')) yield `message ${message.id} has ${emoji} of ${user}, who never chose it`;
    }
  }
}

/** Everybody sees all channels that they are in, and in each the same. */
function* ofViews({ views, channels, stored }: History): Iterable<string> {
  for (const view of views) {
    const seen = new Map(view.channels.map((channel) => [channel.id, channel]));
    if (seen.size < view.channels.length) yield `${nameOf(view)} sees a channel twice`;
    for (const { id, members } of channels) if (members.includes(view.user) && !seen.has(id)) yield `${nameOf(view)} does not see channel ${id}`;
    for (const { id, messages } of view.channels) {
      const truth = stored.get(id) ?? [];
      if (messages.length !== truth.length) yield `${nameOf(view)} sees ${messages.length} messages of ${truth.length} in ${id}`;
      const wrong = messages.findIndex((message, index) => !truth[index] || !isDeepStrictEqual(bare(message), bare(truth[index])));
      if (wrong >= 0) yield `${nameOf(view)} sees in ${id} as message ${wrong + 1} ${JSON.stringify(messages[wrong])} instead of ${JSON.stringify(truth[wrong])}`;
    }
  }
}

/** What is unread and meant for somebody, counted here; and no read position that went back or was never asked for. */
function* ofReading({ views, stored, acts }: History): Iterable<string> {
  for (const view of views) {
    const totals = { unread: 0, mentions: 0 };
    for (const channel of view.channels) {
      const counted = countsOf(stored.get(channel.id) ?? [], channel, view.user);
      for (const name of ['unread', 'mentions'] as const) if (channel[name] !== counted[name]) yield `${nameOf(view)} is told ${channel[name]} ${name} in ${channel.id}, and it is ${counted[name]}`;
      totals.unread += counted.unread;
      totals.mentions += channel.kind === 'direct' ? counted.unread : counted.mentions;
      const reads = acts.filter(({ user, kind, channelId }) => user === view.user && kind === 'read' && channelId === channel.id);
      const least = Math.max(0, ...reads.filter(({ outcome }) => outcome === 'acknowledged').map(({ seq }) => seq!));
      if (channel.readSeq < least) yield `${nameOf(view)} has read ${channel.id} to ${channel.readSeq}, and ${least} was acknowledged`;
      const twin = views.find(({ user, isFresh }) => user === view.user && isFresh !== view.isFresh)?.channels.find(({ id }) => id === channel.id);
      if (twin && twin.readSeq !== channel.readSeq) yield `${nameOf(view)} has read ${channel.id} to ${channel.readSeq}, the other one to ${twin.readSeq}`;
    }
    for (const name of ['unread', 'mentions'] as const) if (view[name] !== totals[name]) yield `${nameOf(view)} is told ${view[name]} ${name} in all, and it is ${totals[name]}`;
  }
}

/** By the words themselves, not by what the server found in them. */
function countsOf(messages: readonly Message[], { readSeq }: SeenChannel, user: string): { unread: number; mentions: number } {
  const unread = messages.filter((message) => message.seq > readSeq && message.senderId !== user && !message.deletedAt && !isNotice(message));
  return { unread: unread.length, mentions: unread.filter(({ text }) => text.includes(`<@${user}>`) || text.includes('<!channel>')).length };
}

/** A page is told of each change once and in order, and of every message. */
function* ofHeard({ heard, resets, stored, channels, views }: History): Iterable<string> {
  const last = new Map<string, number>(), told = new Set<string>();
  for (const { user, page, channelId, id, changedSeq } of heard) {
    const line = `${user} ${page} ${channelId}`, before = last.get(line) ?? 0;
    if (changedSeq <= before) yield `${user} was told of change ${changedSeq} of message ${id} in ${channelId} after ${before}`;
    last.set(line, Math.max(before, changedSeq));
    told.add(`${user} ${id}`);
  }
  for (const { id: channelId, members, isFirst } of channels) {
    if (!isFirst) continue; // of one that came later its first messages may be there already
    for (const user of members) {
      if (!views.some((view) => view.user === user) || resets.some((one) => one.user === user && one.channelId === channelId)) continue;
      for (const message of stored.get(channelId) ?? []) if (!isNotice(message) && !told.has(`${user} ${message.id}`)) yield `${user} was never told of message ${message.id} in ${channelId}`;
    }
  }
}

const nameOf = ({ user, isFresh }: View) => `${isFresh ? 'a fresh client of ' : ''}${user}`;

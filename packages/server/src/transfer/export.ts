import { peopleOnCard, Text, type Message, type Person, type PersonItem } from '@corridor/sdk/protocol';
import { z } from 'zod';
import { audit, isAudited } from '../audit.ts';
import type { Call, Handlers } from '../call.ts';
import { distinct } from '../channel-ids.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { draftsOf, savedOf, scheduledOf, votesOf } from './export.own.queries.ts';
import { editsOf, exportLines, membershipsOf, messagesOf, peopleNamed, personRecord, reactionsOf } from './export.queries.ts';

const toCursor = (entry: number, place: readonly unknown[]): string => Buffer.from(JSON.stringify([entry, place])).toString('base64url');

/** `about` is what tells one export from another. */
interface Act { name: 'transfer.exportChannel' | 'transfer.exportPerson'; about: Record<string, string>; more?: Record<string, unknown> }

/** Where an export goes on, and its entry in the audit log, which its cursor names: no page is told without one. */
async function begin<T>(call: Call, cursor: string | undefined, shape: z.ZodType<T>, start: T, { name, about, more }: Act): Promise<{ entry: number; place: T }> {
  if (cursor === undefined) return { entry: await audit(call, name, { ...about, ...more }), place: start };
  const given = z.tuple([z.int().min(0), shape]).safeParse(jsonOf(cursor));
  if (!given.success || !await isAudited(call, given.data[0], name, about)) throw new CallError('invalid-input', 'cursor: not one that this export has answered within a day');
  return { entry: given.data[0], place: given.data[1] };
}

function jsonOf(cursor: string): unknown {
  try { return JSON.parse(Buffer.from(cursor, 'base64url').toString()); } catch { return undefined; }
}

type SeenChannel = Awaited<ReturnType<Call['chat']['seenChannel']>>;

function mayExport(call: Call, { kind, my_role: mine, home_role: home }: SeenChannel): void {
  const role = kind === 'thread' ? home : mine;
  if (call.can('chat.export') || role === 'owner' || role === 'admin' || (kind === 'direct' && role !== null)) return;
  throw new CallError('forbidden', 'Owners and admins of this channel export it, or who has the permission chat.export; an administrator can grant that', { permission: 'chat.export' });
}

/** Who wrote, reacted, voted or is named in these. */
function peopleIn(call: Call, messages: readonly Message[]): Promise<Person[]> {
  const ids = new Set(messages.flatMap(({ senderId, reactions, mentions = [], card }) => [senderId, ...Object.values(reactions).flat(), ...peopleOnCard(card), ...mentions.flatMap((one) => (one[0] === '@' ? [one.slice(1)] : []))]));
  return peopleNamed(call, distinct([...ids]));
}

/** Channels that these name, by a name that the caller may know. */
async function channelsIn(call: Call, messages: readonly Message[]): Promise<{ id: string; name: string }[]> {
  const ids = new Set(messages.flatMap(({ text }) => [...text.matchAll(/<#([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>/g)].map(([, id = '']) => id)));
  return (await call.chat.channelsSeen(call, [...ids])).flatMap(({ id, name, record }) => { const shown = name ?? record?.title ?? record?.id; return shown === undefined ? [] : [{ id, name: shown }]; }).sort((a, b) => (a.id < b.id ? -1 : 1));
}

const PlaceInChannel = z.tuple([z.int().min(0), z.int().min(0)]);
/** What of a person comes one after the other, and the last one that was told. */
const sorts = ['membership', 'message', 'edit', 'reaction', 'vote', 'saved', 'draft', 'scheduled'] as const;
const PlaceOfPerson = z.tuple([z.enum(sorts), z.uuid(), Text(40)]).refine(([type, , place]) => type !== 'edit' || /^\d{0,15}$/.test(place));
type PlaceOfPerson = z.infer<typeof PlaceOfPerson>;
const first = '00000000-0000-0000-0000-000000000000';

interface Placed { item: PersonItem; place: PlaceOfPerson }

/** One's own words are one's own wherever they stand. What has become of them where one may not look any more is not: who answered, what they are called there. */
const ownWords = ({ id, channelId, seq, senderId, text, sentAt, editedAt }: Message): Message => ({ id, channelId, seq, changedSeq: seq, senderId, text, sentAt, ...(editedAt !== undefined && { editedAt }), reactions: {} });

async function asSeen(call: Call, placed: Placed[]): Promise<Placed[]> {
  if (call.can('people.export')) return placed;
  const channelOf = ({ item }: Placed) => (item.type === 'message' ? item.message.channelId : item.channelId);
  const seen = new Set((await call.chat.channelsSeen(call, distinct(placed.map(channelOf)))).map(({ id }) => id));
  return placed.map((one): Placed => {
    if (seen.has(channelOf(one))) return one;
    if (one.item.type === 'message') return { ...one, item: { ...one.item, channel: null, message: ownWords(one.item.message) } };
    return one.item.type === 'membership' ? { ...one, item: { ...one.item, channel: null } } : one;
  });
}

async function itemsOf(call: Call, userId: string, [type, id, emoji]: PlaceOfPerson, limit: number): Promise<Placed[]> {
  switch (type) {
    case 'membership': return (await membershipsOf(call, userId, id, limit)).map((item) => ({ item, place: [type, item.channelId, ''] }));
    case 'message': {
      const rows = await messagesOf(call, userId, id, limit), messages = new Map((await call.chat.messagesById(call, rows.map((row) => row.id))).map((message) => [message.id, message]));
      return rows.flatMap((row): Placed[] => { const message = messages.get(row.id); return message ? [{ item: { type, channel: row.channel, message }, place: [type, row.id, ''] }] : []; });
    }
    case 'edit': return (await editsOf(call, userId, [id, Number(emoji)], limit)).map(({ place, ...item }) => ({ item, place: [type, item.messageId, String(place)] }));
    case 'reaction': return (await reactionsOf(call, userId, [id, emoji], limit)).map((item) => ({ item, place: [type, item.messageId, item.emoji] }));
    case 'vote': return (await votesOf(call, userId, id, limit)).map((item) => ({ item, place: [type, item.messageId, ''] }));
    case 'saved': return (await savedOf(call, userId, id, limit)).map((item) => ({ item, place: [type, item.messageId, ''] }));
    case 'draft': return (await draftsOf(call, userId, id, limit)).map((item) => ({ item, place: [type, item.channelId, ''] }));
    case 'scheduled': return (await scheduledOf(call, userId, id, limit)).map((item) => ({ item, place: [type, item.messageId, ''] }));
  }
}

/** Up to `limit` items behind a place, one sort after the other. */
async function allItemsOf(call: Call, userId: string, begin: PlaceOfPerson, limit: number): Promise<Placed[]> {
  const found: Placed[] = [];
  for (const type of sorts.slice(sorts.indexOf(begin[0]))) {
    if (found.length < limit) found.push(...await itemsOf(call, userId, type === begin[0] ? begin : [type, first, ''], limit - found.length));
  }
  return found;
}

export const transferHandlers: Handlers<'transfer'> = {
  'transfer.exportChannel': async (call, { channelId, cursor, limit }) => {
    const seen = await call.chat.seenChannel(call, channelId);
    mayExport(call, seen);
    const { entry, place: [root, reply] } = await begin(call, cursor, PlaceInChannel, [0, 0], { name: 'transfer.exportChannel', about: { channelId }, more: { name: seen.name, kind: seen.kind } });
    const [channel] = await call.chat.channelsSeen(call, [channelId]);
    const lines = await exportLines(call, channelId, seen.floor, { root, reply }, limit), shown = lines.slice(0, limit), last = shown.at(-1);
    const messages = await call.chat.messagesById(call, shown.map(({ id }) => id)), byId = new Map(messages.map((message) => [message.id, message]));
    return {
      channel: channel!, people: await peopleIn(call, messages), channels: await channelsIn(call, messages),
      items: shown.flatMap(({ id, rootId, reply: place }) => { const message = byId.get(id); return message ? [{ message, replyTo: place === 0 ? null : rootId }] : []; }),
      ...(lines.length > limit && last ? { next: toCursor(entry, [last.root, last.reply]) } : {}),
    };
  },

  'transfer.exportPerson': async (call, { userId, cursor, limit }) => {
    if (userId !== call.session.user && !call.can('people.export')) throw needs('people.export');
    const person = await personRecord(call, userId);
    if (!person) throw new CallError('not-found', 'No such person');
    const { entry, place } = await begin<PlaceOfPerson>(call, cursor, PlaceOfPerson, ['membership', first, ''], { name: 'transfer.exportPerson', about: { userId } });
    const found = await allItemsOf(call, userId, place, limit + 1), shown = found.slice(0, limit), last = shown.at(-1);
    return { person, items: (await asSeen(call, shown)).map(({ item }) => item), ...(found.length > limit && last ? { next: toCursor(entry, last.place) } : {}) };
  },
};

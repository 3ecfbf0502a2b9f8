import { z } from 'zod';

/** True where PostgreSQL would refuse the text: NUL, or half of a surrogate pair. */
const isStorable = (text: string) => !text.includes('\u0000') && text.isWellFormed();

/** Text a person may write, of at most `max` UTF-16 units. */
export const Text = (max: number) => z.string().max(max).refine(isStorable, 'contains NUL or a lone surrogate');

/** UUID minted by a client (version 7) or derived from a host record (version 5); lower case, as PostgreSQL writes it. */
export const Id = z.uuid().toLowerCase();

/** Of a new channel: version 7 alone, because the versions 5 belong to conversations of people and records. */
export const NewChannelId = z.uuidv7('must be a UUID of version 7; mint one, or leave it out and get one').toLowerCase();

const unminted = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** Of a new message: any UUID but the two that stand for none and for all. */
export const NewMessageId = Id.refine((id) => !unminted.includes(id), 'must be an id of its own; mint one, or leave it out and get one');

/** The host's own id of a user or tenant. */
export const HostId = Text(320).min(1);

/** A place in a channel: messages, and changes, count from 1. */
export const Seq = z.int().min(0);

/** ISO 8601 in UTC. */
export const Instant = z.iso.datetime().refine((text) => !text.startsWith('0000'), 'must be of the year 1 or later');

// After UTS #51, 1.4: each match is one character to people. Pictographs that Unicode has kept free (Cn) count, so that newer phones' emoji pass.
const flag = String.raw`\p{Regional_Indicator}{2}`, keycap = String.raw`[0-9#*]\ufe0f?\u20e3`;
const pictograph = String.raw`(?=\p{Emoji}|\p{Cn})\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier}|[\u{e0020}-\u{e007e}]+\u{e007f})?`;
const oneEmoji = new RegExp(`^(?:${flag}|${keycap}|${pictograph}(?:\\u200d${pictograph})*)$`, 'u');

/** One emoji, joined sequences and flags included. */
export const Emoji = Text(40).refine((text) => oneEmoji.test(text), 'must be one emoji');

/** A page of a list. `next`, where present, is the `cursor` of the page after. */
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().optional() });

/** Holds a name and an id of 320 characters each, however they are written. */
const Cursor = Text(6000);

/** What a caller gives to walk through a list: at most `limit` items, from where `cursor` points. */
export const paging = { cursor: Cursor.optional(), limit: z.int().min(1).max(200).default(50) };

import { z } from 'zod';

/** True where PostgreSQL would refuse the text: NUL, or half of a surrogate pair. */
const isStorable = (text: string) => !text.includes('\u0000') && text.isWellFormed();

/** Text a person may write, of at most `max` UTF-16 units. */
export const Text = (max: number) => z.string().max(max).refine(isStorable, 'contains NUL or a lone surrogate');

/** UUID minted by a client (version 7) or derived from a host record (version 5); lower case, as PostgreSQL writes it. */
export const Id = z.uuid().toLowerCase();

/** The host's own id of a user or tenant. */
export const HostId = Text(320).min(1);

/** A place in a channel: messages, and changes, count from 1. */
export const Seq = z.int().min(0);

/** ISO 8601 in UTC. */
export const Instant = z.iso.datetime();

const pictograph = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

/** One emoji, joined sequences and flags included. */
export const Emoji = Text(40).refine((text) => pictograph.test(text) && !/[\s\p{L}]/u.test(text), 'must be one emoji');

/** A page of a list. `next`, where present, is the `cursor` of the page after. */
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().optional() });

/** What a caller gives to walk through a list: at most `limit` items, from where `cursor` points. */
export const paging = { cursor: Text(1000).optional(), limit: z.int().min(1).max(200).default(50) };

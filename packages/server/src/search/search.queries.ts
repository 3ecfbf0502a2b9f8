import type { MetadataFilter, Person } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { isOpen, isVisibleTo, myPart } from '../membership.ts';

// All unnamed: which index is best depends on the words asked for, and a prepared plan would not know them.
const unnamed = '';

/** Where a message stands among all: newest first, `at` in milliseconds since 1970. */
export interface Place { at: number; id: string }

/** What is looked for, wherever it is. `words`: a tsquery, absent where there are only filters that no index answers. */
export interface Criteria { words: string | undefined; hasReactions: boolean; metadata: MetadataFilter | undefined; from: number; to: number }

/** `isOpen`: what everybody may read. `channels`: only in these; null stands for all of that kind. */
export interface Source { isOpen: boolean; channels: readonly string[] | null }

interface PlaceRow { id: string; sent_at: Date }
const toPlace = ({ id, sent_at }: PlaceRow): Place => ({ at: sent_at.getTime(), id });

const bounds = ({ from, to }: Criteria, top: Place | undefined) => [new Date(from), new Date(to), top ? new Date(top.at) : null, top?.id ?? null];

const isWithin = 'm.tenant_id = $1 and m.sent_at >= $3 and m.sent_at < $4 and ($5::timestamptz is null or (m.sent_at, m.id) <= ($5, $6::uuid))';
const newest = `m.is_open = $2 and ${isWithin}`, newestOf = (channel: string) => `m.channel_id = ${channel} and ${isWithin}`;

/** What no index of words answers, of a row `m`; `$11` is there only where it is asked for. */
const isAnswer = ({ metadata }: Criteria) => `($8::tsquery is null or m.words @@ $8) and (not $9 or m.has_reactions)${metadata ? ' and metadata_matches(m.metadata, $11::jsonb)' : ''}`;
const columnsFor = ({ metadata }: Criteria) => `m.id, m.sent_at, m.words, m.has_reactions${metadata ? ', m.metadata' : ''}`;
const filterOf = ({ metadata }: Criteria) => (metadata ? [JSON.stringify(metadata)] : []);

/** Hits among the newest `rows` messages that are open, or are not. */
export async function walk(call: Call, { isOpen: open }: Source, criteria: Criteria, top: Place | undefined, rows: number, most: number): Promise<Place[]> {
  const found = await call.query<PlaceRow>(unnamed, `
    select id, sent_at from (
      select ${columnsFor(criteria)} from messages m where ${newest} order by m.sent_at desc, m.id desc limit $7
    ) m
    where ${isAnswer(criteria)} limit $10`,
  [call.session.tenant, open, ...bounds(criteria, top), rows, criteria.words ?? null, criteria.hasReactions, most, ...filterOf(criteria)]);
  return found.map(toPlace);
}

/** Where a walk over `rows` messages ends; undefined where there are no more. */
export async function endOfWalk(call: Call, { isOpen: open }: Source, criteria: Criteria, top: Place | undefined, rows: number): Promise<Place | undefined> {
  const [row] = await call.query<PlaceRow>(unnamed, `
    select m.id, m.sent_at from messages m where ${newest} order by m.sent_at desc, m.id desc offset $7 limit 1`,
  [call.session.tenant, open, ...bounds(criteria, top), rows]);
  return row && toPlace(row);
}

/** Hits in these channels, newest first, each channel walked back over `rows` messages. */
export async function walkChannels(call: Call, { channels }: Source, criteria: Criteria, top: Place | undefined, rows: number, most: number): Promise<Place[]> {
  const found = await call.query<PlaceRow>(unnamed, `
    select hit.id, hit.sent_at from unnest($2::uuid[]) as wanted (id) cross join lateral (
      select m.id, m.sent_at from (
        select ${columnsFor(criteria)} from messages m
        where ${newestOf('wanted.id')} order by m.seq desc limit $7
      ) m
      where ${isAnswer(criteria)} limit $10
    ) hit
    order by hit.sent_at desc, hit.id desc limit $10`,
  [call.session.tenant, channels, ...bounds(criteria, top), rows, criteria.words ?? null, criteria.hasReactions, most, ...filterOf(criteria)]);
  return found.map(toPlace);
}

/** Where a walk over `rows` messages of each channel ends that comes back least far; undefined where each comes to its beginning. */
export async function endOfWalkChannels(call: Call, { channels }: Source, criteria: Criteria, top: Place | undefined, rows: number): Promise<Place | undefined> {
  const [row] = await call.query<PlaceRow>(unnamed, `
    select last.id, last.sent_at from unnest($2::uuid[]) as wanted (id) cross join lateral (
      select m.id, m.sent_at from messages m where ${newestOf('wanted.id')} order by m.seq desc offset $7 limit 1
    ) last
    order by last.sent_at desc, last.id desc limit 1`,
  [call.session.tenant, channels, ...bounds(criteria, top), rows]);
  return row && toPlace(row);
}

/** All hits by the index of words, in no order; of too many any `most`. */
export async function lookUp(call: Call, { isOpen: open, channels }: Source, criteria: Criteria, top: Place | undefined, most: number): Promise<Place[]> {
  const found = await call.query<PlaceRow>(unnamed, 'select id, sent_at from search_messages($1, $2::tsquery, $3, $4::uuid[], $5, $6, $7, $8, $9, $10, $11::jsonb)',
    [call.session.tenant, criteria.words, open, channels, criteria.hasReactions, ...bounds(criteria, top), most, filterOf(criteria)[0] ?? null]);
  return found.map(toPlace);
}

/** My channels that not everybody may read, and their threads. */
export async function myClosedChannels(call: Call): Promise<string[]> {
  const rows = await call.query<{ id: string }>('my-closed-channels', `
    select c.id from members mem cross join lateral (select * from channels c where c.id = mem.channel_id and c.tenant_id = mem.tenant_id limit 1) c
    where mem.user_id = $2 and mem.tenant_id = $1 and not ${isOpen} and c.guard_type is null
    union
    select c.id from members mem join channels c on c.parent_id = mem.channel_id and c.tenant_id = mem.tenant_id
    where mem.user_id = $2 and mem.tenant_id = $1 and not ${isOpen} and c.guard_type is null and (c.history = 'all' or mem.joined_seq < c.parent_seq)`, [call.session.tenant, call.session.user]);
  return rows.map(({ id }) => id);
}

/** Conversations of records that the host lets the caller see, lately active first. */
export async function myGuardedChannels(call: Call): Promise<string[]> {
  const rows = await call.query<{ id: string }>('my-guarded-channels', `
    select c.id from (
      select distinct a.record_type, a.record_id from record_access a
      where a.tenant_id = $1 and a.holder = any (array['@' || $2::text] || array(select '&' || member_of from users u, unnest(u.groups) member_of where u.tenant_id = $1 and u.id = $2))
        and (a.until is null or a.until > now())
    ) mine
    cross join lateral (
      select * from channels c where c.guard_type = mine.record_type and (mine.record_id = '*' or c.guard_id = mine.record_id) and c.tenant_id = $1 order by c.active_at desc limit 5000
    ) c
    ${myPart} where ${isVisibleTo('$3')} order by c.active_at desc limit 5000`, [call.session.tenant, call.session.user, false]);
  return rows.map(({ id }) => id);
}

/** Those of `ids` that the caller sees, and whether everybody may read them. */
export function channelsToSearch(call: Call, ids: readonly string[]): Promise<{ id: string; isOpen: boolean }[]> {
  return call.query('channels-to-search', `
    select c.id, ${isOpen} as "isOpen" from (select distinct unnest($4::uuid[]) as id) wanted
    cross join lateral (select * from channels c where c.id = wanted.id and c.tenant_id = $1 limit 1) c
    ${myPart}
    where ${isVisibleTo('$3')}`, [call.session.tenant, call.session.user, call.can('chat.access_private'), ids]);
}

/** Groups and records' conversations by their words, or else by what looks alike: public ones, and those of `mine` (null: all). */
export async function channelIds(call: Call, by: { words: string } | { alike: string }, mine: readonly string[] | null, most: number): Promise<string[]> {
  const rows = await call.query<{ id: string }>(unnamed, 'select id from search_channels($1, $2::tsquery, $3, $4::uuid[], $5) as id',
    [call.session.tenant, 'words' in by ? by.words : null, 'alike' in by ? by.alike : null, mine, most]);
  return rows.map(({ id }) => id);
}

/** People by the words of name and id, or else by names that look alike. */
export async function peopleFound(call: Call, by: { words: string } | { alike: string }, most: number): Promise<Person[]> {
  return call.query<Person>(unnamed, `
    select u.id, u.name, u.avatar, u.is_placeholder as "isPlaceholder" from search_people($1, $2::tsquery, $3, $4) as found (id)
    cross join lateral (select * from users u where u.tenant_id = $1 and u.id = found.id and not u.is_key limit 1) u
    order by u.name collate "und-x-icu", u.id`, [call.session.tenant, 'words' in by ? by.words : null, 'alike' in by ? by.alike : null, most]);
}

/** Of each word the stem with each ending that has the same stem, by the language's own stemmer. */
export function wordsWithStem(call: Call, words: readonly string[], endings: Readonly<Record<string, string>>): Promise<{ word: string; form: string }[]> {
  return call.query('words-with-stem', `
    select distinct w.word, f.form
    from unnest($1::text[]) as w (word)
    cross join unnest($2::text[], $3::text[]) as l (language, endings)
    cross join lateral (select (ts_lexize((l.language || '_stem')::regdictionary, w.word))[1] as stem offset 0) s
    cross join lateral (
      select s.stem || e as form from unnest(array[''] || string_to_array(l.endings, ' ')) e
      union select s.stem || right(s.stem, 1) || e from unnest(string_to_array(l.endings, ' ')) e
      union select left(s.stem, -1) || e from unnest(string_to_array(l.endings, ' ')) e where length(s.stem) > 3
    ) f
    where s.stem <> '' and f.form <> w.word and (ts_lexize((l.language || '_stem')::regdictionary, f.form))[1] = s.stem`,
  [words, Object.keys(endings), Object.values(endings)]);
}

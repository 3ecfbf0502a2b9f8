import { mentionsIn } from '@corridor/sdk/protocol';
import { threadChannelId } from '../channel-ids.ts';
import { isOpen } from '../membership.ts';
import type { Transaction } from '../transaction.ts';

/** A message with its place: `rootId` is the message it replies to, in the same channel. */
export interface NewMessage {
  id: string; rootId: string | undefined; senderId: string; text: string; sentAt: number; editedAt: number | null; deletedAt: number | null;
  reactions: readonly (readonly [emoji: string, userId: string])[]; pinned: { by: string; at: number } | null;
}

interface Home { last_seq: number; last_change: number; is_open: boolean; visibility: string; history: string }
interface Thread { id: string; root: string; last_seq: number; last_change: number; people: string[]; is_new: boolean }
interface Numbered { message: NewMessage; channelId: string; seq: number; change: number; threadId: string | null }

const rowsAtOnce = 1000;
const mostPeople = 5;
const instant = (ms: number | null) => (ms === null ? null : new Date(ms));

/**
 * Writes messages of a channel, in the order of time, behind what is there; those that are stored already are left as they are. Replies go to
 * the threads of their roots, which follow whoever writes in them. Who had read everything goes on having read everything. Answers how many are new.
 */
export async function insertMessages(transaction: Transaction, tenant: string, channelId: string, given: readonly NewMessage[]): Promise<number> {
  const [home] = await transaction.query<Home>('import-lock-channel', `select last_seq, last_change, visibility, history, ${isOpen} as is_open from channels c where id = $2 and tenant_id = $1 for no key update`, [tenant, channelId]);
  if (!home) throw new Error(`The channel ${channelId} is gone`);
  const fresh = await withoutStored(transaction, tenant, given);
  if (fresh.length === 0) return 0;
  const threadIds = new Map([...new Set(fresh.flatMap(({ rootId }) => rootId ?? []))].map((root) => [root, threadChannelId(tenant, root)]));
  let { last_seq: seq, last_change: change } = home;
  const said = fresh.filter((message) => message.rootId === undefined).map((message): Numbered => ({ message, channelId, seq: ++seq, change: ++change, threadId: threadIds.get(message.id) ?? null }));
  await insertRows(transaction, tenant, said, home.is_open);
  const added = new Set(said.map(({ message }) => message.id));
  const older = [...threadIds].filter(([root]) => !added.has(root));
  await transaction.query('import-roots', `
    update messages m set thread_id = t.thread_id, changed_seq = $3 + t.ord from unnest($2::uuid[], $4::uuid[]) with ordinality as t (id, thread_id, ord) where m.id = t.id and m.tenant_id = $1`,
  [tenant, older.map(([root]) => root), change, older.map(([, thread]) => thread)]);
  change += older.length;
  await insertReplies(transaction, tenant, channelId, home, fresh.filter((message) => message.rootId !== undefined), threadIds);
  await transaction.query('import-numbers', `
    update channels set last_seq = $3, last_change = $4, active_at = greatest(active_at, $5) where id = $2 and tenant_id = $1`, [tenant, channelId, seq, change, instant(Math.max(0, ...said.map(({ message }) => message.sentAt)))]);
  await readOn(transaction, tenant, [{ id: channelId, before: home.last_seq, after: seq }]);
  return fresh.length;
}

async function withoutStored(transaction: Transaction, tenant: string, messages: readonly NewMessage[]): Promise<NewMessage[]> {
  const stored = new Set<string>();
  for (const some of inParts(messages)) {
    const rows = await transaction.query<{ id: string }>('import-stored-ids', `
      select m.id from unnest($2::uuid[]) as wanted (id) cross join lateral (select id from messages m where m.id = wanted.id and m.tenant_id = $1 limit 1) m`, [tenant, some.map(({ id }) => id)]);
    for (const { id } of rows) stored.add(id);
  }
  return messages.filter(({ id }) => !stored.has(id) && stored.add(id));
}

async function insertReplies(transaction: Transaction, tenant: string, channelId: string, home: Home, replies: readonly NewMessage[], threadIds: ReadonlyMap<string, string>): Promise<void> {
  if (replies.length === 0) return;
  const roots = [...threadIds.keys()];
  await transaction.query('import-threads', `
    insert into channels (tenant_id, id, kind, visibility, history, parent_id, parent_message_id, parent_seq, created_by, created_at, active_at)
    select $1, t.thread_id, 'thread', $3, $4, $2, m.id, m.seq, t.by, t.at, t.at
    from unnest($5::uuid[], $6::uuid[], $7::text[], $8::timestamptz[]) as t (root, thread_id, by, at) join messages m on m.id = t.root and m.tenant_id = $1 and m.channel_id = $2
    on conflict do nothing`,
  [tenant, channelId, home.visibility, home.history, roots, [...threadIds.values()], roots.map((root) => firstIn(replies, root).senderId), roots.map((root) => instant(firstIn(replies, root).sentAt))]);
  const threads = new Map((await transaction.query<Thread>('import-lock-threads', `
    select c.id, c.parent_message_id as root, c.last_seq, c.last_change, c.people, c.last_seq = 0 as is_new from channels c where c.id = any ($2::uuid[]) and c.tenant_id = $1 order by c.id for no key update`,
  [tenant, [...threadIds.values()]])).map((thread) => [thread.root, thread]));
  const ends = new Map([...threads.values()].map(({ id, last_seq: seq, last_change: change, people }) => [id, { seq, change, people: [...people], replies: 0, at: 0 }]));
  const numbered = replies.map((message): Numbered => {
    const { id } = threads.get(message.rootId!)!, end = ends.get(id)!;
    if (message.deletedAt === null) end.replies++;
    if (!end.people.includes(message.senderId) && end.people.length < mostPeople) end.people.push(message.senderId);
    end.at = message.sentAt;
    return { message, channelId: id, seq: ++end.seq, change: ++end.change, threadId: null };
  });
  await insertRows(transaction, tenant, numbered, home.is_open);
  const ids = [...ends.keys()], all = [...ends.values()];
  await transaction.query('import-thread-numbers', `
    update channels c set last_seq = t.seq, last_change = t.change, replies = c.replies + t.replies, active_at = greatest(c.active_at, t.at), people = array(select jsonb_array_elements_text(t.people::jsonb))
    from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::int[], $6::timestamptz[], $7::text[]) as t (id, seq, change, replies, at, people) where c.id = t.id and c.tenant_id = $1`,
  [tenant, ids, all.map((end) => end.seq), all.map((end) => end.change), all.map((end) => end.replies), all.map((end) => instant(end.at)), all.map((end) => JSON.stringify(end.people))]);
  await readOn(transaction, tenant, [...threads.values()].map(({ id, last_seq: before }) => ({ id, before, after: ends.get(id)!.seq })));
  await follow(transaction, tenant, numbered, [...threads.values()]);
}

const firstIn = (replies: readonly NewMessage[], root: string): NewMessage => replies.find(({ rootId }) => rootId === root)!;

/** Who replies follows a thread, and so does who began it. */
async function follow(transaction: Transaction, tenant: string, replies: readonly Numbered[], threads: readonly Thread[]): Promise<void> {
  const pairs = [...new Map(replies.map(({ channelId, message }) => [`${channelId} ${message.senderId}`, [channelId, message.senderId] as const])).values()];
  await transaction.query('import-followers', `
    with given as (
      select * from unnest($2::uuid[], $3::text[]) as t (channel_id, user_id)
      union select c.id, m.sender_id from channels c join messages m on m.id = c.parent_message_id and m.tenant_id = $1 where c.id = any ($4::uuid[]) and c.tenant_id = $1
    ), added as (
      insert into members (tenant_id, channel_id, user_id, joined_at, joined_seq, joined_change, read_seq, may_write)
      select $1, c.id, g.user_id, c.created_at, 0, 0, c.last_seq, false from given g join channels c on c.id = g.channel_id and c.tenant_id = $1
      on conflict do nothing returning channel_id
    )
    update channels c set member_count = c.member_count + a.people, version = version + 1 from (select channel_id, count(*)::int as people from added group by 1) a where c.id = a.channel_id and c.tenant_id = $1`,
  [tenant, pairs.map(([id]) => id), pairs.map(([, user]) => user), threads.filter((thread) => thread.is_new).map(({ id }) => id)]);
}

async function readOn(transaction: Transaction, tenant: string, channels: readonly { id: string; before: number; after: number }[]): Promise<void> {
  const grown = channels.filter(({ before, after }) => before > 0 && after > before); // in a new one nobody has read anything
  if (grown.length > 0) await transaction.query('import-read-on', `
    update members m set read_seq = t.after, version = version + 1 from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as t (id, before, after)
    where m.channel_id = t.id and m.channel_id = any ($2::uuid[]) and m.tenant_id = $1 and m.read_seq = t.before`, [tenant, grown.map(({ id }) => id), grown.map(({ before }) => before), grown.map(({ after }) => after)]);
}

/** Search knows them at once: the index is a column that PostgreSQL makes of the text. */
async function insertRows(transaction: Transaction, tenant: string, rows: readonly Numbered[], isOpenToAll: boolean): Promise<void> {
  for (const some of inParts(rows)) {
    const column = <T>(value: (row: NewMessage) => T) => some.map(({ message }) => value(message));
    await transaction.query('import-messages', `
      insert into messages (tenant_id, is_open, id, channel_id, seq, changed_seq, sender_id, text, sent_at, edited_at, deleted_at, pinned_at, pinned_by, thread_id, has_reactions, mentions)
      select $1, $2, id, channel_id, seq, changed_seq, sender_id, text, sent_at, edited_at, deleted_at, pinned_at, pinned_by, thread_id, has_reactions,
        case when named is not null then array(select jsonb_array_elements_text(named::jsonb)) end
      from unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::text[], $14::uuid[], $15::boolean[], $16::text[])
        as t (id, channel_id, seq, changed_seq, sender_id, text, sent_at, edited_at, deleted_at, pinned_at, pinned_by, thread_id, has_reactions, named)`,
    [tenant, isOpenToAll, column(({ id }) => id), some.map((row) => row.channelId), some.map((row) => row.seq), some.map((row) => row.change), column(({ senderId }) => senderId), column(({ text }) => text),
      column(({ sentAt }) => instant(sentAt)), column(({ editedAt }) => instant(editedAt)), column(({ deletedAt }) => instant(deletedAt)), column(({ pinned }) => instant(pinned?.at ?? null)), column(({ pinned }) => pinned?.by ?? null),
      some.map((row) => row.threadId), column(({ reactions }) => reactions.length > 0), column(({ text }) => (mentionsIn(text).length > 0 ? JSON.stringify(mentionsIn(text)) : null))]);
    const chosen = some.flatMap(({ message }) => message.reactions.map(([emoji, user]) => [message.id, emoji, user] as const));
    if (chosen.length > 0) await transaction.query('import-reactions', `
      insert into reactions (tenant_id, message_id, emoji, user_id) select $1, id, emoji, user_id from unnest($2::uuid[], $3::text[], $4::text[]) with ordinality as t (id, emoji, user_id, ord) order by ord on conflict do nothing`,
    [tenant, chosen.map(([id]) => id), chosen.map(([, emoji]) => emoji), chosen.map(([, , user]) => user)]);
  }
}

function* inParts<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let begin = 0; begin < list.length; begin += rowsAtOnce) yield list.slice(begin, begin + rowsAtOnce);
}

/** A change of one message and the number that its channel gives it. */
const change = (condition: string, assignments: string) => `
  with target as (
    select m.id, m.channel_id from messages m where m.id = $2 and m.tenant_id = $1 and m.deleted_at is null and ${condition}
  ), numbered as (
    update channels c set last_change = c.last_change + 1, replies = c.replies - (c.kind = 'thread' and $4::text is null)::int from target where c.id = target.channel_id and c.tenant_id = $1 returning c.last_change
  )
  update messages m set changed_seq = n.last_change, ${assignments} from numbered n where m.id = $2 and m.tenant_id = $1`;

/** What somebody has edited later, here or there, stays. */
export async function editImported(transaction: Transaction, tenant: string, id: string, at: number, text: string): Promise<void> {
  await transaction.query('import-edit', change('(m.edited_at is null or m.edited_at < $3) and m.text <> $4', 'text = $4, edited_at = $3, mentions = nullif($5::text[], \'{}\')'), [tenant, id, instant(at), text, mentionsIn(text)]);
}

export async function deleteImported(transaction: Transaction, tenant: string, id: string, at: number): Promise<void> {
  await transaction.query('import-delete', change('true', 'deleted_at = $3, pinned_at = null, pinned_by = null'), [tenant, id, instant(at), null]);
}

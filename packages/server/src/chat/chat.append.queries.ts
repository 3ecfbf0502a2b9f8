import { type Card, type HostRecord, type MemberRole, mentionsIn, type Message } from '@corridor/sdk/protocol';
import { isOpen } from '../membership.ts';
import type { Transaction } from '../transaction.ts';
import { channelColumns, type ChannelRow, messageColumns, type MessageRow, recordColumns, toMessage } from './chat.rows.ts';

/** `groups`: those of the sender, who is told how many messages name them. */
export interface NewMessage { tenant: string; channelId: string; id: string; senderId: string; text: string; card?: Card | undefined; groups?: readonly string[]; record?: HostRecord | undefined }

export type Appended =
  | { status: 'new' | 'repeated'; message: Message }
  | { status: 'taken' | 'locked' | 'refused' }
  /** It was stored before, and could not be read. */
  | { status: 'unread'; error: unknown };

/**
 * Appends a batch, of any tenants, in one statement: allots numbers per channel, inserts, and answers repeated ids.
 * Each `limit 1` keeps a look-up a look-up: without it the planner flattens the lateral and reads all messages of the batch's tenants.
 * `locked`: another transaction holds the channel. `refused`: no such channel, the sender is not in it, or it is not that of the message's
 * record. What is not asked for of every message is left out: the statement is as long as its plan takes to begin.
 */
const appendSql = `
  with input as materialized (
    select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::text[])
      with ordinality as t (tenant_id, channel_id, id, sender_id, text, record_type, record_id, card, mentions, ord)
  ), known as materialized (
    select i.ord, m.sender_id = i.sender_id and m.channel_id = i.channel_id as is_same
    from input i cross join lateral (
      select sender_id, channel_id from messages m where m.id = i.id and m.tenant_id = i.tenant_id limit 1
    ) m
  ), allowed as materialized (
    select i.* from input i
    cross join lateral (select 1 from members m where m.channel_id = i.channel_id and m.user_id = i.sender_id and m.tenant_id = i.tenant_id and m.may_write limit 1) member
    where not exists (select from known k where k.ord = i.ord)
      and (i.record_id is null or (
        select c.record_type = i.record_type and c.record_id = i.record_id from channels c where c.id = i.channel_id and c.tenant_id = i.tenant_id limit 1
      ))
  ), fresh as materialized (
    select a.*, row_number() over channel as place, count(*) over (partition by tenant_id, channel_id) as messages,
      dense_rank() over (order by tenant_id, channel_id) as line
    from allowed a window channel as (partition by tenant_id, channel_id order by ord)
  ), held as materialized (
    select f.tenant_id, f.channel_id, f.messages, f.line
    from (select * from fresh where place = 1 order by line) f
    cross join lateral (
      select 1 from channels c where c.id = f.channel_id and c.tenant_id = f.tenant_id for no key update skip locked
    ) c
  ), numbered as (
    update channels c set last_seq = c.last_seq + h.messages, last_change = c.last_change + h.messages, active_at = now()
    from held h where c.id = h.channel_id and c.tenant_id = h.tenant_id
    returning h.line, c.last_seq - h.messages as seq, c.last_change - h.messages as change, ${isOpen} as is_open
  ), inserted as (
    insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, text, card, mentions, is_open)
    select f.tenant_id, f.id, f.channel_id, n.seq + f.place, n.change + f.place, f.sender_id, f.text, f.card, f.mentions::text[], n.is_open
    from fresh f join numbered n on n.line = f.line
    returning tenant_id, id, seq, changed_seq, sent_at
  )
  select i.ord::int,
    case when r.id is not null then 'new'
      when k.ord is null then case when f.ord is null then 'refused' else 'locked' end
      when k.is_same then 'repeated' else 'taken' end as status,
    r.seq, r.changed_seq, r.sent_at
  from input i left join inserted r on r.id = i.id and r.tenant_id = i.tenant_id left join known k on k.ord = i.ord left join fresh f on f.ord = i.ord
  order by i.ord`;

/** As the column holds them. */
export function mentionedIn(text: string): string[] | null {
  const found = mentionsIn(text);
  return found.length ? found : null;
}

/** As PostgreSQL writes an array: there are no arrays of arrays of different lengths to unnest. */
const toArray = (texts: readonly string[] | null) => texts && `{${texts.map((text) => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`).join(',')}}`;

const recordNames = (batch: readonly NewMessage[]) => (['type', 'id'] as const).map((key) => batch.map((message) => message.record?.[key] ?? null));

interface AppendedRow { ord: number; status: Appended['status']; seq: number; changed_seq: number; sent_at: Date }

/** Messages that were stored before, as they are now, by place in the batch: of those who may read them now. */
async function storedBefore(transaction: Transaction, batch: readonly NewMessage[], rows: readonly AppendedRow[]): Promise<Map<number, Message>> {
  const again = rows.flatMap(({ status, ord }) => (status === 'repeated' ? [ord] : []));
  if (again.length === 0) return new Map();
  const column = (key: 'tenant' | 'id' | 'senderId') => again.map((ord) => batch[ord - 1]![key]);
  const found = await transaction.query<MessageRow & { ord: number }>('messages-stored-before', `
    select i.ord, m.* from unnest($1::text[], $2::uuid[], $3::text[], $4::int[]) as i (tenant_id, id, sender_id, ord)
    cross join lateral (select ${messageColumns} from messages m where m.id = i.id and m.tenant_id = i.tenant_id limit 1) m
    where coalesce(
      (select true from members mem where mem.channel_id = m.channel_id and mem.user_id = i.sender_id and mem.tenant_id = i.tenant_id limit 1),
      (select ${isOpen} from channels c where c.id = m.channel_id and c.tenant_id = i.tenant_id limit 1)
    )`, [column('tenant'), column('id'), column('senderId'), again]);
  return new Map(found.map(({ ord, ...row }) => [ord, toMessage(row)]));
}

/** As `unnest` takes it: a column of which none has anything is not written out. */
const orNone = <T>(values: readonly (T | null)[]): readonly (T | null)[] | null => (values.some((value) => value !== null) ? values : null);

/** Commits as well. Who sent a message before is answered it again, where they may still read it. */
export async function appendMessages(transaction: Transaction, batch: readonly NewMessage[]): Promise<Appended[]> {
  const mentioned = batch.map(({ text }) => mentionedIn(text));
  const column = <K extends keyof NewMessage>(key: K) => batch.map((message) => message[key]);
  const rows = await transaction.finish<AppendedRow>('append-messages', appendSql,
    [column('tenant'), column('channelId'), column('id'), column('senderId'), column('text'), ...recordNames(batch).map(orNone),
      orNone(batch.map(({ card }) => (card ? JSON.stringify(card) : null))), orNone(mentioned.map(toArray))]);
  const before = await storedBefore(transaction, batch, rows).catch(async (error: unknown) => {
    await transaction.rollback();
    return { error }; // the others are stored, whatever comes of this
  });
  return rows.map((row): Appended => {
    if (row.status === 'repeated') {
      if ('error' in before) return { status: 'unread', error: before.error };
      const message = before.get(row.ord);
      return message ? { status: 'repeated', message } : { status: 'refused' };
    }
    if (row.status !== 'new') return { status: row.status as 'taken' | 'locked' | 'refused' };
    const { id, channelId, senderId, text, card } = batch[row.ord - 1]!, message: Message = { id, channelId, seq: row.seq, changedSeq: row.changed_seq, senderId, text, sentAt: row.sent_at.toISOString(), reactions: {} };
    if (card) message.card = card;
    if (mentioned[row.ord - 1]) message.mentions = mentioned[row.ord - 1]!;
    return { status: 'new', message };
  });
}

/** Who came into a record's conversation by writing in it, and the channel as it was then. */
export interface Joined { ord: number; role: MemberRole; channel: ChannelRow }

/** Makes the conversations of records that are written in for the first time. */
export async function insertRecordChannels(transaction: Pick<Transaction, 'query'>, batch: readonly NewMessage[]): Promise<void> {
  const made = batch.filter((message) => message.record);
  if (made.length === 0) return;
  const column = (value: (message: NewMessage) => string) => made.map((message) => value(message));
  const records = made.map((message) => recordColumns(message.record!));
  await transaction.query('insert-record-channels', `
    insert into channels (tenant_id, id, kind, visibility, record_type, record_id, record_title, record_url, record_place, record_audience, created_by)
    select distinct on (tenant_id, id) tenant_id, id, 'record', 'public', record_type, record_id, title, url, place::jsonb, audience, user_id
    from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
      with ordinality as t (tenant_id, id, record_type, record_id, title, url, place, audience, user_id, ord)
    order by tenant_id, id, ord
    on conflict do nothing`,
  [column((one) => one.tenant), column((one) => one.channelId), ...(['record_type', 'record_id', 'record_title', 'record_url'] as const).map((name) => records.map((record) => record[name])),
    records.map(({ record_place: place }) => place && JSON.stringify(place)), records.map((record) => record.record_audience), column((one) => one.senderId)]);
}

/** Lets those who write in a record's conversation into it; the first one owns it. A channel that another transaction holds is passed over. */
export async function joinRecordChannels(transaction: Transaction, batch: readonly NewMessage[]): Promise<Joined[]> {
  const rows = await transaction.query<ChannelRow & { ord: number; role: MemberRole }>('join-record-channels', `
    with input as materialized (
      select distinct on (tenant_id, channel_id, user_id) * from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[])
        with ordinality as t (tenant_id, channel_id, user_id, record_type, record_id, ord)
      order by tenant_id, channel_id, user_id, ord
    ), wanted as materialized (
      select tenant_id, channel_id from input group by 1, 2 order by 1, 2
    ), held as materialized (
      select c.* from wanted w cross join lateral (
        select c.* from channels c where c.id = w.channel_id and c.tenant_id = w.tenant_id and c.kind = 'record' for no key update skip locked
      ) c
    ), added as (
      insert into members (tenant_id, channel_id, user_id, role, joined_seq, joined_change, read_seq)
      select i.tenant_id, i.channel_id, i.user_id,
        case when row_number() over (partition by i.tenant_id, i.channel_id order by i.ord) = 1 and h.member_count = 0 then 'owner' else 'member' end,
        h.last_seq, h.last_change, h.last_seq
      from input i join held h on h.id = i.channel_id and h.tenant_id = i.tenant_id and h.archived_at is null and (h.posting = 'everyone' or h.member_count = 0)
        and (i.record_id is null or (h.record_type = i.record_type and h.record_id = i.record_id))
      on conflict do nothing
      returning tenant_id, channel_id, user_id, role
    ), counted as (
      update channels c set member_count = c.member_count + a.people, version = c.version + 1
      from (select tenant_id, channel_id, count(*) as people from added group by 1, 2) a
      where c.id = a.channel_id and c.tenant_id = a.tenant_id
      returning c.tenant_id, ${channelColumns}
    )
    select i.ord::int, a.role, c.* from added a
    join input i on i.tenant_id = a.tenant_id and i.channel_id = a.channel_id and i.user_id = a.user_id
    join counted c on c.tenant_id = a.tenant_id and c.id = a.channel_id
    order by i.ord`,
  [batch.map((one) => one.tenant), batch.map((one) => one.channelId), batch.map((one) => one.senderId), ...recordNames(batch)]);
  return rows.map(({ ord, role, ...channel }) => ({ ord, role, channel }));
}

export type RefusedChannel = Pick<ChannelRow, 'kind' | 'visibility' | 'record_type' | 'record_id' | 'record_place' | 'record_audience'> & { isArchived: boolean; isClosed: boolean; mayWrite: boolean | null };

/** Of refused messages: what the channel is and whether the sender may write in it (null: is not in it), by place in the batch; absent where there is none. */
export async function refusedChannels(transaction: Transaction, batch: readonly NewMessage[]): Promise<Map<number, RefusedChannel>> {
  const rows = await transaction.query<RefusedChannel & { ord: number }>('refused-channels', `
    select i.ord::int, c.*,
      (select m.may_write from members m where m.channel_id = i.channel_id and m.user_id = i.user_id and m.tenant_id = i.tenant_id limit 1) as "mayWrite"
    from unnest($1::text[], $2::uuid[], $3::text[]) with ordinality as i (tenant_id, channel_id, user_id, ord)
    cross join lateral (
      select kind, visibility, record_type, record_id, record_place, record_audience, archived_at is not null as "isArchived", posting = 'admins' and member_count > 0 as "isClosed" from channels c where c.id = i.channel_id and c.tenant_id = i.tenant_id limit 1
    ) c`,
  [batch.map((one) => one.tenant), batch.map((one) => one.channelId), batch.map((one) => one.senderId)]);
  return new Map(rows.map((row) => [row.ord - 1, row]));
}

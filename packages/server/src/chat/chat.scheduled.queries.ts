import type { HostRecord, Refusal, ScheduledMessage } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import type { Transaction } from '../transaction.ts';

interface Row { id: string; channel_id: string; text: string; send_at: Date; file_ids: string[]; refusal: ScheduledMessage['refusal'] | null }
const columns = 'id, channel_id, text, send_at, file_ids, refusal';

const toScheduled = ({ id: messageId, channel_id: channelId, text, send_at: at, file_ids: fileIds, refusal }: Row): ScheduledMessage =>
  ({ messageId, channelId, text, sendAt: at.toISOString(), ...(fileIds.length ? { fileIds } : {}), ...(refusal ? { refusal } : {}) });

/** The next one first. */
export async function scheduledOf(call: Call): Promise<ScheduledMessage[]> {
  const rows = await call.query<Row>('scheduled-of-user', `select ${columns} from scheduled_messages where user_id = $2 and tenant_id = $1 order by send_at, id limit 200`, [call.session.tenant, call.session.user]);
  return rows.map(toScheduled);
}

export interface NewScheduled { channelId: string; id: string; text: string; sendAt: string; fileIds?: readonly string[] | undefined; record?: HostRecord | undefined; threadOf?: string | undefined }

/** `isNew`: false where it was there before. Undefined where somebody else has the id. */
export async function insertScheduled(call: Call, { channelId, id, text, sendAt, fileIds = [], record, threadOf }: NewScheduled): Promise<{ scheduled: ScheduledMessage; isNew: boolean } | undefined> {
  const { tenant, user } = call.session;
  const [row] = await call.query<Row>('insert-scheduled', `
    insert into scheduled_messages (tenant_id, id, user_id, channel_id, text, record, thread_of, send_at, file_ids) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict do nothing returning ${columns}`, [tenant, id, user, channelId, text, record ? JSON.stringify(record) : null, threadOf ?? null, sendAt, fileIds]);
  if (row) return { scheduled: toScheduled(row), isNew: true };
  const [known] = await call.query<Row>('scheduled-again', `select ${columns} from scheduled_messages where id = $2 and user_id = $3 and tenant_id = $1`, [tenant, id, user]);
  return known && { scheduled: toScheduled(known), isNew: false };
}

const isMine = 'id = $2 and user_id = $3 and tenant_id = $1', isIdle = '(claimed_until is null or claimed_until < now())';

/** Whether it is there, and whether it is being sent just now; nobody else changes it until the commit. */
export async function scheduledToChange(call: Call, id: string): Promise<{ isSending: boolean; hasFiles: boolean } | undefined> {
  const [row] = await call.query<{ isSending: boolean; hasFiles: boolean }>('scheduled-to-change', `select not ${isIdle} as "isSending", file_ids <> '{}' as "hasFiles" from scheduled_messages where ${isMine} for update`,
    [call.session.tenant, id, call.session.user]);
  return row;
}

/** What is left out stays. */
export async function updateScheduled(call: Call, id: string, text: string | undefined, sendAt: string | undefined): Promise<ScheduledMessage> {
  const [row] = await call.query<Row>('update-scheduled', `
    update scheduled_messages set text = coalesce($4, text), send_at = coalesce($5, send_at), refusal = null, claimed_until = null where ${isMine} returning ${columns}`,
  [call.session.tenant, id, call.session.user, text ?? null, sendAt ?? null]);
  return toScheduled(row!);
}

export async function deleteScheduled(call: Call, id: string): Promise<void> {
  await call.query('delete-scheduled', `delete from scheduled_messages where ${isMine}`, [call.session.tenant, id, call.session.user]);
}

export interface Due { id: string; user_id: string; name: string; avatar: string | null; roles: string[]; groups: string[]; channel_id: string; text: string; file_ids: string[]; record: HostRecord | null; thread_of: string | null }

/** Takes one that is due for half a minute: no other process sends it meanwhile, and where this one dies another one does afterwards. It goes out with what its author may do by the newest token. */
export const claimDue = async (transaction: Transaction, tenant: string): Promise<Due | undefined> => (await transaction.query<Due>('claim-due', `
  with due as (
    select id from scheduled_messages where tenant_id = $1 and refusal is null and send_at <= now() and ${isIdle} order by send_at, id limit 1 for update skip locked
  ), claimed as (
    update scheduled_messages s set claimed_until = now() + interval '30 seconds' from due where s.id = due.id and s.tenant_id = $1 returning s.*
  )
  select c.id, c.user_id, u.name, u.avatar, u.roles, u.groups, c.channel_id, c.text, c.file_ids, c.record, c.thread_of from claimed c join users u on u.tenant_id = $1 and u.id = c.user_id`, [tenant]))[0];

export const tenantsDue = async (transaction: Transaction): Promise<string[]> =>
  (await transaction.query<{ tenant: string }>('tenants-due', 'select tenant from tenants_with_due_messages() as tenant', [])).map(({ tenant }) => tenant);

/** Until the next one is due by the database's clock, in ms; null where nothing waits. Those that a process is sending are left out. */
export async function nextDueMs(transaction: Transaction): Promise<number | null> {
  const [row] = await transaction.query<{ ms: number | null }>('next-due', 'select (extract(epoch from next_message_due() - now()) * 1000)::float8 as ms', []);
  return row?.ms ?? null;
}

/** It was sent. */
export const deleteSent = (transaction: Transaction, tenant: string, id: string): Promise<unknown> =>
  transaction.query('delete-sent', 'delete from scheduled_messages where id = $2 and tenant_id = $1', [tenant, id]);

/** It stays, with the reason. */
export async function refuseDue(transaction: Transaction, tenant: string, id: string, { code, message }: Refusal): Promise<ScheduledMessage | undefined> {
  const [row] = await transaction.query<Row>('refuse-due', `update scheduled_messages set refusal = $3, claimed_until = null where id = $2 and tenant_id = $1 returning ${columns}`,
    [tenant, id, JSON.stringify({ code, message })]);
  return row && toScheduled(row);
}

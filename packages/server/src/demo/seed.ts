import type { Input, OperationName, Output } from '@corridor/sdk/protocol';
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { inTransaction } from '../transaction.ts';
import { conversations } from './conversations.ts';
import type { DemoConversation, DemoExtras, DemoFile, DemoMessage } from './conversations.types.ts';

/** Runs an operation as one of the demo's people. */
export type RunAs = <N extends OperationName>(user: string, name: N, input: Input<N>) => Promise<Output<N>>;

interface Surroundings {
  tenant: string;
  runAs: RunAs;
  database: Knex;
  /** The ERP asks for the approval of an order, in its conversation. */
  askForApproval: (orderId: string, messageId: string) => Promise<unknown>;
  /** Uploads a file as one of the demo's people; answers its id. The same `id` again does nothing more. */
  putFile: (user: string, id: string, file: DemoFile) => Promise<string>;
  /** What the addresses of orders begin with. */
  ordersUrl: string;
}

/** The same words give the same id, of version 7 as the contract wants it, so a seeding that was cut off goes on where it ended. */
function idOf(...words: string[]): string {
  const hex = createHash('sha256').update(words.join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `7${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

interface Dated { id: string; channelId: string; minutesAgo: number }

/** Writes the demo's conversations through the same operations that people use, then gives them the times they would have. */
export async function seedConversations({ tenant, runAs, database, askForApproval, putFile, ordersUrl }: Surroundings): Promise<void> {
  const done = idOf(tenant, 'seeded');
  const isSeeded = await runAs('ada', 'chat.channel', { channelId: done }).then(() => true, () => false);
  if (isSeeded) return;
  const channelIds = new Map<string, string>(), sent: { text: string; id: string }[] = [], dated: Dated[] = [];
  for (const conversation of conversations) await seed(conversation);
  await date();

  async function open({ record, between, channel }: DemoConversation): Promise<string> {
    if (record) return (await runAs('ada', 'chat.openRecord', record)).id;
    if (between) return (await runAs(between[0], 'chat.openDirect', { userIds: between.slice(1) })).id;
    const { name = '', owner = 'ada', isPublic = false, isArchived = false, kind = 'group', ...rest } = channel ?? {};
    const id = isArchived ? done : idOf(tenant, 'channel', name);
    channelIds.set(name, id);
    await runAs(owner, 'chat.createChannel', { id, name, kind, visibility: isPublic ? 'public' : 'private', ...rest });
    return id;
  }

  async function seed(conversation: DemoConversation): Promise<void> {
    const { record, between = [], channel, messages, unread = {}, readers = [] } = conversation;
    const channelId = await open(conversation);
    const seqs = await say(channelId, messages, record ? { record } : {});
    const people = new Set([...messages.map(([senderId]) => senderId), ...between, ...readers, ...(channel ? [channel.owner, ...channel.members] : [])]);
    people.delete('host');
    for (const userId of people) await runAs(userId, 'chat.markRead', { channelId, seq: seqs.at(-1 - (unread[userId] ?? 0)) ?? 0 });
    await keep(channelId, conversation);
    if (channel?.isArchived) await runAs(channel.owner, 'chat.archive', { channelId });
  }

  /** What people keep for themselves. */
  async function keep(channelId: string, { kept = {}, drafts = {}, tomorrow = {} }: DemoConversation): Promise<void> {
    for (const [userId, choices] of Object.entries(kept)) await runAs(userId, 'chat.setPreferences', { channelId, ...choices });
    for (const [userId, text] of Object.entries(drafts)) await runAs(userId, 'chat.saveDraft', { channelId, text });
    const morning = new Date(Date.now() + 24 * 60 * 60_000);
    morning.setHours(8, 0, 0, 0);
    for (const [userId, text] of Object.entries(tomorrow)) await runAs(userId, 'chat.schedule', { channelId, id: idOf(tenant, channelId, text), text, sendAt: morning.toISOString() });
  }

  /** Resolves to the messages' numbers; the server's own notices stand between them. */
  async function say(channelId: string, messages: readonly DemoMessage[], where: { record?: DemoConversation['record']; threadOf?: string }): Promise<number[]> {
    const seqs: number[] = [];
    for (const [place, [senderId, minutesAgo, text, extras = {}]] of messages.entries()) {
      const id = idOf(tenant, channelId, String(place));
      const words = text.replace(/<#([^>]+)>/g, (_, name: string) => `<#${channelIds.get(name)}>`).replace('<orders>', ordersUrl);
      if (extras.approvalOf) await askForApproval(extras.approvalOf, id);
      else if (extras.poll) await ask(senderId, channelId, id, words, extras.poll);
      else if (extras.forwards) await runAs(senderId, 'chat.forward', { channelId, id, text: words, messageId: sent.find((one) => one.text.startsWith(extras.forwards!))!.id });
      else await runAs(senderId, 'chat.send', { channelId, id, text: words, ...where, ...(extras.file && { fileIds: [await putFile(senderId, idOf(id, 'file'), extras.file)] }) });
      seqs.push(await seqOf(id));
      sent.push({ text, id });
      dated.push({ id, channelId, minutesAgo });
      await finish(senderId, id, extras);
    }
    return seqs;
  }

  async function seqOf(messageId: string): Promise<number> {
    const [row] = await inTransaction(database, [tenant], (transaction) => transaction.query<{ seq: number }>('demo-seq', 'select seq::int from messages where tenant_id = $1 and id = $2', [tenant, messageId]));
    return row!.seq;
  }

  async function ask(userId: string, channelId: string, id: string, question: string, { votes, ...poll }: NonNullable<DemoExtras['poll']>): Promise<void> {
    await runAs(userId, 'chat.createPoll', { channelId, id, question, ...poll });
    for (const [voter, options] of Object.entries(votes)) await runAs(voter, 'chat.vote', { messageId: id, options });
  }

  async function finish(senderId: string, messageId: string, { reactions = {}, corrected, pinnedBy, savedBy, replies, thread }: DemoExtras): Promise<void> {
    if (corrected) await runAs(senderId, 'chat.edit', { messageId, text: corrected });
    for (const [emoji, userIds] of Object.entries(reactions)) {
      for (const userId of userIds) await runAs(userId, 'chat.react', { messageId, emoji });
    }
    if (pinnedBy) await runAs(pinnedBy, 'chat.pin', { messageId });
    if (savedBy) await runAs(savedBy, 'chat.save', { messageId });
    if (!replies) return;
    const { id: channelId } = await runAs(senderId, 'chat.openThread', { messageId });
    const seq = (await say(channelId, replies, { threadOf: messageId })).at(-1)!;
    for (const userId of new Set([senderId, ...replies.map(([by]) => by)])) await runAs(userId, 'chat.markRead', { channelId, seq });
    if (thread) await runAs(senderId, 'chat.setThread', { channelId, ...thread });
  }

  /** The one thing no operation can do: a message is dated by the server's clock. */
  async function date(): Promise<void> {
    const now = Date.now(), sentAt = dated.map(({ minutesAgo }) => new Date(now - minutesAgo * 60_000).toISOString());
    await inTransaction(database, [tenant], async (transaction) => {
      await transaction.query('demo-sent-at', `
        update messages m set sent_at = t.sent_at, edited_at = case when edited_at is not null then t.sent_at + interval '1 minute' end, pinned_at = case when pinned_at is not null then t.sent_at + interval '5 minutes' end
        from unnest($2::uuid[], $3::timestamptz[]) as t (id, sent_at) where m.id = t.id and tenant_id = $1`, [tenant, dated.map(({ id }) => id), sentAt]);
      await transaction.query('demo-edited-at', 'update message_edits e set edited_at = m.edited_at from messages m where m.id = e.message_id and m.tenant_id = $1 and e.tenant_id = $1', [tenant]);
      await transaction.query('demo-notices-at', `
        update messages m set sent_at = b.sent_at + interval '1 minute' from messages n cross join lateral (
          select sent_at from messages where channel_id = n.channel_id and tenant_id = $1 and seq < n.seq and card ->> 'type' is distinct from 'system' order by seq desc limit 1
        ) b where n.tenant_id = $1 and n.card ->> 'type' = 'system' and m.id = n.id and m.tenant_id = $1`, [tenant]);
      await transaction.query('demo-active-at', `
        update channels c set active_at = t.at from (select channel_id, max(sent_at) as at from messages where tenant_id = $1 and card ->> 'type' is distinct from 'system' group by channel_id) t where c.id = t.channel_id and tenant_id = $1`, [tenant]);
    });
  }
}

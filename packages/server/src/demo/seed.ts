import type { Input, OperationName, Output } from '@corridor/sdk/protocol';
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { inTransaction } from '../transaction.ts';
import { conversations, type DemoConversation } from './conversations.ts';

/** Runs an operation as one of the demo's people. */
export type RunAs = <N extends OperationName>(user: string, name: N, input: Input<N>) => Promise<Output<N>>;

/** The same words give the same id, of version 7 as the contract wants it, so a seeding that was cut off goes on where it ended. */
function idOf(...words: string[]): string {
  const hex = createHash('sha256').update(words.join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `7${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

/** Writes the demo's conversations through the same operations that people use, then gives them the times they would have. */
export async function seedConversations(tenant: string, runAs: RunAs, database: Knex): Promise<void> {
  const done = idOf(tenant, 'seeded');
  const isSeeded = await runAs('ada', 'chat.channel', { channelId: done }).then(() => true, () => false);
  if (isSeeded) return;
  for (const conversation of conversations) await seed(conversation);

  async function open({ title, record, between, group }: DemoConversation): Promise<string> {
    if (record) return (await runAs('ada', 'chat.openRecord', record)).id;
    if (between) return (await runAs(between[0], 'chat.openDirect', { userIds: [between[1]] })).id;
    const { id } = await runAs('ada', 'chat.createChannel', { id: done, kind: 'group', visibility: 'public', name: title, ...group });
    return id;
  }

  async function seed(conversation: DemoConversation): Promise<void> {
    const channelId = await open(conversation);
    const now = Date.now();
    const times: { id: string; sentAt: string }[] = [];
    let seq = 0;
    for (const [senderId, minutesAgo, text, reactions = {}] of conversation.messages) {
      const message = await runAs(senderId, 'chat.send', {
        channelId, id: idOf(tenant, channelId, String(times.length)), text, ...(conversation.record ? { record: conversation.record } : {}),
      });
      seq = message.seq;
      for (const [emoji, userIds] of Object.entries(reactions)) {
        for (const userId of userIds) await runAs(userId, 'chat.react', { messageId: message.id, emoji });
      }
      times.push({ id: message.id, sentAt: new Date(now - minutesAgo * 60_000).toISOString() });
    }
    const writers = new Set([...conversation.messages.map(([senderId]) => senderId), ...(conversation.between ?? [])]);
    for (const userId of writers) await runAs(userId, 'chat.markRead', { channelId, seq: Math.max(0, seq - (conversation.unread?.[userId] ?? 0)) });
    await date(channelId, times);
  }

  /** The one thing no operation can do: a message is dated by the server's clock. */
  async function date(channelId: string, times: readonly { id: string; sentAt: string }[]): Promise<void> {
    await inTransaction(database, [tenant], async (transaction) => {
      await transaction.query('demo-sent-at',
        'update messages set sent_at = t.sent_at from unnest($2::uuid[], $3::timestamptz[]) as t (id, sent_at) where messages.id = t.id and tenant_id = $1',
        [tenant, times.map(({ id }) => id), times.map(({ sentAt }) => sentAt)]);
      await transaction.query('demo-active-at', 'update channels set active_at = $3 where id = $2 and tenant_id = $1', [tenant, channelId, times.at(-1)?.sentAt]);
    });
  }
}

import type { NoticeCard } from '../protocol/chat.cards.ts';
import type { HostRecord, Message } from '../protocol/chat.ts';
import type { Parsed } from '../protocol/contract.ts';
import type { RecordGrant } from '../protocol/records.grants.ts';
import { uuidv7 } from '../core/uuid.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { mustBeLive, mustTakePart, recordChannel, toChannel } from './channels.ts';
import { followMentioned } from './chat.mentions.ts';
import { send } from './chat.send.ts';
import { room } from './hub.ts';
import { append, change, find, findSaid } from './messages.ts';
import { changed, metadataHandlers } from './records.metadata.ts';
import { uuidFrom } from './uuid-from.ts';
import { pageOf } from './page.ts';

/** What the host says about a record. */
function postNotice(call: Call, { record, id = uuidv7(), text, actions, metadata }: Parsed<'records.post'>): Message {
  const channel = recordChannel(call.tenant, record), taken = call.tenant.messages.get(id);
  if (taken && (taken.senderId !== call.user || taken.channelId !== channel.id)) refuse('id-taken', `The id ${id} belongs to another message; mint a new one`);
  if (taken) return taken;
  mustBeLive(call, channel);
  const isFirst = channel.lastSeq === 0;
  if (!call.tenant.channels.has(channel.id)) call.tenant.channels.set(channel.id, Object.assign(channel, { createdBy: call.user, createdAt: call.now, version: 1 }));
  const message = append(call, channel, id, text, { type: 'notice', ...(actions.length > 0 && { actions }) }, metadata);
  if (isFirst) call.publish(room.channel(channel.id), 'chat.channelChanged', toChannel(channel));
  call.publish(room.channel(channel.id), 'chat.message', message);
  followMentioned(call, channel, message);
  return message;
}

function noticeOf(message: Message): NoticeCard {
  if (message.deletedAt) refuse('conflict', 'The message has been deleted');
  return message.card?.type === 'notice' ? message.card : refuse('conflict', 'This message is none of the host\'s, so it has no buttons');
}

/** The host in memory makes a ticket of everything. */
function makeRecord(call: Call, messageId: string): { record: HostRecord; message: Message } {
  const { channel, message: source } = find(call, messageId);
  mustTakePart(call, channel);
  mustBeLive(call, channel);
  if (source.deletedAt) refuse('conflict', 'The message has been deleted');
  findSaid(call, messageId);
  const record = { type: 'ticket', id: 'T-1', title: source.text.slice(0, 60), url: '/tickets/T-1' };
  const message = send(call, {
    channelId: channel.id, id: uuidFrom(call.tenant.id, 'made', messageId, call.user), text: record.title, card: { type: 'notice', made: { ...record, messageId } },
    ...(channel.record && { record: channel.record }),
  });
  return { record, message };
}

/** Kept and listed: here everybody sees every record. */
const grantHandlers: Pick<Handlers<'records'>, 'records.grant' | 'records.revoke' | 'records.grants'> = {
  'records.grant': ({ tenant, now }, { record, userIds, groups, until }) => {
    if (until !== undefined && until <= now) refuse('invalid-input', 'until: must be in the future; records.revoke ends access now');
    for (const holder of holdersOf(userIds, groups)) tenant.grants.set(grantKey(record, holder), { record, ...holder, ...(until && { until: new Date(until).toISOString() }), grantedAt: now });
    return {};
  },
  'records.revoke': ({ tenant }, { record, userIds, groups }) => {
    for (const holder of holdersOf(userIds, groups)) tenant.grants.delete(grantKey(record, holder));
    return {};
  },
  'records.grants': ({ tenant, now }, { type, id, userId, group, ...paging }) => pageOf(
    [...tenant.grants.values()].filter((grant) => !(grant.until && grant.until <= now) && (type ?? grant.record.type) === grant.record.type && (id ?? grant.record.id) === grant.record.id
      && (userId === undefined || grant.userId === userId) && (group === undefined || grant.group === group)),
    (grant) => [grant.userId === undefined ? `&${grant.group}` : `@${grant.userId}`, grantKey(grant.record, {})], paging),
};

type Holder = Pick<RecordGrant, 'userId' | 'group'>;
const holdersOf = (userIds: readonly string[], groups: readonly string[]): Holder[] => [...userIds.map((userId) => ({ userId })), ...groups.map((group) => ({ group }))];
const grantKey = ({ type, id, audience = '*' }: RecordGrant['record'], { userId, group }: Holder): string => JSON.stringify([userId, group, type, id, audience]);

export const recordsHandlers: Handlers<'records'> = {
  ...grantHandlers,
  'records.create': (call, { messageId }) => makeRecord(call, messageId),
  ...metadataHandlers,
  'records.post': (call, notice) => postNotice(call, notice),
  'records.update': (call, { messageId, text, actions, outcome, metadata = {} }) => {
    const { message } = find(call, messageId);
    const { actions: present, ...rest } = noticeOf(message), kept = actions ?? (outcome ? [] : present ?? []);
    return change(call, message, {
      text: text ?? message.text, metadata: changed(message.metadata, metadata) ?? undefined,
      card: { ...rest, ...(kept.length > 0 && { actions: kept }), ...(outcome && { outcome: { text: outcome.text, userId: outcome.userId ?? call.user, at: call.now } }) },
    });
  },
};

/** The host in memory agrees to everything. */
export const choiceHandlers: Pick<Handlers<'chat'>, 'chat.act'> = {
  'chat.act': (call, { messageId, actionId }) => {
    const { channel, message } = find(call, messageId);
    mustTakePart(call, channel);
    mustBeLive(call, channel);
    const { actions = [], outcome } = noticeOf(message), action = actions.find(({ id }) => id === actionId);
    if (!action) return refuse('conflict', outcome ? `${call.tenant.people.get(outcome.userId)?.name ?? outcome.userId} has decided this already: ${outcome.text}` : 'This button is no longer there');
    return change(call, message, { card: { type: 'notice', outcome: { text: action.label, userId: call.user, at: call.now, actionId } } });
  },
};

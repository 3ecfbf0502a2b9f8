import { CorridorError } from '../core/errors.ts';
import { uuidv7 } from '../core/uuid.ts';
import type { ScheduledMessage } from '../protocol/chat.scheduled.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { mustSee } from './chat.drafts.ts';
import { mayMention } from './chat.mentions.ts';
import { send } from './chat.send.ts';
import { mustOwn } from './files.ts';
import { room } from './hub.ts';

type Names = 'chat.schedule' | 'chat.scheduled' | 'chat.reschedule' | 'chat.unschedule';

const mostWaiting = 100, mostAheadMs = 366 * 86_400_000;

const mine = ({ tenant, user }: Call): ScheduledMessage[] =>
  [...tenant.scheduled.values()].filter(({ userId }) => userId === user).map(({ message }) => message).sort((a, b) => (`${a.sendAt} ${a.messageId}` < `${b.sendAt} ${b.messageId}` ? -1 : 1));

function keep(call: Call, message: ScheduledMessage, draft: { record?: unknown; threadOf?: unknown }): ScheduledMessage {
  call.tenant.scheduled.set(message.messageId, { userId: call.user, message, draft: draft as never });
  call.publish(room.user(call.user), 'chat.scheduled', { messageId: message.messageId, scheduled: message });
  if (!message.refusal) call.later(message.sendAt, (later) => { goOut(later, message); });
  return message;
}

/** Unless it was changed or cancelled meanwhile. */
function goOut(call: Call, message: ScheduledMessage): void {
  const { messageId, channelId, text, fileIds } = message, row = call.tenant.scheduled.get(messageId);
  if (row?.message !== message) return;
  try { send(call, { channelId, id: messageId, text, ...(fileIds && { fileIds }), ...row.draft }); }
  catch (error) {
    if (!(error instanceof CorridorError)) throw error;
    keep(call, { ...message, refusal: { code: error.code, message: error.message } }, row.draft);
    return;
  }
  call.tenant.scheduled.delete(messageId);
  call.publish(room.user(call.user), 'chat.scheduled', { messageId, scheduled: null });
}

/** What has passed is now. */
function whenDue(call: Call, sendAt: string): string {
  if (Date.parse(sendAt) > Date.parse(call.now) + mostAheadMs) refuse('invalid-input', 'sendAt: at most a year ahead');
  return new Date(Math.max(Date.parse(call.now), Date.parse(sendAt))).toISOString();
}

export const scheduledHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.schedule': (call, { id = uuidv7(), channelId, text, sendAt, fileIds, ...draft }) => {
    const at = whenDue(call, sendAt);
    mayMention(call, text);
    mustSee(call, { channelId, ...draft });
    if (fileIds) mustOwn(call, fileIds);
    const known = call.tenant.scheduled.get(id);
    if (known) return known.userId === call.user ? known.message : refuse('id-taken', `The id ${id} belongs to another message; mint a new one`);
    if (mine(call).length >= mostWaiting) refuse('conflict', `At most ${mostWaiting} messages wait to be sent; cancel some first`);
    return keep(call, { messageId: id, channelId, text, sendAt: at, ...(fileIds && { fileIds }) }, draft);
  },
  'chat.scheduled': (call) => ({ items: mine(call) }),
  'chat.reschedule': (call, { messageId, text, sendAt }) => {
    const at = sendAt === undefined ? undefined : whenDue(call, sendAt);
    if (text !== undefined) mayMention(call, text);
    const row = call.tenant.scheduled.get(messageId);
    if (row?.userId !== call.user) return refuse('not-found', 'No such scheduled message');
    const { refusal: _, ...message } = row.message;
    if (text?.trim() === '' && !message.fileIds) refuse('invalid-input', 'text: must not be empty');
    return keep(call, { ...message, ...(text !== undefined && { text }), ...(at !== undefined && { sendAt: at }) }, row.draft);
  },
  'chat.unschedule': (call, { messageId }) => {
    if (call.tenant.scheduled.get(messageId)?.userId !== call.user) return {};
    call.tenant.scheduled.delete(messageId);
    call.publish(room.user(call.user), 'chat.scheduled', { messageId, scheduled: null });
    return {};
  },
};

import type { ScheduledMessage } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { uuid7 } from '../uuid.ts';
import { mustSee } from './chat.drafts.ts';
import { mayMention } from './chat.mentions.ts';
import { deleteScheduled, insertScheduled, scheduledOf, scheduledToChange, updateScheduled } from './chat.scheduled.queries.ts';

const mostWaiting = 100, mostAheadMs = 366 * 86_400_000;

function tell(call: Call, messageId: string, scheduled: ScheduledMessage | null): void {
  call.publish({ users: [call.session.user] }, 'chat.scheduled', { messageId, scheduled });
  if (scheduled) call.afterCommit(() => { call.schedule.wake(Date.parse(scheduled.sendAt)); });
}

/** What has passed is now. */
function whenDue(sendAt: string): string {
  if (Date.parse(sendAt) > Date.now() + mostAheadMs) throw new CallError('invalid-input', 'sendAt: at most a year ahead');
  return new Date(Math.max(Date.now(), Date.parse(sendAt))).toISOString();
}

/** Refuses what is on its way at this moment. */
async function mustWait(call: Call, messageId: string): Promise<{ hasFiles: boolean } | undefined> {
  const found = await scheduledToChange(call, messageId);
  if (found?.isSending) throw new CallError('conflict', 'It is being sent just now');
  return found;
}

export const scheduledHandlers = {
  'chat.schedule': async (call, { id = uuid7(), ...draft }) => {
    const sendAt = whenDue(draft.sendAt);
    mayMention(call, draft.text);
    await mustSee(call, draft);
    if (draft.fileIds) await call.carried.mustOwn(call, draft.fileIds);
    const stored = await insertScheduled(call, { id, ...draft, sendAt });
    if (!stored) throw new CallError('id-taken', `The id ${id} belongs to another message; mint a new one`);
    if (!stored.isNew) return stored.scheduled;
    if ((await scheduledOf(call)).length > mostWaiting) throw new CallError('conflict', `At most ${mostWaiting} messages wait to be sent; cancel some first`);
    tell(call, id, stored.scheduled);
    return stored.scheduled;
  },

  'chat.scheduled': async (call) => ({ items: await scheduledOf(call) }),

  'chat.reschedule': async (call, { messageId, text, sendAt }) => {
    const at = sendAt === undefined ? undefined : whenDue(sendAt);
    if (text !== undefined) mayMention(call, text);
    const found = await mustWait(call, messageId);
    if (!found) throw new CallError('not-found', 'No such scheduled message');
    if (text?.trim() === '' && !found.hasFiles) throw new CallError('invalid-input', 'text: must not be empty');
    const scheduled = await updateScheduled(call, messageId, text, at);
    tell(call, messageId, scheduled);
    return scheduled;
  },

  'chat.unschedule': async (call, { messageId }) => {
    if (!await mustWait(call, messageId)) return {};
    await deleteScheduled(call, messageId);
    tell(call, messageId, null);
    return {};
  },
} satisfies Partial<Handlers<'chat'>>;

import { type Message, NoticeAction, type NoticeCard } from '@corridor/sdk/protocol';
import { z } from 'zod';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { hostUser } from '../host.ts';
import { uuid5 } from '../uuid.ts';
import { mustWrite, type SeenChannel, seenChannel } from './chat.access.ts';
import { messagesById, messageToChange } from './chat.messages.queries.ts';
import { noticeOf } from './chat.notices.ts';
import { updateNotice } from './chat.notices.queries.ts';
import { toChannel } from './chat.rows.ts';
import { publishChanged } from './chat.tell.ts';

/** A choice that the host is asked about now. */
export interface Choice { user: string; name: string; actionId: string; answer: Promise<Message> }

const choicesNamespace = '8f4e2b7a-0c55-5b1d-9a3e-6d0f4c2e7b91'; // never changed: hosts may remember what is made with it

const Answer = z.object({ outcome: z.string().min(1).max(200).optional(), actions: z.array(NoticeAction).max(5).optional(), text: z.string().min(1).max(20_000).optional() });

/** A message that the caller sees, and its channel; nobody is kept from changing them. */
async function seen(call: Call, messageId: string): Promise<{ channel: SeenChannel; message: Message }> {
  const noMessage = new CallError('not-found', 'No such message');
  const [message] = await messagesById(call, [messageId]);
  if (!message) throw noMessage;
  const channel = await seenChannel(call, message.channelId).catch((error: unknown) => { throw error instanceof CallError ? noMessage : error; });
  if (message.seq <= channel.floor) throw noMessage;
  return { channel, message };
}

/** The button that is chosen; `conflict` says who was quicker where it is gone. */
async function actionOf(call: Call, { actions = [], outcome }: NoticeCard, actionId: string): Promise<NoticeAction> {
  const action = actions.find(({ id }) => id === actionId);
  if (action) return action;
  const name = outcome && (await call.query<{ name: string }>('name-of-user', 'select name from users where tenant_id = $1 and id = $2', [call.session.tenant, outcome.userId]))[0]?.name;
  throw new CallError('conflict', outcome ? `${name ?? outcome.userId} has decided this already: ${outcome.text}` : 'This button is no longer there', outcome && { outcome });
}

/** Asks the host between two transactions: nothing is held while it thinks. */
async function decide(call: Call, messageId: string, actionId: string): Promise<Message> {
  const { channel, message } = await seen(call, messageId);
  const card = noticeOf(message), action = await actionOf(call, card, actionId), { session, host } = call;
  if (!host) throw new CallError('conflict', 'Nothing answers buttons here: set CORRIDOR_HOST_URL, or let the page answer corridor-action');
  await call.commit();
  const round = card.outcome?.at ?? '';
  const answer = await host.ask({
    type: 'action', tenant: session.tenant, user: hostUser(session), action: { id: action.id, label: action.label }, record: toChannel(channel).record,
    message: { id: message.id, channelId: message.channelId, text: message.text, sentAt: message.sentAt, metadata: message.metadata },
  }, Answer, { id: uuid5(choicesNamespace, JSON.stringify([session.tenant, messageId, actionId, session.user, round])) });
  if (!answer) throw new CallError('conflict', 'The host does not know this button');
  const now = await messageToChange(call, messageId), present = noticeOf(now.message);
  if ((present.outcome?.at ?? '') !== round) await actionOf(call, { ...present, actions: [] }, actionId);
  const changed = await updateNotice(call, now.message, answer.text ?? now.message.text, {
    type: 'notice', ...(answer.actions?.length ? { actions: answer.actions } : {}),
    outcome: { text: answer.outcome ?? action.label, userId: session.user, at: new Date().toISOString(), actionId },
  }, now.message.metadata);
  return publishChanged(call, now.channel, changed);
}

export const choiceHandlers = {
  'chat.act': async (call, { messageId, actionId }) => {
    const { tenant, user, name } = call.session, key = JSON.stringify([tenant, messageId]);
    mustWrite((await seen(call, messageId)).channel);
    await call.commit(); // who waits for somebody else's answer holds nothing either
    const running = call.choices.get(key);
    if (running?.user === user && running.actionId === actionId) return running.answer;
    if (running) throw new CallError('conflict', `${running.name} is deciding this right now`);
    const answer = decide(call, messageId, actionId);
    call.choices.set(key, { user, name, actionId, answer });
    return answer.finally(() => { call.choices.delete(key); });
  },
} satisfies Partial<Handlers<'chat'>>;

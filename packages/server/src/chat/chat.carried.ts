import type { Card, Message } from '@corridor/sdk/protocol';
import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../call.ts';
import { setCard } from './chat.carried.queries.ts';
import { messageToRefresh } from './chat.messages.queries.ts';
import { publishChanged } from './chat.tell.ts';

/** What a message carries has changed, whoever changed it and sees the message or not: it is told as a change of the message, which is answered. Nothing happens where the message is not there or was deleted, or nothing is different. */
export async function changeCard(call: Call, messageId: string, change: (card: Card | undefined) => Card | undefined): Promise<Message | undefined> {
  const found = await messageToRefresh(call, messageId);
  if (!found || found.message.deletedAt) return undefined;
  const card = change(found.message.card);
  if (isDeepStrictEqual(card, found.message.card)) return undefined; // the database keeps keys in an order of its own
  return publishChanged(call, found.channel, await setCard(call, found.message, card));
}

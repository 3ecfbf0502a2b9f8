import type { Card } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { setCard } from './chat.carried.queries.ts';
import { messageToChange } from './chat.messages.queries.ts';
import { publishChanged } from './chat.tell.ts';

/** What a message carries has changed: it is told as a change of the message. Nothing happens where the message is not there or was deleted, or nothing is different. */
export async function changeCard(call: Call, messageId: string, change: (card: Card | undefined) => Card | undefined): Promise<void> {
  const found = await messageToChange(call, messageId).catch((error: unknown) => { if (!(error instanceof CallError)) throw error; });
  if (!found || found.message.deletedAt) return;
  const card = change(found.message.card);
  if (JSON.stringify(card) === JSON.stringify(found.message.card)) return;
  await publishChanged(call, found.channel, await setCard(call, found.message, card));
}

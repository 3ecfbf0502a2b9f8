import { z } from 'zod';
import { HostId, Id, Instant, Text } from './schema.ts';

/** A message passed on as it was, with who wrote it when; the text of the message that carries it is a word of who passes it on. */
export const ForwardCard = z.object({
  type: z.literal('forward'), channelId: Id, messageId: Id, senderId: HostId, sentAt: Instant, text: Text(20_000),
}).meta({ id: 'ForwardCard' });
export type ForwardCard = z.infer<typeof ForwardCard>;

/** What a message carries beside its text. */
export const Card = z.discriminatedUnion('type', [ForwardCard]).meta({ id: 'Card' });
export type Card = z.infer<typeof Card>;

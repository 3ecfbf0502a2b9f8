import { z } from 'zod';
import type { PollCard } from './chat.cards.ts';
import { HostRecord, Message } from './chat.ts';
import { operation } from './operation.ts';
import { Id, Instant, NewMessageId, Text } from './schema.ts';

const permission = 'chat.access_channels';
const Options = z.array(z.int().min(0).max(9)).max(10);

export const pollOperations = {
  /**
   * Asks a question with two to ten options, each once; `isMultiple` lets people choose several. Of an anonymous one nobody learns who voted how. From `closesAt` on nobody votes.
   * `id`, `record` and `threadOf` as with `chat.send`.
   */
  'chat.createPoll': operation({
    http: 'POST /channels/{channelId}/polls',
    input: z.object({
      channelId: Id, id: NewMessageId.optional(), question: Text(500).min(1), options: z.array(Text(200).min(1)).min(2).max(10), isMultiple: z.boolean().default(false), isAnonymous: z.boolean().default(false),
      closesAt: Instant.optional(), record: HostRecord.optional(), threadOf: Id.optional(),
    }),
    output: Message, permission, limit: 'write', errors: ['id-taken', 'conflict'],
  }),
  /** Votes for options by their places, which count from 0, in the place of how I voted before; none takes my vote back. For those who may react here. */
  'chat.vote': operation({
    http: 'PUT /messages/{messageId}/vote', input: z.object({ messageId: Id, options: Options }), output: Message, permission, limit: 'write', errors: ['conflict'],
  }),
  /** Ends a poll for good. For who asked, and moderators. */
  'chat.closePoll': operation({
    http: 'POST /messages/{messageId}/vote/close', input: z.object({ messageId: Id }), output: Message, permission, limit: 'write', errors: ['conflict'],
  }),
  /** How I voted in up to 100 polls; those where I did not, or that I do not see, are left out. */
  'chat.myVotes': operation({
    http: 'POST /votes', input: z.object({ messageIds: z.array(Id).max(100) }), output: z.object({ items: z.array(z.object({ messageId: Id, options: Options })) }), permission, limit: 'read',
  }),
};

export const pollEvents = {
  /** I voted in a poll, or (without options) took my vote back, on one of my devices. */
  'chat.voted': z.object({ messageId: Id, options: Options }),
};

interface NewPoll { question: string; options: readonly string[]; isMultiple: boolean; isAnonymous: boolean; closesAt?: string | undefined }

/** Why there cannot be such a poll; `now` in milliseconds since 1970. */
export function pollProblem({ question, options, closesAt }: NewPoll, now: number): string | undefined {
  const texts = options.map((text) => text.trim());
  if (!question.trim()) return 'A poll needs a question';
  if (texts.includes('')) return 'An option says nothing';
  if (new Set(texts).size < texts.length) return 'Two options are the same';
  if (texts.some((text) => /[\n\r]/.test(text))) return 'An option is one line';
  return closesAt !== undefined && Date.parse(closesAt) <= now ? '`closesAt` must be in the future' : undefined;
}

/** A poll that nobody has voted in. */
export function newPoll({ options, isMultiple, isAnonymous, closesAt }: NewPoll): PollCard {
  const nobody = options.map(() => []);
  return {
    type: 'poll', options: options.map((text) => text.trim()), isMultiple, isAnonymous, ...(closesAt !== undefined && { closesAt: new Date(closesAt).toISOString() }),
    people: 0, votes: options.map(() => 0), ...(!isAnonymous && { voters: nobody }),
  };
}

/** Why these options cannot be chosen together. */
export function voteProblem({ options, isMultiple }: PollCard, chosen: readonly number[]): string | undefined {
  if (chosen.some((place) => place >= options.length)) return 'There is no such option';
  if (new Set(chosen).size < chosen.length) return 'An option is chosen once';
  return chosen.length > 1 && !isMultiple ? 'Only one option can be chosen' : undefined;
}

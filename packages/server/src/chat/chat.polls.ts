import { type Message, newPoll, type PollCard, pollProblem, voteProblem } from '@corridor/sdk/protocol';
import type { Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { mustBeLive } from './chat.access.ts';
import { mayChange, reactable } from './chat.messages.ts';
import { messageToChange, touchPoll } from './chat.messages.queries.ts';
import { deleteVote, saveVote, votesOfMine } from './chat.polls.queries.ts';
import { messagesAsSeen } from './chat.seen.queries.ts';
import { send } from './chat.send.ts';
import { publishChanged } from './chat.tell.ts';

function pollOf({ card, deletedAt }: Message): PollCard {
  if (deletedAt) throw new CallError('conflict', 'The message has been deleted');
  if (card?.type !== 'poll') throw new CallError('conflict', 'This message is no poll');
  return card;
}

const isClosed = ({ closedAt, closesAt }: PollCard): boolean => closedAt !== undefined || (closesAt !== undefined && Date.parse(closesAt) <= Date.now());

const inOrder = (options: readonly number[]): number[] => [...options].sort((one, other) => one - other);

export const pollHandlers = {
  'chat.createPoll': (call, { question, options, isMultiple, isAnonymous, closesAt, ...where }) => {
    const poll = { question, options, isMultiple, isAnonymous, closesAt }, problem = pollProblem(poll, Date.now());
    if (problem) throw new CallError('invalid-input', problem);
    return send(call, { ...where, text: question.trim(), card: newPoll(poll) });
  },

  'chat.vote': async (call, { messageId, options: chosen }) => {
    const { channel, message } = await reactable(call, messageId), poll = pollOf(message), options = inOrder(chosen);
    const problem = voteProblem(poll, options);
    if (problem) throw new CallError('invalid-input', problem);
    if (isClosed(poll)) throw new CallError('conflict', 'The poll is closed');
    const before = (await votesOfMine(call, [messageId])).get(messageId) ?? [];
    if (before.join() === options.join()) return message;
    await (options.length > 0 ? saveVote(call, messageId, options) : deleteVote(call, messageId));
    call.publish({ users: [call.session.user] }, 'chat.voted', { messageId, options });
    return publishChanged(call, channel, await touchPoll(call, message));
  },

  'chat.closePoll': async (call, { messageId }) => {
    const found = await messageToChange(call, messageId), { channel, message } = found;
    mayChange(call, found, call.can('chat.moderate_channels'), 'who asked or a moderator (chat.moderate_channels) can close it');
    mustBeLive(channel);
    return isClosed(pollOf(message)) ? message : publishChanged(call, channel, await touchPoll(call, message, { closedAt: new Date().toISOString() }));
  },

  'chat.myVotes': async (call, { messageIds }) => {
    const seen = await messagesAsSeen(call, messageIds), votes = await votesOfMine(call, seen.map(({ id }) => id));
    return { items: seen.flatMap(({ id: messageId }) => (votes.has(messageId) ? [{ messageId, options: votes.get(messageId)! }] : [])) };
  },
} satisfies Partial<Handlers<'chat'>>;

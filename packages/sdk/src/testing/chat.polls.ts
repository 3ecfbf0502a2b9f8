import type { PollCard } from '../protocol/chat.cards.ts';
import { newPoll, pollProblem, voteProblem } from '../protocol/chat.polls.ts';
import type { Message } from '../protocol/chat.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { canSee, floorOf, mustBeLive } from './channels.ts';
import { reactable } from './chat.messages.ts';
import { send } from './chat.send.ts';
import { room } from './hub.ts';
import { change, changeable } from './messages.ts';

type Names = 'chat.createPoll' | 'chat.vote' | 'chat.closePoll' | 'chat.myVotes';

function pollOf({ card, deletedAt }: Message): PollCard {
  if (deletedAt) refuse('conflict', 'The message is deleted');
  return card?.type === 'poll' ? card : refuse('conflict', 'This message is no poll');
}

const isClosed = ({ closedAt, closesAt }: PollCard, call: Call): boolean => closedAt !== undefined || (closesAt !== undefined && Date.parse(closesAt) <= Date.parse(call.now));

/** The poll with what its voters chose. */
function counted(poll: PollCard, ballots: ReadonlyMap<string, readonly number[]>): PollCard {
  const voters = poll.options.map((_, place) => [...ballots].filter(([, options]) => options.includes(place)).map(([user]) => user));
  return { ...poll, people: ballots.size, votes: voters.map(({ length }) => length), ...(!poll.isAnonymous && { voters }) };
}

export const pollHandlers: Pick<Handlers<'chat'>, Names> = {
  'chat.createPoll': (call, { question, options, isMultiple, isAnonymous, closesAt, ...where }) => {
    const poll = { question, options, isMultiple, isAnonymous, closesAt }, problem = pollProblem(poll, Date.parse(call.now));
    if (problem) refuse('invalid-input', problem);
    return send(call, { ...where, text: question.trim(), card: newPoll(poll) });
  },

  'chat.vote': (call, { messageId, options: chosen }) => {
    const message = reactable(call, messageId), poll = pollOf(message), { ballots } = call.tenant;
    const options = [...chosen].sort((one, other) => one - other), problem = voteProblem(poll, options);
    if (problem) refuse('invalid-input', problem);
    if (isClosed(poll, call)) refuse('conflict', 'The poll is closed');
    const cast = ballots.get(messageId) ?? new Map<string, readonly number[]>();
    if ((cast.get(call.user) ?? []).join() === options.join()) return message;
    if (options.length > 0) cast.set(call.user, options);
    else cast.delete(call.user);
    ballots.set(messageId, cast);
    call.publish(room.user(call.user), 'chat.voted', { messageId, options });
    return change(call, message, { card: counted(poll, cast) });
  },

  'chat.closePoll': (call, { messageId }) => {
    const message = changeable(call, messageId, call.may('chat.moderate_channels'), 'who asked or a moderator (chat.moderate_channels) can close it');
    mustBeLive(call, call.tenant.channels.get(message.channelId)!);
    const poll = pollOf(message);
    return isClosed(poll, call) ? message : change(call, message, { card: { ...poll, closedAt: call.now } });
  },

  'chat.myVotes': (call, { messageIds }) => ({
    items: messageIds.flatMap((messageId) => {
      const { tenant, user } = call, message = tenant.messages.get(messageId), channel = message && tenant.channels.get(message.channelId), options = tenant.ballots.get(messageId)?.get(user);
      const isSeen = message && channel && !message.deletedAt && canSee(call, channel) && message.seq > floorOf(channel, user, call.may('chat.access_private'));
      return isSeen && options ? [{ messageId, options: [...options] }] : [];
    }),
  }),
};

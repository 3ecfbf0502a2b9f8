import type { Membership } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { room } from '../publish.ts';
import { mustBeMember, seenChannel } from './chat.access.ts';
import { channelAsSeen } from './chat.channels.queries.ts';
import { advanceReading, readersOf, rewindReading } from './chat.reading.queries.ts';
import { mostReaders } from './chat.reads.ts';

async function position(call: Call, channelId: string): Promise<{ channelId: string; membership: Membership; memberCount: number }> {
  const { membership, memberCount } = await channelAsSeen(call, channelId);
  if (!membership) throw new CallError('not-found', 'No such channel');
  return { channelId, membership, memberCount };
}

async function moved(call: Call, channelId: string): Promise<{ channelId: string; membership: Membership }> {
  const { tenant, user } = call.session;
  const { memberCount, ...answer } = await position(call, channelId);
  call.publish({ users: [user] }, 'chat.position', answer);
  if (memberCount <= mostReaders) call.afterCommit(() => { call.reads.note(tenant, channelId, user, answer.membership.readSeq); });
  return answer;
}

async function unmoved(call: Call, channelId: string): Promise<{ channelId: string; membership: Membership }> {
  mustBeMember(await seenChannel(call, channelId));
  const { memberCount: _, ...answer } = await position(call, channelId);
  return answer;
}

export const readingHandlers = {
  'chat.markRead': async (call, { channelId, seq, basedOn }) => {
    if (await advanceReading(call, channelId, seq, basedOn)) return moved(call, channelId);
    return unmoved(call, channelId);
  },

  'chat.markUnread': async (call, { channelId, seq }) => {
    if (await rewindReading(call, channelId, seq)) return moved(call, channelId);
    return unmoved(call, channelId);
  },

  'chat.readers': async (call, { channelId }) => {
    const { member_count: members } = await seenChannel(call, channelId);
    return { items: members <= mostReaders ? await readersOf(call, channelId) : [] };
  },

  'chat.typing': async (call, { channelId }) => {
    const { tenant, user } = call.session;
    // who hears the channel may see it, so a keystroke needs no database
    if (!call.connection?.hears(room.channel(tenant, channelId))) await seenChannel(call, channelId);
    call.publish({ open: channelId, except: user }, 'chat.typing', { channelId, userId: user });
    return {};
  },
} satisfies Partial<Handlers<'chat'>>;

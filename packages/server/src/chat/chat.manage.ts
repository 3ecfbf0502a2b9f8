import type { MyChannel } from '@corridor/sdk/protocol';
import { isDeepStrictEqual } from 'node:util';
import { audit } from '../audit.ts';
import type { Call, Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { isManager, mustBeLive, mustBeMember, type SeenChannel, seenChannel, seenChannelToChange } from './chat.access.ts';
import { channelAsSeen } from './chat.channels.queries.ts';
import { deleteChannels, setArchived, setPreferences, updateChannel } from './chat.manage.queries.ts';
import { decideWriters, memberIds } from './chat.members.queries.ts';
import { type ChannelRow, toChannel } from './chat.rows.ts';
import { note } from './chat.system.ts';
import { followHome, threadIds } from './chat.threads.queries.ts';

/** The channel, for who may change what all see of it. */
async function managed(call: Call, channelId: string): Promise<SeenChannel> {
  const channel = await seenChannelToChange(call, channelId);
  if (channel.kind === 'direct') throw new CallError('conflict', 'A direct conversation has nothing to change; create a channel');
  if (channel.kind === 'thread') throw new CallError('conflict', 'A thread is as its channel is; chat.setThread resolves and archives it');
  if (!isManager(call, channel)) throw new CallError('forbidden', 'You cannot change this channel; an owner or admin of it can do this');
  return channel;
}

/** What of a channel's settings is told in it when it changes. */
const noted = [['renamed', 'name'], ['described', 'description'], ['visibility', 'visibility'], ['posting', 'posting']] as const;

async function archive(call: Call, channelId: string, isArchived: boolean): Promise<MyChannel> {
  const channel = await managed(call, channelId);
  if ((channel.archived_at !== null) === isArchived) return channelAsSeen(call, channelId);
  const now = await setArchived(call, channelId, isArchived);
  await decideWriters(call, channelId);
  call.publish({ channel: channelId }, 'chat.channelChanged', toChannel(now));
  await note(call, channel, isArchived ? 'archived' : 'restored');
  return channelAsSeen(call, channelId);
}

/** Threads go with their channel; who is not in it hears no more of either where it has become private. */
async function openThreads(call: Call, channel: ChannelRow): Promise<void> {
  const threads = await followHome(call, channel);
  for (const thread of threads) call.publish({ channel: thread.id }, 'chat.channelChanged', toChannel(thread));
  if (channel.visibility === 'public') return;
  const members = await memberIds(call, channel.id);
  for (const { id } of [channel, ...threads]) call.hide(id, members);
}

export const manageHandlers = {
  'chat.updateChannel': async (call, { channelId, threadRules, ...others }) => {
    const changes = { ...others, thread_rules: threadRules };
    const channel = await managed(call, channelId);
    mustBeLive(channel);
    if (channel.kind === 'record' && (changes.name !== undefined || changes.visibility !== undefined)) {
      throw new CallError('conflict', "A record's conversation has the record's title, and is there for all who see the record");
    }
    if (changes.visibility === 'private' && channel.my_role === null && !call.can('chat.access_private')) throw new CallError('forbidden', 'Join the channel first: made private, you would not see it any more');
    const isSame = Object.entries(changes).every(([key, value]) => value === undefined || isDeepStrictEqual(channel[key as keyof typeof changes], value));
    if (isSame) return channelAsSeen(call, channelId);
    const now = await updateChannel(call, channelId, changes);
    if (now.posting !== channel.posting) await decideWriters(call, channelId);
    call.publish({ channel: channelId }, 'chat.channelChanged', toChannel(now));
    if (now.visibility !== channel.visibility) await openThreads(call, now);
    for (const [event, of] of noted) if (now[of] !== channel[of]) await note(call, channel, event, { value: now[of], before: channel[of] });
    return channelAsSeen(call, channelId);
  },

  'chat.archive': (call, { channelId }) => archive(call, channelId, true),
  'chat.restore': (call, { channelId }) => archive(call, channelId, false),

  'chat.deleteChannel': async (call, { channelId, confirm }) => {
    const channel = await seenChannelToChange(call, channelId);
    if (channel.kind === 'direct' || channel.kind === 'record' || channel.kind === 'thread') throw new CallError('conflict', 'Only a channel that people made can be deleted');
    if (confirm !== (channel.name ?? channelId)) throw new CallError('conflict', 'To delete the channel for good, give its exact name as `confirm`');
    const gone = [channelId, ...await threadIds(call, channelId)];
    await call.calls.endIn(call, gone); // their rows go with the channels: nobody could hang up any more, nor stop what is recorded
    const messages = await deleteChannels(call, gone);
    await audit(call, 'chat.deleteChannel', { channelId, name: channel.name, kind: channel.kind, members: channel.member_count, messages });
    for (const id of gone) {
      call.publish({ channel: id }, 'chat.left', { channelId: id });
      call.hide(id, []);
    }
    return {};
  },

  'chat.setPreferences': async (call, { channelId, ...preferences }) => {
    if (!await setPreferences(call, channelId, preferences)) mustBeMember(await seenChannel(call, channelId));
    const { membership } = await channelAsSeen(call, channelId);
    if (!membership) throw new CallError('not-found', 'No such channel');
    const answer = { channelId, membership };
    call.publish({ users: [call.session.user] }, 'chat.position', answer);
    return answer;
  },
} satisfies Partial<Handlers<'chat'>>;

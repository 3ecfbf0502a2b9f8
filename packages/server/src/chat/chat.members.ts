import { HostId, type Member, type MyChannel } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { isManager, managesAll, mustBeLive, mustTakePart, type SeenChannel, seenChannel, seenChannelToChange } from './chat.access.ts';
import { channelAsSeen, channelsAsSeen, findChannels, insertChannel } from './chat.channels.queries.ts';
import { checkRecord, distinct, inTheWay, isOfRecord } from './chat.ids.ts';
import { countMembers, deleteMember, insertMembers, insertPlaceholders, memberOf, membersPage, setRole, succession } from './chat.members.queries.ts';
import { lastMessage } from './chat.messages.queries.ts';
import { type ChannelRow, newMembership, recordColumns, toChannel } from './chat.rows.ts';
import { note, notePeople } from './chat.system.ts';
import { membersAmong, threadIds, unfollowThreads, whoSees } from './chat.threads.queries.ts';

const byManager = 'an owner or admin of the channel can do this';
const lastOwner = () => new CallError('conflict', 'This is the only owner: make somebody else an owner first');

function mustNotBeDirect({ kind }: ChannelRow): void {
  if (kind === 'direct') throw new CallError('conflict', 'A direct conversation keeps its people; create a group, or open another direct conversation');
}

/** A thread is among people who see the message it hangs on. */
async function mustBeHome(call: Call, thread: SeenChannel, homeId: string, users: readonly string[]): Promise<void> {
  mustTakePart(thread);
  if (thread.visibility === 'public' && thread.history === 'all') return;
  const there = await whoSees(call, homeId, thread.parent_seq ?? 0, users), stranger = users.find((user) => !there.includes(user));
  if (stranger !== undefined) throw new CallError('conflict', `${stranger} is not in the channel that the thread belongs to, or came after the message; add them there first`);
}

/** Counts who came, lets them hear the channel and tells everybody. */
async function welcome(call: Call, channel: ChannelRow, members: readonly Member[]): Promise<void> {
  if (members.length === 0) return;
  const now = await countMembers(call, channel.id, members.length);
  const last = (now.history === 'all' || now.kind === 'thread') && now.last_seq > 0 ? await lastMessage(call, now.id) : null;
  call.publish({ channel: now.id }, 'chat.channelChanged', toChannel(now));
  call.join(members.map((member) => member.userId), now.id);
  for (const role of ['owner', 'member'] as const) {
    const users = members.filter((member) => member.role === role).map((member) => member.userId);
    const asSeen: MyChannel = { ...toChannel(now), membership: newMembership(now, role), lastMessage: last };
    call.publish({ users }, 'chat.channel', asSeen);
  }
  for (const { userId, role } of members) call.publish({ open: now.id }, 'chat.member', { channelId: now.id, userId, role });
}

/** Takes somebody out, and hands the channel on where it would be left without an owner. */
async function takeOut(call: Call, channel: SeenChannel, userId: string): Promise<void> {
  const { hasOwner, heir } = channel.kind === 'thread' ? { hasOwner: true, heir: undefined } : await succession(call, channel.id, userId);
  if (!await deleteMember(call, channel.id, userId)) return;
  const now = await countMembers(call, channel.id, -1), isHidden = now.visibility === 'private' || now.history !== 'all';
  call.publish({ users: [userId] }, 'chat.left', { channelId: channel.id });
  call.leave([userId], channel.id, isHidden);
  if (heir !== undefined && !hasOwner) await giveRole(call, channel.id, heir, 'owner');
  call.publish({ channel: channel.id }, 'chat.channelChanged', toChannel(now));
  call.publish({ open: channel.id }, 'chat.member', { channelId: channel.id, userId, role: null });
  await leaveCalls(call, now, userId);
  for (const thread of await unfollowThreads(call, channel.id, userId)) {
    call.publish({ users: [userId] }, 'chat.left', { channelId: thread.id });
    call.leave([userId], thread.id, isHidden);
    call.publish({ channel: thread.id }, 'chat.channelChanged', toChannel(thread));
  }
  if (isHidden) for (const id of await threadIds(call, channel.id)) call.leave([userId], id, true); // those that were only looked at, too
  if (heir !== undefined && !hasOwner) await note(call, channel, 'role', { people: [heir], value: 'owner' });
  await notePeople(call, channel, userId === call.session.user ? 'left' : 'removed', [userId]);
}

/** Who sees a conversation no more is in no call in it or its threads, and whom somebody else takes out of one in which that alone decides goes from its call. Those of records and threads are seen by who is not in them. */
async function leaveCalls(call: Call, { id, kind, visibility }: ChannelRow, userId: string): Promise<void> {
  if (kind === 'record' || kind === 'thread') return;
  const isPutOut = userId !== call.session.user;
  if (isPutOut || visibility === 'private') await call.calls.goWith(call, [id, ...await threadIds(call, id)], userId, isPutOut);
}

export async function giveRole(call: Call, channelId: string, userId: string, role: Member['role']): Promise<void> {
  await setRole(call, channelId, userId, role);
  const [asSeen] = await channelsAsSeen(call, [channelId], userId);
  if (asSeen) call.publish({ users: [userId] }, 'chat.channel', asSeen);
  call.publish({ open: channelId }, 'chat.member', { channelId, userId, role });
}

async function mustFind(call: Call, channelId: string, userId: string): Promise<Member> {
  const member = await memberOf(call, channelId, userId);
  if (!member) throw new CallError('not-found', 'This person is not in the channel');
  return member;
}

/** Who may not see a record is in none of its conversations. */
async function mustAllBeIn(call: Call, channelId: string, users: readonly string[]): Promise<void> {
  const there = await membersAmong(call, channelId, users), stranger = users.find((user) => !there.has(user));
  if (stranger !== undefined) throw new CallError('conflict', `${stranger} may not see this record; the application it belongs to decides that`);
}

/** Owners are above admins. */
function mustRank(call: Call, channel: SeenChannel, touchesOwner: boolean): void {
  if (touchesOwner && channel.my_role !== 'owner' && !managesAll(call)) throw new CallError('forbidden', 'Only an owner of the channel can do this');
}

export const memberHandlers = {
  'chat.members': async (call, { channelId, cursor, limit }) => {
    await seenChannel(call, channelId);
    const rows = await membersPage(call, channelId, fromCursor(cursor, 'number', HostId), limit);
    return toPage(rows, limit, ({ at, member }) => [at, member.userId], ({ member }) => member);
  },

  'chat.addMembers': async (call, { channelId, userIds }) => {
    const channel = await seenChannelToChange(call, channelId);
    mustNotBeDirect(channel);
    mustBeLive(channel);
    if (channel.parent_id) await mustBeHome(call, channel, channel.parent_id, userIds);
    const isAllowed = channel.kind === 'thread' || isManager(call, channel) || (channel.visibility === 'public' && channel.my_role !== null);
    if (!isAllowed) throw new CallError('forbidden', `You cannot add people here; ${byManager}`);
    const users = distinct(userIds);
    await insertPlaceholders(call, users);
    const items = await insertMembers(call, channel, users);
    if (call.access.isHost) await mustAllBeIn(call, channelId, users);
    await welcome(call, channel, items);
    await notePeople(call, channel, 'added', items.map((member) => member.userId));
    return { items };
  },

  'chat.setMemberRole': async (call, { channelId, userId, role }) => {
    const channel = await seenChannelToChange(call, channelId);
    mustNotBeDirect(channel);
    if (channel.kind === 'thread') throw new CallError('conflict', 'In a thread everybody is the same; roles are those of its channel');
    if (!isManager(call, channel)) throw new CallError('forbidden', `You cannot change roles here; ${byManager}`);
    if (await call.meetings.isOfRoom(call, channelId)) throw new CallError('conflict', 'In a meeting room people are what they are in the room; its owners give them a role there');
    const member = await mustFind(call, channelId, userId);
    if (member.role === role) return member;
    mustRank(call, channel, role === 'owner' || member.role === 'owner');
    if (member.role === 'owner' && !(await succession(call, channelId, userId)).hasOwner) throw lastOwner();
    await giveRole(call, channelId, userId, role);
    await note(call, channel, 'role', { people: [userId], value: role, before: member.role });
    return { ...member, role };
  },

  'chat.removeMember': async (call, { channelId, userId }) => {
    const channel = await seenChannelToChange(call, channelId);
    mustNotBeDirect(channel);
    if (userId !== call.session.user && !isManager(call, channel)) throw new CallError('forbidden', `You cannot remove people here; ${byManager}`);
    const member = await mustFind(call, channelId, userId);
    if (userId !== call.session.user && member.role === 'owner') {
      mustRank(call, channel, true);
      if (!(await succession(call, channelId, userId)).hasOwner) throw lastOwner();
    }
    await takeOut(call, channel, userId);
    return {};
  },

  'chat.join': async (call, { channelId, record }) => {
    const { tenant, user } = call.session;
    checkRecord(tenant, record, channelId);
    if (record) {
      const made = await insertChannel(call, {
        id: channelId, kind: 'record', visibility: 'public', name: null, description: null, history: 'all', ...recordColumns(record),
      });
      const [found] = made ? [] : await findChannels(call, [channelId]);
      if (found && !isOfRecord(found, record)) throw inTheWay();
    }
    const channel = await seenChannelToChange(call, channelId);
    if (channel.my_role === null) {
      mustBeLive(channel);
      if (channel.kind === 'thread') mustTakePart(channel);
      else if (channel.visibility !== 'public' && channel.kind !== 'record') throw new CallError('forbidden', 'This channel is private; an owner or admin of it can add you');
      const isFirst = channel.kind === 'record' && channel.member_count === 0;
      const came = await insertMembers(call, channel, [user], isFirst ? user : undefined);
      await welcome(call, channel, came);
      await notePeople(call, channel, 'joined', came.map((member) => member.userId));
    }
    return channelAsSeen(call, channelId);
  },

  'chat.leave': async (call, { channelId }) => {
    const channel = await seenChannelToChange(call, channelId);
    mustNotBeDirect(channel);
    if (channel.my_role !== null) await takeOut(call, channel, call.session.user);
    return {};
  },
} satisfies Partial<Handlers<'chat'>>;

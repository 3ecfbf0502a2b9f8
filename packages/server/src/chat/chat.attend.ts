import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { insertChannel } from './chat.channels.queries.ts';
import type { MemberRole } from '@corridor/sdk/protocol';
import { countMembers, decideWriters, deleteMember, insertMembers, insertPlaceholders, memberOf } from './chat.members.queries.ts';
import { channelColumns, type ChannelRow, newMembership, toChannel } from './chat.rows.ts';
import { giveRole } from './chat.members.ts';
import { deleteChannels, updateChannel } from './chat.manage.queries.ts';
import { threadIds } from './chat.threads.queries.ts';

// The conversation of something whose people another feature decides on: they come and go without a notice, and see what is written while they are in it.

/** A conversation with the caller as its owner. Undefined where the id is taken. */
export async function openAttended(call: Call, id: string, name: string): Promise<ChannelRow | undefined> {
  const { user } = call.session;
  const made = await insertChannel(call, { id, kind: 'group', visibility: 'private', name, description: null, history: 'from-joining' }, 1);
  if (!made) return undefined;
  await insertMembers(call, made, [user], user);
  call.join([user], id);
  call.publish({ users: [user] }, 'chat.channel', { ...toChannel(made), membership: newMembership(made, 'owner'), lastMessage: null });
  return made;
}

async function held(call: Call, id: string): Promise<ChannelRow> {
  const [row] = await call.query<ChannelRow>('hold-attended-channel', `select ${channelColumns} from channels c where c.id = $2 and c.tenant_id = $1 for no key update`, [call.session.tenant, id]);
  if (!row) throw new CallError('not-found', 'No such channel');
  return row;
}

/** People come into it, who may not see it yet. */
export async function attend(call: Call, id: string, users: readonly string[]): Promise<void> {
  if (users.length === 0) return;
  const channel = await held(call, id);
  await insertPlaceholders(call, users);
  const came = (await insertMembers(call, channel, users)).map(({ userId }) => userId);
  if (came.length === 0) return;
  const now = await countMembers(call, id, came.length);
  call.publish({ channel: id }, 'chat.channelChanged', toChannel(now));
  call.join(came, id);
  call.publish({ users: came }, 'chat.channel', { ...toChannel(now), membership: newMembership(now, 'member'), lastMessage: null });
  for (const userId of came) call.publish({ open: id }, 'chat.member', { channelId: id, userId, role: 'member' });
}

/** What somebody in it is. */
export async function setAttendance(call: Call, id: string, userId: string, role: MemberRole): Promise<void> {
  if ((await memberOf(call, id, userId))?.role !== role) await giveRole(call, id, userId, role);
}

/** Whether all in it write, or only those who lead it. */
export async function setPosting(call: Call, id: string, posting: 'everyone' | 'admins'): Promise<void> {
  if ((await held(call, id)).posting === posting) return;
  const now = await updateChannel(call, id, { posting });
  await decideWriters(call, id);
  call.publish({ channel: id }, 'chat.channelChanged', toChannel(now));
}

/** They go, and see and hear nothing more of it. */
export async function unattend(call: Call, id: string, users: readonly string[]): Promise<void> {
  for (const userId of users) {
    await held(call, id);
    if (!await deleteMember(call, id, userId)) continue;
    const now = await countMembers(call, id, -1);
    call.publish({ users: [userId] }, 'chat.left', { channelId: id });
    call.leave([userId], id, true);
    for (const thread of await threadIds(call, id)) call.leave([userId], thread, true);
    call.publish({ channel: id }, 'chat.channelChanged', toChannel(now));
    call.publish({ open: id }, 'chat.member', { channelId: id, userId, role: null });
  }
}

/** With all that was written in it. */
export async function deleteAttended(call: Call, id: string): Promise<void> {
  const gone = [id, ...await threadIds(call, id)];
  await deleteChannels(call, gone);
  for (const one of gone) {
    call.publish({ channel: one }, 'chat.left', { channelId: one });
    call.hide(one, []);
  }
}

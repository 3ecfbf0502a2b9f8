import { uuidv7 } from '../core/uuid.ts';
import { isPresent } from '../protocol/calls.states.ts';
import { codeLength, codeLetters, entersByLevel, type MeetingLevel, notBeyond, openMeeting, rightsOf, standingOf, writtenCode } from '../protocol/meetings.levels.ts';
import type { MeetingDoor, MeetingRole, MeetingRoom, MeetingSettings } from '../protocol/meetings.ts';
import { liveCallOf } from './calls.live.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { enter as enterCall, goWith, happen } from './calls.ts';
import { enter, letHear, newChannel, tellNewcomers, threadsOf, toChannel } from './channels.ts';
import { room } from './hub.ts';
import { applySettings, applyStanding } from './calls.hosts.ts';
import { attend, callSettings, meetingOf, type MeetingRow, roleIn, setAttendance, setPosting } from './meetings.live.ts';
import { latestFirst, pageOf } from './page.ts';
import type { ChannelRow } from './tenant.ts';

const noRoom = (): never => refuse('not-found', 'No such room');
const lastOwner = (): never => refuse('conflict', 'This is the only owner: make somebody else an owner for good first');
const newCode = (): string => Array.from({ length: codeLength }, () => codeLetters[Math.floor(Math.random() * codeLetters.length)]).join('');
const levels: readonly MeetingLevel[] = ['owner', 'moderator', 'presenter', 'participant', 'viewer'];

const channelOf = (call: Call, { id }: MeetingRow): ChannelRow => call.tenant.channels.get(id) ?? noRoom();
const statusOf = (call: Call, row: MeetingRow): MeetingRoom['status'] => {
  const live = liveCallOf(call.tenant, row.id);
  return row.isClosed ? 'closed' : !live ? 'open' : live.state.settings.isLocked ? 'locked' : 'in-meeting';
};

function toRoom(call: Call, row: MeetingRow): MeetingRoom {
  const role = roleIn(call, row), level = role?.level ?? 'participant', { id, name, access, capacity, settings, createdBy, createdAt } = row;
  return {
    id, code: writtenCode(row.code), path: `/meet/${writtenCode(row.code)}`, name, access, capacity, status: statusOf(call, row), settings, channelId: id, callId: liveCallOf(call.tenant, id)?.id ?? null, createdBy, createdAt,
    mine: { level, rights: [...role?.rights ?? rightsOf[level]], until: role?.until ?? null },
    ...(row.iceServers && level === 'owner' && { iceServers: row.iceServers }),
  };
}

function seen(call: Call, roomId: string): MeetingRow {
  const row = call.tenant.meetings.get(roomId) ?? noRoom();
  return roleIn(call, row) || call.tenant.channels.get(row.id)?.members.has(call.user) ? row : noRoom();
}

function owned(call: Call, roomId: string): MeetingRow {
  const row = seen(call, roomId);
  return roleIn(call, row)?.level === 'owner' ? row : refuse('forbidden', 'Only owners of the room do this');
}

const behind = (call: Call, code: string): MeetingRow => [...call.tenant.meetings.values()].find((row) => row.code === code) ?? refuse('not-found', 'No room has this code');
const hasOtherOwner = ({ roles }: MeetingRow, userId: string): boolean => [...roles.values()].some((role) => role.userId !== userId && role.level === 'owner' && role.until === null);
const given = <T extends object>(settings: T): Partial<MeetingSettings> => Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

function unattend(call: Call, channel: ChannelRow, userId: string): void {
  const { hub } = call.tenant;
  if (!channel.members.delete(userId)) return;
  channel.version++;
  call.publish(room.user(userId), 'chat.left', { channelId: channel.id });
  call.afterwards(() => { for (const connection of hub.in(room.user(userId))) for (const { id } of [channel, ...threadsOf(call, channel)]) { hub.leave(connection, room.channel(id)); hub.leave(connection, room.open(id)); } });
  call.publish(room.channel(channel.id), 'chat.channelChanged', toChannel(channel));
  call.publish(room.open(channel.id), 'chat.member', { channelId: channel.id, userId, role: null });
}

const memberRole = (level: MeetingLevel): 'owner' | 'admin' | 'member' => (level === 'owner' ? 'owner' : level === 'moderator' ? 'admin' : 'member');
/** What of `is` differs from `was`, and can change while a call is on: how its media are encrypted cannot. */
const difference = <T extends object>(was: T, is: T): Partial<T> => Object.fromEntries(Object.entries(is).filter(([key, value]) => key !== 'isEncrypted' && was[key as keyof T] !== value)) as Partial<T>;
/** In the call that is on. */
function stand(call: Call, row: MeetingRow, userId: string, as: ReturnType<typeof standingOf>): void {
  const live = liveCallOf(call.tenant, row.id);
  if (live) applyStanding(call, live, userId, as);
}

export const meetingsHandlers: Handlers<'meetings'> = {
  'meetings.create': (call, { id = uuidv7(), name, access, password = null, capacity, settings }) => {
    const { tenant, user, now } = call, known = tenant.meetings.get(id);
    if (known?.createdBy === user) return toRoom(call, known);
    if (access === 'password' && password === null) return refuse('conflict', 'Give the password');
    if (known || tenant.channels.has(id)) return refuse('id-taken', `The id ${id} belongs to something else; mint a new one`);
    const channel = newChannel(id, { kind: 'group', visibility: 'private', history: 'from-joining', name, createdBy: user, createdAt: now, version: 1 });
    tenant.channels.set(id, channel);
    const entered = enter(call, channel, [user], 'owner');
    letHear(call, channel, entered);
    tellNewcomers(call, channel, entered);
    const row: MeetingRow = { id, code: newCode(), name, access, password, capacity, settings: { ...openMeeting, ...given(settings) }, createdBy: user, createdAt: now, isClosed: false, iceServers: null, roles: new Map() };
    row.roles.set(user, { userId: user, level: 'owner', rights: null, until: null, grantedBy: user, grantedAt: now });
    tenant.meetings.set(id, row);
    if (!row.settings.mayChat) setPosting(call, channel, 'admins');
    return toRoom(call, row);
  },
  'meetings.list': (call, paging) => {
    const { items, ...next } = pageOf([...call.tenant.meetings.values()].filter((row) => roleIn(call, row) ?? call.tenant.channels.get(row.id)?.members.has(call.user)), ({ createdAt, id }) => latestFirst(createdAt, id), paging);
    return { items: items.map((row) => toRoom(call, row)), ...next };
  },
  'meetings.room': (call, { roomId }) => toRoom(call, seen(call, roomId)),
  'meetings.find': (call, { code }): MeetingDoor => {
    const row = behind(call, code), { id, name, access, settings, capacity } = row, people = liveCallOf(call.tenant, id)?.state.legs.filter(isPresent).length ?? 0;
    return { id, code: writtenCode(row.code), name, access, status: statusOf(call, row), allowsGuests: settings.allowsGuests, needsPassword: access === 'password' && !roleIn(call, row), people, isFull: capacity !== null && people >= capacity };
  },
  'meetings.update': (call, { roomId, settings, hasNewCode, ...changes }) => {
    if (changes.iceServers !== undefined && !call.may('meetings.set_ice_servers')) refuse('forbidden', 'This needs the permission meetings.set_ice_servers; an administrator can grant it', { permission: 'meetings.set_ice_servers' });
    const row = owned(call, roomId), access = changes.access ?? row.access, password = changes.password ?? row.password;
    if (access === 'password' && password === null) return refuse('conflict', 'Give the password');
    const before = callSettings(row);
    Object.assign(row, Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)), hasNewCode && { code: newCode() }, settings && { settings: { ...row.settings, ...given(settings) } });
    setPosting(call, channelOf(call, row), row.settings.mayChat ? 'everyone' : 'admins');
    const live = liveCallOf(call.tenant, row.id);
    if (live && changes.isClosed) happen(call, live, { type: 'end' });
    else if (live) applySettings(call, live, difference(before, callSettings(row)));
    return toRoom(call, row);
  },
  'meetings.delete': (call, { roomId }) => {
    const row = owned(call, roomId), { tenant } = call, channel = channelOf(call, row), live = liveCallOf(tenant, row.id);
    if (live) happen(call, live, { type: 'end' });
    tenant.meetings.delete(roomId);
    for (const { id, messages } of [channel, ...threadsOf(call, channel)]) {
      for (const message of messages) tenant.messages.delete(message.id);
      tenant.channels.delete(id);
      call.publish(room.channel(id), 'chat.left', { channelId: id });
      call.afterwards(() => { for (const name of [room.channel(id), room.open(id)]) for (const connection of [...tenant.hub.in(name)]) tenant.hub.leave(connection, name); });
    }
    for (const [id, { channelId }] of tenant.calls) if (channelId === row.id) tenant.calls.delete(id);
    return {};
  },
  'meetings.join': (call, { code, password, participantId = uuidv7(), deviceId, kind }) => {
    const row = behind(call, code), meeting = meetingOf(call, row.id)!;
    if (row.access === 'password' && !roleIn(call, row) && password !== row.password) return refuse('forbidden', password === undefined ? 'This room has a password; ask who invited you' : 'The password is another one', { reason: 'password' });
    return enterCall(call, row.id, meeting, { participantId, deviceId, kind });
  },
  'meetings.roles': (call, { roomId }) => {
    const row = seen(call, roomId), level = roleIn(call, row)?.level;
    if (level !== 'owner' && level !== 'moderator') return refuse('forbidden', 'Only owners and moderators of the room see this');
    return { items: [...row.roles.values()].filter(({ until }) => until === null || until > call.now).sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level)) };
  },
  'meetings.grant': (call, { roomId, userId, level, rights, until: asked }) => {
    const row = owned(call, roomId), until = notBeyond(roleIn(call, row)?.until ?? null, asked);
    if ((level !== 'owner' || until !== null) && !hasOtherOwner(row, userId)) lastOwner();
    attend(call, channelOf(call, row), [userId]);
    const role: MeetingRole = { userId, level, rights, until, grantedBy: call.user, grantedAt: call.now };
    row.roles.delete(userId);
    row.roles.set(userId, role);
    const isOver = until !== null && until <= call.now;
    setAttendance(call, channelOf(call, row), userId, memberRole(isOver ? 'participant' : level));
    if (isOver) return role;
    stand(call, row, userId, standingOf(level, rights));
    if (until !== null) call.later(until, (later) => { if (row.roles.get(userId) === role) { setAttendance(later, channelOf(later, row), userId, 'member'); stand(later, row, userId, standingOf('participant', null)); } });
    return role;
  },
  'meetings.revoke': (call, { roomId, userId }) => {
    const row = owned(call, roomId);
    if (!hasOtherOwner(row, userId)) lastOwner();
    const was = row.roles.get(userId) ?? refuse('not-found', 'This person has no place in the room'), isOver = was.until !== null && was.until <= call.now;
    row.roles.delete(userId);
    unattend(call, channelOf(call, row), userId);
    stand(call, row, userId, standingOf('participant', null));
    if (!isOver && entersByLevel(row.access, was.level)) goWith(call, row.id, userId, row.access === 'lobby' && userId !== call.user); // a lobby lets back in whoever merely left
    return {};
  },
};

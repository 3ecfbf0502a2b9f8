import { codeLength, codeLetters, entersByLevel, Id, isGuest, type MeetingRoom, notBeyond, openMeeting, standingOf } from '@corridor/sdk/protocol';
import { randomInt } from 'node:crypto';
import type { Call, Handlers } from '../call.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { uuid7 } from '../uuid.ts';
import { isGuestEnded, outdateGuests } from './guests.queries.ts';
import { hashPassword, mustKnowPassword } from './meetings.password.ts';
import { deleteRole, hasOtherOwner, holdRoom, insertRoom, putRole, roomByCode, roomById, rolesOf, type RoomRow, roomsPage, updateRoom } from './meetings.queries.ts';
import { callSettings, memberRole, settingsOf, toDoor, toRole, toRoom } from './meetings.rows.ts';

const noRoom = () => new CallError('not-found', 'No such room');
const lastOwner = () => new CallError('conflict', 'This is the only owner: make somebody else an owner for good first');
const byOwner = () => new CallError('forbidden', 'Only owners of the room do this');

const newCode = (): string => Array.from({ length: codeLength }, () => codeLetters[randomInt(codeLetters.length)]).join('');

/** Who has a place in a room sees it; for all others it is not there. */
async function seen(call: Call, roomId: string): Promise<RoomRow> {
  const row = await roomById(call, roomId);
  if (!row || (row.level === null && !row.is_member)) throw noRoom();
  return row;
}

async function owned(call: Call, roomId: string): Promise<RoomRow> {
  await seen(call, roomId);
  await holdRoom(call, roomId);
  const row = await seen(call, roomId);
  if (row.level !== 'owner') throw byOwner();
  return row;
}

const asSeen = async (call: Call, roomId: string): Promise<MeetingRoom> => toRoom(await seen(call, roomId));

/** A room behind a code; whoever tries codes waits. */
async function behind(call: Call, code: string): Promise<RoomRow> {
  const { tenant, user, guest } = call.session;
  return call.meetings.guess({ tenant, user }, async () => {
    const row = await roomByCode(call, code);
    return row && (!guest || guest.roomId === row.id) ? row : undefined;
  });
}

const changed = <T extends object>(settings: T): Partial<typeof openMeeting> => Object.fromEntries(Object.entries(settings).filter(([name, value]) => value !== undefined && openMeeting[name as keyof typeof openMeeting] !== value));

/** What of `is` differs from `was`, and can change while a call is on: how its media are encrypted cannot. */
const difference = <T extends object>(was: T, is: T): Partial<T> => Object.fromEntries(Object.entries(is).filter(([key, value]) => key !== 'isEncrypted' && was[key as keyof T] !== value)) as Partial<T>;

export const meetingsHandlers: Handlers<'meetings'> = {
  'meetings.create': async (call, { id = call.mintedId, name, access, password, capacity, settings }) => {
    const known = await roomById(call, id);
    if (known?.created_by === call.session.user) return asSeen(call, id);
    if (access === 'password' && password === undefined) throw new CallError('conflict', 'Give the password');
    if (known || !await call.chat.openAttended(call, id, name)) throw new CallError('id-taken', `The id ${id} belongs to something else; mint a new one`);
    const room = { id, name, access, password: password === undefined ? null : await hashPassword(password), capacity, settings: changed(settings) };
    while (!await insertRoom(call, { ...room, code: newCode() })); // one in ten million million
    await putRole(call, id, { userId: call.session.user, level: 'owner', rights: null, until: null });
    if (settings.mayChat === false) await call.chat.setPosting(call, id, 'admins');
    return asSeen(call, id);
  },

  'meetings.list': async (call, { cursor, limit }) => toPage(await roomsPage(call, fromCursor(cursor, 'number', Id), limit), limit, ({ at, id }) => [at, id], toRoom),

  'meetings.room': (call, { roomId }) => asSeen(call, roomId),

  'meetings.find': async (call, { code }) => toDoor(await behind(call, code)),

  'meetings.update': async (call, { roomId, name, access, password, capacity, settings = {}, isClosed, hasNewCode, iceServers }) => {
    if (iceServers !== undefined && !call.can('meetings.set_ice_servers')) throw needs('meetings.set_ice_servers');
    const row = await owned(call, roomId), kept = { ...row, ...(iceServers !== undefined && { ice: iceServers }), ...(name !== undefined && { name }), ...(access && { access }), ...(capacity !== undefined && { capacity }), isClosed: isClosed ?? row.closed_at !== null };
    if (password !== undefined) kept.password = await hashPassword(password);
    if (kept.access === 'password' && kept.password === null) throw new CallError('conflict', 'Give the password');
    const now = { ...kept, code: hasNewCode ? newCode() : row.code, settings: changed({ ...settingsOf(row), ...Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) }) };
    await updateRoom(call, now);
    await call.chat.setPosting(call, row.channel_id, settingsOf(now).mayChat ? 'everyone' : 'admins');
    if (row.call_id !== null) await (isClosed ? call.calls.end(call, row.call_id) : call.calls.setSettings(call, row.call_id, difference(callSettings(row), callSettings(now))));
    if (hasNewCode || (now.access === 'password' && (row.access !== 'password' || password !== undefined))) {
      const ended = new Set(await outdateGuests(call, roomId)); // they came by what is worth nothing now
      if (ended.size > 0) call.afterCommit(() => { call.reopen(call.session.tenant, ({ user }) => ended.has(user), { users: [...ended] }); });
    }
    return asSeen(call, roomId);
  },

  'meetings.delete': async (call, { roomId }) => {
    const row = await owned(call, roomId);
    if (row.call_id !== null) await call.calls.end(call, row.call_id);
    await call.chat.deleteAttended(call, row.channel_id);
    return {};
  },

  'meetings.join': async (call, { code, password, ...me }) => {
    const row = await behind(call, code), { guest, tenant } = call.session;
    if (row.closed_at) throw new CallError('conflict', 'The room is closed; its owner can open it', { reason: 'closed' });
    if (guest && !settingsOf(row).allowsGuests) throw new CallError('forbidden', 'Guests do not come into this room; its owner can allow it');
    if (guest && await isGuestEnded(call)) throw new CallError('unauthenticated', 'You are not a guest here any more; open the link again');
    if (row.access === 'password' && row.level === null && !guest) await mustKnowPassword(call, tenant, row, password); // a guest has said it to become one
    return call.calls.enter(call, { channelId: row.channel_id, meetingId: row.id, settings: callSettings(row), as: standingOf(row.level ?? 'participant', row.rights), ...me, participantId: me.participantId ?? uuid7() });
  },

  'meetings.roles': async (call, { roomId }) => {
    const { level } = await seen(call, roomId);
    if (level !== 'owner' && level !== 'moderator') throw new CallError('forbidden', 'Only owners and moderators of the room see this');
    return { items: (await rolesOf(call, roomId)).map(toRole) };
  },

  'meetings.grant': async (call, { roomId, userId, level, rights, until: asked }) => {
    const row = await owned(call, roomId), until = notBeyond(row.until?.toISOString() ?? null, asked);
    if (isGuest(userId)) throw new CallError('conflict', 'Guests have no place for good; a host of the call says what they may');
    if ((level !== 'owner' || until !== null) && !await hasOtherOwner(call, roomId, userId)) throw lastOwner();
    await call.chat.attend(call, row.channel_id, [userId]);
    const role = toRole(await putRole(call, roomId, { userId, level, rights, until })), isOver = until !== null && Date.parse(until) <= Date.now();
    await call.chat.setAttendance(call, row.channel_id, userId, memberRole(isOver ? 'participant' : level));
    if (row.call_id !== null && !isOver) await call.calls.setStanding(call, row.call_id, userId, standingOf(level, rights));
    if (until !== null && !isOver) call.afterCommit(() => { call.meetings.wake(Date.parse(until)); });
    return role;
  },

  'meetings.revoke': async (call, { roomId, userId }) => {
    const row = await owned(call, roomId);
    if (!await hasOtherOwner(call, roomId, userId)) throw lastOwner();
    const was = await deleteRole(call, roomId, userId);
    if (!was) throw new CallError('not-found', 'This person has no place in the room');
    await call.chat.unattend(call, row.channel_id, [userId]);
    if (row.call_id === null) return {};
    await call.calls.setStanding(call, row.call_id, userId, standingOf('participant', null));
    if (!was.is_over && entersByLevel(row.access, was.level)) await call.calls.goWith(call, [row.channel_id], userId, row.access === 'lobby' && userId !== call.session.user); // a lobby lets back in whoever merely left
    return {};
  },
};

import type { Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { room } from '../publish.ts';
import { presenceOf, storeChosen } from './presence.queries.ts';

const mostWatched = 2000;

export const presenceHandlers: Handlers<'presence'> = {
  'presence.set': async (call, { status, text, until }) => {
    const ends = until === null ? null : new Date(until);
    if (ends && ends.getTime() <= Date.now()) throw new CallError('invalid-input', 'until: must be in the future');
    const { tenant, user } = call.session;
    const chosen = await storeChosen(call, tenant, user, { status: status === 'auto' ? null : status, text, until: ends });
    call.afterCommit(() => { call.presence.chose(call.session, chosen); });
    return call.presence.preview(call.session, chosen);
  },

  'presence.get': async (call, { userIds }) => {
    const { tenant } = call.session;
    return { items: call.presence.now(tenant, userIds, await presenceOf(call, tenant, userIds)) };
  },

  'presence.watch': async (call, { userIds }) => {
    const { connection, session: { tenant } } = call;
    if (!connection) throw new CallError('invalid-input', 'Only a live connection can watch');
    const rooms = userIds.map((id) => room.watchers(tenant, id)).filter((one) => !connection.hears(one));
    if (connection.heard('watchers').length + rooms.length > mostWatched) throw new CallError('invalid-input', `At most ${mostWatched} people are watched at once; unwatch some first`);
    connection.hear(rooms); // first, so that nothing falls between what is read and what is heard
    return { items: call.presence.now(tenant, userIds, await presenceOf(call, tenant, userIds)) };
  },

  'presence.unwatch': async ({ connection, session: { tenant } }, { userIds }) => {
    connection?.stopHearing(userIds.map((id) => room.watchers(tenant, id)));
    return {};
  },

  'presence.active': async ({ connection, presence, session }, { isActive }) => {
    if (connection) presence.device(session, connection.id, isActive);
    return {};
  },
};

import { myCalls } from './calls.ts';
import { refuse, type Handlers } from './call.ts';

export const sessionHandlers: Handlers<'session'> = {
  'session.me': (call) => {
    const { tenant, user, roles } = call, calls = myCalls(call);
    const preferences = tenant.preferences.get(user);
    const { name, avatar } = tenant.people.get(user)!;
    return { id: user, tenant: tenant.id, name, avatar, roles: [...roles], groups: [...tenant.groupsOf(user)], permissions: tenant.permissionsOf(roles), hasHost: true, ...(preferences && { preferences }), ...(calls.length > 0 && { calls }) };
  },
  'session.refresh': ({ connection, now }) => {
    if (!connection) refuse('invalid-input', 'session.refresh needs a live connection');
    return { expiresAt: new Date(Date.parse(now) + 3_600_000).toISOString() };
  },
};

import type { Person } from '../protocol/people.ts';
import { mostHints } from '../protocol/people.preferences.ts';
import type { Handlers } from './call.ts';
import { room } from './hub.ts';
import { pageOf } from './page.ts';

export const peopleHandlers: Handlers<'people'> = {
  'people.list': ({ tenant }, { query = '', ...paging }) => {
    const wanted = query.toLowerCase();
    const found = [...tenant.people.values()].filter(({ id, name }) => !id.startsWith('key:') && (name.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted)));
    return pageOf(found, ({ name, id }) => [name, id], paging);
  },
  'people.get': ({ tenant }, { userIds }) => ({ items: [...new Set(userIds)].map((id) => tenant.people.get(id)).filter((person): person is Person => person !== undefined) }),
  'people.setPreferences': (call, { hintsSeen, ...chosen }) => {
    const { hintsSeen: before = [], ...kept } = call.tenant.preferences.get(call.user) ?? {};
    const hints = hintsSeen === null ? [] : [...new Set([...before, ...(hintsSeen ?? [])])].sort().slice(0, mostHints);
    const all = { ...kept, ...chosen, ...(hints.length > 0 && { hintsSeen: hints }) };
    const preferences = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined));
    call.tenant.preferences.set(call.user, preferences);
    call.publish(room.user(call.user), 'people.preferences', preferences);
    return preferences;
  },
};

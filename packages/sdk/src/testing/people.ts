import type { Person } from '../protocol/people.ts';
import type { Handlers } from './call.ts';
import { pageOf } from './page.ts';

export const peopleHandlers: Handlers<'people'> = {
  'people.list': ({ tenant }, { query = '', ...paging }) => {
    const wanted = query.toLowerCase();
    const found = [...tenant.people.values()].filter(({ id, name }) => !id.startsWith('key:') && (name.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted)));
    return pageOf(found, ({ name, id }) => [name, id], paging);
  },
  'people.get': ({ tenant }, { userIds }) => ({ items: [...new Set(userIds)].map((id) => tenant.people.get(id)).filter((person): person is Person => person !== undefined) }),
};

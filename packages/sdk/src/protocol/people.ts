import { z } from 'zod';
import { operation } from './operation.ts';
import { HostId, page, paging, Text } from './schema.ts';

/** A user of my tenant. `isPlaceholder`: named by somebody, never seen; its name is its id until then. */
export const Person = z.object({
  id: HostId, name: Text(320), avatar: Text(2000).nullable(), isPlaceholder: z.boolean(),
}).meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

export const peopleOperations = {
  /** The tenant's people by name, or those whose name or id holds `query`. */
  'people.list': operation({
    http: 'GET /people', input: z.object({ query: Text(200).optional(), ...paging }), output: page(Person), permission: null, callers: 'all', limit: 'read',
  }),
  /** People by id; unknown ids are left out. */
  'people.get': operation({
    http: 'POST /people/lookup', input: z.object({ userIds: z.array(HostId).min(1).max(200) }), output: z.object({ items: z.array(Person) }), permission: null, callers: 'all', limit: 'read',
  }),
};

export const peopleEvents = {
  /** Somebody whose presence I watch has a new name or picture. */
  'people.changed': Person,
};

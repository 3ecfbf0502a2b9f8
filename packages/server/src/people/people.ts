import { HostId } from '@corridor/sdk/protocol';
import type { Handlers } from '../call.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { changePreferences } from '../preferences.queries.ts';
import { peopleByIds, peopleOfRoom, peoplePage } from './people.queries.ts';

export const peopleHandlers: Handlers<'people'> = {
  'people.list': async (call, { query, cursor, limit }) =>
    toPage(await peoplePage(call, query, fromCursor(cursor, 'string', HostId), limit), limit, ({ name, id }) => [name, id], (person) => person),

  'people.get': async (call, { userIds }) => ({
    items: call.session.guest ? await peopleOfRoom(call, call.session.guest.channelId, userIds) : await peopleByIds(call, [...new Set(userIds)]),
  }),

  'people.setPreferences': async (call, input) => {
    const preferences = await changePreferences(call, input);
    call.publish({ users: [call.session.user] }, 'people.preferences', preferences);
    return preferences;
  },
};

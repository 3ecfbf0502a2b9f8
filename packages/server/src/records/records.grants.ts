import { type AccessScope, Text } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../call.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import { deleteGrants, grantsPage, insertGrants } from './records.grants.queries.ts';

const holdersOf = (userIds: readonly string[], groups: readonly string[]): string[] => [...new Set([...userIds.map((id) => `@${id}`), ...groups.map((name) => `&${name}`)])];

/** Those who hear conversations of records are looked at anew, once it is stored. */
function lookAnew(call: Call): void {
  call.afterCommit(() => { call.access.changed(call.session.tenant); });
}

const scopeOf = (type: string, id: string, audience: string): AccessScope => ({ type, id, ...(audience === '*' ? {} : { audience }) });

export const grantHandlers = {
  'records.grant': async (call, { record, userIds, groups, until }) => {
    await insertGrants(call, record, holdersOf(userIds, groups), until);
    lookAnew(call);
    return {};
  },

  'records.revoke': async (call, { record, userIds, groups }) => {
    await deleteGrants(call, record, holdersOf(userIds, groups));
    lookAnew(call);
    return {};
  },

  'records.grants': async (call, { cursor, limit, ...filter }) => {
    const rows = await grantsPage(call, filter, fromCursor(cursor, 'string', Text(1000)), limit);
    const shown = rows.slice(0, limit), last = shown.at(-1);
    const items = shown.map(({ holder, type, id, audience, until, at }) => ({
      record: scopeOf(type, id, audience), ...(holder.startsWith('@') ? { userId: holder.slice(1) } : { group: holder.slice(1) }),
      ...(until ? { until: until.toISOString() } : {}), grantedAt: at.toISOString(),
    }));
    return { items, ...(rows.length > limit && last ? { next: toCursor([last.holder, last.place]) } : {}) };
  },
} satisfies Partial<Handlers<'records'>>;

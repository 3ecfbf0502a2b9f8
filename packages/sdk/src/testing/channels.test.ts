import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from './call.ts';
import { channelOrRecord, newChannel, recordChannel } from './channels.ts';
import { channelHandlers } from './chat.channels.ts';
import { Tenant } from './tenant.ts';

test('a group under the id of a conversation is taken for it by nobody', () => {
  const tenant = new Tenant('demo'), record = { type: 'order', id: 'PO-1' };
  const call = { tenant, user: 'ada', now: new Date().toISOString(), may: () => true, publish: () => undefined, afterwards: () => undefined } as unknown as Call;
  const { id: channelId } = recordChannel(tenant, record), direct = channelHandlers['chat.openDirect'](call, { userIds: ['ben'] });
  for (const id of [channelId, direct.id]) tenant.channels.set(id, newChannel(id, { kind: 'group', visibility: 'public' }));
  assert.throws(() => channelHandlers['chat.openDirect'](call, { userIds: ['ben'] }), { code: 'conflict' });
  assert.throws(() => channelHandlers['chat.openRecord'](call, record), { code: 'conflict' });
  assert.throws(() => channelOrRecord(call, { channelId, record }), { code: 'conflict' });
  assert.equal(channelOrRecord(call, { channelId }).kind, 'group');
});

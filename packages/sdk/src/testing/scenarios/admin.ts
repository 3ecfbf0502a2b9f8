import type { Scenario } from '../transcript.ts';

export const adminScenarios: readonly Scenario[] = [
  {
    name: 'administrators make, list and revoke API keys, and nobody else',
    async play({ connect, equal }) {
      const ada = await connect('ada', { roles: ['admin'] }), ben = await connect('ben');
      const made = await ada.ask('admin.createApiKey', { name: ' ERP ' });
      equal([made.name, made.createdBy, made.revokedAt, made.key.startsWith('corridor_key_')], ['ERP', 'ada', null, true]);
      await ada.ask('admin.createApiKey', { name: 'second' });
      equal((await ada.ask('admin.apiKeys', {})).items.map(({ name }) => name), ['second', 'ERP']);
      const { revokedAt } = await ada.ask('admin.revokeApiKey', { keyId: made.id });
      equal((await ada.ask('admin.revokeApiKey', { keyId: made.id })).revokedAt, revokedAt);
      equal(await ada.codeOf('admin.revokeApiKey', { keyId: '0192f0c4-0000-7000-8000-000000000999' }), 'not-found');
      for (const name of ['', '  ', 'x'.repeat(101)]) equal(await ada.codeOf('admin.createApiKey', { name }), 'invalid-input');
      for (const [name, input] of [['admin.createApiKey', { name: 'x' }], ['admin.apiKeys', {}], ['admin.revokeApiKey', { keyId: made.id }]] as const) equal(await ben.codeOf(name, input), 'forbidden');
    },
  },
  {
    name: 'a key does what the contract lets keys do, and nothing else',
    async play({ connect, equal }) {
      const ada = await connect('ada'), erp = await connect('erp', { isKey: true });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', visibility: 'public' });
      equal((await erp.ask('people.get', { userIds: ['ada'] })).items.map(({ id }) => id), ['ada']);
      for (const [name, input] of [['chat.send', { channelId, text: 'x' }], ['chat.join', { channelId }], ['chat.sync', {}], ['admin.createApiKey', { name: 'x' }], ['chat.history', { channelId }]] as const) {
        equal(await erp.codeOf(name, input), 'forbidden');
      }
    },
  },
];

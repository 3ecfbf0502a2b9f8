import type { Scenario } from '../transcript.ts';

export const peopleScenarios: readonly Scenario[] = [
  {
    name: 'people are listed by name, those of my tenant alone',
    async play({ connect, equal }) {
      const ada = await connect('ada');
      for (const user of ['ben', 'chloe', 'dora']) await connect(user);
      await connect('eve', { tenant: 'elsewhere' });
      await connect('åse');
      const first = await ada.ask('people.list', { limit: 3 });
      equal(first.items.map(({ name }) => name), ['Ada', 'Åse', 'Ben']);
      equal((await ada.ask('people.list', { limit: 3, cursor: first.next })).items.map(({ name }) => name), ['Chloe', 'Dora']);
      equal(await ada.codeOf('people.list', { cursor: 'anything' }), 'invalid-input');
      equal((await ada.ask('people.list', { query: 'HLO' })).items.map(({ id }) => id), ['chloe']);
      equal((await ada.ask('people.get', { userIds: ['dora', 'eve', 'ben', 'dora'] })).items.map(({ id }) => id), ['dora', 'ben']);
      equal((await ada.ask('session.me', {})).permissions.includes('chat.access_channels'), true);
    },
  },
  {
    name: 'what somebody prefers is told to their own devices, and to nobody else',
    async play({ connect, equal }) {
      const ada = await connect('ada'), phone = await connect('ada'), ben = await connect('ben');
      equal((await ada.ask('session.me', {})).preferences, undefined);
      equal(await ada.ask('people.setPreferences', { density: 'compact', language: 'de', hintsSeen: ['keys', 'find'] }), { density: 'compact', language: 'de', hintsSeen: ['find', 'keys'] });
      await phone.hears('people.preferences', ({ density }) => density === 'compact');
      equal(await phone.ask('people.setPreferences', { density: null, sendKey: 'ctrl-enter', hintsSeen: ['find', 'begin'] }), { language: 'de', sendKey: 'ctrl-enter', hintsSeen: ['begin', 'find', 'keys'] });
      equal((await ada.ask('session.me', {})).preferences, { language: 'de', sendKey: 'ctrl-enter', hintsSeen: ['begin', 'find', 'keys'] });
      equal(await ada.ask('people.setPreferences', { language: null, sendKey: null, hintsSeen: null }), {});
      equal((await ada.ask('session.me', {})).preferences, {});
      equal((await ben.ask('session.me', {})).preferences, undefined);
      for (const wrong of [{ language: 'not a language' }, { density: 'tight' }, { hintsSeen: ['Not A Name'] }]) equal(await ada.codeOf('people.setPreferences', wrong), 'invalid-input');
    },
  },
  {
    name: 'presence follows devices, until somebody chooses',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const watched = await ada.ask('presence.watch', { userIds: ['ben', 'chloe', 'nobody'] });
      equal(watched.items.map(({ userId, status }) => [userId, status]), [['ben', 'online'], ['chloe', 'offline'], ['nobody', 'offline']]);
      const phone = await connect('ben');
      await ben.ask('presence.active', { isActive: false });
      await phone.ask('presence.active', { isActive: false });
      await ada.hears('presence.changed', ({ status }) => status === 'away');
      await phone.ask('presence.active', { isActive: true });
      await ada.hears('presence.changed', ({ status }) => status === 'online');
      const chosen = await ben.ask('presence.set', { status: 'busy', text: 'Stocktaking' });
      equal([chosen.status, chosen.text, chosen.until], ['busy', 'Stocktaking', null]);
      await ada.hears('presence.changed', ({ status }) => status === 'busy');
      equal((await ben.ask('presence.set', { status: 'offline' })).text, null);
      await ada.hears('presence.changed', ({ status }) => status === 'offline');
      equal((await ben.ask('presence.set', {})).status, 'online');
      equal(await ben.codeOf('presence.set', { until: '2020-01-01T00:00:00Z' }), 'invalid-input');
      await ada.ask('presence.unwatch', { userIds: ['ben'] });
    },
  },
  {
    name: "who has a conversation open hears of its members' presence, once, also of those who are watched besides",
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'open', members: ['ben'] });
      await ada.ask('chat.listen', { channelId });
      await ben.ask('presence.set', { status: 'busy' });
      await ada.hears('presence.changed', ({ userId, status }) => userId === 'ben' && status === 'busy');
      await ada.ask('presence.watch', { userIds: ['ben', 'chloe'] });
      await ben.ask('presence.set', { status: 'away' });
      await ada.hears('presence.changed', ({ userId, status }) => userId === 'ben' && status === 'away');
      await ada.ask('chat.unlisten', { channelId });
      await ada.ask('presence.unwatch', { userIds: ['ben'] });
      await ben.ask('presence.set', { status: 'busy' });
      await chloe.ask('presence.set', { status: 'busy' });
      await ada.hears('presence.changed', ({ userId, status }) => userId === 'chloe' && status === 'busy');
      equal((await ada.ask('presence.get', { userIds: ['ben'] })).items[0]?.status, 'busy');
    },
  },
  {
    name: 'roles add to what everybody may',
    async play({ connect, equal }) {
      const ada = await connect('ada', { roles: ['buyer', 'unknown'] }), admin = await connect('admin', { roles: ['admin'] });
      const before = (await ada.ask('session.me', {})).permissions;
      equal(await ada.codeOf('admin.roles', {}), 'forbidden');
      equal(await ada.codeOf('admin.setRole', { role: 'buyer', permissions: ['admin.roles'] }), 'forbidden');
      await admin.ask('admin.setRole', { role: 'buyer', permissions: ['chat.moderate_channels', 'chat.delete_messages', 'chat.delete_messages'] });
      equal((await ada.ask('session.me', {})).permissions,
        ['chat.access_channels', 'chat.create_channels', 'chat.create_direct', 'chat.delete_messages', 'chat.moderate_channels', 'chat.mention_everyone', 'chat.send_files', 'files.create_links', 'voice.record', 'voice.listen', 'voice.download', 'voice.transcribe', 'calls.join', 'calls.start_audio', 'calls.start_video', 'calls.start_group', 'calls.transfer', 'calls.record', 'calls.download', 'calls.caption', 'meetings.create']);
      equal((await admin.ask('admin.roles', {})).items.map(({ role, isBuiltIn }) => [role, isBuiltIn]),
        [['admin', true], ['moderator', true], ['member', true], ['guest', true], ['buyer', false]]);
      equal(await admin.codeOf('admin.setRole', { role: 'admin', permissions: [] }), 'conflict');
      equal(await admin.codeOf('admin.deleteRole', { role: 'guest' }), 'conflict');
      await admin.ask('admin.deleteRole', { role: 'buyer' });
      equal(await admin.codeOf('admin.deleteRole', { role: 'buyer' }), 'not-found');
      equal((await ada.ask('session.me', {})).permissions, before);
      await admin.ask('admin.setRole', { role: 'member', permissions: [] });
      equal((await admin.ask('session.me', {})).permissions.length > before.length, true);
      const again = await connect('ada', { roles: ['buyer', 'unknown'] }); // who may hear less connects anew
      equal(await again.codeOf('chat.channels', {}), 'forbidden');
    },
  },
];

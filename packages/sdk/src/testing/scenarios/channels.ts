import type { Scenario } from '../transcript.ts';

const record = { type: 'purchase-order', id: 'PO-1042', title: 'Halden Steel', url: '/orders/PO-1042' };

export const channelScenarios: readonly Scenario[] = [
  {
    name: "a record's conversation begins with its first message",
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.openRecord', record);
      equal((await ben.ask('chat.openRecord', { ...record, title: 'Another title' })).id, channelId);
      equal((await stranger.ask('chat.openRecord', record)).id === channelId, false);
      for (const [name, input] of [['chat.channel', {}], ['chat.history', {}], ['chat.send', { text: 'x' }], ['chat.listen', {}], ['chat.join', {}], ['chat.readers', {}]] as const) {
        equal(await ada.codeOf(name, { channelId, ...input }), 'not-found');
      }
      equal(await ada.codeOf('chat.send', { channelId, text: 'x', record: { ...record, id: 'PO-1043' } }), 'not-found');
      await ben.ask('chat.listen', { channelId, record });
      await ben.ask('chat.sync', { channels: [{ channelId, record }] });
      const sent = await ada.ask('chat.send', { channelId, text: 'Ordered.', record });
      equal((await ben.hears('chat.message', () => true)).id, sent.id);
      const seen = await ben.ask('chat.channel', { channelId });
      equal([seen.membership, seen.memberCount, seen.createdBy, seen.version], [null, 1, 'ada', 2]);
      equal(await ben.codeOf('chat.markRead', { channelId, seq: 1 }), 'forbidden');
      await ben.ask('chat.react', { messageId: sent.id, emoji: '👍' });
      const answer = await ben.ask('chat.send', { channelId, text: 'Good.' });
      const mine = await ben.ask('chat.channel', { channelId });
      equal([mine.membership?.role, mine.membership?.readSeq, mine.membership?.unread, mine.membership?.joinedChange], ['member', 1, 0, 2]);
      await ben.ask('chat.leave', { channelId });
      equal((await ben.ask('chat.edit', { messageId: answer.id, text: 'Very good.' })).text, 'Very good.');
      await ben.ask('chat.join', { channelId });
      await ada.ask('chat.leave', { channelId });
      await ben.ask('chat.leave', { channelId });
      equal((await ada.ask('chat.join', { channelId, record })).membership?.role, 'owner');
      equal(await stranger.codeOf('chat.channel', { channelId }), 'not-found');
    },
  },
  {
    name: 'joining a record that nobody has written in makes its conversation',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.openRecord', record);
      equal((await ada.ask('chat.join', { channelId, record })).membership?.role, 'owner');
      equal((await ben.ask('chat.join', { channelId })).membership?.role, 'member');
      equal((await ben.ask('chat.channels', {})).items.map(({ lastSeq }) => lastSeq), [0]);
    },
  },
  {
    name: 'a direct conversation is the one of its people, and keeps them',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), boss = await connect('boss', { roles: ['admin'] });
      const direct = await ada.ask('chat.openDirect', { userIds: ['ben'] });
      equal([direct.people, direct.membership?.role], [['ada', 'ben'], 'member']);
      equal((await ben.ask('chat.openDirect', { userIds: ['ada', 'ben'] })).id, direct.id);
      equal((await ben.ask('chat.createChannel', { kind: 'direct', members: ['ada'] })).id, direct.id);
      for (const [name, input] of [['chat.addMembers', { userIds: ['boss'] }], ['chat.removeMember', { userId: 'ben' }], ['chat.setMemberRole', { userId: 'ben', role: 'owner' }], ['chat.leave', {}]] as const) {
        equal(await ada.codeOf(name, { channelId: direct.id, ...input }), 'conflict');
      }
      await ada.ask('chat.openDirect', { userIds: ['never seen', 'ben'] });
      equal((await ada.ask('people.get', { userIds: ['never seen', 'nobody'] })).items, [{ id: 'never seen', name: 'never seen', avatar: null, isPlaceholder: true }]);
      equal(await ada.codeOf('chat.openDirect', { userIds: ['ada'] }), 'invalid-input');
      equal(await ada.codeOf('chat.createChannel', { kind: 'direct', members: ['ada'] }), 'invalid-input');
      await boss.ask('admin.setRole', { role: 'member', permissions: ['chat.access_channels'] });
      equal(await ben.codeOf('chat.openDirect', { userIds: ['boss'] }), 'forbidden');
      equal(await ben.codeOf('chat.createChannel', { kind: 'group' }), 'forbidden');
      equal((await ben.ask('chat.openDirect', { userIds: ['ada'] })).id, direct.id);
      equal((await ada.ask('chat.channels', { query: 'BEN' })).items.length, 2);
    },
  },
  {
    name: 'a public group is found, joined and left',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'warehouse', description: 'Gates and stock', visibility: 'public' });
      for (const name of ['purchasing', 'Sales', 'archive']) await ada.ask('chat.createChannel', { kind: 'group', name, visibility: 'public' });
      await ada.ask('chat.createChannel', { kind: 'group', name: 'private one' });
      const first = await ben.ask('chat.channels', { scope: 'public', limit: 3 });
      equal(first.items.map(({ name }) => name), ['archive', 'purchasing', 'Sales']);
      const second = await ben.ask('chat.channels', { scope: 'public', limit: 3, cursor: first.next });
      equal([second.items.map(({ name }) => name), second.next ?? null], [['warehouse'], null]);
      equal((await ben.ask('chat.channels', { scope: 'public', query: 'STOCK' })).items.map(({ name }) => name), ['warehouse']);
      equal(await ben.codeOf('chat.send', { channelId, text: 'x' }), 'forbidden');
      equal(await ben.codeOf('chat.addMembers', { channelId, userIds: ['chloe'] }), 'forbidden');
      await ada.ask('chat.send', { channelId, text: 'before' });
      equal((await ben.ask('chat.history', { channelId })).items.length, 1);
      const joined = await ben.ask('chat.join', { channelId });
      equal([joined.membership?.readSeq, joined.membership?.unread, joined.memberCount], [1, 0, 2]);
      equal((await ben.ask('chat.join', { channelId })).version, joined.version);
      await ben.ask('chat.addMembers', { channelId, userIds: ['dora', 'chloe', 'ada'] });
      await ben.ask('chat.send', { channelId, text: 'after' });
      equal((await ben.ask('chat.channels', {})).items.map(({ name }) => name), ['warehouse']);
      equal((await ada.ask('chat.channels', { limit: 2 })).items.map(({ name }) => name), ['warehouse', 'private one']);
      await ben.ask('chat.leave', { channelId });
      await ben.ask('chat.leave', { channelId });
      equal(await ben.codeOf('chat.send', { channelId, text: 'x' }), 'forbidden');
      await ada.ask('chat.send', { channelId, text: 'not for Ben' });
    },
  },
  {
    name: 'owners and admins decide who is in',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), boss = await connect('boss', { roles: ['moderator'] });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'private', members: ['ben', 'chloe'] });
      equal(await boss.codeOf('chat.addMembers', { channelId, userIds: ['boss'] }), 'not-found');
      equal(await ben.codeOf('chat.addMembers', { channelId, userIds: ['dora'] }), 'forbidden');
      equal(await ben.codeOf('chat.removeMember', { channelId, userId: 'chloe' }), 'forbidden');
      equal(await ben.codeOf('chat.setMemberRole', { channelId, userId: 'ben', role: 'owner' }), 'forbidden');
      equal(await ada.codeOf('chat.setMemberRole', { channelId, userId: 'ada', role: 'member' }), 'conflict');
      equal(await ada.codeOf('chat.setMemberRole', { channelId, userId: 'nobody', role: 'member' }), 'not-found');
      await ada.ask('chat.listen', { channelId });
      await ada.ask('chat.setMemberRole', { channelId, userId: 'ben', role: 'admin' });
      equal(await ben.codeOf('chat.setMemberRole', { channelId, userId: 'chloe', role: 'owner' }), 'forbidden');
      equal(await ben.codeOf('chat.removeMember', { channelId, userId: 'ada' }), 'forbidden');
      equal((await ben.ask('chat.addMembers', { channelId, userIds: ['dora', 'ben'] })).items.map(({ userId }) => userId), ['dora']);
      const { items, next } = await chloe.ask('chat.members', { channelId, limit: 3 });
      equal(items.map(({ userId, role }) => [userId, role]), [['ada', 'owner'], ['ben', 'admin'], ['chloe', 'member']]);
      equal((await chloe.ask('chat.members', { channelId, cursor: next })).items.map(({ userId }) => userId), ['dora']);
      await chloe.ask('chat.listen', { channelId });
      await ben.ask('chat.removeMember', { channelId, userId: 'chloe' });
      await ben.ask('chat.send', { channelId, text: 'not for Chloe' });
      equal(await chloe.codeOf('chat.history', { channelId }), 'not-found');
      equal(await chloe.codeOf('chat.typing', { channelId }), 'not-found');
      await ada.ask('chat.leave', { channelId });
      equal((await ben.ask('chat.channel', { channelId })).membership?.role, 'owner');
      await ben.ask('chat.removeMember', { channelId, userId: 'ben' });
      equal(await ben.codeOf('chat.channel', { channelId }), 'not-found');
    },
  },
  {
    name: 'who hears a connection is told by what it asked to hear',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'open', visibility: 'public' });
      await ada.ask('chat.send', { channelId, text: 'unheard' });
      const { channels, refused } = await ben.ask('chat.sync', { channels: [{ channelId }] });
      equal([channels.map(({ membership }) => membership), refused], [[null], []]);
      await ada.ask('chat.send', { channelId, text: 'heard' });
      await ada.ask('chat.typing', { channelId });
      await ben.ask('chat.listen', { channelId });
      await ada.ask('chat.typing', { channelId });
      await ben.ask('chat.typing', { channelId });
      equal((await ben.hears('presence.viewers', ({ total }) => total === 1)).userIds, ['ben']);
      await ada.ask('chat.listen', { channelId });
      equal((await ben.hears('presence.viewers', ({ total }) => total === 2)).total, 2);
      await ben.ask('chat.unlisten', { channelId });
      await ada.ask('chat.send', { channelId, text: 'unheard again' });
      await ben.ask('chat.unlisten', { channelId });
    },
  },
  {
    name: 'a channel is renamed, described, hidden, archived, restored and deleted by those who may',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), dora = await connect('dora'), boss = await connect('boss', { roles: ['admin'] });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'project', name: 'Hall 4', visibility: 'public', members: ['ben'] });
      equal(await ben.codeOf('chat.updateChannel', { channelId, name: 'mine' }), 'forbidden');
      equal(await dora.codeOf('chat.archive', { channelId }), 'forbidden');
      const renamed = await ada.ask('chat.updateChannel', { channelId, name: 'Hall 5', description: 'The new one' });
      equal([renamed.name, renamed.description, renamed.version], ['Hall 5', 'The new one', 2]);
      equal((await ada.ask('chat.updateChannel', { channelId, name: 'Hall 5' })).version, 2);
      equal((await ben.hears('chat.channelChanged', () => true)).name, 'Hall 5');
      equal((await ada.ask('chat.updateChannel', { channelId, description: null })).description, null);
      await dora.ask('chat.listen', { channelId });
      await ada.ask('chat.updateChannel', { channelId, visibility: 'private' });
      const sent = await ben.ask('chat.send', { channelId, text: 'not for Dora' });
      equal(await dora.codeOf('chat.history', { channelId }), 'not-found');
      equal((await ada.ask('chat.archive', { channelId })).archivedAt !== null, true);
      await ada.ask('chat.archive', { channelId });
      for (const [name, input] of [['chat.send', { channelId, text: 'x' }], ['chat.edit', { messageId: sent.id, text: 'x' }], ['chat.react', { messageId: sent.id, emoji: '👍' }],
        ['chat.updateChannel', { channelId, name: 'x' }], ['chat.addMembers', { channelId, userIds: ['dora'] }]] as const) {
        equal(await (name === 'chat.updateChannel' || name === 'chat.addMembers' ? ada : ben).codeOf(name, input), 'conflict');
      }
      equal((await ben.ask('chat.history', { channelId })).items.filter(({ card }) => !card).map(({ text }) => text), ['not for Dora']);
      equal(await ben.codeOf('chat.restore', { channelId }), 'forbidden');
      equal((await ada.ask('chat.restore', { channelId })).archivedAt, null);
      await ben.ask('chat.send', { channelId, text: 'again' });
      equal(await ada.codeOf('chat.deleteChannel', { channelId, confirm: 'Hall 5' }), 'forbidden');
      equal(await boss.codeOf('chat.deleteChannel', { channelId, confirm: 'Hall' }), 'conflict');
      await boss.ask('chat.deleteChannel', { channelId, confirm: 'Hall 5' });
      await ben.hears('chat.left', () => true);
      equal(await ada.codeOf('chat.channel', { channelId }), 'not-found');
      equal(await ben.codeOf('chat.edit', { messageId: sent.id, text: 'x' }), 'not-found');
    },
  },
  {
    name: 'owners and admins alone write in an announcement',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId, posting } = await ada.ask('chat.createChannel', { kind: 'announcement', name: 'News', visibility: 'public', members: ['ben'] });
      equal(posting, 'admins');
      await ada.ask('chat.send', { channelId, text: 'The canteen is open.' });
      equal(await ben.codeOf('chat.send', { channelId, text: 'What is there?' }), 'forbidden');
      await ben.ask('chat.react', { messageId: (await ben.ask('chat.history', { channelId })).items[0]!.id, emoji: '👍' });
      await ada.ask('chat.setMemberRole', { channelId, userId: 'ben', role: 'admin' });
      await ben.ask('chat.send', { channelId, text: 'Soup.' });
      await ada.ask('chat.setMemberRole', { channelId, userId: 'ben', role: 'member' });
      equal(await ben.codeOf('chat.send', { channelId, text: 'x' }), 'forbidden');
      await ada.ask('chat.updateChannel', { channelId, posting: 'everyone' });
      await ben.ask('chat.send', { channelId, text: 'Thanks.' });
      await ada.ask('chat.addMembers', { channelId, userIds: ['dora'] });
      await ada.ask('chat.updateChannel', { channelId, posting: 'admins' });
      equal(await (await connect('dora')).codeOf('chat.send', { channelId, text: 'x' }), 'forbidden');
    },
  },
  {
    name: 'everybody sorts and silences a channel for themselves',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'purchasing', visibility: 'public' });
      equal(await ben.codeOf('chat.setPreferences', { channelId, isPinned: true }), 'forbidden');
      await ben.ask('chat.join', { channelId });
      const { membership } = await ben.ask('chat.setPreferences', { channelId, isPinned: true, notify: 'nothing' });
      equal([membership.isPinned, membership.notify, membership.section], [true, 'nothing', null]);
      equal((await ben.hears('chat.position', () => true)).membership.isPinned, true);
      await ben.ask('chat.setPreferences', { channelId, section: 'Suppliers' });
      await ben.ask('chat.setPreferences', { channelId, isPinned: false });
      const mine = (await ben.ask('chat.channel', { channelId })).membership;
      equal([mine?.isPinned, mine?.notify, mine?.section], [false, 'nothing', 'Suppliers']);
      equal((await ada.ask('chat.channel', { channelId })).membership?.notify, 'all');
    },
  },
];

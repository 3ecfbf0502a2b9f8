import type { Scenario } from '../transcript.ts';

export const threadScenarios: readonly Scenario[] = [
  {
    name: 'the first reply makes a thread; who replies and who is answered follow it, and the message tells of it',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), dora = await connect('dora');
      const { id: home } = await ada.ask('chat.createChannel', { kind: 'group', name: 'purchasing', members: ['ben', 'chloe'] });
      const root = await ada.ask('chat.send', { channelId: home, text: 'Who orders the coils?' });
      const empty = await ben.ask('chat.openThread', { messageId: root.id });
      equal([empty.kind, empty.thread?.messageId, empty.membership, empty.memberCount, empty.createdAt], ['thread', root.id, null, 0, null]);
      const channelId = empty.id;
      equal(await ben.codeOf('chat.send', { channelId, text: 'x' }), 'not-found');
      equal(await dora.codeOf('chat.openThread', { messageId: root.id }), 'not-found');
      equal(await dora.codeOf('chat.send', { channelId, text: 'x', threadOf: root.id }), 'not-found');
      equal((await chloe.ask('chat.listen', { channelId, threadOf: root.id })).memberCount, 0);
      equal((await chloe.ask('chat.sync', { channels: [{ channelId, threadOf: root.id }] })).refused, []);
      equal((await dora.ask('chat.sync', { channels: [{ channelId, threadOf: root.id }] })).refused, [channelId]);
      const reply = await ben.ask('chat.send', { channelId, text: 'I do.', threadOf: root.id });
      equal([reply.seq, reply.channelId], [1, channelId]);
      const told = await chloe.hears('chat.message', ({ thread }) => thread !== undefined);
      equal([told.thread?.replies, told.thread?.people, told.thread?.status, told.changedSeq], [1, ['ben'], 'open', 2]);
      equal((await ada.hears('chat.channel', ({ id }) => id === channelId)).membership?.unread, 1);
      equal((await chloe.ask('chat.channel', { channelId })).membership, null);
      equal((await chloe.ask('chat.history', { channelId })).items.map(({ text }) => text), ['I do.']);
      const same = await ben.ask('chat.send', { channelId, id: reply.id, text: 'I do, again.', threadOf: root.id });
      equal([same.text, same.seq], ['I do.', 1]);
      equal(await chloe.codeOf('chat.send', { channelId, id: reply.id, text: 'x' }), 'id-taken');
      equal(await chloe.codeOf('chat.openThread', { messageId: reply.id }), 'conflict');
      const second = await chloe.ask('chat.send', { channelId, text: 'Thanks.' });
      equal((await ada.ask('chat.history', { channelId: home })).items[0]?.thread?.people, ['ben', 'chloe']);
      await chloe.ask('chat.react', { messageId: reply.id, emoji: '👍' });
      await ben.ask('chat.edit', { messageId: reply.id, text: 'I do, on Monday.' });
      await chloe.ask('chat.delete', { messageId: second.id });
      equal((await ada.ask('chat.history', { channelId: home })).items[0]?.thread?.replies, 1);
      equal(await dora.codeOf('chat.channel', { channelId }), 'not-found');
      equal((await ada.ask('chat.channels', {})).items.map(({ kind }) => kind), ['group']);
      await ada.ask('chat.leave', { channelId });
      await ben.ask('chat.send', { channelId, text: 'not for Ada' });
      equal((await ada.ask('chat.join', { channelId })).membership?.role, 'member');
    },
  },
  {
    name: 'threads are listed, sorted, resolved and archived, and counted',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), mod = await connect('mod', { roles: ['moderator'] });
      const { id: home } = await ada.ask('chat.createChannel', { kind: 'group', name: 'open', visibility: 'public', members: ['ben'] });
      const threads: string[] = [];
      for (const text of ['one', 'two', 'three']) {
        const root = await ada.ask('chat.send', { channelId: home, text });
        const { id: channelId } = await ben.ask('chat.openThread', { messageId: root.id });
        await ben.ask('chat.send', { channelId, text: `about ${text}`, threadOf: root.id });
        threads.push(channelId);
      }
      const [one, two, three] = threads as [string, string, string];
      equal(await mod.codeOf('chat.setThread', { channelId: one, status: 'resolved' }), 'forbidden');
      equal(await ada.codeOf('chat.setThread', { channelId: home, status: 'resolved' }), 'conflict');
      const sorted = await ben.ask('chat.setThread', { channelId: one, status: 'resolved', category: 'Quality', tags: ['rust', 'coil', 'rust'] });
      equal([sorted.thread?.status, sorted.thread?.category, sorted.thread?.tags], ['resolved', 'Quality', ['coil', 'rust']]);
      await ben.ask('chat.setThread', { channelId: one, status: 'resolved' });
      await ada.ask('chat.setThread', { channelId: two, status: 'archived' });
      equal(await ben.codeOf('chat.send', { channelId: two, text: 'x' }), 'conflict');
      await ben.ask('chat.send', { channelId: one, text: 'still here' });
      const list = async (input: object) => (await ben.ask('chat.threads', input)).items.map(({ root }) => root.text);
      equal(await list({}), ['one', 'three', 'two']);
      equal(await list({ channelId: home, status: 'open' }), ['three']);
      equal(await list({ tag: 'rust' }), ['one']);
      equal(await list({ category: 'Quality', status: 'open' }), []);
      equal(await list({ unread: true }), ['one', 'three', 'two']);
      await ben.ask('chat.markRead', { channelId: three, seq: 1 });
      equal(await list({ unread: false }), ['three']);
      await ben.ask('chat.setThread', { channelId: three, category: 'Delivery', tags: ['coil'] });
      await ben.ask('chat.leave', { channelId: two });
      const whose = async (guest: typeof ada, input: object) => (await guest.ask('chat.threads', { channelId: home, ...input })).items.map(({ root }) => root.text);
      equal([await whose(ben, { followed: true }), await whose(ben, { followed: false }), await whose(ben, { mine: true })], [['one', 'three'], ['two'], []]);
      equal([await whose(ada, { mine: true, tag: 'coil' }), await whose(ada, { mine: false })], [['one', 'three'], []]);
      equal((await ada.ask('chat.threads', { mine: false })).items, []);
      await ben.ask('chat.join', { channelId: two });
      const first = await ben.ask('chat.threads', { limit: 2 });
      equal((await ben.ask('chat.threads', { limit: 2, cursor: first.next })).items.map(({ root }) => root.text), ['two']);
      const figures = await mod.ask('chat.threadFigures', { channelId: home });
      equal([figures.open, figures.resolved, figures.archived, figures.replies, figures.people], [1, 1, 1, 4, 1]);
      equal([figures.categories, figures.tags], [['Delivery', 'Quality'], ['coil', 'rust']]);
      equal((await mod.ask('chat.threads', { channelId: home })).items.map(({ channel }) => channel.membership), [null, null, null]);
    },
  },
  {
    name: 'a channel says who opens, answers and closes threads',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: home } = await ada.ask('chat.createChannel', { kind: 'announcement', name: 'News', members: ['ben', 'chloe'] });
      const news = await ada.ask('chat.send', { channelId: home, text: 'The canteen is open.' });
      const { id: channelId } = await ben.ask('chat.openThread', { messageId: news.id });
      const rules = (open: 'everyone' | 'admins', reply: 'everyone' | 'admins', close: 'everyone' | 'admins') => ada.ask('chat.updateChannel', { channelId: home, threadRules: { open, reply, close } });
      await rules('admins', 'everyone', 'admins');
      equal(await ben.codeOf('chat.send', { channelId, text: 'x', threadOf: news.id }), 'forbidden');
      await ada.ask('chat.send', { channelId, text: 'Ask here.', threadOf: news.id });
      await ben.ask('chat.send', { channelId, text: 'What is there?' });
      equal(await ben.codeOf('chat.setThread', { channelId, status: 'resolved' }), 'forbidden');
      await ben.ask('chat.setThread', { channelId, tags: ['food'] });
      await rules('everyone', 'admins', 'everyone');
      equal(await chloe.codeOf('chat.send', { channelId, text: 'x' }), 'forbidden');
      await chloe.ask('chat.setThread', { channelId, status: 'resolved' });
      await ada.ask('chat.archive', { channelId: home });
      equal(await ada.codeOf('chat.send', { channelId, text: 'x' }), 'conflict');
      equal(await ben.codeOf('chat.setThread', { channelId, status: 'open' }), 'conflict');
    },
  },
  {
    name: 'a thread is there for those who see its message, and for nobody else',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), dora = await connect('dora');
      const { id: home } = await ada.ask('chat.createChannel', { kind: 'group', name: 'late', visibility: 'public', history: 'from-joining', members: ['ben'] });
      const root = await ada.ask('chat.send', { channelId: home, text: 'early' });
      const { id: channelId } = await ben.ask('chat.openThread', { messageId: root.id });
      await ben.ask('chat.send', { channelId, text: 'reply', threadOf: root.id });
      equal(await dora.codeOf('chat.channel', { channelId }), 'not-found');
      await chloe.ask('chat.join', { channelId: home });
      for (const name of ['chat.channel', 'chat.history', 'chat.join', 'chat.listen', 'chat.members'] as const) equal(await chloe.codeOf(name, { channelId }), 'not-found');
      equal((await chloe.ask('chat.threads', { channelId: home })).items, []);
      const later = await ada.ask('chat.send', { channelId: home, text: 'later' });
      const { id: second } = await chloe.ask('chat.openThread', { messageId: later.id });
      await chloe.ask('chat.send', { channelId: second, text: 'hello', threadOf: later.id });
      equal(await ada.codeOf('chat.addMembers', { channelId: second, userIds: ['dora'] }), 'conflict');
      await ada.ask('chat.addMembers', { channelId: second, userIds: ['ben'] });
      equal(await ada.codeOf('chat.setMemberRole', { channelId: second, userId: 'ben', role: 'admin' }), 'conflict');
      await ada.ask('chat.removeMember', { channelId: home, userId: 'chloe' });
      equal(await chloe.codeOf('chat.history', { channelId: second }), 'not-found');
      await ada.ask('chat.send', { channelId: second, text: 'not for Chloe' });
      await ada.ask('chat.updateChannel', { channelId: home, visibility: 'private' });
      equal((await ada.ask('chat.channel', { channelId: second })).visibility, 'private');
      equal(await ben.codeOf('chat.archive', { channelId: second }), 'conflict');
    },
  },
  {
    name: "anybody replies about a record, and a reply in a public channel's thread wants joining",
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const record = { type: 'order', id: 'PO-1' };
      const { id: home } = await ada.ask('chat.openRecord', record);
      const root = await ada.ask('chat.send', { channelId: home, text: 'first', record });
      const { id: channelId } = await ben.ask('chat.openThread', { messageId: root.id });
      await ben.ask('chat.send', { channelId, text: 'from outside', threadOf: root.id });
      const open = await ada.ask('chat.createChannel', { kind: 'group', name: 'open', visibility: 'public' });
      const said = await ada.ask('chat.send', { channelId: open.id, text: 'hello' });
      const thread = await ben.ask('chat.openThread', { messageId: said.id });
      equal(await ben.codeOf('chat.send', { channelId: thread.id, text: 'x', threadOf: said.id }), 'forbidden');
      equal(await ben.codeOf('chat.send', { channelId: thread.id, text: 'x', threadOf: root.id }), 'not-found');
      await ada.ask('chat.send', { channelId: thread.id, text: 'mine', threadOf: said.id });
      equal(await ben.codeOf('chat.join', { channelId: thread.id }), 'forbidden');
      equal((await ben.ask('chat.history', { channelId: thread.id })).items.length, 1);
    },
  },
  {
    name: 'who began a thread or is named in it follows it only where they see the message it hangs on',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: home } = await ada.ask('chat.createChannel', { kind: 'group', name: 'prices', members: ['ben'] });
      const root = await ada.ask('chat.send', { channelId: home, text: 'Steel is up' });
      await ada.ask('chat.leave', { channelId: home });
      const { id: channelId } = await ben.ask('chat.openThread', { messageId: root.id });
      await ben.ask('chat.send', { channelId, text: 'By how much, <@ada>?', threadOf: root.id });
      equal([(await ben.ask('chat.members', { channelId })).items.map(({ userId }) => userId), await ada.codeOf('chat.history', { channelId })], [['ben'], 'not-found']);
      const { id: late } = await ben.ask('chat.createChannel', { kind: 'group', name: 'late', history: 'from-joining' });
      const before = await ben.ask('chat.send', { channelId: late, text: 'Before Chloe' });
      await ben.ask('chat.addMembers', { channelId: late, userIds: ['chloe'] });
      const { id: hidden } = await ben.ask('chat.openThread', { messageId: before.id });
      await ben.ask('chat.send', { channelId: hidden, text: 'For <@chloe>', threadOf: before.id });
      equal([(await ben.ask('chat.members', { channelId: hidden })).items.map(({ userId }) => userId), await chloe.codeOf('chat.history', { channelId: hidden })], [['ben'], 'not-found']);
    },
  },
];

import type { Scenario } from '../transcript.ts';

export const mentionScenarios: readonly Scenario[] = [
  {
    name: 'who is named, alone, in a group or with all, has a mention until it is read, edited away or deleted',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben', { groups: ['buyers'] }), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'purchasing', members: ['ben', 'chloe'] });
      const counts = async (guest: typeof ben) => { const { membership } = await guest.ask('chat.channel', { channelId }); return [membership?.unread, membership?.mentions]; };
      const first = await ada.ask('chat.send', { channelId, text: 'For <@ben> and `<@chloe>`' });
      await ada.ask('chat.send', { channelId, text: 'For <@&buyers>' });
      const third = await ada.ask('chat.send', { channelId, text: '<!channel>: the yard is closed' });
      await ada.ask('chat.send', { channelId, text: 'nobody' });
      equal([await counts(ben), await counts(chloe), await counts(ada)], [[4, 3], [4, 1], [0, 0]]);
      equal((await ben.ask('session.me', {})).groups, ['buyers']);
      await ada.ask('chat.edit', { messageId: first.id, text: 'For <@chloe>' });
      equal([await counts(ben), await counts(chloe)], [[4, 2], [4, 2]]);
      await ada.ask('chat.delete', { messageId: third.id });
      equal([await counts(ben), await counts(chloe)], [[3, 1], [3, 1]]);
      await ben.ask('chat.markRead', { channelId, seq: 2 });
      equal(await counts(ben), [1, 0]);
      await ben.ask('chat.markUnread', { channelId, seq: 2 });
      equal(await counts(ben), [2, 1]);
    },
  },
  {
    name: 'who is named in a record\'s conversation or a thread follows it; where people are invited, naming adds nobody',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const record = { type: 'order', id: '7' }, { id: channelId } = await ada.ask('chat.openRecord', record);
      await ada.ask('chat.send', { channelId, record, text: 'begin' });
      await ada.ask('chat.send', { channelId, text: '<@ben> and <@nobody>, please look' });
      const mine = await ben.hears('chat.channel', ({ id }) => id === channelId);
      equal([mine.membership?.role, mine.membership?.unread, mine.membership?.mentions, mine.memberCount], ['member', 1, 1, 2]);
      const later = await ada.ask('chat.send', { channelId, text: 'done' });
      equal((await ben.hears('chat.message', ({ id }) => id === later.id)).text, 'done');
      await ada.ask('chat.edit', { messageId: later.id, text: 'done, <@chloe>' });
      equal((await chloe.hears('chat.channel', ({ id }) => id === channelId)).membership?.mentions, 1);
      const { id: closed } = await ada.ask('chat.createChannel', { kind: 'group', name: 'two of us', members: ['ben'] });
      const root = await ada.ask('chat.send', { channelId: closed, text: '<@chloe>' });
      equal(await chloe.codeOf('chat.channel', { channelId: closed }), 'not-found');
      const { id: thread } = await ada.ask('chat.openThread', { messageId: root.id });
      await ada.ask('chat.send', { channelId: thread, threadOf: root.id, text: 'for <@ben> and <@chloe>' });
      equal((await ben.hears('chat.channel', ({ id }) => id === thread)).membership?.mentions, 1);
      equal((await ada.ask('chat.channel', { channelId: thread })).memberCount, 2);
      equal((await chloe.ask('chat.threads', {})).items, []);
    },
  },
  {
    name: 'naming everybody takes a permission',
    async play({ connect, equal }) {
      const boss = await connect('boss', { roles: ['admin'] }), ada = await connect('ada');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'purchasing', members: ['boss'] });
      await boss.ask('admin.setRole', { role: 'member', permissions: ['chat.access_channels'] });
      equal(await ada.codeOf('chat.send', { channelId, text: 'Hello <!here>' }), 'forbidden');
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'Hello `<!here>`' });
      equal(await ada.codeOf('chat.edit', { messageId, text: '<!channel>' }), 'forbidden');
      equal((await boss.ask('chat.send', { channelId, text: 'Hello <!here>' })).seq, 2);
    },
  },
];

import type { Scenario } from '../transcript.ts';

export const transferScenarios: readonly Scenario[] = [
  {
    name: 'an owner exports a channel page by page, each message with its replies behind it, deleted ones without words',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), eve = await connect('eve', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'purchasing', members: ['ben'] });
      const first = await ada.ask('chat.send', { channelId, text: 'one, <@ben>' });
      const gone = await ben.ask('chat.send', { channelId, text: 'two' });
      await ada.ask('chat.send', { channelId, text: 'three' });
      const { id: threadId } = await ben.ask('chat.openThread', { messageId: first.id });
      for (const text of ['reply', 'another']) await ben.ask('chat.send', { channelId: threadId, threadOf: first.id, text });
      await ben.ask('chat.delete', { messageId: gone.id });
      const lines: [string, boolean][] = [];
      let cursor: string | undefined;
      do {
        const page = await ada.ask('transfer.exportChannel', { channelId, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
        equal(page.channel.name, 'purchasing');
        lines.push(...page.items.map(({ message, replyTo }): [string, boolean] => [message.text, replyTo === first.id]));
        cursor = page.next;
      } while (cursor !== undefined);
      equal(lines, [['one, <@ben>', false], ['reply', true], ['another', true], ['', false], ['three', false]]);
      equal((await ada.ask('transfer.exportChannel', { channelId })).people.map(({ name }) => name).sort(), ['Ada', 'Ben']);
      equal(await ben.codeOf('transfer.exportChannel', { channelId }), 'forbidden');
      equal(await chloe.codeOf('transfer.exportChannel', { channelId }), 'not-found');
      equal(await eve.codeOf('transfer.exportChannel', { channelId }), 'not-found');
      equal(await ada.codeOf('transfer.exportChannel', { channelId, cursor: 'anything' }), 'invalid-input');
    },
  },
  {
    name: 'both export their direct conversation; who may export all exports what they see',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), root = await connect('root', { roles: ['admin'] });
      const { id: channelId } = await ada.ask('chat.openDirect', { userIds: ['ben'] });
      await ada.ask('chat.send', { channelId, text: 'hi' });
      for (const who of [ada, ben, root]) equal((await who.ask('transfer.exportChannel', { channelId })).items.length, 1);
    },
  },
  {
    name: 'everybody exports what is kept of them, an administrator that of anybody',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), root = await connect('root', { roles: ['admin'] }), eve = await connect('eve', { tenant: 'elsewhere', roles: ['admin'] });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'purchasing', members: ['ben'] });
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'hers' });
      const { id: own } = await ben.ask('chat.send', { channelId, text: 'hs' });
      await ben.ask('chat.edit', { messageId: own, text: 'hi' });
      await ben.ask('chat.edit', { messageId: own, text: 'his' });
      await ben.ask('chat.react', { messageId, emoji: '👍' });
      await ben.ask('chat.setPreferences', { channelId, section: 'Work' });
      await ben.ask('people.setPreferences', { theme: 'dark', hintsSeen: ['keys'] });
      for (const who of [ben, root]) {
        const items: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await who.ask('transfer.exportPerson', { userId: 'ben', limit: 1, ...(cursor === undefined ? {} : { cursor }) });
          equal([page.person.name, page.person.preferences], ['Ben', { theme: 'dark', hintsSeen: ['keys'] }]);
          for (const item of page.items) items.push(item.type === 'membership' ? `${item.channel} ${item.role} ${item.section}` : item.type === 'message' ? `${item.message.text} ${item.message.id === own}` : item.type === 'edit' ? `before: ${item.text}` : `${item.emoji} ${item.messageId === messageId}`);
          cursor = page.next;
        } while (cursor !== undefined);
        equal(items, ['purchasing member Work', 'his true', 'before: hs', 'before: hi', '👍 true']);
      }
      equal(await ada.codeOf('transfer.exportPerson', { userId: 'ben' }), 'forbidden');
      equal(await root.codeOf('transfer.exportPerson', { userId: 'nobody' }), 'not-found');
      equal(await eve.codeOf('transfer.exportPerson', { userId: 'ben' }), 'not-found');
      equal(await ben.codeOf('transfer.exportPerson', { userId: 'ben', cursor: 'anything' }), 'invalid-input');
    },
  },
];

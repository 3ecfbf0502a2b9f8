import { uuidv7 } from '../../core/uuid.ts';
import type { PersonItem } from '../../protocol/transfer.ts';
import type { Scenario } from '../transcript.ts';

function wordsOf(item: Exclude<PersonItem, { type: 'vote' }>, { own, messageId }: { own: string; messageId: string }): string {
  switch (item.type) {
    case 'membership': return `${item.channel} ${item.role} ${item.section}`;
    case 'message': return `${item.message.text} ${item.message.id === own}`;
    case 'edit': return `before: ${item.text}`;
    case 'reaction': return `${item.emoji} ${item.messageId === messageId}`;
    case 'saved': return `saved ${item.messageId === messageId}`;
    case 'draft': return `begun: ${item.text}`;
    case 'scheduled': return `later: ${item.text}`;
  }
}

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
      const earlier = uuidv7(Date.now() - 1000); // votes come in the order of their polls' ids
      const poll = await ada.ask('chat.createPoll', { channelId, id: earlier, question: 'Which day?', options: ['Monday', 'Friday', 'never'], isMultiple: true });
      const secret = await ada.ask('chat.createPoll', { channelId, question: 'Happy?', options: ['yes', 'no'], isAnonymous: true }), gone = await ada.ask('chat.createPoll', { channelId, question: 'Gone?', options: ['yes', 'no'] });
      for (const { id } of [secret, gone]) await ben.ask('chat.vote', { messageId: id, options: [1] });
      await ben.ask('chat.vote', { messageId: poll.id, options: [0, 1] });
      await ada.ask('chat.delete', { messageId: gone.id });
      await ben.ask('chat.save', { messageId });
      await ben.ask('chat.saveDraft', { channelId, text: 'begun' });
      await ben.ask('chat.schedule', { channelId, text: 'later', sendAt: new Date(Date.now() + 86_400_000).toISOString() });
      for (const who of [ben, root]) {
        const items: string[] = [], votes: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await who.ask('transfer.exportPerson', { userId: 'ben', limit: 1, ...(cursor === undefined ? {} : { cursor }) });
          equal([page.person.name, page.person.preferences], ['Ben', { theme: 'dark', hintsSeen: ['keys'] }]);
          for (const item of page.items) if (item.type === 'vote') votes.push(item.options.join(' and ')); else items.push(wordsOf(item, { own, messageId }));
          cursor = page.next;
        } while (cursor !== undefined);
        equal(items, ['purchasing member Work', 'his true', 'before: hs', 'before: hi', '👍 true', 'saved true', 'begun: begun', 'later: later']);
        equal(votes.sort(), ['Monday and Friday', ...(who === ben ? ['no'] : [])]);
      }
      equal(await ada.codeOf('transfer.exportPerson', { userId: 'ben' }), 'forbidden');
      equal(await root.codeOf('transfer.exportPerson', { userId: 'nobody' }), 'not-found');
      equal(await eve.codeOf('transfer.exportPerson', { userId: 'ben' }), 'not-found');
      equal(await ben.codeOf('transfer.exportPerson', { userId: 'ben', cursor: 'anything' }), 'invalid-input');
    },
  },
];

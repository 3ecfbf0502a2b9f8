import type { Input } from '../../protocol/contract.ts';
import type { Guest, Scenario } from '../transcript.ts';

const none = { messages: [], channels: [], people: [], files: [] };

async function found(guest: Guest, question: Input<'search.find'>): Promise<unknown[]> {
  const { messages, channels, people } = await guest.ask('search.find', question);
  return [...channels.map(({ channel }) => channel.name ?? channel.record?.id), ...people.map(({ person }) => person.id), ...messages.map(({ message }) => message.text)];
}

export const searchScenarios: readonly Scenario[] = [
  {
    name: 'words are found in any case, without accents, half typed, and in parts of numbers and identifiers',
    async play({ connect, equal }) {
      const ada = await connect('ada');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'orders' });
      const texts = ['PO-1042 goes to Ålesund', 'Call getUserName of foo.bar', 'Das Maß stimmt, 48,260.00 in all'];
      for (const text of texts) await ada.ask('chat.send', { channelId, text });
      const cases: [string, number[]][] = [
        ['PO-1042', [0]], ['po1042', [0]], ['1042', [0]], ['ALE', [0]], ['goes ålesund', [0]], ['"goes to"', [0]], ['"to goes"', []], ['goes al to', []],
        ['getusername', [1]], ['name', [1]], ['foo.bar', [1]], ['foobar', [1]], ['mass', [2]], ['MASS stimmt', [2]], ['48260', [2]], ['mass foo', []],
        ['!', []], ['', []],
      ];
      for (const [query, expected] of cases) equal(await found(ada, { query, kind: 'messages' }), expected.map((i) => texts[i]));
      const { messages: [hit] } = await ada.ask('search.find', { query: 'ale 1042' });
      equal(hit?.snippet, undefined);
      const { messages: [other] } = await ada.ask('search.find', { query: '1042 ale' });
      equal(other?.snippet, [{ text: 'PO-', isHit: false }, { text: '1042', isHit: true }, { text: ' goes to ', isHit: false }, { text: 'Ålesund', isHit: true }]);
    },
  },
  {
    name: 'filters narrow, typed or as fields, and what is no filter is a word',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'orders', members: ['ben'] });
      const { id: other } = await ada.ask('chat.createChannel', { kind: 'group', name: 'gossip' });
      await ada.ask('chat.send', { channelId, text: 'steel one #Urgent' });
      const { id: messageId } = await ben.ask('chat.send', { channelId, text: 'steel two https://erp.example/1' });
      await ada.ask('chat.react', { messageId, emoji: '👍' });
      const record = { type: 'order', id: 'PO-7' };
      const { id } = await ada.ask('chat.openRecord', record);
      await ben.ask('chat.send', { channelId: id, record, text: 'steel three, the first' });
      const [one, two, three] = ['steel one #Urgent', 'steel two https://erp.example/1', 'steel three, the first'];
      const cases: [string, Input<'search.find'>, unknown[]][] = [
        ['from:ada', { from: 'ada' }, [one]], ['from:me', { from: 'ada' }, [one]], ['from:nobody', { from: 'nobody' }, []], ['has:link', { has: 'link' }, [two]],
        ['has:reaction', { has: 'reaction' }, [two]], ['#urgent', { hashtag: 'urgent' }, [one]], ['record:order:PO-7', { record: 'order:PO-7' }, [three]], ['in:gossip', { in: other }, []],
        ['from:ben in:orders', { from: 'ben', in: channelId }, [two]], ['before:2020-01-01', { before: '2020-01-01' }, []], ['record:order:PO-8', { record: 'order:PO-8' }, []],
      ];
      for (const [typed, fields, expected] of cases) {
        equal(await found(ada, { query: `steel ${typed}` }), expected);
        equal(await found(ada, { query: 'steel', ...fields }), expected);
        equal(await found(ada, { query: typed }), expected);
      }
      equal(await found(ada, { query: 'has:hands steel' }), []);
      equal(await ada.codeOf('search.find', { query: 'x', before: 'yesterday' }), 'invalid-input');
      equal(await ada.codeOf('search.find', { query: 'x', record: 'order' }), 'invalid-input');
      equal(await ada.codeOf('search.find', { query: 'steel', cursor: 'anything' }), 'invalid-input');
    },
  },
  {
    name: 'channels and people are found by name, on the first page of a search without filters',
    async play({ connect, equal }) {
      const ada = await connect('ada'), stranger = await connect('ada', { tenant: 'elsewhere' });
      await connect('berta');
      await ada.ask('chat.createChannel', { kind: 'group', name: 'Berlin', description: 'Trucks and trains' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'hidden' });
      await ada.ask('chat.send', { channelId, text: 'to Bern' });
      equal(await found(ada, { query: 'ber' }), ['Berlin', 'berta', 'to Bern']);
      equal(await found(ada, { query: 'ber', kind: 'channels' }), ['Berlin']);
      equal(await found(ada, { query: 'ber', kind: 'people' }), ['berta']);
      equal(await found(ada, { query: 'from:ada ber' }), ['to Bern']);
      equal(await found(ada, { query: 'trains' }), ['Berlin']);
      equal(await stranger.ask('search.find', { query: 'ber' }), none);
    },
  },
  {
    name: 'nobody finds what they may not read; edits are found by their new words, deleted messages by none',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'obsidian' });
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'obsidian knives' });
      equal(await ben.ask('search.find', { query: 'obsidian' }), none);
      equal(await ben.ask('search.find', { query: 'obsidian', in: channelId }), none);
      const { id: late } = await ada.ask('chat.createChannel', { kind: 'group', name: 'late', visibility: 'public', history: 'from-joining' });
      await ada.ask('chat.send', { channelId: late, text: 'obsidian before' });
      await ben.ask('chat.join', { channelId: late });
      await ada.ask('chat.send', { channelId: late, text: 'obsidian after' });
      equal(await found(ben, { query: 'obsidian' }), ['obsidian after']);
      await ada.ask('chat.addMembers', { channelId, userIds: ['ben'] });
      equal(await found(ben, { query: 'knives' }), ['obsidian knives']);
      await ada.ask('chat.edit', { messageId, text: 'obsidian spoons' });
      equal(await found(ben, { query: 'knives' }), []);
      equal(await found(ben, { query: 'spoons' }), ['obsidian spoons']);
      await ada.ask('chat.delete', { messageId });
      equal(await found(ben, { query: 'spoons' }), []);
    },
  },
  {
    name: 'a search goes on where its page before has ended',
    async play({ connect, equal }) {
      const ada = await connect('ada');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'orders' });
      for (const text of ['steel', 'steel and a word', 'steely']) await ada.ask('chat.send', { channelId, text });
      const first = await ada.ask('search.find', { query: 'steel', limit: 2, kind: 'messages' });
      equal(first.messages.length, 2);
      const { messages, next } = await ada.ask('search.find', { query: 'steel', limit: 2, kind: 'messages', cursor: first.next });
      equal([messages.map(({ message }) => message.text), next], [['steely'], undefined]);
    },
  },
];

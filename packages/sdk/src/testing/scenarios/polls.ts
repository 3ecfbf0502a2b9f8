import type { Scenario } from '../transcript.ts';

export const pollScenarios: readonly Scenario[] = [
  {
    name: 'people vote, change their minds and take votes back, and all see at once who voted how',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'lunch', members: ['ben'] });
      const { id: messageId, text, card } = await ada.ask('chat.createPoll', { channelId, question: ' Where do we eat, <@ben>? ', options: ['Harbour ', 'Canteen', 'Nowhere'] });
      equal([text, card], ['Where do we eat, <@ben>?', { type: 'poll', options: ['Harbour', 'Canteen', 'Nowhere'], isMultiple: false, isAnonymous: false, people: 0, votes: [0, 0, 0], voters: [[], [], []] }]);
      equal((await ben.ask('chat.channel', { channelId })).membership?.mentions, 1);
      const voted = await ben.ask('chat.vote', { messageId, options: [1] });
      equal(voted.card, { ...card, people: 1, votes: [0, 1, 0], voters: [[], ['ben'], []] });
      equal(await ada.hears('chat.message', ({ changedSeq }) => changedSeq === voted.changedSeq), voted);
      await ada.ask('chat.vote', { messageId, options: [1] });
      equal((await ben.ask('chat.vote', { messageId, options: [0] })).card, { ...card, people: 2, votes: [1, 1, 0], voters: [['ben'], ['ada'], []] });
      await ben.ask('chat.vote', { messageId, options: [1] });
      const [found] = (await ada.ask('chat.history', { channelId })).items;
      equal(found?.card, { ...card, people: 2, votes: [0, 2, 0], voters: [[], ['ben', 'ada'], []] });
      equal(await ben.ask('chat.vote', { messageId, options: [1] }), found);
      equal([await ben.codeOf('chat.vote', { messageId, options: [0, 1] }), await ben.codeOf('chat.vote', { messageId, options: [3] })], ['invalid-input', 'invalid-input']);
      equal((await ben.ask('chat.vote', { messageId, options: [] })).card, { ...card, people: 1, votes: [0, 1, 0], voters: [[], ['ada'], []] });
      for (const guest of [chloe, stranger]) equal([await guest.codeOf('chat.vote', { messageId, options: [0] }), await guest.codeOf('chat.closePoll', { messageId })], ['not-found', 'not-found']);
      equal(await ada.codeOf('chat.edit', { messageId, text: 'Who pays?' }), 'conflict');
    },
  },
  {
    name: 'of an anonymous poll everybody learns the counts, and each their own vote on all devices',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), phone = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'lunch', members: ['ben'] });
      const { id: messageId, card } = await ada.ask('chat.createPoll', { channelId, question: 'Days?', options: ['Mon', 'Tue', 'Wed'], isMultiple: true, isAnonymous: true });
      const counts = { ...card, people: 1, votes: [1, 0, 1] };
      equal((await ben.ask('chat.vote', { messageId, options: [2, 0] })).card, counts);
      equal(await phone.hears('chat.voted', (vote) => vote.messageId === messageId), { messageId, options: [0, 2] });
      equal((await ada.ask('chat.history', { channelId })).items[0]?.card, counts);
      equal([await ben.ask('chat.myVotes', { messageIds: [messageId] }), await ada.ask('chat.myVotes', { messageIds: [messageId] })], [{ items: [{ messageId, options: [0, 2] }] }, { items: [] }]);
      equal(await ben.codeOf('chat.vote', { messageId, options: [1, 1] }), 'invalid-input');
      await ada.ask('chat.removeMember', { channelId, userId: 'ben' });
      equal(await ben.ask('chat.myVotes', { messageIds: [messageId] }), { items: [] });
    },
  },
  {
    name: 'a poll is closed by who asked or a moderator; deleted it shows no votes, brought back all of them',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), mod = await connect('mod', { roles: ['moderator'] });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'lunch', members: ['ben', 'mod'] });
      const ask = (question: string) => ada.ask('chat.createPoll', { channelId, question, options: ['yes', 'no'] });
      const { id: messageId } = await ask('Fish?'), { id: other } = await ask('Soup?'), { id: plain } = await ada.ask('chat.send', { channelId, text: 'Well' });
      await ben.ask('chat.vote', { messageId, options: [0] });
      equal(await ben.codeOf('chat.closePoll', { messageId }), 'forbidden');
      const closed = await ada.ask('chat.closePoll', { messageId });
      equal(closed.card?.type === 'poll' && [closed.card.closedAt !== undefined, closed.card.votes], [true, [1, 0]]);
      equal(await ada.ask('chat.closePoll', { messageId }), closed);
      equal(await ben.codeOf('chat.vote', { messageId, options: [1] }), 'conflict');
      equal((await mod.ask('chat.closePoll', { messageId: other })).seq, 2);
      for (const name of ['chat.closePoll', 'chat.vote'] as const) equal(await ada.codeOf(name, { messageId: plain, options: [0] }), 'conflict');
      equal((await ada.ask('chat.delete', { messageId })).card, undefined);
      equal([await ben.codeOf('chat.vote', { messageId, options: [] }), (await ben.ask('chat.myVotes', { messageIds: [messageId] })).items], ['conflict', []]);
      equal((await ada.ask('chat.undelete', { messageId })).card, closed.card);
    },
  },
  {
    name: 'a poll is found by its question and its options, and passed on as words',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'lunch', members: ['ben'] });
      const { id: messageId } = await ada.ask('chat.createPoll', { channelId, question: 'Which warehouse?', options: ['Drammen "north"', 'Ålesund'] });
      const find = async (query: string) => (await ben.ask('search.find', { query, kind: 'messages' })).messages.map(({ message }) => message.id);
      equal([await find('warehouse'), await find('alesund'), await find('north')], [[messageId], [messageId], [messageId]]);
      const { id: to } = await ben.ask('chat.openDirect', { userIds: ['chloe'] });
      const { card } = await ben.ask('chat.forward', { messageId, channelId: to });
      equal(card?.type === 'forward' && card.text, 'Which warehouse?\nDrammen "north"\nÅlesund');
    },
  },
  {
    name: 'a poll has a question and two to ten options that differ, goes into a record\'s conversation and into a thread, once for each id',
    async play({ connect, equal }) {
      const ada = await connect('ada'), record = { type: 'order', id: '7' }, { id: channelId } = await ada.ask('chat.openRecord', record);
      const id = '0192f0c4-0000-7000-8000-000000000002', options = ['yes', 'no'];
      const poll = await ada.ask('chat.createPoll', { channelId, record, id, question: 'Order?', options });
      equal(await ada.ask('chat.createPoll', { channelId, record, id, question: 'Order?', options }), poll);
      const { id: thread } = await ada.ask('chat.openThread', { messageId: id });
      const inThread = await ada.ask('chat.createPoll', { channelId: thread, threadOf: id, question: 'Sure?', options });
      equal((await ada.ask('chat.vote', { messageId: inThread.id, options: [0] })).card?.type, 'poll');
      for (const wrong of [{ question: ' ' }, { options: ['yes'] }, { options: ['yes', ' '] }, { options: ['yes', 'yes '] }, { options: ['a\nb', 'c'] }, { options: Array.from({ length: 11 }, (_, i) => `${i}`) }, { closesAt: '2001-01-01T00:00:00Z' }]) {
        equal(await ada.codeOf('chat.createPoll', { channelId, question: 'Order?', options, ...wrong }), 'invalid-input');
      }
    },
  },
];

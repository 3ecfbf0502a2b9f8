import type { Message } from '../../protocol/chat.ts';
import type { Guest, Scenario } from '../transcript.ts';

async function notices(guest: Guest, channelId: string): Promise<unknown[]> {
  const { items } = await guest.ask('chat.history', { channelId, limit: 200 });
  return items.flatMap(({ card, senderId }) => {
    if (card?.type !== 'system') return [];
    const { type: _, ...what } = card;
    return [{ by: senderId, ...what }];
  });
}

export const systemScenarios: readonly Scenario[] = [
  {
    name: 'what happens to a channel is told in it by the server alone, and in no words',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: channelId, lastSeq } = await ada.ask('chat.createChannel', { kind: 'group', name: 'buyers', visibility: 'public', members: ['ben'] });
      equal([lastSeq, await notices(ben, channelId)], [0, []]);
      await ada.ask('chat.updateChannel', { channelId, name: 'Suppliers', description: 'All of them' });
      await ada.ask('chat.updateChannel', { channelId, name: 'Suppliers' });
      equal((await ben.hears('chat.message', ({ card }) => card?.type === 'system' && card.event === 'renamed')).text, '');
      await chloe.ask('chat.join', { channelId });
      await ada.ask('chat.setMemberRole', { channelId, userId: 'ben', role: 'admin' });
      await ben.ask('chat.updateChannel', { channelId, posting: 'admins', threadRules: { open: 'everyone', reply: 'everyone', close: 'admins' } });
      const { id: messageId, seq } = await ada.ask('chat.send', { channelId, text: 'Prices' });
      await ben.ask('chat.pin', { messageId });
      await ben.ask('chat.unpin', { messageId });
      await ben.ask('chat.removeMember', { channelId, userId: 'chloe' });
      await ada.ask('chat.leave', { channelId });
      await ben.ask('chat.archive', { channelId });
      await ben.ask('chat.restore', { channelId });
      await ben.ask('chat.updateChannel', { channelId, visibility: 'private' });
      equal(await notices(ben, channelId), [
        { by: 'ada', event: 'renamed', value: 'Suppliers', before: 'buyers' }, { by: 'ada', event: 'described', value: 'All of them', before: null },
        { by: 'chloe', event: 'joined', people: ['chloe'], count: 1 }, { by: 'ada', event: 'role', people: ['ben'], value: 'admin', before: 'member' },
        { by: 'ben', event: 'posting', value: 'admins', before: 'everyone' }, { by: 'ben', event: 'pinned', messageId, seq },
        { by: 'ben', event: 'removed', people: ['chloe'], count: 1 }, { by: 'ada', event: 'role', people: ['ben'], value: 'owner' }, { by: 'ada', event: 'left', people: ['ada'], count: 1 },
        { by: 'ben', event: 'archived' }, { by: 'ben', event: 'restored' }, { by: 'ben', event: 'visibility', value: 'private', before: 'public' },
      ]);
      equal(await stranger.codeOf('chat.history', { channelId }), 'not-found');
      equal(await chloe.codeOf('chat.history', { channelId }), 'not-found');
    },
  },
  {
    name: "the server's notices count and move nothing, and nobody changes them or takes them elsewhere",
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), boss = await connect('boss', { roles: ['admin'] });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'quiet', members: ['ben', 'boss'] });
      const { id: other } = await ada.ask('chat.createChannel', { kind: 'group', name: 'loud', members: ['ben'] });
      const said = await ada.ask('chat.send', { channelId, text: 'Said' });
      await ada.ask('chat.send', { channelId: other, text: 'Said later' });
      await ben.ask('chat.markRead', { channelId, seq: said.seq });
      await ada.ask('chat.archive', { channelId });
      await ada.ask('chat.restore', { channelId });
      const seen = await ben.ask('chat.channel', { channelId });
      equal([seen.lastSeq, seen.lastMessage?.id, seen.membership?.unread, seen.membership?.readSeq], [3, said.id, 0, 1]);
      equal((await ben.ask('chat.channels', {})).items.map(({ id }) => id), [other, channelId]);
      equal((await ben.ask('search.find', { query: 'from:ada in:quiet' })).messages.map(({ message }) => message.id), [said.id]);
      equal((await ben.ask('search.find', { query: '', from: 'ada', in: channelId })).messages.map(({ message }) => message.id), [said.id]);
      const { items } = await ada.ask('chat.history', { channelId }), { id: messageId } = items.find(({ card }) => card)!;
      for (const guest of [ada, boss]) {
        for (const [name, input] of [['chat.edit', { text: 'x' }], ['chat.delete', {}], ['chat.undelete', {}], ['chat.react', { emoji: '👍' }], ['chat.pin', {}], ['chat.unpin', {}], ['chat.save', {}], ['chat.hidePreviews', {}],
          ['chat.openThread', {}], ['chat.vote', { options: [0] }], ['chat.act', { actionId: 'yes' }], ['records.create', {}]] as const) equal([name, await guest.codeOf(name, { messageId, ...input })], [name, 'conflict']);
        equal(await guest.codeOf('chat.forward', { messageId, channelId }), 'not-found');
      }
      equal((await ada.ask('chat.history', { channelId })).items, items);
      equal((await ada.ask('transfer.exportChannel', { channelId })).items.map(({ message }) => message.card?.type ?? message.text), ['Said', 'system', 'system']);
    },
  },
  {
    name: 'people who come and go together share a notice',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), names = ['chloe', 'dora', 'emil'], guests: Guest[] = [];
      for (const name of names) guests.push(await connect(name));
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'all hands', visibility: 'public', members: ['ben'] });
      for (const guest of guests) await guest.ask('chat.join', { channelId });
      const many = Array.from({ length: 30 }, (_, n) => `person ${String(n).padStart(2, '0')}`);
      await ben.ask('chat.addMembers', { channelId, userIds: many.slice(0, 15) });
      await ben.ask('chat.addMembers', { channelId, userIds: many });
      await ada.ask('chat.addMembers', { channelId, userIds: ['fay'] });
      await ada.ask('chat.removeMember', { channelId, userId: 'fay' });
      for (const guest of guests.slice(1)) await guest.ask('chat.leave', { channelId });
      equal(await notices(ben, channelId), [
        { by: 'chloe', event: 'joined', people: names, count: 3 }, { by: 'ben', event: 'added', people: many.slice(0, 20), count: 30 }, { by: 'ada', event: 'added', people: ['fay'], count: 1 },
        { by: 'ada', event: 'removed', people: ['fay'], count: 1 }, { by: 'dora', event: 'left', people: ['dora', 'emil'], count: 2 },
      ]);
      const told: Message = await ben.hears('chat.message', ({ card }) => card?.type === 'system' && card.count === 3);
      equal([told.seq, told.changedSeq], [1, 3]);
    },
  },
  {
    name: 'direct conversations, threads and those who follow a record are not told of',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), record = { type: 'order', id: 'PO-1042' };
      const direct = await ada.ask('chat.openDirect', { userIds: ['ben'] });
      const message = await ada.ask('chat.send', { channelId: direct.id, text: 'Hello' });
      const { id: threadId } = await ben.ask('chat.openThread', { messageId: message.id });
      const reply = await ben.ask('chat.send', { channelId: threadId, threadOf: message.id, text: 'Hello yourself' });
      await ada.ask('chat.pin', { messageId: reply.id });
      await ada.ask('chat.leave', { channelId: threadId });
      await ada.ask('chat.join', { channelId: threadId });
      const { id: channelId } = await ada.ask('chat.openRecord', record);
      await ada.ask('chat.send', { channelId, text: 'Ordered', record });
      await ben.ask('chat.join', { channelId });
      await ben.ask('chat.leave', { channelId });
      for (const id of [direct.id, threadId, channelId]) equal(await notices(ada, id), []);
      await ada.ask('chat.updateChannel', { channelId, posting: 'admins' });
      equal([(await ada.ask('chat.counts', { records: [record] })).items[0]?.total, (await notices(ada, channelId)).length], [1, 1]);
    },
  },
];

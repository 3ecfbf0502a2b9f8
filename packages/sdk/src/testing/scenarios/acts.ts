import type { Scenario } from '../transcript.ts';

export const actScenarios: readonly Scenario[] = [
  {
    name: 'a message is passed on with who wrote it, from where I may read to where I may write',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: from } = await ada.ask('chat.createChannel', { kind: 'group', name: 'prices', members: ['ben'] });
      const { id: to } = await ben.ask('chat.createChannel', { kind: 'group', name: 'buyers', members: ['chloe'] });
      const first = await ada.ask('chat.send', { channelId: from, text: 'Steel is up 3 % for <@chloe>' });
      const passed = await ben.ask('chat.forward', { messageId: first.id, channelId: to, text: ' Look ' });
      const card = { type: 'forward', channelId: from, messageId: first.id, seq: 1, senderId: 'ada', sentAt: first.sentAt, text: 'Steel is up 3 % for <@chloe>' };
      equal([passed.text, passed.card, passed.senderId], ['Look', card, 'ben']);
      equal((await chloe.ask('chat.history', { channelId: to })).items, [passed]);
      equal((await chloe.ask('chat.channel', { channelId: to })).membership?.mentions, 0);
      const { id: direct } = await chloe.ask('chat.openDirect', { userIds: ['ada'] });
      const again = await chloe.ask('chat.forward', { messageId: passed.id, channelId: direct });
      equal([again.text, again.card], ['', card]);
      for (const guest of [chloe, stranger]) equal(await guest.codeOf('chat.forward', { messageId: first.id, channelId: to }), 'not-found');
      equal(await ada.codeOf('chat.forward', { messageId: first.id, channelId: to }), 'not-found');
      equal((await chloe.ask('search.find', { query: 'steel', kind: 'messages' })).messages.map(({ message }) => message.id), [again.id, passed.id]);
      await ada.ask('chat.delete', { messageId: first.id });
      equal(await ben.codeOf('chat.forward', { messageId: first.id, channelId: to }), 'not-found');
      equal((await chloe.ask('chat.history', { channelId: to })).items, [passed]);
    },
  },
  {
    name: 'a message is passed on into a record\'s conversation and into a thread, once for each id',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const record = { type: 'order', id: '7' }, { id: channelId } = await ada.ask('chat.openRecord', record);
      const { id: group } = await ada.ask('chat.createChannel', { kind: 'group', name: 'prices', members: ['ben'] });
      const { id: messageId } = await ben.ask('chat.send', { channelId: group, text: 'As agreed' });
      const id = '0192f0c4-0000-7000-8000-000000000001';
      const passed = await ada.ask('chat.forward', { messageId, channelId, record, id });
      equal(passed.seq, 1);
      equal(await ada.ask('chat.forward', { messageId, channelId, record, id }), passed);
      equal(await ben.codeOf('chat.forward', { messageId, channelId, id }), 'id-taken');
      const { id: thread } = await ada.ask('chat.openThread', { messageId });
      equal((await ada.ask('chat.forward', { messageId: passed.id, channelId: thread, threadOf: messageId })).card?.type, 'forward');
      equal((await ben.ask('chat.history', { channelId: thread })).items.length, 1);
      await ada.ask('chat.archive', { channelId: group });
      equal(await ada.codeOf('chat.forward', { messageId, channelId: group }), 'conflict');
    },
  },
  {
    name: 'who sees a message sees what it said before, and who changed it; of a deleted one nothing',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), mod = await connect('mod', { roles: ['moderator'] }), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'prices', members: ['ben', 'mod'], history: 'from-joining' });
      const sent = await ada.ask('chat.send', { channelId, text: 'Steel is up 2 %' }), messageId = sent.id;
      const versions = async (guest: typeof ben) => (await guest.ask('chat.edits', { messageId })).items.map(({ text, userId }) => [text, userId]);
      equal((await ben.ask('chat.edits', { messageId })).items, [{ text: 'Steel is up 2 %', userId: 'ada', at: sent.sentAt }]);
      await ada.ask('chat.edit', { messageId, text: 'Steel is up 3 %' });
      await ada.ask('chat.edit', { messageId, text: 'Steel is up 3 %' });
      await mod.ask('chat.edit', { messageId, text: 'Steel is dearer' });
      equal(await versions(ben), [['Steel is dearer', 'mod'], ['Steel is up 3 %', 'ada'], ['Steel is up 2 %', 'ada']]);
      equal(await chloe.codeOf('chat.edits', { messageId }), 'not-found');
      await ada.ask('chat.addMembers', { channelId, userIds: ['chloe'] });
      equal(await chloe.codeOf('chat.edits', { messageId }), 'not-found');
      await ada.ask('chat.delete', { messageId });
      equal([await versions(ben), await versions(mod)], [[], []]);
    },
  },
  {
    name: 'who deletes a message brings it back with its reactions, pin and place among what is unread; nobody else does',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), mod = await connect('mod', { roles: ['moderator'] });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'prices', members: ['ben', 'mod'] });
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'For <@ben>: 3 %' });
      await ben.ask('chat.react', { messageId, emoji: '👍' });
      await ben.ask('chat.pin', { messageId });
      const counts = async () => { const { membership } = await ben.ask('chat.channel', { channelId }); return [membership?.unread, membership?.mentions]; };
      equal(await ada.codeOf('chat.undelete', { messageId }), 'ok');
      await ada.ask('chat.delete', { messageId });
      equal([await counts(), (await ben.ask('chat.pinned', { channelId })).items.length], [[0, 0], 0]);
      for (const guest of [ben, mod]) equal(await guest.codeOf('chat.undelete', { messageId }), 'forbidden');
      const back = await ada.ask('chat.undelete', { messageId });
      equal([back.text, back.reactions, back.pinned?.userId, back.deletedAt, back.restoredAt !== undefined, back.changedSeq], ['For <@ben>: 3 %', { '👍': ['ben'] }, 'ben', undefined, true, 6]);
      equal(await ben.hears('chat.message', ({ changedSeq }) => changedSeq === 6), back);
      equal([await counts(), (await ben.ask('chat.pinned', { channelId })).items.length], [[1, 1], 1]);
      equal(await ada.ask('chat.undelete', { messageId }), back);
      await mod.ask('chat.delete', { messageId });
      equal(await ada.codeOf('chat.undelete', { messageId }), 'forbidden');
      equal((await mod.ask('chat.undelete', { messageId })).text, 'For <@ben>: 3 %');
      const { id: thread } = await ben.ask('chat.openThread', { messageId });
      const reply = await ben.ask('chat.send', { channelId: thread, threadOf: messageId, text: 'Thanks' });
      await ben.ask('chat.delete', { messageId: reply.id });
      await ben.ask('chat.undelete', { messageId: reply.id });
      equal((await ada.ask('chat.history', { channelId })).items[0]?.thread?.replies, 1);
    },
  },
  {
    name: 'what is deleted comes back for who deleted it, however much is asked meanwhile',
    async play({ connect, equal }) {
      const ada = await connect('ada'), boss = await connect('boss', { roles: ['admin'] }), others = [await connect('ben'), await connect('chloe'), await connect('dora')];
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'prices', members: ['ben'] });
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'Steel is up' });
      await boss.ask('chat.delete', { messageId });
      for (let round = 0; round < 20; round++) for (const guest of others) await guest.ask('chat.savedIds', {});
      equal((await boss.ask('chat.undelete', { messageId })).text, 'Steel is up');
    },
  },
  {
    name: 'a deleted message does not come back into an archived channel, nor for who has left its channel',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'prices', visibility: 'public', members: ['ben'] });
      const { id: messageId } = await ben.ask('chat.send', { channelId, text: 'Steel is up' });
      await ben.ask('chat.delete', { messageId });
      await ada.ask('chat.archive', { channelId });
      equal(await ben.codeOf('chat.undelete', { messageId }), 'conflict');
      await ada.ask('chat.restore', { channelId });
      await ben.ask('chat.leave', { channelId });
      equal(await ben.codeOf('chat.undelete', { messageId }), 'forbidden');
      await ben.ask('chat.join', { channelId });
      equal((await ben.ask('chat.undelete', { messageId })).text, 'Steel is up');
    },
  },
];

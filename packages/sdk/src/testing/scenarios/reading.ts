import type { Scenario } from '../transcript.ts';

export const readingScenarios: readonly Scenario[] = [
  {
    name: 'a read position moves forward, and back only by marking unread',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), phone = await connect('ben');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', members: ['ben'] });
      const sent = [];
      for (const text of ['one', 'two', 'three']) sent.push(await ada.ask('chat.send', { channelId, text }));
      await ben.ask('chat.send', { channelId, text: 'mine' });
      const unread = async () => (await ben.ask('chat.channel', { channelId })).membership?.unread;
      equal(await unread(), 3);
      await ada.ask('chat.delete', { messageId: sent[1]!.id });
      equal(await unread(), 2);
      await ada.ask('chat.listen', { channelId });
      const read = await ben.ask('chat.markRead', { channelId, seq: 1 });
      equal([read.membership.readSeq, read.membership.unread, read.membership.version], [1, 1, 1]);
      equal((await phone.hears('chat.position', () => true)).membership.readSeq, 1);
      equal((await ada.hears('chat.reads', () => true)).readers, [{ userId: 'ben', seq: 1 }]);
      equal((await ben.ask('chat.markRead', { channelId, seq: 1 })).membership.version, 1);
      equal((await ben.ask('chat.markRead', { channelId, seq: 1000 })).membership.readSeq, 4);
      equal((await ben.ask('chat.markRead', { channelId, seq: 2 })).membership.readSeq, 4);
      const back = await ben.ask('chat.markUnread', { channelId, seq: 3 });
      equal([back.membership.readSeq, back.membership.unread, back.membership.version], [2, 1, 3]);
      equal((await ben.ask('chat.markRead', { channelId, seq: 4, basedOn: 2 })).membership.readSeq, 2);
      for (const seq of [3, 4, 90]) {
        const { membership } = await ben.ask('chat.markUnread', { channelId, seq });
        equal([membership.readSeq, membership.unread, membership.version], [2, 1, 3]);
      }
      equal((await ben.ask('chat.markRead', { channelId, seq: 4, basedOn: 3 })).membership.readSeq, 4);
      equal((await ben.ask('chat.markUnread', { channelId, seq: 90 })).membership.version, 4);
      equal((await ada.ask('chat.readers', { channelId })).items, [{ userId: 'ben', seq: 4 }]);
    },
  },
  {
    name: 'where history starts at joining, nothing earlier is seen',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), auditor = await connect('auditor', { roles: ['auditor'] });
      const admin = await connect('admin', { roles: ['admin'] });
      await admin.ask('admin.setRole', { role: 'auditor', permissions: ['chat.access_private'] });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', visibility: 'public', history: 'from-joining' });
      const early = await ada.ask('chat.send', { channelId, text: 'early' });
      const looking = await chloe.ask('chat.listen', { channelId });
      equal([looking.lastMessage, (await chloe.ask('chat.history', { channelId })).items], [null, []]);
      await ben.ask('chat.join', { channelId });
      await ada.ask('chat.send', { channelId, text: 'late' });
      equal((await ben.ask('chat.history', { channelId })).items.map(({ text, card }) => card?.type ?? text), ['system', 'late']);
      equal((await ben.ask('chat.changes', { channelId, since: 0 })).messages.map(({ text, card }) => card?.type ?? text), ['system', 'late']);
      await ada.ask('chat.edit', { messageId: early.id, text: 'still early' });
      equal(await ben.codeOf('chat.react', { messageId: early.id, emoji: '👍' }), 'not-found');
      await ben.ask('chat.markUnread', { channelId, seq: 1 });
      equal((await ben.ask('chat.channel', { channelId })).membership?.unread, 1);
      equal((await auditor.ask('chat.history', { channelId })).items.length, 3);
    },
  },
];

import type { Scenario } from '../transcript.ts';

export const mineScenarios: readonly Scenario[] = [
  {
    name: 'what I save is mine alone, on all of my devices, and shows as gone where I may not see it any more',
    async play({ connect, equal }) {
      const ada = await connect('ada'), phone = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ben.ask('chat.createChannel', { kind: 'group', name: 'prices', visibility: 'public', members: ['ada'] });
      const { id: closed } = await ben.ask('chat.createChannel', { kind: 'group', name: 'board', members: ['ada'] });
      const ids: string[] = [];
      for (const [where, text] of [[channelId, 'one'], [closed, 'two'], [channelId, 'three']] as const) {
        const { id: messageId } = await ben.ask('chat.send', { channelId: where, text });
        ids.push(messageId);
        await ada.ask('chat.save', { messageId });
      }
      equal((await phone.hears('chat.saved', ({ messageId }) => messageId === ids[2])).isSaved, true);
      await ada.ask('chat.save', { messageId: ids[0]! });
      const saved = async () => (await phone.ask('chat.saved', {})).items.map(({ message, channel }) => [message?.text ?? 'gone', channel?.name ?? '']);
      equal(await saved(), [['three', 'prices'], ['two', 'board'], ['one', 'prices']]);
      equal((await ada.ask('chat.savedIds', {})).items, ids.toReversed());
      equal((await ben.ask('chat.saved', {})).items, []);
      const first = await ada.ask('chat.saved', { limit: 2 });
      equal((await ada.ask('chat.saved', { limit: 2, ...(first.next && { cursor: first.next }) })).items.map(({ messageId }) => messageId), [ids[0]]);
      await ben.ask('chat.removeMember', { channelId: closed, userId: 'ada' });
      await ben.ask('chat.delete', { messageId: ids[2]! });
      equal(await saved(), [['gone', ''], ['gone', ''], ['one', 'prices']]);
      equal(await ada.codeOf('chat.save', { messageId: ids[1] }), 'not-found');
      equal(await ada.codeOf('chat.save', { messageId: ids[2] }), 'conflict');
      for (const messageId of ids) await phone.ask('chat.unsave', { messageId });
      equal((await ada.hears('chat.saved', ({ messageId, isSaved }) => messageId === ids[1] && !isSaved)).isSaved, false);
      equal(await saved(), []);
    },
  },
  {
    name: 'what I have begun to write is on all of my devices, also where nobody has written yet, and nobody else sees it',
    async play({ connect, equal }) {
      const ada = await connect('ada'), phone = await connect('ada'), ben = await connect('ben'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'prices', members: ['ben'] });
      const { id: record } = await ada.ask('chat.openRecord', { type: 'order', id: '7' });
      await ada.ask('chat.saveDraft', { channelId, text: 'Steel is' });
      equal((await phone.hears('chat.draft', ({ version }) => version === 1)).text, 'Steel is');
      await phone.ask('chat.saveDraft', { channelId, text: 'Steel is up' });
      await ada.ask('chat.saveDraft', { channelId: record, record: { type: 'order', id: '7' }, text: 'When' });
      equal(await ben.codeOf('chat.saveDraft', { channelId: record, text: 'x' }), 'not-found');
      equal(await stranger.codeOf('chat.saveDraft', { channelId, text: 'x' }), 'not-found');
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'begin' }), { id: thread } = await ben.ask('chat.openThread', { messageId });
      equal(await ben.codeOf('chat.saveDraft', { channelId: thread, threadOf: messageId, text: '' }), 'ok');
      const drafts = async (guest: typeof ada) => (await guest.ask('chat.drafts', {})).items.map(({ text, version }) => [text, version]);
      equal([await drafts(phone), await drafts(ben), await drafts(stranger)], [[['When', 1], ['Steel is up', 2]], [['', 1]], []]);
      await phone.ask('chat.saveDraft', { channelId, text: '' });
      equal(await drafts(ada), [['', 3], ['When', 1]]);
    },
  },
  {
    name: 'what is to be sent later is mine to see, to change and to cancel',
    async play({ connect, equal }) {
      const ada = await connect('ada'), phone = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'prices', members: ['ben'] });
      const { sentAt } = await ada.ask('chat.send', { channelId, text: 'begin' });
      const inHours = (hours: number) => new Date(Date.parse(sentAt) + hours * 3_600_000).toISOString();
      const id = '0192f0c4-0000-7000-8000-000000000001';
      const late = await ada.ask('chat.schedule', { channelId, id, text: 'Good morning', sendAt: inHours(24) });
      equal(await ada.ask('chat.schedule', { channelId, id, text: 'Good morning, again', sendAt: inHours(24) }), late);
      equal(await phone.hears('chat.scheduled', ({ messageId }) => messageId === id), { messageId: id, scheduled: late });
      const soon = await phone.ask('chat.schedule', { channelId, text: 'Good night', sendAt: inHours(2) });
      const texts = async (guest: typeof ada) => (await guest.ask('chat.scheduled', {})).items.map(({ text }) => text);
      equal([await texts(ada), await texts(ben)], [['Good night', 'Good morning'], []]);
      equal((await ada.ask('chat.reschedule', { messageId: id, text: 'Good evening', sendAt: inHours(1) })).sendAt, inHours(1));
      equal(await texts(phone), ['Good evening', 'Good night']);
      equal(await ben.codeOf('chat.reschedule', { messageId: id, text: 'x' }), 'not-found');
      equal(await ben.codeOf('chat.schedule', { channelId, id, text: 'x', sendAt: inHours(1) }), 'id-taken');
      equal(await chloe.codeOf('chat.schedule', { channelId, text: 'x', sendAt: inHours(1) }), 'not-found');
      for (const input of [{ text: ' ', sendAt: inHours(1) }, { text: 'x', sendAt: 'tomorrow' }, { text: 'x', sendAt: inHours(24 * 400) }]) equal(await ada.codeOf('chat.schedule', { channelId, ...input }), 'invalid-input');
      await ben.ask('chat.unschedule', { messageId: id });
      await ada.ask('chat.unschedule', { messageId: id });
      equal((await phone.hears('chat.scheduled', ({ messageId, scheduled }) => messageId === id && !scheduled)).scheduled, null);
      equal(await texts(ada), ['Good night']);
      equal(await ada.codeOf('chat.unschedule', { messageId: soon.messageId }), 'ok');
      equal(await texts(ada), []);
    },
  },
];

import type { Scenario } from '../transcript.ts';

const id = (n: number) => `0192f0c4-0000-7000-8000-${String(n).padStart(12, '0')}`;
const record = { type: 'purchase-order', id: 'PO-1042', title: 'PO-1042' };
const approve = { id: 'approve', label: 'Approve', style: 'primary' as const }, reject = { id: 'reject', label: 'Reject' };

export const recordsScenarios: readonly Scenario[] = [
  {
    name: 'the host speaks in a record\'s conversation, which that makes, and is no member of it',
    async play({ connect, equal }) {
      const ada = await connect('ada'), erp = await connect('erp', { isKey: true });
      const { id: channelId } = await ada.ask('chat.openRecord', record);
      await ada.ask('chat.listen', { channelId, record });
      const first = await erp.ask('records.post', { record, id: id(1), text: 'Goods received' });
      equal([first.channelId, first.senderId, first.card], [channelId, 'erp', { type: 'notice' }]);
      equal(await erp.ask('records.post', { record, id: id(1), text: 'again' }), first);
      equal((await ada.ask('chat.channel', { channelId })).memberCount, 0);
      equal((await ada.ask('chat.members', { channelId })).items, []);
      await ada.ask('chat.send', { channelId, text: 'Thanks', record });
      equal((await ada.ask('chat.members', { channelId })).items.map(({ role }) => role), ['owner']);
      await erp.ask('records.post', { record, text: 'Invoice booked' });
      equal((await ada.ask('chat.channel', { channelId })).membership?.unread, 1);
      equal((await erp.ask('records.post', { record: { type: 'invoice', id: '7' }, text: 'For <@ben>' })).seq, 1);
    },
  },
  {
    name: 'only a key posts notices; nobody edits them, moderators may delete them',
    async play({ connect, equal }) {
      const ada = await connect('ada', { roles: ['admin'] }), erp = await connect('erp', { isKey: true });
      equal(await ada.codeOf('records.post', { record, text: 'x' }), 'forbidden');
      const { id: messageId, channelId } = await erp.ask('records.post', { record, text: 'Goods received' });
      equal(await ada.codeOf('records.update', { messageId, text: 'x' }), 'forbidden');
      equal(await ada.codeOf('chat.edit', { messageId, text: 'x' }), 'conflict');
      await ada.ask('chat.react', { messageId, emoji: '👍' });
      await ada.ask('chat.delete', { messageId });
      equal(await erp.codeOf('records.update', { messageId, text: 'x' }), 'conflict');
      const { id: mine } = await ada.ask('chat.send', { channelId, text: 'mine', record });
      equal(await erp.codeOf('records.update', { messageId: mine, text: 'x' }), 'conflict');
      equal(await erp.codeOf('records.post', { record, id: mine, text: 'x' }), 'id-taken');
      await ada.ask('chat.archive', { channelId });
      equal(await erp.codeOf('records.post', { record, text: 'x' }), 'conflict');
      const bad = [{}, { record, text: ' ' }, { record, text: 'x', actions: [approve, approve] }, { record, text: 'x', actions: [{ ...approve, label: '' }] }, { record: { ...record, url: 'javascript:alert(1)' }, text: 'x' }];
      for (const input of bad) equal(await erp.codeOf('records.post', input), 'invalid-input');
    },
  },
  {
    name: 'a button is chosen once, all see by whom, and the host may change what it said',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), stranger = await connect('ada', { tenant: 'elsewhere' }), erp = await connect('erp', { isKey: true });
      const { id: messageId, channelId } = await erp.ask('records.post', { record, text: 'Approve 4,250 €?', actions: [approve, reject] });
      for (const guest of [ada, ben]) await guest.ask('chat.listen', { channelId, record });
      equal(await ben.codeOf('chat.act', { messageId, actionId: 'postpone' }), 'conflict');
      equal(await stranger.codeOf('chat.act', { messageId, actionId: 'approve' }), 'not-found');
      const { card } = await ben.ask('chat.act', { messageId, actionId: 'approve' });
      equal(card?.type === 'notice' && [card.actions, card.outcome?.text, card.outcome?.userId, card.outcome?.actionId], [undefined, 'Approve', 'ben', 'approve']);
      for (const guest of [ada, ben]) equal(await guest.codeOf('chat.act', { messageId, actionId: 'approve' }), 'conflict');
      await erp.ask('records.update', { messageId, text: 'Approve 4,300 €?', actions: [approve] });
      await erp.ask('records.update', { messageId, outcome: { text: 'Rejected', userId: 'ada' } });
      equal(await ada.codeOf('chat.act', { messageId, actionId: 'approve' }), 'conflict');
      const { id: plain } = await ada.ask('chat.send', { channelId, text: 'x', record });
      equal(await ben.codeOf('chat.act', { messageId: plain, actionId: 'approve' }), 'conflict');
    },
  },
  {
    name: 'what links lead to is hidden by the sender, a moderator or the host, for all',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), mod = await connect('mod', { roles: ['moderator'] }), erp = await connect('erp', { isKey: true });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', visibility: 'public', members: ['ben'] });
      const sent = [];
      for (let n = 0; n < 3; n++) sent.push((await ada.ask('chat.send', { channelId, text: 'https://halden.example' })).id);
      equal(await ben.codeOf('chat.hidePreviews', { messageId: sent[0] }), 'forbidden');
      for (const [i, guest] of [ada, mod, erp].entries()) equal((await guest.ask('chat.hidePreviews', { messageId: sent[i]! })).hidesPreviews, true);
      equal((await ada.ask('chat.hidePreviews', { messageId: sent[0]! })).changedSeq, 4);
      equal((await ben.ask('chat.channel', { channelId })).lastMessage?.hidesPreviews, true);
      await ada.ask('chat.delete', { messageId: sent[0]! });
      equal(await ada.codeOf('chat.hidePreviews', { messageId: sent[0] }), 'conflict');
    },
  },
  {
    name: 'a link to nowhere, or into the network of the server, shows nothing',
    async play({ connect, equal }) {
      const ada = await connect('ada');
      const urls = ['http://127.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/latest/meta-data', 'mailto:ada@erp.example', 'no address', 'https://user:word@127.0.0.1/'];
      for (let n = 0; n < 2; n++) equal((await ada.ask('links.preview', { urls })).items, []);
      for (const input of [{ urls: [] }, { urls: [''] }, { urls: Array(21).fill('http://127.0.0.1/') }]) equal(await ada.codeOf('links.preview', input), 'invalid-input');
    },
  },
  {
    name: 'a message becomes a record of the host, once, and the conversation is told',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', visibility: 'public', members: ['ben'] });
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'Gate 3 does not open' });
      const made = await ben.ask('records.create', { messageId });
      equal([made.record.id, made.message.senderId, made.message.text], ['T-1', 'ben', 'Gate 3 does not open']);
      equal(made.message.card?.type === 'notice' && made.message.card.made?.messageId, messageId);
      equal(await ben.ask('records.create', { messageId }), made);
      equal(await chloe.codeOf('records.create', { messageId }), 'forbidden');
      equal(await ben.codeOf('chat.edit', { messageId: made.message.id, text: 'mine' }), 'conflict');
      const thread = await ben.ask('chat.openThread', { messageId });
      const reply = await ben.ask('chat.send', { channelId: thread.id, text: 'It is stuck', threadOf: messageId });
      equal((await ada.ask('records.create', { messageId: reply.id })).message.channelId, thread.id);
      await ada.ask('chat.openRecord', record);
      const { id: posted } = await ada.ask('chat.send', { channelId: (await ada.ask('chat.openRecord', record)).id, text: 'Where is it?', record });
      equal((await chloe.ask('records.create', { messageId: posted })).message.seq, 2);
      await ada.ask('chat.delete', { messageId });
      equal(await ben.codeOf('records.create', { messageId }), 'conflict');
    },
  },
];

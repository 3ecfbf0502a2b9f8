import type { Card } from '../../protocol/chat.cards.ts';
import type { Scenario } from '../transcript.ts';

const namesOn = (card: Card | undefined): unknown => (card?.type === 'forward' ? card.carried && namesOn(card.carried) : card?.type === 'files' ? card.files.map(({ name }) => name) : card?.type);

export const carriedScenarios: readonly Scenario[] = [
  {
    name: 'a message passed on brings its files, which are there for who may read it, as long as it is there',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), stranger = await connect('chloe', { tenant: 'elsewhere' });
      const { id: from } = await ada.ask('chat.createChannel', { kind: 'group', name: 'offers', members: ['ben'] });
      const { id: to } = await ben.ask('chat.createChannel', { kind: 'group', name: 'buyers', members: ['chloe'] });
      const files = [await ada.upload({ name: 'offer.txt', text: 'hello' }), await ada.upload({ name: 'drawing.txt', text: 'lines' })] as const;
      const first = await ada.ask('chat.send', { channelId: from, text: 'The offer', fileIds: [...files] });
      const seenBy = async (guest: typeof ada) => [await guest.codeOf('files.file', { fileId: files[0] }), await guest.codeOf('files.file', { fileId: files[1] })];
      equal(await seenBy(chloe), ['not-found', 'not-found']);
      const passed = await ben.ask('chat.forward', { messageId: first.id, channelId: to, text: 'Look' });
      equal([passed.text, passed.card?.type === 'forward' && passed.card.text, namesOn(passed.card)], ['Look', 'The offer', ['offer.txt', 'drawing.txt']]);
      equal([await seenBy(chloe), await seenBy(stranger)], [['ok', 'ok'], ['not-found', 'not-found']]);
      equal((await chloe.ask('files.file', { fileId: files[0] })).level, 'comment');
      equal((await chloe.ask('files.urls', { items: [{ fileId: files[0], as: 'original' }] })).items.length, 1);
      equal((await chloe.ask('files.list', { channelId: to })).items.map(({ name }) => name).sort(), ['drawing.txt', 'offer.txt']);
      equal((await chloe.ask('search.find', { query: 'drawing', kind: 'messages' })).messages.map(({ message }) => message.id), [passed.id]);
      const { id: direct } = await chloe.ask('chat.openDirect', { userIds: ['dora'] }), dora = await connect('dora');
      const again = await chloe.ask('chat.forward', { messageId: passed.id, channelId: direct });
      equal([namesOn(again.card), await seenBy(dora)], [['offer.txt', 'drawing.txt'], ['ok', 'ok']]);
      await ada.ask('files.delete', { fileId: files[1] });
      equal((await dora.ask('chat.history', { channelId: direct })).items.map(({ card }) => namesOn(card)), [['offer.txt']]);
      equal(namesOn((await ben.ask('chat.forward', { messageId: first.id, channelId: to })).card), ['offer.txt']);
      await ada.ask('chat.delete', { messageId: first.id });
      equal(await seenBy(dora), ['ok', 'not-found']);
      await chloe.ask('chat.delete', { messageId: again.id });
      equal([await seenBy(dora), await seenBy(chloe)], [['not-found', 'not-found'], ['ok', 'not-found']]);
    },
  },
  {
    name: 'a message that is refused brings its files into no conversation',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'offers', visibility: 'public' }), { id: direct } = await ada.ask('chat.openDirect', { userIds: ['chloe'] });
      const fileId = await ada.upload({ name: 'offer.txt', text: 'hello' }), { id: messageId } = await ada.ask('chat.send', { channelId, text: '', fileIds: [fileId] });
      const listed = async () => (await chloe.ask('files.list', { scope: 'all' })).items.map(({ name }) => name);
      equal([await chloe.codeOf('files.file', { fileId }), await ben.codeOf('chat.forward', { messageId, channelId: direct }), await listed()], ['ok', 'not-found', []]);
      await ada.ask('chat.forward', { messageId, channelId: direct });
      equal(await listed(), ['offer.txt']);
    },
  },
  {
    name: 'the words of a message that carries files may be taken away, and its files stay with it',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), mod = await connect('mod', { roles: ['moderator'] });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'offers', members: ['ben', 'mod'] });
      const fileIds = [await ada.upload({ name: 'offer.txt', text: 'hello' }), await ada.upload({ name: 'drawing.txt', text: 'lines' })];
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'The ofer', fileIds }), { id: plain } = await ada.ask('chat.send', { channelId, text: 'Words' });
      const edited = await ada.ask('chat.edit', { messageId, text: 'The offer' });
      equal([edited.text, namesOn(edited.card), edited.editedAt !== undefined], ['The offer', ['offer.txt', 'drawing.txt'], true]);
      equal([await ben.codeOf('chat.edit', { messageId, text: '' }), await ada.codeOf('chat.edit', { messageId: plain, text: '' }), await ada.codeOf('chat.edit', { messageId: plain, text: ' \n' })], ['forbidden', 'invalid-input', 'invalid-input']);
      const wordless = await mod.ask('chat.edit', { messageId, text: ' ' });
      equal([wordless.text, namesOn(wordless.card)], ['', ['offer.txt', 'drawing.txt']]);
      equal((await ben.ask('chat.edits', { messageId })).items.map(({ text, userId }) => [text, userId]), [['', 'mod'], ['The offer', 'ada'], ['The ofer', 'ada']]);
      const forwarded = await ben.ask('chat.forward', { messageId, channelId, text: 'Look' });
      equal([(await ben.ask('chat.edit', { messageId: forwarded.id, text: '' })).text, namesOn(forwarded.card)], ['', ['offer.txt', 'drawing.txt']]);
      await ada.ask('chat.edit', { messageId, text: 'Again' });
      equal((await ben.ask('search.find', { query: 'again', kind: 'messages' })).messages.map(({ message }) => message.id), [messageId]);
    },
  },
  {
    name: 'a message that is deleted and brought back shows its files as they are then',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.openDirect', { userIds: ['ben'] });
      const [kept, gone] = [await ada.upload({ name: 'offer.txt', text: 'hello' }), await ada.upload({ name: 'drawing.txt', text: 'lines' })];
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: '', fileIds: [kept, gone] });
      equal([(await ada.ask('chat.delete', { messageId })).card, await ben.codeOf('files.file', { fileId: kept })], [undefined, 'not-found']);
      await ada.ask('files.delete', { fileId: gone });
      await ada.ask('files.update', { fileId: kept, name: 'offer 2.txt' });
      const restored = await ada.ask('chat.undelete', { messageId });
      equal([namesOn(restored.card), await ben.codeOf('files.file', { fileId: kept }), await ben.codeOf('files.file', { fileId: gone })], [['offer 2.txt'], 'ok', 'not-found']);
      equal((await ben.ask('chat.history', { channelId })).items, [restored]);
      await ada.ask('files.restore', { fileId: gone });
      equal((await ben.ask('chat.history', { channelId })).items.map(({ card }) => namesOn(card)), [['offer 2.txt', 'drawing.txt']]);
    },
  },
  {
    name: 'files of a conversation and its threads are listed newest first, for who may read the messages that carry them',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'offers', members: ['ben'], history: 'from-joining' });
      const say = async (guest: typeof ada, names: readonly string[], more: object = {}) => {
        const fileIds: string[] = [];
        for (const name of names) fileIds.push(await guest.upload({ name, text: name }));
        return guest.ask('chat.send', { channelId, text: 'Here', ...(fileIds.length && { fileIds }), ...more });
      };
      const list = async (guest: typeof ada, filter: object = {}) => (await guest.ask('chat.files', { channelId, ...filter })).items.map(({ card }) => namesOn(card));
      equal(await list(ada), []);
      const first = await say(ada, ['offer.txt', 'drawing.txt']);
      await say(ben, []);
      const { id: thread } = await ben.ask('chat.openThread', { messageId: first.id });
      await say(ben, ['answer.txt'], { channelId: thread, threadOf: first.id });
      await ben.ask('chat.forward', { messageId: first.id, channelId });
      const all = [['offer.txt', 'drawing.txt'], ['answer.txt'], ['offer.txt', 'drawing.txt']];
      equal([await list(ada), await list(ben)], [all, all]);
      equal([await list(ada, { query: 'ANSWER' }), await list(ada, { query: '%' }), await list(ada, { group: 'documents', kind: 'text' }), await list(ada, { group: 'media' }), await list(ada, { group: 'voice' })], [[['answer.txt']], [], all, [], []]);
      const { next } = await ada.ask('chat.files', { channelId, limit: 2 });
      equal([await list(ada, { limit: 2, cursor: next }), await ada.codeOf('chat.files', { channelId, cursor: 'x' })], [all.slice(2), 'invalid-input']);
      equal(await list(ada, { channelId: thread }), [['answer.txt']]);
      for (const guest of [chloe, stranger]) equal(await guest.codeOf('chat.files', { channelId }), 'not-found');
      await ada.ask('chat.addMembers', { channelId, userIds: ['chloe'] });
      equal(await list(chloe), []);
      const late = await say(ada, ['late.txt']);
      equal(await list(chloe), [['late.txt']]);
      await ada.ask('chat.delete', { messageId: late.id });
      equal(await list(chloe), []);
      await ada.ask('files.delete', { fileId: (first.card as { files: { id: string }[] }).files[0]!.id });
      equal([await list(ben, { query: 'offer' }), await list(ben, { query: 'drawing' })], [[], [['drawing.txt'], ['drawing.txt']]]);
      await ada.ask('chat.removeMember', { channelId, userId: 'chloe' });
      equal(await chloe.codeOf('chat.files', { channelId }), 'not-found');
    },
  },
  {
    name: 'a message that waits to be sent carries files of mine, which go out with it, or says why they cannot',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ada.ask('chat.openDirect', { userIds: ['ben'] }), { sentAt } = await ada.ask('chat.send', { channelId, text: 'begin' });
      const later = new Date(Date.parse(sentAt) + 3_600_000).toISOString(), past = new Date(Date.parse(sentAt) - 3_600_000).toISOString();
      equal(await ada.codeOf('chat.schedule', { channelId, text: '', sendAt: later }), 'invalid-input');
      const [offer, other] = [await ada.upload({ name: 'offer.txt', text: 'hello' }), await ben.upload({ name: 'other.txt', text: 'his' })];
      equal([await ada.codeOf('chat.schedule', { channelId, text: 'x', fileIds: [other], sendAt: later }), await ben.codeOf('files.file', { fileId: offer })], ['not-found', 'not-found']);
      const { messageId, fileIds } = await ada.ask('chat.schedule', { channelId, text: '', fileIds: [offer], sendAt: later });
      equal([fileIds, (await ada.ask('chat.scheduled', {})).items[0]?.fileIds, await ben.codeOf('files.file', { fileId: offer })], [[offer], [offer], 'not-found']);
      equal([await ada.codeOf('chat.reschedule', { messageId, text: 'Here' }), await ada.codeOf('chat.reschedule', { messageId, text: '' })], ['ok', 'ok']);
      const { messageId: plain } = await ada.ask('chat.schedule', { channelId, text: 'Words', sendAt: later });
      equal(await ada.codeOf('chat.reschedule', { messageId: plain, text: ' ' }), 'invalid-input');
      await ada.ask('chat.reschedule', { messageId, sendAt: past });
      const sent = await ben.hears('chat.message', ({ id }) => id === messageId) as { card?: Card; text: string };
      equal([sent.text, namesOn(sent.card), await ben.codeOf('files.file', { fileId: offer })], ['', ['offer.txt'], 'ok']);
    },
  },
  {
    name: 'who may not read a message, or not write elsewhere, brings nobody its files',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'offers', members: ['ben'] });
      const { id: open } = await ada.ask('chat.createChannel', { kind: 'group', name: 'everybody', visibility: 'public' });
      const fileId = await ada.upload({ name: 'offer.txt', text: 'hello' });
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: '', fileIds: [fileId] });
      const { id: own } = await chloe.ask('chat.createChannel', { kind: 'group', name: 'own' });
      equal([await chloe.codeOf('chat.forward', { messageId, channelId: own }), await chloe.codeOf('files.file', { fileId })], ['not-found', 'not-found']);
      equal([await ben.codeOf('chat.forward', { messageId, channelId: open }), await chloe.codeOf('files.file', { fileId })], ['forbidden', 'not-found']);
      equal([await ben.codeOf('chat.forward', { messageId, channelId: own }), await chloe.codeOf('files.file', { fileId })], ['not-found', 'not-found']);
    },
  },
];

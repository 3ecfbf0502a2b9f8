import type { Scenario } from '../transcript.ts';

const id = (n: number) => `0192f0c4-0000-7000-8000-${String(n).padStart(12, '0')}`;
const nowhere = id(999);
const v4 = '0192f0c4-0000-4000-8000-000000000001', v5 = '0192f0c4-0000-5000-8000-000000000001';

export const messageScenarios: readonly Scenario[] = [
  {
    name: 'a private group is there for its members alone',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), chloe = await connect('chloe'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'prices', members: ['ben'] });
      const { id: messageId, seq } = await ben.ask('chat.send', { channelId, text: 'Their price went up.' });
      equal(seq, 1);
      equal((await ada.ask('chat.history', { channelId })).items.map(({ text }) => text), ['Their price went up.']);
      for (const outsider of [chloe, stranger]) {
        const asked: [string, object][] = [
          ['chat.channel', { channelId }], ['chat.send', { channelId, text: 'hello' }], ['chat.history', { channelId }], ['chat.changes', { channelId, since: 0 }],
          ['chat.listen', { channelId }], ['chat.typing', { channelId }], ['chat.readers', { channelId }], ['chat.members', { channelId }],
          ['chat.markRead', { channelId, seq: 1 }], ['chat.markUnread', { channelId, seq: 1 }], ['chat.join', { channelId }], ['chat.leave', { channelId }],
          ['chat.addMembers', { channelId, userIds: ['chloe'] }], ['chat.setMemberRole', { channelId, userId: 'ben', role: 'admin' }], ['chat.removeMember', { channelId, userId: 'ben' }],
          ['chat.edit', { messageId, text: 'x' }], ['chat.delete', { messageId }], ['chat.react', { messageId, emoji: '👍' }], ['chat.unreact', { messageId, emoji: '👍' }],
        ];
        for (const [name, input] of asked) equal(await outsider.codeOf(name, input), 'not-found');
        equal((await outsider.ask('chat.sync', { channels: [{ channelId }] })).refused, [channelId]);
        equal((await outsider.ask('chat.channels', {})).items, []);
      }
    },
  },
  {
    name: 'the same id again gives the first result, and to anybody else it is taken',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const group = { id: id(1), kind: 'group' as const, name: 'first', members: ['ben'] };
      const first = await ada.ask('chat.createChannel', group);
      equal(await ada.ask('chat.createChannel', { ...group, name: 'second' }), first);
      equal(await ben.codeOf('chat.createChannel', group), 'id-taken');
      const other = await ada.ask('chat.createChannel', { id: id(2), kind: 'group', members: ['ben'] });
      const sent = await ada.ask('chat.send', { channelId: id(1), id: id(3).toUpperCase(), text: 'once' });
      equal(sent.id, id(3));
      equal(await ada.ask('chat.send', { channelId: id(1), id: id(3), text: 'twice' }), sent);
      equal(await ada.codeOf('chat.send', { channelId: other.id, id: id(3), text: 'elsewhere' }), 'id-taken');
      equal(await ben.codeOf('chat.send', { channelId: id(1), id: id(3), text: 'mine' }), 'id-taken');
      const edited = await ada.ask('chat.edit', { messageId: id(3), text: 'edited' });
      equal(await ada.ask('chat.send', { channelId: id(1), id: id(3), text: 'once' }), edited);
    },
  },
  {
    name: 'an id that was sent before is answered to those who may read the channel now',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), admin = await connect('admin', { roles: ['admin'] });
      for (const [n, visibility, history] of [[1, 'private', 'all'], [2, 'public', 'all'], [3, 'public', 'from-joining']] as const) {
        const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', visibility, history, members: ['ben', 'admin'] });
        const mine = { channelId, id: id(n), text: 'mine' }, ofAdmin = { channelId, id: id(n + 10), text: 'of an admin' };
        const sent = await ben.ask('chat.send', mine);
        equal(await ben.ask('chat.send', mine), sent);
        await admin.ask('chat.send', ofAdmin);
        for (const userId of ['ben', 'admin']) await ada.ask('chat.removeMember', { channelId, userId });
        equal(await ben.codeOf('chat.send', mine), { private: 'not-found', public: history === 'all' ? 'ok' : 'forbidden' }[visibility]);
        equal(await admin.codeOf('chat.send', ofAdmin), visibility === 'public' && history === 'all' ? 'ok' : 'forbidden');
        await ada.ask('chat.addMembers', { channelId, userIds: ['ben'] });
        equal(await ben.ask('chat.send', mine), sent);
      }
    },
  },
  {
    name: 'edits, deletions and reactions are changes, and what changes nothing is none',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), mod = await connect('mod', { roles: ['moderator'] });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'open', visibility: 'public', members: ['ben'] });
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'frist' });
      const other = await ben.ask('chat.send', { channelId, text: 'second' });
      equal((await ada.ask('chat.edit', { messageId, text: 'first' })).changedSeq, 3);
      equal((await ada.ask('chat.edit', { messageId, text: 'first' })).changedSeq, 3);
      await ben.ask('chat.react', { messageId, emoji: '👍' });
      await ada.ask('chat.react', { messageId, emoji: '👍' });
      equal((await ben.ask('chat.react', { messageId, emoji: '👍' })).changedSeq, 5);
      equal((await ben.ask('chat.react', { messageId, emoji: '🚚' })).reactions, { '👍': ['ben', 'ada'], '🚚': ['ben'] });
      equal((await ben.ask('chat.unreact', { messageId, emoji: '👍' })).reactions, { '👍': ['ada'], '🚚': ['ben'] });
      equal((await ben.ask('chat.unreact', { messageId, emoji: '👍' })).changedSeq, 7);
      equal(await ben.codeOf('chat.edit', { messageId, text: 'x' }), 'forbidden');
      equal(await ben.codeOf('chat.delete', { messageId }), 'forbidden');
      equal(await mod.codeOf('chat.react', { messageId, emoji: '👍' }), 'forbidden');
      await mod.ask('chat.edit', { messageId: other.id, text: 'moderated' });
      const gone = await ada.ask('chat.delete', { messageId });
      equal([gone.text, gone.reactions, gone.changedSeq, gone.deletedAt !== undefined], ['', {}, 9, true]);
      equal((await ada.ask('chat.delete', { messageId })).changedSeq, 9);
      for (const [name, input] of [['chat.edit', { messageId, text: 'x' }], ['chat.react', { messageId, emoji: '👍' }]] as const) equal(await ada.codeOf(name, input), 'conflict');
      await ada.ask('chat.unreact', { messageId, emoji: '👍' });
      await mod.ask('chat.delete', { messageId: other.id });
      const first = await ben.ask('chat.changes', { channelId, since: 0, limit: 1 });
      equal([first.messages.map(({ changedSeq }) => changedSeq), first.upTo, first.more, first.isReset], [[9], 9, true, false]);
      const rest = await ben.ask('chat.changes', { channelId, since: 9 });
      equal([rest.messages.map(({ changedSeq }) => changedSeq), rest.upTo, rest.more], [[10], 10, false]);
      equal((await ben.ask('chat.changes', { channelId, since: 10 })).messages, []);
      equal((await ben.ask('chat.changes', { channelId, since: 11 })).isReset, true);
    },
  },
  {
    name: 'a client too far behind starts anew with the newest page',
    async play({ connect, equal }) {
      const ada = await connect('ada');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group' });
      for (let n = 1; n <= 502; n++) await ada.ask('chat.send', { channelId, text: `message ${n}` });
      equal((await ada.ask('chat.changes', { channelId, since: 2 })).isReset, false);
      const { isReset, upTo, messages } = await ada.ask('chat.changes', { channelId, since: 1 });
      equal([isReset, upTo, messages.length, messages[0]?.seq], [true, 502, 50, 453]);
    },
  },
  {
    name: 'history comes in pages, oldest first',
    async play({ connect, equal }) {
      const ada = await connect('ada');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group' });
      equal(await ada.ask('chat.history', { channelId }), { items: [] });
      for (let n = 1; n <= 9; n++) await ada.ask('chat.send', { channelId, text: `message ${n}` });
      const seqs = async (where: object) => {
        const { items, next } = await ada.ask('chat.history', { channelId, ...where });
        return [items.map(({ seq }) => seq), next ?? 0];
      };
      equal(await seqs({ limit: 3 }), [[7, 8, 9], 7]);
      equal(await seqs({ limit: 3, before: 4 }), [[1, 2, 3], 0]);
      equal(await seqs({ limit: 3, before: 3 }), [[1, 2], 0]);
      equal(await seqs({ limit: 3, before: 1 }), [[], 0]);
      equal(await seqs({ limit: 3, after: 4 }), [[5, 6, 7], 5]);
      equal(await seqs({ limit: 3, after: 0 }), [[1, 2, 3], 0]);
      equal(await seqs({ limit: 3, after: 9 }), [[], 0]);
      equal(await seqs({ limit: 4, around: 5 }), [[3, 4, 5, 6], 3]);
      equal(await seqs({ limit: 4, around: 1 }), [[1, 2, 3, 4], 0]);
      equal(await seqs({ limit: 4, around: 9 }), [[7, 8, 9], 7]);
      equal(await seqs({ limit: 4, around: 50 }), [[8, 9], 8]);
      equal(await ada.codeOf('chat.history', { channelId, before: 3, after: 1 }), 'invalid-input');
    },
  },
  {
    name: 'what is not asked properly is refused before anything else',
    async play({ connect, equal }) {
      const ada = await connect('ada');
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group' });
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'hello' });
      const bad: [string, unknown][] = [
        ['chat.send', { channelId, text: '' }], ['chat.send', { channelId, text: ' \n' }], ['chat.send', { channelId, text: 'a\u0000b' }], ['chat.send', { channelId, text: '\ud800' }],
        ['chat.send', { channelId, text: 'x'.repeat(20_001) }], ['chat.send', { channelId, text: 5 }], ['chat.send', { channelId: 'x', text: 'x' }], ['chat.send', null], ['chat.send', undefined],
        ['chat.history', { channelId, limit: 0 }], ['chat.history', { channelId, limit: 201 }], ['chat.react', { messageId, emoji: 'hello' }], ['chat.react', { messageId, emoji: '👍 👍' }],
        ...['👍👍', '👍!', '1', '🇳', '★', '\u200d', '👍\u200d', '<👍>', '🇳🇴🇸🇪'].map((emoji): [string, unknown] => ['chat.react', { messageId, emoji }]),
        ...[v4, v5].map((newId): [string, unknown] => ['chat.createChannel', { kind: 'group', id: newId }]),
        ...['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'].map((newId): [string, unknown] => ['chat.send', { channelId, text: 'x', id: newId }]),
        ['chat.markUnread', { channelId, seq: 0 }], ['chat.createChannel', { kind: 'record' }], ['chat.createChannel', { kind: 'direct' }], ['chat.openDirect', { userIds: [] }],
        ['chat.openRecord', { type: 'order', id: '1', url: 'javascript:alert(1)' }], ['presence.set', { status: 'asleep' }], ['people.get', { userIds: [] }],
      ];
      for (const [name, input] of bad) equal(await ada.codeOf(name, input), 'invalid-input');
      for (const emoji of ['❤', '❤️', '👍🏽', '👩🏽‍❤️‍💋‍👨🏻', '🏳️‍🌈', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇳🇴', '1️⃣', '#⃣']) equal(await ada.codeOf('chat.react', { messageId, emoji }), 'ok');
      equal(await ada.codeOf('chat.send', { channelId, text: 'x', id: v4 }), 'ok');
      for (const name of ['chat.shout', 'toString', '__proto__', '']) equal(await ada.codeOf(name, {}), 'unknown-operation');
      equal(await ada.codeOf('chat.channel', { channelId: nowhere }), 'not-found');
      equal(await ada.codeOf('chat.edit', { messageId: nowhere, text: 'x' }), 'not-found');
    },
  },
  {
    name: 'the first message at or after a moment is found, of those that I see',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'prices', history: 'from-joining' });
      const seqAt = async (at: string, guest = ada) => (await guest.ask('chat.seqAt', { channelId, at })).seq;
      equal(await seqAt('2001-01-01T00:00:00Z'), null);
      const sent: string[] = [];
      for (let n = 1; n <= 7; n++) sent.push((await ada.ask('chat.send', { channelId, text: `${n}` })).sentAt);
      equal([await seqAt('2001-01-01T00:00:00Z'), await seqAt('9999-01-01T00:00:00Z')], [1, null]);
      for (const at of sent) equal(await seqAt(at), sent.indexOf(at) + 1);
      equal(await ben.codeOf('chat.seqAt', { channelId, at: sent[0]! }), 'not-found');
      equal(await stranger.codeOf('chat.seqAt', { channelId, at: sent[0]! }), 'not-found');
      await ada.ask('chat.addMembers', { channelId, userIds: ['ben'] });
      equal(await seqAt(sent[0]!, ben), 8); // that he was added
      await ada.ask('chat.send', { channelId, text: '8' });
      equal([await seqAt(sent[0]!, ben), await seqAt(sent[6]!)], [8, sent.indexOf(sent[6]!) + 1]);
    },
  },
];

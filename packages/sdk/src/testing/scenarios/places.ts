import type { Scenario } from '../transcript.ts';

const order = { type: 'order', id: 'PO-1' }, price = { ...order, place: { line: '3', field: 'price' } }, external = { ...order, audience: 'external' };

export const placeScenarios: readonly Scenario[] = [
  {
    name: 'each place in a record and each audience has a conversation of its own, and opening one writes nothing',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const asked = [order, price, { ...order, place: { line: '3' } }, { ...order, place: { line: '4', field: 'price' } }, external, { ...price, audience: 'external' }];
      const ids = [];
      for (const record of asked) ids.push((await ada.ask('chat.openRecord', record)).id);
      equal(new Set(ids).size, asked.length);
      equal((await ben.ask('chat.openRecord', { ...order, place: { field: 'price', line: '3' }, audience: 'internal' })).id, ids[1]);
      equal((await ada.ask('chat.places', { record: order, subset: true })).items, []);
      const { record } = await ada.ask('chat.openRecord', { ...order, audience: 'internal', title: 'Halden' });
      equal(record, { ...order, title: 'Halden' });
      equal(await ada.codeOf('chat.send', { channelId: ids[1]!, text: 'x', record: order }), 'not-found');
      equal(await ada.codeOf('chat.send', { channelId: ids[1]!, text: 'x' }), 'not-found');
      await ben.ask('chat.listen', { channelId: ids[1]!, record: price });
      const sent = await ada.ask('chat.send', { channelId: ids[1]!, text: 'Too high.', record: price });
      equal((await ben.hears('chat.message', () => true)).id, sent.id);
      equal((await ben.ask('chat.channel', { channelId: ids[1]! })).record, price);
      equal(await ben.codeOf('chat.channel', { channelId: ids[0]! }), 'not-found');
      for (const place of [{}, { '': 'x' }, Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, 'v']))]) equal(await ada.codeOf('chat.openRecord', { ...order, place }), 'invalid-input');
      equal(await ada.codeOf('chat.openRecord', { ...order, audience: 'With supplier' }), 'invalid-input');
    },
  },
  {
    name: 'the conversations of a record are listed by exactly their place, or by a part of it',
    async play({ connect, equal }) {
      const ada = await connect('ada'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const written = [order, price, { ...order, place: { line: '3' } }, { ...order, place: { line: '4' } }, external, { ...price, audience: 'external' }];
      for (const record of written) {
        const { id: channelId } = await ada.ask('chat.openRecord', record);
        await ada.ask('chat.send', { channelId, text: JSON.stringify(record), record });
      }
      await ada.ask('chat.join', { channelId: (await ada.ask('chat.openRecord', { ...order, place: { line: '5' } })).id, record: { ...order, place: { line: '5' } } });
      const listed = async (record: object, subset: boolean, guest = ada) =>
        (await guest.ask('chat.places', { record: { ...order, ...record }, subset })).items.map((channel) => channel.record).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      equal(await listed({}, false), [order]);
      equal(await listed({ place: { line: '3' } }, false), [written[2]]);
      equal(await listed({ place: { line: '3' } }, true), [written[5], written[1], written[2]]);
      equal(await listed({ audience: 'external' }, false), [external]);
      equal(await listed({ audience: 'external' }, true), [external, written[5]]);
      equal((await listed({}, true)).length, written.length);
      equal(await listed({ id: 'PO-2' }, true), []);
      equal(await listed({}, true, stranger), []);
      const first = await ada.ask('chat.places', { record: order, subset: true, limit: 4 });
      const rest = await ada.ask('chat.places', { record: order, subset: true, limit: 4, cursor: first.next! });
      equal(new Set([...first.items, ...rest.items].map(({ id }) => id)).size, written.length);
      equal(rest.next, undefined);
      equal((await ada.ask('search.find', { query: 'line', record: 'order:PO-1' })).messages.length, 4);
    },
  },
  {
    name: 'numbers of records count what I may read: all messages, what waits for me, and what is open',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), stranger = await connect('ada', { tenant: 'elsewhere' });
      const say = async (guest: typeof ada, record: typeof order, text: string) => {
        const { id: channelId } = await guest.ask('chat.openRecord', record);
        return guest.ask('chat.send', { channelId, text, record });
      };
      const counts = async (guest: typeof ada, records: object[], subset = false) => (await guest.ask('chat.counts', { records: records.map((record) => ({ ...order, ...record })), subset })).items;
      const none = { total: 0, unread: 0, mentioned: 0, open: 0 };
      equal(await counts(ada, [{}, { id: 'PO-2' }]), [none, none]);
      equal(await counts(ada, []), []);
      const root = await say(ada, order, 'one');
      for (const text of ['two', 'three']) await say(ben, order, text);
      await say(ben, price, 'four');
      await say(ben, external, 'five');
      equal(await counts(ada, [{}, { place: price.place }, { place: { line: '3' } }, { audience: 'external' }]), [{ ...none, total: 3, unread: 2, open: 1 }, { ...none, total: 1, open: 1 }, none, { ...none, total: 1, open: 1 }]);
      equal(await counts(ada, [{ id: 'PO-2' }, {}, { place: { line: '3' } }, { audience: 'internal' }, { audience: 'external' }], true), [
        none, { ...none, total: 5, unread: 2, open: 3 }, { ...none, total: 1, open: 1 }, { ...none, total: 4, unread: 2, open: 2 }, { ...none, total: 1, open: 1 },
      ]);
      const { id: thread } = await ben.ask('chat.openThread', { messageId: root.id });
      await ben.ask('chat.send', { channelId: thread, text: 'reply', threadOf: root.id });
      equal(await counts(ada, [{}], true), [{ ...none, total: 6, unread: 3, open: 4 }]);
      await ada.ask('chat.markRead', { channelId: root.channelId, seq: 3 });
      await ben.ask('chat.setThread', { channelId: thread, status: 'resolved' });
      equal(await counts(ada, [{}], true), [{ ...none, total: 6, unread: 1, open: 3 }]);
      await ada.ask('chat.archive', { channelId: root.channelId });
      equal(await counts(ada, [{}]), [{ ...none, total: 4, unread: 1 }]);
      await say(ben, price, 'ask <@ada>');
      equal(await counts(ada, [{ place: price.place }]), [{ total: 2, unread: 1, mentioned: 1, open: 1 }]);
      equal(await counts(stranger, [{}], true), [none]);
    },
  },
  {
    name: 'who watches records hears that their numbers have changed, and of no others, until letting go',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben');
      const { id: channelId } = await ben.ask('chat.openRecord', price), { id: other } = await ben.ask('chat.openRecord', { type: 'order', id: 'PO-2' });
      await ada.ask('chat.watchCounts', { records: [order] });
      await ben.ask('chat.send', { channelId: other, text: 'x', record: { type: 'order', id: 'PO-2' } });
      const { id: messageId } = await ben.ask('chat.send', { channelId, text: 'x', record: price });
      equal(await ada.hears('chat.counted', () => true), order);
      await ada.ask('chat.unwatchCounts', { records: [order] });
      await ada.ask('chat.watchCounts', { records: [{ type: 'order', id: 'PO-3' }, { type: 'order', id: 'PO-2' }] });
      await ben.ask('chat.edit', { messageId, text: 'y' });
      await ben.ask('chat.send', { channelId: other, text: 'x' });
      equal(await ada.hears('chat.counted', ({ id }) => id !== 'PO-1'), { type: 'order', id: 'PO-2' });
      equal(await ada.codeOf('chat.watchCounts', { records: Array.from({ length: 499 }, (_, i) => ({ type: 'many', id: String(i) })) }), 'invalid-input');
    },
  },
];

import type { MetadataFilter } from '../../protocol/chat.metadata.ts';
import type { Guest, Scenario } from '../transcript.ts';

const order = (id: string, more: object = {}) => ({ type: 'purchase-order', id, ...more });
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key ${i}`, i]));

async function say(guest: Guest, record: ReturnType<typeof order>, text: string) {
  const { id: channelId } = await guest.ask('chat.openRecord', record);
  return guest.ask('chat.send', { channelId, text, record });
}

/** Four orders that Ada and Ben have written about, with what the host says of them. */
async function orders(ada: Guest, erp: Guest) {
  const said = { 'PO-1': { status: 'late', amount: 12_500, supplier: 'ACME Steel' }, 'PO-2': { status: 'late', amount: 900, supplier: 'Halden' }, 'PO-3': { status: 'open', amount: 10_000, supplier: 'ACME', isUrgent: true } };
  for (const id of [...Object.keys(said), 'PO-4']) await say(ada, order(id), `about ${id}`);
  for (const [id, metadata] of Object.entries(said)) await erp.ask('records.setMetadata', { record: order(id), metadata });
}

const filters: readonly [metadata: MetadataFilter, expected: string[]][] = [
  [{}, ['PO-1', 'PO-2', 'PO-3', 'PO-4']], [{ status: 'late' }, ['PO-1', 'PO-2']], [{ status: 'lat' }, []], [{ status: 'late', amount: { above: 10_000 } }, ['PO-1']], [{ amount: { from: 10_000 } }, ['PO-1', 'PO-3']],
  [{ amount: { above: 10_000 } }, ['PO-1']], [{ amount: { to: 10_000 } }, ['PO-2', 'PO-3']], [{ amount: { from: 900, below: 10_000 } }, ['PO-2']], [{ amount: '900' }, []], [{ amount: { from: '900' } }, []],
  [{ supplier: { prefix: 'ACME' } }, ['PO-1', 'PO-3']], [{ supplier: { prefix: 'acme' } }, []], [{ supplier: { from: 'ACME S', below: 'I' } }, ['PO-1', 'PO-2']], [{ isUrgent: true }, ['PO-3']],
  [{ isUrgent: null }, ['PO-1', 'PO-2', 'PO-4']], [{ status: null }, ['PO-4']], [{ status: 'late', isUrgent: null, supplier: { prefix: 'H' } }, ['PO-2']], [{ toString: null, status: 'open' }, ['PO-3']],
];

export const metadataScenarios: readonly Scenario[] = [
  {
    name: 'the host says things of a record\'s conversation before and after anybody writes in it, and all who see it are told',
    async play({ connect, equal }) {
      const ada = await connect('ada'), erp = await connect('erp', { isKey: true }), record = order('PO-1', { title: 'PO-1' });
      const { id: channelId, metadata: none } = await ada.ask('chat.openRecord', record);
      equal(none, null);
      await ada.ask('chat.listen', { channelId, record });
      const made = await erp.ask('records.setMetadata', { record, metadata: { status: 'open', amount: 12.5 } });
      equal([made.id, made.metadata, made.lastSeq, made.memberCount, made.version], [channelId, { status: 'open', amount: 12.5 }, 0, 0, 2]);
      equal((await erp.ask('records.setMetadata', { record, metadata: { status: 'open' } })).version, 2);
      await ada.ask('chat.send', { channelId, text: 'first', record });
      equal((await ada.ask('chat.members', { channelId })).items.map(({ role }) => role), ['owner']);
      equal((await erp.ask('records.setChannelMetadata', { channelId, metadata: { status: 'late', amount: null, isUrgent: true } })).metadata, { status: 'late', isUrgent: true });
      equal((await ada.ask('chat.channel', { channelId })).metadata, { status: 'late', isUrgent: true });
      equal((await erp.ask('records.setMetadata', { record, metadata: { status: null, isUrgent: null, gone: null } })).metadata, null);
      const { id: other } = await erp.ask('records.setMetadata', { record: order('PO-2'), metadata: { status: 'open' } });
      await erp.ask('records.post', { record: order('PO-2'), text: 'Goods received' });
      equal((await ada.ask('chat.channel', { channelId: other })).metadata, { status: 'open' });
      await erp.ask('records.setMetadata', { record: order('PO-2', { place: { line: '1' } }), metadata: { status: 'late' } });
      equal((await ada.ask('chat.channel', { channelId: other })).metadata, { status: 'open' });
    },
  },
  {
    name: 'a message carries what the host says of it, through edits, until it is deleted, and again when it is brought back',
    async play({ connect, equal }) {
      const ada = await connect('ada'), erp = await connect('erp', { isKey: true }), record = order('PO-1');
      const { id: messageId, channelId, metadata } = await erp.ask('records.post', { record, text: 'New price', metadata: { kind: 'price-change', amount: 12 } });
      equal(metadata, { kind: 'price-change', amount: 12 });
      equal((await erp.ask('records.post', { record, text: 'No more', metadata: {} })).metadata, undefined);
      equal((await erp.ask('records.update', { messageId, text: 'Newer price', metadata: { amount: 13, kind: null } })).metadata, { amount: 13 });
      equal((await erp.ask('records.update', { messageId, text: 'Newest price' })).metadata, { amount: 13 });
      const { id: mine } = await ada.ask('chat.send', { channelId, text: 'mine', record });
      const { changedSeq } = await erp.ask('records.setMessageMetadata', { messageId: mine, metadata: { ticket: 'T-1' } });
      equal((await erp.ask('records.setMessageMetadata', { messageId: mine, metadata: { ticket: 'T-1', other: null } })).changedSeq, changedSeq);
      equal((await ada.ask('chat.edit', { messageId: mine, text: 'mine, too' })).metadata, { ticket: 'T-1' });
      equal((await ada.ask('chat.channel', { channelId })).lastMessage?.metadata, { ticket: 'T-1' });
      const { id: group } = await ada.ask('chat.createChannel', { kind: 'group', name: 'others' });
      equal((await ada.ask('chat.forward', { messageId: mine, channelId: group })).metadata, undefined);
      equal((await ada.ask('chat.delete', { messageId: mine })).metadata, undefined);
      equal(await erp.codeOf('records.setMessageMetadata', { messageId: mine, metadata: { ticket: 'T-2' } }), 'conflict');
      equal((await ada.ask('chat.undelete', { messageId: mine })).metadata, { ticket: 'T-1' });
      equal((await erp.ask('records.setMessageMetadata', { messageId: mine, metadata: { ticket: null } })).metadata, undefined);
    },
  },
  {
    name: 'only an API key and who manages records say what counts as the host\'s, of what they see, up to twenty keys',
    async play({ connect, equal }) {
      const ada = await connect('ada'), mod = await connect('mod', { roles: ['moderator'] }), boss = await connect('boss', { roles: ['admin'] });
      const erp = await connect('erp', { isKey: true }), stranger = await connect('boss', { tenant: 'elsewhere', roles: ['admin'] });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'mine' });
      const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'root' });
      const thread = await ada.ask('chat.openThread', { messageId }), metadata = { status: 'late' };
      equal(await erp.codeOf('records.setChannelMetadata', { channelId: thread.id, metadata }), 'not-found');
      await ada.ask('chat.send', { channelId: thread.id, text: 'reply', threadOf: messageId });
      const asked: [string, object][] = [['records.setChannelMetadata', { channelId }], ['records.setChannelMetadata', { channelId: thread.id }], ['records.setMessageMetadata', { messageId }], ['records.setMetadata', { record: order('PO-1') }]];
      for (const [name, input] of asked) {
        for (const guest of [ada, mod]) equal(await guest.codeOf(name, { ...input, metadata }), 'forbidden');
        for (const guest of [erp, boss]) equal(await guest.codeOf(name, { ...input, metadata }), 'ok');
        if (!('record' in input)) equal(await stranger.codeOf(name, { ...input, metadata }), 'not-found');
      }
      for (const bad of [{ '': 'x' }, { status: ['late'] }, { status: { of: 1 } }, { status: 'x'.repeat(201) }, { ['k'.repeat(101)]: 1 }, many(41)]) equal(await erp.codeOf('records.setChannelMetadata', { channelId, metadata: bad }), 'invalid-input');
      equal(await erp.codeOf('records.setChannelMetadata', { channelId, metadata: many(20) }), 'conflict');
      equal(await erp.codeOf('records.setChannelMetadata', { channelId, metadata: { ...many(20), status: null } }), 'ok');
      equal(await erp.codeOf('records.post', { record: order('PO-1'), text: 'x', metadata: many(21) }), 'invalid-input');
    },
  },
  {
    name: 'conversations are listed and counted by what the host says of them: exactly, by how it begins, between, and by what is not there',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), erp = await connect('erp', { isKey: true }), stranger = await connect('ada', { tenant: 'elsewhere' });
      await orders(ada, erp);
      const all = { record: order('*') }, idsOf = ({ items }: { items: { record: { id: string } | null }[] }) => items.map(({ record }) => record!.id).sort();
      for (const [metadata, expected] of filters) {
        equal(idsOf(await ada.ask('chat.channels', { metadata })), expected);
        equal(idsOf(await ben.ask('chat.places', { ...all, metadata })), expected);
        equal((await ben.ask('chat.counts', { records: [order('*'), order('PO-1'), { type: 'invoice', id: '*' }], metadata })).items.map(({ open }) => open), [expected.length, Number(expected.includes('PO-1')), 0]);
        equal((await stranger.ask('chat.places', { ...all, metadata })).items, []);
      }
      equal((await ben.ask('chat.channels', { metadata: { status: 'late' } })).items, []);
      const { items: [latest], next } = await ben.ask('chat.places', { ...all, metadata: { status: 'late' }, limit: 1 });
      equal([latest?.record?.id, idsOf(await ben.ask('chat.places', { ...all, metadata: { status: 'late' }, limit: 1, cursor: next }))], ['PO-2', ['PO-1']]);
      for (const metadata of [{ status: {} }, { status: { prefix: '' } }, { status: { prefix: 'a', from: 'b' } }, { status: { from: 1, to: 'x' } }, { status: { over: 1 } }, { status: ['late'] }, many(21)]) {
        equal(await ada.codeOf('chat.channels', { metadata }), 'invalid-input');
      }
    },
  },
  {
    name: 'a record of all places and audiences is counted as one of its type is; its threads go with it',
    async play({ connect, equal }) {
      const ada = await connect('ada'), erp = await connect('erp', { isKey: true });
      const { id: messageId } = await say(ada, order('PO-1'), 'one');
      await say(ada, order('PO-1', { place: { line: '1' } }), 'two');
      await say(ada, order('PO-2', { audience: 'external' }), 'three');
      const { id: channelId } = await ada.ask('chat.openThread', { messageId });
      await ada.ask('chat.send', { channelId, text: 'reply', threadOf: messageId });
      const totals = async (input: object) => (await ada.ask('chat.counts', { records: [order('*', input), order('PO-1', input)], ...input })).items.map(({ total }) => total);
      equal(await totals({}), [2, 2]);
      equal(await totals({ subset: true }), [4, 3]);
      equal(await totals({ place: { line: '1' } }), [1, 1]);
      equal(await totals({ audience: 'external' }), [1, 0]);
      await erp.ask('records.setMetadata', { record: order('PO-1'), metadata: { status: 'late' } });
      equal(await totals({ subset: true, metadata: { status: 'late' } }), [2, 2]);
      await erp.ask('records.setChannelMetadata', { channelId, metadata: { status: 'open' } });
      equal(await totals({ subset: true, metadata: { status: 'open' } }), [0, 0]);
    },
  },
  {
    name: 'threads are listed by what the host says of them, public channels and what was found, too',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), erp = await connect('erp', { isKey: true });
      const { id: channelId } = await ada.ask('chat.createChannel', { kind: 'group', name: 'steel prices', visibility: 'public' });
      for (const supplier of ['ACME', 'ACME Steel', 'Halden']) {
        const { id: messageId } = await ada.ask('chat.send', { channelId, text: `steel of ${supplier}` });
        const { id } = await ada.ask('chat.openThread', { messageId });
        await ada.ask('chat.send', { channelId: id, text: `reply about ${supplier}`, threadOf: messageId });
        for (const [name, input] of [['records.setChannelMetadata', { channelId: id }], ['records.setMessageMetadata', { messageId }]] as const) equal(await erp.codeOf(name, { ...input, metadata: { supplier } }), 'ok');
      }
      await erp.ask('records.setChannelMetadata', { channelId, metadata: { region: 'north' } });
      const metadata = { supplier: { prefix: 'ACME' } };
      for (const of of [{}, { channelId }]) equal((await ada.ask('chat.threads', { ...of, metadata })).items.map(({ channel }) => channel.metadata), [{ supplier: 'ACME Steel' }, { supplier: 'ACME' }]);
      equal((await ben.ask('chat.threads', { metadata })).items, []);
      for (const [region, count] of [['north', 1], ['south', 0]] as const) equal((await ben.ask('chat.channels', { scope: 'public', metadata: { region } })).items.length, count);
      const found = async (input: object) => { const { messages, channels, people } = await ben.ask('search.find', input); return [messages.map(({ message }) => message.text).sort(), channels.length, people.length]; };
      equal(await found({ metadata }), [['steel of ACME', 'steel of ACME Steel'], 0, 0]);
      equal(await found({ query: 'halden', metadata: { supplier: 'Halden' } }), [['steel of Halden'], 0, 0]);
      equal(await found({ query: 'steel', metadata: { supplier: 'halden' } }), [[], 0, 0]);
      equal(await found({ query: 'reply', metadata: { supplier: null } }), [['reply about ACME', 'reply about ACME Steel', 'reply about Halden'], 0, 0]);
      equal(await found({ query: 'steel', metadata: { region: 'north' } }), [[], 1, 0]);
      equal(await found({ query: 'ada', metadata: { region: 'north' } }), [[], 0, 0]);
      equal(await found({ metadata: { supplier: { from: 'B' } }, from: 'ada', in: channelId }), [['steel of Halden'], 0, 0]);
    },
  },
  {
    name: 'nobody learns by a filter what the host says of what they may not read',
    async play({ connect, equal }) {
      const ada = await connect('ada'), ben = await connect('ben'), erp = await connect('erp', { isKey: true }), metadata = { status: 'secret' };
      const { id: hidden } = await ada.ask('chat.createChannel', { kind: 'group', name: 'hidden' });
      const { id: late } = await ada.ask('chat.createChannel', { kind: 'group', name: 'late', visibility: 'public', history: 'from-joining' });
      for (const channelId of [hidden, late]) {
        const { id: messageId } = await ada.ask('chat.send', { channelId, text: 'before' });
        const { id } = await ada.ask('chat.openThread', { messageId });
        await ada.ask('chat.send', { channelId: id, text: 'reply', threadOf: messageId });
        for (const [name, input] of [['records.setChannelMetadata', { channelId: id }], ['records.setChannelMetadata', { channelId: hidden }], ['records.setMessageMetadata', { messageId }]] as const) equal(await erp.codeOf(name, { ...input, metadata }), 'ok');
      }
      await ben.ask('chat.join', { channelId: late });
      for (const scope of ['mine', 'public'] as const) equal(await ben.ask('chat.channels', { scope, metadata, limit: 1 }), { items: [] });
      for (const of of [{}, { channelId: late }]) equal(await ben.ask('chat.threads', { ...of, metadata, limit: 1 }), { items: [] });
      for (const query of ['', 'before', 'hidden']) equal(await ben.ask('search.find', { query, metadata, limit: 1 }), { messages: [], channels: [], people: [], files: [] });
    },
  },
  {
    name: 'who watches all records of a type hears that something of one has changed',
    async play({ connect, equal }) {
      const ada = await connect('ada'), erp = await connect('erp', { isKey: true });
      await say(ada, order('PO-1'), 'one');
      await ada.ask('chat.watchCounts', { records: [{ type: 'purchase-order', id: '*' }] });
      await erp.ask('records.setMetadata', { record: order('PO-1'), metadata: { status: 'late' } });
      equal(await ada.hears('chat.counted', () => true), { type: 'purchase-order', id: '*' });
    },
  },
];

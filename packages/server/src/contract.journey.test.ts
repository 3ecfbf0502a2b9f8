import { memoryDriver, scenarios, transcribe, type Driver, type Guest, type Scenario } from '@corridor/sdk/testing';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Host } from './host.ts';
import { putFile } from './testing/files.ts';
import { startTestWorld, type TestWorld } from './world.testing.ts';

let world: TestWorld;
/** As in memory, the host agrees to every button and makes a ticket of every message. */
const agreeing: Host = { ask: async (question, answer) => {
  if (question.type === 'action') return answer.parse({});
  return question.type === 'create-record' ? answer.parse({ type: 'ticket', id: 'T-1', title: (question.message as { text: string }).text.slice(0, 60), url: '/tickets/T-1' }) : undefined;
} };
before(async () => { world = await startTestWorld({ host: agreeing }); });
after(() => world.close());

/** Each run has tenants of its own, so that it begins with nobody there. */
let count = 0;
function realDriver(): Driver {
  const own = ++count;
  return {
    async connect(user, { tenant, name, roles, groups, isKey }) {
      const guest = await world.connect(user, { tenant: `${tenant} ${own}`, name, roles: [...roles], groups: [...groups], ...(isKey ? { isKey } : {}) });
      return { ...guest, upload: (file) => putFile(world, guest.session, file) };
    },
  };
}

async function isAsInMemory(scenario: Scenario): Promise<void> {
  const [real, inMemory] = [await transcribe(realDriver(), scenario), await transcribe(memoryDriver(), scenario)];
  const plain = JSON.parse(JSON.stringify(real).replaceAll(/("(?:norvik|elsewhere)) \d+"/g, '$1"')) as unknown[];
  inMemory.forEach((entry, at) => { assert.deepEqual(plain[at], entry, `${scenario.name}: the real server (actual) differs at ${at}\n${JSON.stringify([plain[at], entry])}`); });
}

for (const scenario of scenarios) test(`as in memory: ${scenario.name}`, () => isAsInMemory(scenario));

const users = { ada: [], ben: [], chloe: [], mod: ['moderator'], boss: ['admin'] };
const names = Object.keys(users);
const record = { type: 'order', id: '1' };
const roles = ['owner', 'admin', 'member'];

/** What a host may say, and what may be asked for. */
const said = (n: number) => ({ ...(n % 5 && { status: ['late', 'open', null][n % 3] }), ...(n % 2 && { amount: n % 7 }) });
const wanted = (n: number) => [{ status: 'late' }, { status: null }, { amount: { from: n % 7 } }, { status: { prefix: 'o' }, amount: { below: 5 } }][n % 4];

/** What somebody may ask; `n` picks among what is there. */
type Ask = (channelId: string, messageId: string, n: number, fileId: string) => [name: string, input: object];
const asks: readonly Ask[] = [
  (channelId) => ['chat.send', { channelId, text: 'x' }], (channelId) => ['chat.send', { channelId, text: 'y', record }],
  (channelId, _, n) => ['chat.send', { channelId, text: `<@${names[n % 5]}> <@nobody> <@&${['buyers', 'others'][n % 2]}>`, ...(n % 3 === 0 && { record }) }], (channelId, _, n) => ['chat.send', { channelId, text: n % 2 ? '<!here>' : '`<!channel>`' }],
  (_, messageId, n) => ['chat.edit', { messageId, text: `edited for <@${names[n % 5]}>` }], (_, messageId, n) => ['reply', { messageId, text: `reply to <@${names[n % 5]}>` }],
  (_, messageId, n) => ['chat.edit', { messageId, text: `text ${n}` }], (_, messageId) => ['chat.delete', { messageId }],
  (_, messageId, n) => ['chat.react', { messageId, emoji: ['👍', '🚚', '🎉'][n % 3] }], (_, messageId, n) => ['chat.unreact', { messageId, emoji: ['👍', '🚚', '🎉'][n % 3] }],
  (_, messageId) => ['chat.save', { messageId }], (_, messageId) => ['chat.unsave', { messageId }], () => ['chat.savedIds', {}],
  (channelId, _, n) => ['chat.saveDraft', { channelId, text: n % 3 ? `draft ${n}` : '' }],
  (_, messageId) => ['chat.edits', { messageId }], (_, messageId) => ['chat.delete', { messageId }], (_, messageId) => ['chat.undelete', { messageId }], (_, messageId) => ['chat.undelete', { messageId }],
  (channelId, messageId, n) => ['chat.forward', { channelId, messageId, ...(n % 2 && { text: `word ${n}` }) }],
  (channelId, _, n) => ['chat.createPoll', { channelId, question: `which ${n}?`, options: ['a', 'b', 'c'], isMultiple: n % 2 === 0, isAnonymous: n % 3 === 0 }],
  (_, messageId, n) => ['chat.vote', { messageId, options: [[], [0], [1], [2, 0], [3]][n % 5] }], (_, messageId, n) => ['chat.vote', { messageId, options: [n % 3] }],
  (_, messageId) => ['chat.closePoll', { messageId }], (_, messageId) => ['chat.myVotes', { messageIds: [messageId] }],
  (_, messageId) => ['chat.hidePreviews', { messageId }], (_, messageId) => ['chat.act', { messageId, actionId: 'approve' }], (_, messageId) => ['records.create', { messageId }],
  (channelId) => ['chat.join', { channelId }], (channelId) => ['chat.join', { channelId, record }], (channelId) => ['chat.leave', { channelId }],
  (channelId, _, n) => ['chat.updateChannel', { channelId, ...[{ posting: 'admins' }, { posting: 'everyone' }, { visibility: 'private' }, { visibility: 'public' }, { description: `about ${n}` }][n % 5] }],
  (channelId) => ['chat.archive', { channelId }], (channelId) => ['chat.restore', { channelId }], (channelId, _, n) => ['chat.setPreferences', { channelId, isPinned: n % 2 === 0 }],
  (channelId, _, n) => ['chat.addMembers', { channelId, userIds: [names[n % 5], 'new'] }], (channelId, _, n) => ['chat.removeMember', { channelId, userId: names[n % 5] }],
  (channelId, _, n) => ['chat.setMemberRole', { channelId, userId: names[n % 5], role: roles[n % 3] }],
  (channelId, _, n) => ['chat.markRead', { channelId, seq: n % 8, ...(n % 2 && { basedOn: n % 5 }) }], (channelId, _, n) => ['chat.markUnread', { channelId, seq: 1 + n % 8 }],
  (channelId) => ['chat.listen', { channelId, record }], (channelId) => ['chat.unlisten', { channelId }], (channelId) => ['chat.sync', { channels: [{ channelId }] }],
  (channelId, _, n) => ['chat.history', { channelId, limit: 1 + n % 4, before: n % 8 }], (channelId, _, n) => ['chat.seqAt', { channelId, at: new Date(n % 2 ? 0 : Date.now() + 86_400_000).toISOString() }], (channelId, _, n) => ['chat.changes', { channelId, since: n % 20, limit: 1 + n % 5 }],
  (channelId) => ['chat.channel', { channelId }], (channelId) => ['chat.members', { channelId }], (channelId) => ['chat.readers', { channelId }], (channelId) => ['chat.typing', { channelId }],
  (_, messageId) => ['chat.pin', { messageId }], (_, messageId) => ['chat.unpin', { messageId }], (channelId) => ['chat.pinned', { channelId }], (channelId, _, n) => ['chat.files', { channelId, ...(n % 2 && { group: 'documents' }) }],
  (_, messageId, n) => ['reply', { messageId, text: `reply ${n}` }], (_, messageId, n) => ['reply', { messageId, text: `reply ${n}` }],
  (channelId) => ['chat.threads', { channelId }], () => ['chat.threads', { unread: true }], (channelId) => ['chat.threadFigures', { channelId }],
  (channelId, _, n) => ['chat.setThread', { channelId, status: ['open', 'resolved', 'archived'][n % 3], tags: n % 2 ? ['a'] : [] }],
  (channelId, _, n) => ['chat.updateChannel', { channelId, threadRules: { open: 'everyone', reply: n % 2 ? 'admins' : 'everyone', close: n % 3 ? 'admins' : 'everyone' } }],
  (channelId, _, n) => ['transfer.exportChannel', { channelId, limit: 1 + n % 5 }],
  (channelId, _, n) => ['records.setChannelMetadata', { channelId, metadata: said(n) }], (_, messageId, n) => ['records.setMessageMetadata', { messageId, metadata: said(n) }], (_, __, n) => ['records.setMetadata', { record, metadata: said(n) }],
  (channelId, _, n) => ['chat.threads', { channelId, metadata: wanted(n) }], (_, __, n) => ['chat.channels', { metadata: wanted(n) }], (_, __, n) => ['chat.counts', { records: [record, { ...record, id: '*' }], subset: n % 2 === 0, metadata: wanted(n) }],
  () => ['chat.channels', {}], () => ['chat.channels', { scope: 'public' }], () => ['chat.openRecord', record],
];

const levels = ['view', 'comment', 'edit'];
/** The same of files, tried with what is asked of the messages that carry them. */
const fileAsks: readonly Ask[] = [
  (channelId, _, n, fileId) => ['chat.send', { channelId, text: n % 2 ? `text ${n}` : '', fileIds: [fileId] }], (channelId, _, __, fileId) => ['chat.send', { channelId, text: '', fileIds: [fileId] }],
  (_, messageId) => ['chat.delete', { messageId }], (_, messageId) => ['chat.undelete', { messageId }], (channelId, messageId) => ['chat.forward', { channelId, messageId }],
  (_, __, n, fileId) => ['version', { fileId, text: `text ${n}` }], (_, __, n, fileId) => ['version', { fileId, text: `text ${n}` }], (_, __, ___, fileId) => ['files.versions', { fileId }], (_, __, n, fileId) => ['files.restoreVersion', { fileId, version: 1 + n % 3 }],
  (_, __, n, fileId) => ['files.share', { fileId, grants: [{ kind: 'user', id: names[n % 5], level: levels[n % 3] }] }], (channelId, _, n, fileId) => ['files.share', { fileId, grants: [{ kind: 'channel', id: channelId, level: levels[n % 3] }] }],
  (_, __, n, fileId) => ['files.share', { fileId, grants: [{ kind: 'group', id: 'buyers', level: levels[n % 3] }] }], (_, __, n, fileId) => ['files.share', { fileId, visibility: ['private', 'restricted', 'organisation'][n % 3] }],
  (_, __, n, fileId) => ['files.unshare', { fileId, subjects: [{ kind: 'user', id: names[n % 5] }] }], (channelId, _, __, fileId) => ['files.unshare', { fileId, subjects: [{ kind: 'channel', id: channelId }] }],
  (_, __, n, fileId) => ['files.transfer', { fileId, userId: names[n % 5] }], (_, __, ___, fileId) => ['files.delete', { fileId }], (_, __, ___, fileId) => ['files.restore', { fileId }], (_, __, ___, fileId) => ['files.restore', { fileId }],
  (_, __, n, fileId) => ['files.update', { fileId, tags: n % 2 ? [`tag ${n % 3}`] : [], ...(n % 3 === 0 && { name: `renamed ${n % 7}.txt` }) }], (_, __, n, fileId) => ['files.comment', { fileId, text: `about <@${names[n % 5]}>` }], (_, __, ___, fileId) => ['files.comments', { fileId }],
  (_, __, n, fileId) => ['files.setFavourite', { fileId, isFavourite: n % 2 === 0 }], (_, __, ___, fileId) => ['files.file', { fileId }], (_, __, ___, fileId) => ['files.file', { fileId }], (_, __, ___, fileId) => ['files.grants', { fileId }], (_, __, ___, fileId) => ['files.links', { fileId }],
  (_, __, n) => ['files.list', { scope: ['mine', 'shared', 'organisation', 'all'][n % 4] }], (channelId) => ['files.list', { channelId }], (channelId) => ['chat.history', { channelId, limit: 50 }], (channelId) => ['chat.join', { channelId }], (channelId) => ['chat.leave', { channelId }],
];

const step = fc.record({ who: fc.constantFrom(...names), what: fc.nat(asks.length - 1), where: fc.nat(), which: fc.nat(), n: fc.nat(1000) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const anyRun = (steps: readonly Step[], asks: readonly Ask[]): Scenario => ({
  name: 'any run of requests',
  async play({ connect }) {
    const guests: Record<string, Guest> = {};
    for (const [user, granted] of Object.entries(users)) guests[user] = await connect(user, { roles: granted, groups: user === 'ben' ? ['buyers'] : [] });
    const ada = guests.ada!;
    const channels = [
      await ada.ask('chat.createChannel', { kind: 'group', name: 'private', members: ['ben'] }),
      await ada.ask('chat.createChannel', { kind: 'group', name: 'public', visibility: 'public' }),
      await ada.ask('chat.createChannel', { kind: 'group', name: 'from joining', visibility: 'public', history: 'from-joining', members: ['ben'] }),
      await ada.ask('chat.openDirect', { userIds: ['chloe'] }), await ada.ask('chat.openRecord', record),
    ].map(({ id }) => id);
    const messages = [(await ada.ask('chat.send', { channelId: channels[0]!, text: 'first' })).id];
    const files = asks === fileAsks ? [await ada.upload({ name: 'offer.txt', text: 'first' }), await ada.upload({ name: 'plan.txt', text: 'first' }), await guests.ben!.upload({ name: 'photo.txt', text: 'first' })] : [];
    for (const { who, what, where, which, n } of steps) {
      const fileId = files[(which + n) % files.length] ?? '', [name, input] = asks[what % asks.length]!(channels[where % channels.length]!, messages[which % messages.length]!, n, fileId);
      if (name === 'version') {
        const { text } = input as { text: string };
        if (await guests[who]!.codeOf('files.beginUpload', { fileId, name: 'offer.txt', bytes: text.length }) === 'ok' && await guests[who]!.codeOf('files.file', { fileId }) === 'ok') await guests[who]!.upload({ name: 'offer.txt', text, fileId });
        continue;
      }
      if (name === 'reply') {
        const { messageId, text } = input as { messageId: string; text: string };
        const thread = await guests[who]!.outcomeOf('chat.openThread', { messageId });
        if (typeof thread !== 'object') continue;
        const { id } = thread as { id: string }, reply = await guests[who]!.outcomeOf('chat.send', { channelId: id, text, threadOf: messageId });
        if (!channels.includes(id)) channels.push(id);
        if (typeof reply === 'object') messages.push((reply as { id: string }).id);
        continue;
      }
      const answer = await guests[who]!.outcomeOf(name, input);
      if (name === 'chat.history' && typeof answer === 'object') messages.push(...(answer as { items: { id: string; card?: { type: string } }[] }).items.flatMap(({ id, card }) => (card?.type === 'system' && !messages.includes(id) ? [id] : [])));
      if (['chat.send', 'chat.forward', 'chat.createPoll'].includes(name) && typeof answer === 'object') messages.push((answer as { id: string }).id);
    }
  },
});

test('as in memory: any run of requests', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), (steps) => isAsInMemory(anyRun(steps, asks))), { numRuns: 6, endOnFailure: true, includeErrorInReport: true });
});

test('as in memory: any run of requests about files', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60, size: 'max' }), (steps) => isAsInMemory(anyRun(steps, fileAsks))), { numRuns: 6, endOnFailure: true, includeErrorInReport: true });
});

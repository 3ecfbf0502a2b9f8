import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCorridor, type Corridor } from '@corridor/sdk';
import { createMemoryServer } from '@corridor/sdk/testing';
import fc from 'fast-check';
import type { CorridorServer } from './index.ts';
import { cuttable } from './journeys/cuttable.ts';
import { cloneDatabase } from './testing/database.ts';
import { startTestServer } from './testing/server.ts';

/** A server as three people reach it, each over a wire that can be cut, and a fourth way in that never is. */
interface Site {
  client(user: string): Promise<{ corridor: Corridor; cut(): void; mend(): void }>;
  fresh(user: string): Corridor;
  close(): Promise<void>;
}

const users = ['ada', 'ben', 'chloe'] as const;
const record = { type: 'order', id: '1' };

/** What somebody does; `channel` and `message` pick among what they know. Refusals are part of it: nobody waits for an answer. */
type Act = (chat: Corridor['chat'], channelId: string, messageId: string, n: number) => Promise<unknown> | undefined;
const acts: readonly Act[] = [
  (chat, channelId, _, n) => chat.send(channelId, { text: `text ${n}` }), (chat, channelId, _, n) => chat.send(channelId, { text: `<@${users[n % 3]}> ${n % 2 ? '<!here>' : ''}` }),
  (chat, channelId, _, n) => chat.send(channelId, { text: `more ${n}` }),
  (chat, _, messageId, n) => chat.edit(messageId, { text: n % 2 ? `edited ${n}` : `for <@${users[n % 3]}>` }), (chat, _, messageId) => chat.delete(messageId),
  (chat, _, messageId, n) => chat.react(messageId, n % 2 ? '👍' : '🎉'), (chat, _, messageId, n) => chat.unreact(messageId, n % 2 ? '👍' : '🎉'),
  (chat, channelId, _, n) => chat.markRead(channelId, n % 12), (chat, channelId, _, n) => chat.markUnread(channelId, 1 + n % 6),
  (chat, _, messageId) => chat.pin({ messageId }), (chat, _, messageId) => chat.unpin({ messageId }),
  (chat, channelId) => chat.leave(channelId), (chat, channelId) => chat.join(channelId), (chat, channelId, _, n) => chat.updateChannel({ channelId, name: `name ${n}` }),
  (chat, channelId, _, n) => chat.setPreferences({ channelId, isPinned: n % 2 === 0, notify: (['all', 'mentions', 'nothing'] as const)[n % 3]! }),
  (chat, channelId, _, n) => chat.addMembers(channelId, [users[n % 3]!]), (chat, channelId, _, n) => chat.removeMember(channelId, users[n % 3]!),
  (chat, channelId, _, n) => (n % 3 ? chat.archive({ channelId }) : chat.restore({ channelId })), (chat, channelId) => chat.restore({ channelId }),
  async (chat, _, messageId, n) => { const { id } = await chat.openThread(messageId); await chat.send(id, { text: `reply ${n} <@${users[n % 3]}>` }); },
];

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ who: fc.nat(2), what: fc.oneof({ weight: 2, arbitrary: fc.nat(2) }, { weight: 2, arbitrary: fc.nat(8) }, { weight: 1, arbitrary: fc.nat(acts.length - 1) }), where: fc.nat(), which: fc.nat(), n: fc.nat(1000) }) },
  { weight: 2, arbitrary: fc.record({ who: fc.nat(2), wire: fc.constantFrom('cut' as const, 'mend' as const) }) },
  { weight: 2, arbitrary: fc.constant('let it happen' as const) },
);

const breath = () => new Promise((resolve) => { setImmediate(resolve); });

/** All that somebody sees of their conversations, with the newest messages of each; nothing of it may depend on how they came to know it. */
async function view(corridor: Corridor, messagesOf: (channelId: string) => Promise<readonly object[]>): Promise<unknown> {
  const { channels, myThreads, unread, mentions } = corridor.chat;
  const mine = [...channels.get(), ...myThreads.get()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    unread: unread.get(), mentions: mentions.get(),
    channels: await Promise.all(mine.map(async ({ membership, ...channel }) => ({ ...channel, membership: membership && { ...membership, asOf: 0 }, messages: await messagesOf(channel.id) }))),
  };
}

async function converges(site: Site, steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[], isPatient: boolean): Promise<void> {
  const people = await Promise.all(users.map((user) => site.client(user)));
  try {
    await Promise.all(people.map(({ corridor }) => corridor.connect()));
    const first = people[0]!.corridor.chat;
    const given = [
      await first.createChannel({ kind: 'group', name: 'private', members: ['ben', 'chloe'] }), await first.createChannel({ kind: 'group', name: 'public', visibility: 'public', members: ['ben'] }),
      await first.openDirect('chloe'), await first.openRecord(record),
    ].map(({ id }) => id);
    await Promise.all(people.slice(1).map(({ corridor }) => corridor.chat.openRecord(record)));
    // Two look at everything, one only at what happens.
    for (const { corridor } of people.slice(0, 2)) for (const id of given) corridor.chat.conversation(id).messages.listen(() => undefined);
    for (const one of steps) {
      if (one === 'let it happen') { for (let turn = 0; turn < 20; turn++) await breath(); continue; }
      const person = people[one.who]!;
      if ('wire' in one) { person[one.wire](); continue; }
      const { chat } = person.corridor, known = [...new Set([...given, ...chat.channels.get().map(({ id }) => id), ...chat.myThreads.get().map(({ id }) => id)])];
      const channelId = known[one.where % known.length]!, messages = chat.conversation(channelId).messages.get(), message = messages[one.which % Math.max(1, messages.length)];
      if (message || one.what < 3) acts[one.what]!(chat, channelId, message?.id ?? '', one.n)?.catch(() => undefined);
      if (isPatient) await breath();
    }
    for (const { mend } of people) mend();
    const tail = ({ length }: readonly object[], all: readonly object[]) => all.slice(all.length - length);
    for (const [index, { corridor }] of people.entries()) {
      const fresh = site.fresh(users[index]!);
      try {
        const seen = async () => {
          const own = new Map<string, readonly object[]>();
          const mine = await view(corridor, async (channelId) => { own.set(channelId, corridor.chat.conversation(channelId).messages.get().filter(({ status }) => status !== 'failed')); return own.get(channelId)!; });
          await fresh.connect();
          // A channel that the fresh client is refused is a difference, too: perhaps for a moment.
          const told = await view(fresh, async (channelId) => tail(own.get(channelId) ?? [], await fresh.chat.history(channelId, { limit: 200 }))).catch((error: unknown) => ({ refused: (error as Error).message }));
          fresh.close();
          return [mine, told];
        };
        // Wires need a moment to be found again, queues to run empty; what differs for so long differs for good.
        const until = Date.now() + 20_000;
        let [mine, told] = await seen();
        while (JSON.stringify(mine) !== JSON.stringify(told) && Date.now() < until) { await new Promise((resolve) => { setTimeout(resolve, 30); }); [mine, told] = await seen(); }
        assert.deepEqual(mine, told, `${users[index]} sees something else than a fresh client`);
      } finally { fresh.close(); }
    }
  } finally { for (const { corridor } of people) corridor.close(); await site.close(); }
}

function memorySite(): Site {
  const server = createMemoryServer();
  return {
    async client(user) {
      const line = server.transport(user);
      return { corridor: createCorridor({ transport: line, storage: 'memory' }), cut: () => { line.goOffline(); }, mend: () => { line.goOnline(); } };
    },
    fresh: (user) => createCorridor({ transport: server.transport(user), storage: 'memory' }),
    close: async () => undefined,
  };
}

let server: CorridorServer;
let count = 0;
let beside: CorridorServer;
before(async () => {
  const { stop, ...source } = await cloneDatabase();
  server = await startTestServer({}, { source: { ...source, stop }, isShared: true });
  beside = await startTestServer({}, { source, isShared: true });
});
after(async () => {
  await beside.close();
  await server.close();
});

/** Each client at the next of these servers. */
function realSite(...servers: readonly CorridorServer[]): Site {
  const tenant = `converge ${++count}`;
  const clientAt = (url: string, sub: string) => createCorridor({ url, storage: 'memory', token: () => server.tokens.mint({ sub, tenant }) });
  const wires: { close(): Promise<void> }[] = [];
  let clients = 0;
  return {
    async client(user) {
      const wire = await cuttable(servers[clients++ % servers.length]!.url);
      wires.push(wire);
      return { corridor: clientAt(wire.url, user), cut: wire.cut, mend: wire.mend };
    },
    fresh: (user) => clientAt(server.url, user),
    async close() { for (const wire of wires) await wire.close(); },
  };
}

const runsInMemory = 60, runsForReal = 5;

test('three clients that do anything in any order, with their connections lost in between, end with what a fresh client fetches', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 200, size: 'max' }), (steps) => converges(memorySite(), steps, false)), { numRuns: runsInMemory, endOnFailure: true });
});

test('so they do over real wires, on a real database', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 80, maxLength: 200, size: 'max' }), (steps) => converges(realSite(server), steps, true)), { numRuns: runsForReal, endOnFailure: true });
});

test('so they do at two servers on one database, with their connections lost and without', async () => {
  const steps = fc.array(step, { minLength: 80, maxLength: 200, size: 'max' });
  await fc.assert(fc.asyncProperty(steps, fc.boolean(), (all, isLossy) => converges(realSite(server, beside), all.filter((one) => isLossy || typeof one === 'string' || !('wire' in one)), true)), { numRuns: 2 * runsForReal, endOnFailure: true });
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Output, Parsed } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import type { Call } from '../call.ts';
import { connect } from '../database.ts';
import { costOf, type PlannedFor } from '../testing/cost.ts';
import { cloneDatabase } from '../testing/database.ts';
import { fillWithMessages, reader } from '../testing/many-messages.ts';
import { chatHandlers } from './chat.ts';

// Each in a database of its own, so that the depth of indexes counts as well.
const sizes = { small: 10_000, large: 1_000_000 };
type Size = keyof typeof sizes;
const sources = {} as Record<Size, Awaited<ReturnType<typeof cloneDatabase>>>, databases = {} as Record<Size, Knex>, busy = {} as Record<Size, readonly [string, string]>;

before(async () => {
  for (const [size, messages] of Object.entries(sizes) as [Size, number][]) {
    sources[size] = await cloneDatabase();
    const owner = connect(sources[size].address, 'owner', 1);
    busy[size] = await fillWithMessages(owner, { tenant: 'acme', messages, channels: 1000, users: 200, days: 30, isSearched: false });
    await owner.destroy();
    databases[size] = connect(sources[size].address, 'app', 1); // what row-level security allows an index to answer holds for this role, not for the owner
  }
});
after(async () => {
  for (const size of Object.keys(sizes) as Size[]) {
    await databases[size].destroy();
    await sources[size].stop();
  }
});

type Handler = (call: Call, input: never) => Promise<unknown>;
interface Asking {
  <N extends keyof typeof chatHandlers>(name: N, input: Parsed<N>): Promise<Output<N>>;
}

/** What a client of the reader's asks, as the server does it, without the wire. */
const cost = <T>(size: Size, planned: PlannedFor, run: (ask: Asking) => Promise<T>) => costOf(databases[size], 'acme', (query) => {
  const connection = { hear: () => undefined, stopHearing: () => undefined, hears: () => false, heard: () => [] };
  const call = { session: { tenant: 'acme', user: reader, groups: [] }, can: () => false, snapshot: () => undefined, keepPlans: () => undefined, departures: () => 0, connection, query };
  return run(((name: keyof typeof chatHandlers, input: never) => (chatHandlers[name] as Handler)(call as unknown as Call, input)) as Asking);
}, planned);

async function compare<T>(about: string, run: (ask: Asking, size: Size) => Promise<T>, check: (answer: T) => void): Promise<void> {
  for (const planned of ['these values', 'any values'] as const) {
    const of = (size: Size) => cost(size, planned, (ask) => run(ask, size));
    for (const size of ['small', 'large'] as const) await of(size); // the first one may find statistics of the catalogue or hints of rows missing
    const [small, large] = [await of('small'), await of('large')];
    for (const { answer } of [small, large]) check(answer);
    const told = `${about}, planned for ${planned}: ${small.pages} pages, ${small.rows} rows at ${sizes.small} messages, ${large.pages} and ${large.rows} at ${sizes.large}`;
    assert.ok(large.pages <= 1.3 * small.pages && large.rows <= 1.3 * small.rows, told);
  }
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const has = (count: number) => ({ items }: { items: readonly unknown[] }) => { assert.equal(items.length, count); };

test('opening a conversation costs the same in a history a hundred times as long', async () => {
  for (const at of [0, 1] as const) {
    await compare(`opening busy channel ${at}`, async (ask, size) => {
      await ask('chat.listen', { channelId: busy[size][at] });
      return ask('chat.history', { channelId: busy[size][at], limit: 50 });
    }, has(50));
  }
});

test('so does a page of it, wherever it is', async () => {
  for (const at of [0, 1] as const) {
    const last = (ask: Asking, size: Size) => ask('chat.channel', { channelId: busy[size][at] });
    for (const part of [0.1, 0.5, 0.9]) {
      await compare(`a page at ${part} of busy channel ${at}`, async (ask, size) => ask('chat.history', { channelId: busy[size][at], before: Math.floor((await last(ask, size)).lastSeq * part), limit: 50 }), has(50));
      await compare(`around ${part} of busy channel ${at}`, async (ask, size) => ask('chat.history', { channelId: busy[size][at], around: Math.floor((await last(ask, size)).lastSeq * part), limit: 50 }), has(50));
    }
  }
});

test('so does a jump to a date', async () => {
  const dates = Array.from({ length: 48 }, (_, i) => 2 + 0.56 * i); // some are hit at once, by chance
  for (const at of [0, 1] as const) {
    await compare(`jumps in busy channel ${at}`, async (ask, size) => {
      const items = [];
      for (const days of dates) {
        const { seq } = await ask('chat.seqAt', { channelId: busy[size][at], at: daysAgo(days) });
        items.push(...(await ask('chat.history', { channelId: busy[size][at], around: seq!, limit: 50 })).items);
      }
      return { items };
    }, has(50 * dates.length));
  }
});

test('so does the list of conversations with what is unread', async () => {
  await compare('the list', (ask) => ask('chat.channels', { scope: 'mine', limit: 50 }), has(50));
  await compare('all', (ask) => ask('chat.channels', { scope: 'mine', limit: 200 }), has(200));
  await compare('the page after', async (ask) => ask('chat.channels', { scope: 'mine', limit: 50, cursor: (await ask('chat.channels', { scope: 'mine', limit: 100 })).next }), has(50));
  await compare('to join', (ask) => ask('chat.channels', { scope: 'public', limit: 50 }), has(50));
});

test('so does catching up after a day away', async () => {
  await compare('a sync', (ask) => ask('chat.sync', { channels: [] }), ({ channels }) => { assert.equal(channels.length, 200); });
  await compare('a sync and all that is new', async (ask) => {
    const { channels } = await ask('chat.sync', { channels: [] });
    const found = [];
    for (const { id, lastChange, membership } of channels) found.push(...(await ask('chat.changes', { channelId: id, since: lastChange - membership!.unread, limit: 500 })).messages);
    return found.length;
  }, (found) => { assert.equal(found, 2 * 200 + 98 * 20 + 100 * 3); });
  await compare('so much that it begins anew', (ask, size) => ask('chat.changes', { channelId: busy[size][0], since: 10, limit: 500 }), ({ isReset }) => { assert.ok(isReset); });
});

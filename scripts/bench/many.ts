// Reading in a history of ten million messages, beside the same in one of a hundred thousand: opening and paging, the list of channels, and coming back after a day.
import type { Figure } from './figure.ts';
import { type History, inHistories } from './histories.ts';

const mine = 'user0', day = 86_400_000;

/** What the SDK asks when a conversation comes on screen. */
async function open({ ask, busy }: History): Promise<void> {
  const channelId = busy[0]!;
  await Promise.all([ask('chat.listen', { channelId }), ask('chat.history', { channelId, limit: 50 }), ask('chat.readers', { channelId })]);
}

/** A page right in the middle. */
async function page({ ask, busy }: History, last: number): Promise<void> {
  await ask('chat.history', { channelId: busy[0]!, before: Math.floor(last / 2), limit: 50 });
}

async function jump({ ask, busy }: History): Promise<void> {
  const channelId = busy[1]!, { seq } = await ask('chat.seqAt', { channelId, at: new Date(Date.now() - 15 * day).toISOString() });
  await ask('chat.history', { channelId, around: seq!, limit: 50 });
}

/** As the SDK does it on a new connection: the numbers of all channels, then what is new in each that has something, four at a time. */
async function catchUp({ ask }: History): Promise<void> {
  const { channels } = await ask('chat.sync', { channels: [] });
  const behind = channels.filter(({ membership }) => membership && membership.readSeq < membership.asOf);
  await Promise.all(Array.from({ length: 4 }, async () => {
    for (let one = behind.pop(); one; one = behind.pop()) {
      let since = one.membership!.readSeq, more = true; // where nothing was edited, changes count as messages do
      while (more) ({ upTo: since, more } = await ask('chat.changes', { channelId: one.id, since, limit: 500 }));
    }
  }));
}

export async function history(): Promise<Figure[]> {
  const lasts = new Map<History, number>();
  return inHistories(mine, {
    'opening a channel': open,
    'a page far back': async (one) => {
      if (!lasts.has(one)) lasts.set(one, (await one.ask('chat.channel', { channelId: one.busy[0]! })).lastSeq);
      await page(one, lasts.get(one)!);
    },
    'a jump to a date': jump,
  });
}

export const inbox = (): Promise<Figure[]> => inHistories(mine, {
  'two hundred channels, counted': ({ ask }) => ask('chat.channels', { limit: 200 }),
  'the first page': ({ ask }) => ask('chat.channels', { limit: 50 }),
  'two pages, by a cursor': async ({ ask }) => ask('chat.channels', { limit: 50, cursor: (await ask('chat.channels', { limit: 50 })).next }),
});

export const away = (): Promise<Figure[]> => inHistories(mine, {
  'a day away, numbers': ({ ask }) => ask('chat.sync', { channels: [] }),
  'a day away, all that is new': catchUp,
});

import type { Corridor, Message, MyChannel } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import { atom } from 'nanostores';
import { fixture, waitFor } from '../testing/index.ts';
import '../base/corridor-provider.ts';
import './message-list.ts';

const me = { id: 'ada', tenant: 'acme', name: 'Ada', avatar: null, roles: [], permissions: [] };

/** A client that has this many messages of one conversation loaded, and nothing to do. */
function clientWith(count: number): Corridor {
  const message = (seq: number): Message => ({
    id: `m${seq}`, channelId: 'c', seq, changedSeq: seq, senderId: seq % 3 ? 'ben' : 'ada', text: `Message ${seq} ${'word '.repeat(seq % 20)}`,
    sentAt: new Date(1_790_000_000_000 + seq * 60_000).toISOString(), reactions: {}, status: 'sent',
  });
  const messages = Array.from({ length: count }, (_, index) => message(index + 1));
  const channel = {
    id: 'c', kind: 'group', people: [], memberCount: 2, lastSeq: count, lastChange: count, lastMessage: null,
    membership: { role: 'member', readSeq: count, version: 1, unread: 0, asOf: count, joinedChange: 0 },
  } as unknown as MyChannel;
  const conversation = {
    channelId: 'c', channel: atom(channel), messages: atom<readonly Message[]>(messages), readers: atom({}),
    range: atom({ hasOlder: false, hasNewer: false, loading: undefined, error: undefined }),
  };
  return {
    me: atom(me), connection: atom('online'), problem: atom(undefined), connect: () => Promise.resolve(),
    people: { person: (id: string) => atom({ id, name: id, avatar: null, isPlaceholder: false }) },
    chat: { conversation: () => conversation, markRead: () => Promise.resolve() },
  } as unknown as Corridor;
}

/** Milliseconds from nothing to rows that have been laid out and scrolled to the end. */
async function firstRender(corridor: Corridor): Promise<number> {
  const provider = await fixture(html`<corridor-provider .corridor=${corridor}></corridor-provider>`);
  const list = document.createElement('message-list');
  list.channelId = 'c';
  list.style.height = '500px';
  const start = performance.now();
  provider.append(list);
  await list.updateComplete;
  const scroller = list.shadowRoot!.querySelector('.scroller')!;
  void scroller.scrollHeight;
  const took = performance.now() - start;
  await waitFor(() => scroller.scrollTop > 0);
  provider.remove();
  return took;
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

describe('<message-list> with 100,000 messages', () => {
  it('renders first in hardly more time than with 1,000, and as many rows', async () => {
    const [few, many] = [clientWith(1_000), clientWith(100_000)];
    const times: { few: number[]; many: number[] } = { few: [], many: [] };
    for (let round = 0; round < 5; round++) for (const client of [few, many]) await firstRender(client);
    for (let round = 0; round < 21; round++) {
      times.few.push(await firstRender(few));
      times.many.push(await firstRender(many));
    }
    expect(median(times.many) / median(times.few), JSON.stringify({ few: median(times.few), many: median(times.many) })).to.be.at.most(1.3);
  }).timeout(60_000);
});

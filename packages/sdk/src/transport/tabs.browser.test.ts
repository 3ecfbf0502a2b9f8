/// <reference types="mocha" />
import { assert } from 'chai';
import { createMemoryServer } from '../testing/index.ts';
import { shareTransport } from './tabs.ts';
import type { Connection, Transport } from './transport.ts';

interface TabWindow extends Window { tab: Transport; states: Connection[] }

let count = 0;
const opened: { close(): void }[] = [];

const comesTo = (transport: Transport, wanted: Connection): Promise<void> =>
  new Promise((resolve) => { const off = transport.onConnection((state) => { if (state === wanted) { off(); resolve(); } }); });

function ownTab(key: string): Transport {
  const transport = shareTransport({ key, open: () => createMemoryServer().transport('ada') });
  opened.push(transport);
  return transport;
}

/** A page of its own, as far as locks and channels are concerned; taking it out of the document is what a crash is to the others. */
async function frameTab(key: string): Promise<{ window: TabWindow; crash(): void }> {
  const frame = document.createElement('iframe');
  const loaded = new Promise<void>((resolve) => { addEventListener('message', ({ source }) => { if (source === frame.contentWindow) resolve(); }); });
  frame.srcdoc = `<script type="module">
    import { createMemoryServer } from '/packages/sdk/src/testing/index.ts';
    import { shareTransport } from '/packages/sdk/src/transport/tabs.ts';
    window.states = [];
    window.tab = shareTransport({ key: '${key}', open: () => createMemoryServer().transport('ada') });
    window.tab.onConnection((state) => { window.states.push(state); });
    parent.postMessage('loaded');
  </script>`;
  document.body.append(frame);
  await loaded;
  return { window: frame.contentWindow as TabWindow, crash: () => { frame.remove(); } };
}

describe('tabs in a browser', () => {
  afterEach(() => { for (const one of opened.splice(0)) one.close(); });

  it('ask through the tab that leads, and one of them leads when it dies', async () => {
    const key = `browser ${++count} ${performance.now()}`;
    const { window: first, crash } = await frameTab(key);
    await first.tab.connect();
    assert.isTrue(first.tab.isLeader?.get());
    const second = ownTab(key), third = ownTab(key);
    await Promise.all([second.connect(), third.connect()]);
    assert.deepEqual([second.isLeader?.get(), third.isLeader?.get()], [false, false]);
    const { id: channelId } = await second.request('chat.createChannel', { kind: 'group', name: 'asked by the second, made in the first' });
    assert.equal((await first.tab.request('chat.channel', { channelId })).id, channelId);

    const back = Promise.all([comesTo(second, 'online'), comesTo(third, 'online')]);
    crash();
    await back;
    assert.sameMembers([second.isLeader?.get(), third.isLeader?.get()], [true, false]);
    assert.equal((await third.request('session.me', {})).id, 'ada');
  });

  it('leave no lock behind when they close', async () => {
    const key = `browser ${++count} ${performance.now()}`;
    const first = ownTab(key), second = ownTab(key);
    await first.connect();
    await second.connect();
    first.close();
    second.close();
    const held = async () => {
      const { held: locks = [], pending = [] } = await navigator.locks.query();
      return [...locks, ...pending].filter(({ name }) => name?.includes(key));
    };
    while ((await held()).length > 0) await new Promise((resolve) => { setTimeout(resolve); });
  });

  it('pass the lead on when a page is put away, and join again when it comes back', async () => {
    const key = `browser ${++count} ${performance.now()}`;
    const first = ownTab(key);
    await first.connect();
    const { window: second } = await frameTab(key);
    await second.tab.connect();
    const away = comesTo(first, 'offline');
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    await away;
    await new Promise<void>((resolve) => { if (second.tab.isLeader?.get()) resolve(); else second.tab.isLeader?.listen(() => { resolve(); }); });
    const back = comesTo(first, 'online');
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await back;
    assert.isFalse(first.isLeader?.get());
    assert.equal((await first.request('session.me', {})).id, 'ada');
  });
});

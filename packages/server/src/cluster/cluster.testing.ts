import type { CallInfo } from '@corridor/sdk/protocol';
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { DatabaseAddress } from '../database.ts';
import { type Guest, newId, startTestWorld, type TestWorld } from '../world.testing.ts';
import type { OpenCarrier } from './carrier.ts';

interface Cut {
  /** Breaks what carries words off, for a moment. */
  cut(address: DatabaseAddress): Promise<void>;
  /** What was said meanwhile may be lost; otherwise it comes later. */
  losesWords: boolean;
}

/** What holds over two server processes, whatever carries their words. */
export function testCluster(carrier: (address: DatabaseAddress) => OpenCarrier, { cut, losesWords }: Cut): void {
  let one: TestWorld, two: TestWorld;
  const opened: Guest[] = [];
  before(async () => {
    one = await startTestWorld({ carrier, timing: { accessMs: 3_600_000 } });
    two = await startTestWorld({ carrier, beside: one });
  });
  after(async () => {
    await two.close();
    await one.close();
  });
  afterEach(() => { for (const guest of opened.splice(0)) guest.close(); });

  const at = async (world: TestWorld, user: string, claims?: Parameters<TestWorld['connect']>[1]): Promise<Guest> => {
    const guest = await world.connect(user, claims);
    opened.push(guest);
    return guest;
  };
  const groupOf = async (maker: Guest, ...members: string[]) => (await maker.request('chat.createChannel', { kind: 'group', members })).id;
  const send = (guest: Guest, channelId: string, text: string) => guest.request('chat.send', { id: newId(), channelId, text });

  test('what is written at one process is heard at the other, in its order', async () => {
    const [ada, ben] = [await at(one, 'ada'), await at(two, 'ben')];
    const channelId = await groupOf(ada, 'ben');
    await ben.hears('chat.channel', ({ id }) => id === channelId);
    for (let i = 0; i < 50; i++) await send(ada, channelId, `line ${i}`);
    await ben.hears('chat.message', ({ text }) => text === 'line 49');
    assert.deepEqual(ben.heard.flatMap((event) => (event.name === 'chat.message' && event.payload.channelId === channelId && event.payload.text.startsWith('line') ? [event.payload.text] : [])), Array.from({ length: 50 }, (_, i) => `line ${i}`));
    await send(ben, channelId, 'and back');
    await ada.hears('chat.message', ({ text }) => text === 'and back');
  });

  test('what a token says counts, whatever tokens said at the other process before', async () => {
    const watcher = await at(one, 'ada'), nameOf = async () => (await watcher.request('people.get', { userIds: ['renamed'] })).items[0]?.name;
    await at(one, 'renamed', { name: 'Mia' });
    await at(two, 'renamed', { name: 'Mia Bauer' });
    assert.equal(await nameOf(), 'Mia Bauer');
    await send(await at(two, 'renamed', { name: 'Mia Bauer' }), await groupOf(watcher, 'renamed'), 'a word that comes after');
    await watcher.hears('chat.message', ({ text }) => text === 'a word that comes after'); // so the word before it has come, too
    await at(one, 'renamed', { name: 'Mia' });
    assert.equal(await nameOf(), 'Mia');
  });

  test('what is too long for one packet arrives whole', async () => {
    const [ada, ben] = [await at(one, 'ada'), await at(two, 'ben')];
    const channelId = await groupOf(ada, 'ben'), text = 'Bestellung № 1044 — 🧾 größer '.repeat(500);
    await send(ada, channelId, text);
    assert.equal((await ben.hears('chat.message', (message) => message.channelId === channelId)).text, text);
  });

  test('who is put out of a conversation at one process hears it no more at the other', async () => {
    const [ada, ben] = [await at(one, 'ada'), await at(two, 'ben')];
    const channelId = await groupOf(ada, 'ben', 'cleo');
    await ben.hears('chat.channel', ({ id }) => id === channelId);
    await ada.request('chat.removeMember', { channelId, userId: 'ben' });
    await ben.hears('chat.left', (left) => left.channelId === channelId);
    await send(ada, channelId, 'without Ben');
    const other = await groupOf(ada, 'ben');
    await send(ada, other, 'with Ben');
    await ben.hears('chat.message', ({ text }) => text === 'with Ben');
    assert.ok(!ben.heard.some((event) => event.name === 'chat.message' && event.payload.text === 'without Ben'));
  });

  test('somebody is there as long as one of the processes has a device of theirs', async () => {
    const watcher = await at(one, 'watcher');
    await watcher.request('presence.watch', { userIds: ['dan'] });
    const is = (status: string) => watcher.hears('presence.changed', (presence) => presence.userId === 'dan' && presence.status === status);
    const desk = await at(two, 'dan');
    await is('online');
    assert.equal((await watcher.request('presence.get', { userIds: ['dan'] })).items[0]?.status, 'online');
    await desk.request('presence.active', { isActive: false });
    await is('away');
    watcher.heard.length = 0;
    const phone = await at(one, 'dan');
    await is('online');
    watcher.heard.length = 0;
    phone.close();
    await is('away');
    await desk.request('presence.set', { status: 'busy', text: 'counting stock' });
    assert.equal((await is('busy')).text, 'counting stock');
    desk.close();
    await is('offline');
  });

  test('who looks at a conversation at either process is named at both', async () => {
    const [ada, ben] = [await at(one, 'ada'), await at(two, 'ben')];
    const channelId = await groupOf(ada, 'ben');
    await ada.request('chat.listen', { channelId });
    await ben.request('chat.listen', { channelId });
    const both = (guest: Guest) => guest.hears('presence.viewers', (viewers) => viewers.channelId === channelId && viewers.total === 2);
    assert.deepEqual([[...(await both(ada)).userIds].sort(), [...(await both(ben)).userIds].sort()], [['ada', 'ben'], ['ada', 'ben']]);
    ada.heard.length = 0;
    ben.close();
    assert.deepEqual((await ada.hears('presence.viewers', (viewers) => viewers.total === 1)).userIds, ['ada']);
  });

  test('who types at one process is seen to at the other', async () => {
    const [ada, ben] = [await at(one, 'ada'), await at(two, 'ben')];
    const channelId = await groupOf(ada, 'ben');
    await ben.request('chat.listen', { channelId });
    await ada.request('chat.typing', { channelId });
    assert.equal((await ben.hears('chat.typing', (typing) => typing.channelId === channelId)).userId, 'ada');
  });

  test('whose permission to hear is taken at one process connects anew at the other', async () => {
    const [boss, eve] = [await at(one, 'boss', { roles: ['admin'] }), await at(two, 'eve', { roles: ['auditor'] })];
    await boss.request('admin.setRole', { role: 'auditor', permissions: ['chat.access_private'] });
    const gone = new Promise((resolve) => { eve.socket.once('disconnect', resolve); });
    await boss.request('admin.setRole', { role: 'auditor', permissions: [] });
    await gone;
  });

  test('a call rings, is answered and signals over both processes, and who comes back by the other one is in it', async () => {
    const [ada, desk] = [await at(one, 'ada'), await at(two, 'ben')];
    const channelId = await groupOf(ada, 'ben');
    const { call: { id: callId }, participantId: adas } = await ada.request('calls.start', { channelId, deviceId: 'ada-desk', kind: 'audio' });
    await desk.hears('calls.changed', ({ id }) => id === callId);
    const { participantId: bens, call: { epoch } } = await desk.request('calls.join', { callId, deviceId: 'ben-desk' });
    await ada.hears('calls.changed', (call) => call.participants.some(({ id }) => id === bens));
    await ada.request('calls.signal', { participantId: adas, to: bens, epoch, signals: [{ run: 'r', seq: 1, ack: 0, data: 'hello' }] });
    await desk.hears('calls.signal', ({ from }) => from === adas);
    const later = await at(one, 'ben');
    ada.heard.length = 0;
    await later.request('calls.resume', { participantId: bens, deviceId: 'ben-desk' });
    desk.close(); // its process notices only now
    const isBens = (state: string) => (call: CallInfo) => call.participants.some((participant) => participant.id === bens && participant.state === state);
    const { version: lost } = await ada.hears('calls.changed', isBens('reconnecting'));
    await ada.hears('calls.changed', (call) => call.version > lost && isBens('active')(call));
  });

  test('a process that comes later knows who is at the others, and who was at one that ended is gone', async () => {
    const ada = await at(one, 'fay');
    await ada.settled();
    const three = await startTestWorld({ carrier, beside: one });
    const watcher = await three.connect('watcher'), gina = await three.connect('gina'), eye = await at(one, 'eye');
    try {
      assert.equal((await watcher.request('presence.watch', { userIds: ['fay'] })).items[0]?.status, 'online');
      await eye.request('presence.watch', { userIds: ['gina'] });
      await gina.settled();
      while ((await eye.request('presence.get', { userIds: ['gina'] })).items[0]?.status !== 'online') await new Promise(setImmediate); // the word is on its way
    } finally { await three.close({ keepGuests: true }); }
    await eye.hears('presence.changed', (presence) => presence.userId === 'gina' && presence.status === 'offline');
    gina.close();
    watcher.close();
  });

  if (losesWords) {
    test('where words may have been lost connections are made anew, and words flow again', async () => {
      const [ada, ben] = [await at(one, 'ada'), await at(two, 'ben')];
      const channelId = await groupOf(ada, 'ben'), gone = Promise.all([ada, ben].map(({ socket }) => new Promise((resolve) => { socket.once('disconnect', resolve); })));
      await cut(one.address);
      await gone;
      const [again, there] = [await at(one, 'ada'), await at(two, 'ben')];
      await there.request('chat.sync', {});
      await send(again, channelId, 'after the break');
      await there.hears('chat.message', ({ text }) => text === 'after the break');
    });
  } else {
    test('words that are said while nothing carries them arrive later', async () => {
      const [ada, ben] = [await at(one, 'ada'), await at(two, 'ben')];
      const channelId = await groupOf(ada, 'ben'), cutting = cut(one.address);
      await send(ada, channelId, 'in the break');
      await cutting;
      await ben.hears('chat.message', ({ text }) => text === 'in the break');
      await send(ben, channelId, 'after it');
      await ada.hears('chat.message', ({ text }) => text === 'after it');
    });
  }
}

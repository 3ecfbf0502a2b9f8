import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import type { MyChannel } from '../protocol/chat.ts';
import type { Entry } from '../transport/outbox.ts';
import { openStorage } from './indexeddb.ts';

beforeEach(() => { globalThis.indexedDB = new IDBFactory(); });

const entry: Entry = { id: 'e', at: 1, channelId: 'c', name: 'chat.send', input: { channelId: 'c', id: 'm', text: 'hello' } };
const channel = { id: 'c', lastSeq: 0 } as MyChannel;

test('what one page writes the next one reads; another user reads nothing of it', async () => {
  const first = await openStorage('ada');
  await first?.put(entry);
  await first?.save([{ channel, upTo: 3, lastSeq: 2, rows: [] }], []);
  first?.close();
  const [again, other] = await Promise.all([openStorage('ada'), openStorage('ben')]);
  assert.deepEqual(await again?.entries(), [entry]);
  assert.deepEqual(await again?.channels(), [{ channel, upTo: 3, lastSeq: 2 }]);
  assert.deepEqual([await other?.entries(), await other?.channels()], [[], []]);
  await again?.save([], ['c']);
  assert.deepEqual(await again?.channels(), []);
});

test('a database that cannot be opened is done without, with one warning', async () => {
  const warn = mock.method(console, 'warn', () => undefined);
  globalThis.indexedDB.open = () => { throw new DOMException('denied', 'SecurityError'); };
  assert.equal(await openStorage('ada'), undefined);
  assert.equal(warn.mock.callCount(), 1);
  warn.mock.restore();
});

test('a database that breaks while in use answers as if it were empty, with one warning', async () => {
  const warn = mock.method(console, 'warn', () => undefined);
  const storage = await openStorage('ada');
  const put = mock.method(IDBObjectStore.prototype, 'put', () => { throw new DOMException('full', 'QuotaExceededError'); });
  await storage?.put(entry);
  await storage?.put(entry);
  assert.deepEqual(await storage?.entries(), []);
  assert.equal(warn.mock.callCount(), 1);
  put.mock.restore();
  warn.mock.restore();
});

test('what is answered while the database is full, or has failed, is still forgotten: the next page would do it again, after what came later', async () => {
  const warn = mock.method(console, 'warn', () => undefined);
  for (const name of ['QuotaExceededError', 'UnknownError']) {
    const storage = await openStorage(name);
    await storage?.put(entry);
    const put = mock.method(IDBObjectStore.prototype, 'put', () => { throw new DOMException('no', name); });
    await storage?.put({ ...entry, id: 'later' });
    await storage?.remove(entry.id);
    put.mock.restore();
    storage?.close();
    assert.deepEqual(await (await openStorage(name))?.entries(), [], name);
  }
  warn.mock.restore();
});

test('a full database keeps what is written once there is room again, and still tells what it has', async () => {
  const warn = mock.method(console, 'warn', () => undefined);
  const storage = await openStorage('ada');
  await storage?.put(entry);
  const put = mock.method(IDBObjectStore.prototype, 'put', () => { throw new DOMException('full', 'QuotaExceededError'); });
  for (const id of ['lost', 'lost too']) await storage?.put({ ...entry, id });
  assert.deepEqual(await storage?.entries(), [entry]);
  put.mock.restore();
  await storage?.put({ ...entry, id: 'later' });
  storage?.close();
  assert.deepEqual((await (await openStorage('ada'))?.entries())?.map(({ id }) => id), ['e', 'later']);
  assert.equal(warn.mock.callCount(), 1);
  warn.mock.restore();
});

test('wiping leaves no database, even while another tab has it open', async () => {
  const [one, other] = await Promise.all([openStorage('ada'), openStorage('ada')]);
  await other?.put(entry);
  await one?.wipe();
  assert.deepEqual(await indexedDB.databases(), []);
  assert.deepEqual(await other?.entries(), []);
});

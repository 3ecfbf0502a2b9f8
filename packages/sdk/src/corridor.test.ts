import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCorridor } from './index.ts';
import { createMemoryServer } from './testing/index.ts';

const people = [{ id: 'ada', name: 'Ada' }, { id: 'ben', name: 'Ben' }];

test('a message reaches the other person, and both see one row', async (t) => {
  const server = createMemoryServer({ people });
  const ada = server.client('ada'), ben = server.client('ben');
  t.after(() => { ada.close(); ben.close(); });
  await Promise.all([ada.connect(), ben.connect()]);
  const channel = await ada.chat.createChannel({ kind: 'group', name: 'Purchasing', members: ['ben'] });
  const heard: string[] = [];
  ben.on('chat.message', ({ text }) => heard.push(text));
  const rows: string[][] = [];
  ada.chat.conversation(channel.id).messages.subscribe((messages) => rows.push(messages.map(({ status, text }) => `${status} ${text}`)));
  const message = await ada.chat.send(channel.id, { text: 'hello' });
  assert.equal(message.seq, 1);
  await until(() => heard.length > 0);
  assert.deepEqual(heard, ['hello']);
  assert.equal(ben.chat.unread.get(), 1);
  assert.deepEqual(ben.chat.channels.get().map(({ name, membership }) => [name, membership?.unread]), [['Purchasing', 1]]);
  assert.deepEqual(rows.filter((row) => row.length).at(0), ['pending hello']);
  assert.deepEqual(rows.at(-1), ['sent hello']);
});

test('an address that is none is refused at once, and says what it should be', async () => {
  for (const url of ['', 'not a url', 'ftp://x', 'localhost:4000', '/corridor', 'http://']) {
    const corridor = createCorridor({ url, token: () => Promise.resolve('') });
    await assert.rejects(corridor.connect(), { code: 'invalid-input', message: /must be an http or https address/ }, url);
    assert.equal(corridor.problem.get()?.code, 'invalid-input');
  }
});

test('a REST request whose token is refused is answered so, and the next one brings another token', async (t) => {
  const asked: string[] = [], { fetch } = globalThis;
  t.after(() => { globalThis.fetch = fetch; });
  globalThis.fetch = (_, init) => {
    const { Authorization: token } = init!.headers as Record<string, string>;
    asked.push(`${token!} ${init!.body as string}`);
    return Promise.resolve(new Response(null, { status: token === 'Bearer second' ? 204 : 401 }));
  };
  const tokens = ['first', 'second', 'third'], corridor = createCorridor({ url: 'https://chat.example', token: () => Promise.resolve(tokens.shift()!) });
  const ask = async () => (await corridor.fetch('/call-recordings/1/parts/0', { method: 'PUT', body: 'part' })).status;
  assert.deepEqual([await ask(), await ask()], [401, 204]);
  assert.deepEqual(asked, ['Bearer first part', 'Bearer second part']);
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => { setImmediate(resolve); });
}

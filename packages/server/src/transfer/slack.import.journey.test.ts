import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCorridor, type Corridor } from '@corridor/sdk';
import type { DatabaseSource } from '../database.ts';
import type { CorridorServer } from '../index.ts';
import { cloneDatabase } from '../testing/database.ts';
import { startTestServer } from '../testing/server.ts';
import { runImport } from './import.command.ts';
import { everyKind, writeZip } from './slack.fixture.testing.ts';

let server: CorridorServer, source: DatabaseSource;
const opened: Corridor[] = [];
before(async () => {
  source = await cloneDatabase();
  server = await startTestServer({}, { source });
});
after(async () => { for (const one of opened) one.close(); await server.close(); });

async function client(sub: string, tenant = 'acme'): Promise<Corridor> {
  const corridor = createCorridor({ url: server.url, token: () => server.tokens.mint({ sub, tenant, name: sub }) });
  opened.push(corridor);
  await corridor.connect();
  return corridor;
}

test('two people go on in a thread that they began in Slack; a stranger sees nothing of it', async () => {
  const status = await runImport(['slack', await writeZip(everyKind()), '--tenant', 'acme', '--email-ids'], {}, { out: () => undefined, error: () => undefined, isTTY: false }, undefined, { address: source.address });
  assert.equal(status, 0);
  const ada = await client('ada@acme.example'), ben = await client('ben@acme.example'), stranger = await client('ada@acme.example', 'globex');
  const general = ada.chat.channels.get().find(({ name }) => name === 'general')!;
  assert.equal(general.membership?.unread, 0);
  const root = (await ada.chat.history(general.id, { limit: 200 })).find(({ text }) => text.startsWith('Who has'))!;
  assert.deepEqual(root.reactions, { '👍': ['ben@acme.example', 'chloe@acme.example'] });
  const thread = await ben.chat.openThread(root.id);
  assert.deepEqual((await ben.chat.history(thread.id)).map(({ text }) => text), ['Ben has', 'Not me', 'Said to all', 'A day later']);
  const heard = new Promise<string>((resolve) => { ada.on('chat.message', ({ text, channelId }) => { if (channelId === thread.id) resolve(text); }); });
  await ben.chat.send(thread.id, { text: 'And here we are', threadOf: root.id } as never);
  assert.equal(await heard, 'And here we are');
  assert.deepEqual(stranger.chat.channels.get(), []);
  await assert.rejects(stranger.chat.history(general.id), { code: 'not-found' });
});

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '@corridor/sdk/protocol';
import type { CorridorServer } from '../index.ts';
import { freePort } from '../journeys/free-port.ts';
import { startTestServer } from '../testing/server.ts';

const root = path.join(import.meta.dirname, '../../../..');
const code = readFileSync(path.join(root, 'examples/records/host.mjs'), 'utf8');
const secret = Buffer.from('a secret of the sample in the documentation').toString('base64');
let server: CorridorServer, host: ChildProcess, ada: string, ben: string, key: string;

async function ask<T>(token: string, method: string, path: string, body?: object): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method, headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

before(async () => {
  const port = await freePort();
  server = await startTestServer({ CORRIDOR_HOST_URL: `http://127.0.0.1:${port}/`, CORRIDOR_HOST_SECRET: secret, CORRIDOR_RECORD_URLS: 'https://erp.example/orders/' });
  [ada, ben] = await Promise.all([server.tokens.mint({ sub: 'ada', tenant: 'acme', name: 'Ada', roles: ['admin', 'buyer'] }), server.tokens.mint({ sub: 'ben', tenant: 'acme' })]);
  ({ body: { key } } = await ask<{ key: string }>(ada, 'POST', '/api-keys', { name: 'ERP' }));
  host = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root, env: { ...process.env, NODE_OPTIONS: '', PORT: String(port), CORRIDOR_URL: server.url, CORRIDOR_API_KEY: key, CORRIDOR_HOST_SECRET: secret }, stdio: ['ignore', 'ignore', 'inherit'],
  });
});
after(async () => {
  host.kill();
  if (host.exitCode === null && host.signalCode === null) await once(host, 'exit');
  await server.close();
});

test('the sample host is printed in the documentation as it runs', () => {
  assert.ok(readFileSync(path.join(root, 'docs/features/records.md'), 'utf8').includes(`\`\`\`js\n${code}\`\`\``));
});

test('the sample host asks in a record\'s conversation, decides, shows its order and makes a ticket', async () => {
  const { body: { id: channelId } } = await ask<{ id: string }>(ada, 'POST', '/records', { type: 'purchase-order', id: 'PO-1042' });
  let notice: Message | undefined;
  while (!notice) {
    const { body } = await ask<{ items?: Message[] }>(ada, 'GET', `/channels/${channelId}/messages`);
    notice = body.items?.[0];
    if (!notice) await delay(50);
  }
  assert.match(notice.text, /PO-1042 is waiting for approval/);
  const act = `/messages/${notice.id}/actions/approve`;
  const refused = await ask<{ error: { message: string } }>(ben, 'POST', act, {});
  assert.deepEqual([refused.status, refused.body.error.message], [403, 'Buyers approve orders.']);
  const { body: { card } } = await ask<Message>(ada, 'POST', act, {});
  assert.ok(card?.type === 'notice');
  assert.deepEqual([card.outcome?.text, card.outcome?.userId, card.actions], ['Approved', 'ada', undefined]);
  const url = 'https://erp.example/orders/PO-1042';
  assert.deepEqual((await ask<{ items: object[] }>(ben, 'POST', '/links/preview', { urls: [url] })).body.items,
    [{ type: 'record', url, title: 'PO-1042 · Halden Steel AS', meta: 'Delivery on 12 December', status: { text: 'Approved', tone: 'neutral' } }]);
  assert.deepEqual((await ask<{ record: object }>(ada, 'POST', `/messages/${notice.id}/record`, {})).body.record,
    { type: 'ticket', id: 'T-1', title: 'PO-1042 is waiting for approval: **€ 48,250**.', url: '/tickets/T-1' });
});

test('the sample of metadata is printed in the documentation as it runs, and finds the order that it tells of', async () => {
  const file = 'examples/records/metadata.mjs', sample = readFileSync(path.join(root, file), 'utf8');
  assert.ok(readFileSync(path.join(root, 'docs/features/metadata.md'), 'utf8').includes(`\`\`\`js\n${sample}\`\`\``));
  for (const id of ['PO-1042', 'PO-1043']) {
    const record = { type: 'purchase-order', id }, { body: { id: channelId } } = await ask<{ id: string }>(ben, 'POST', '/records', record);
    await ask(ben, 'POST', `/channels/${channelId}/messages`, { text: 'When does it come?', record });
  }
  const run = spawn(process.execPath, ['--input-type=module', '-e', sample], { env: { ...process.env, NODE_OPTIONS: '', CORRIDOR_URL: server.url, CORRIDOR_API_KEY: key, USER_TOKEN: ben }, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  run.stdout.on('data', (piece: Buffer) => { said += piece.toString(); });
  const [code] = await once(run, 'close') as [number];
  assert.deepEqual([code, said], [0, 'PO-1042 2026-12-12\n']);
});

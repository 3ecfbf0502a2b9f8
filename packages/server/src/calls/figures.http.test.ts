import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';

let server: CorridorServer;
before(async () => { server = await startTestServer(); });
after(() => server.close());

const ask = async (sub: string, method: string, path: string, body?: object, roles: string[] = []): Promise<Response> => fetch(`${server.url}/api/v1${path}`, {
  method, headers: { Authorization: `Bearer ${await server.tokens.mint({ sub, tenant: 'acme', name: sub, roles })}`, 'Content-Type': 'application/json' }, ...(body && { body: JSON.stringify(body) }),
});

test('figures come as a table that a spreadsheet opens, with all together in the last row and no formula in it', async () => {
  await ask('ben', 'GET', '/me');
  const { id: channelId } = await (await ask('ada', 'POST', '/channels', { kind: 'group', name: '=1+1', members: ['ben', 'boss'] })).json() as { id: string };
  const { call: { id: callId } } = await (await ask('ada', 'POST', `/channels/${channelId}/calls`, { kind: 'audio', deviceId: 'desk' })).json() as { call: { id: string } };
  await ask('ben', 'POST', `/calls/${callId}/participants`, { deviceId: 'desk' });
  assert.equal((await ask('ada', 'DELETE', `/calls/${callId}`)).status, 200);
  const response = await ask('boss', 'GET', '/call-figures.csv?by=channel&timeZone=Europe%2FOslo', undefined, ['admin']);
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment; filename="corridor-calls-[\d-]+\.csv"$/);
  const rows = parse(await response.text(), { bom: true, columns: true, record_delimiter: '\r\n' }) as unknown as Record<string, string>[];
  assert.deepEqual(rows.map((row) => [row.period, row.channelId, row.channel, row.calls, row.answered, row.answeredRate, row.missedRate]), [['', channelId, "'=1+1", '1', '1', '1', '0'], ['total', '', '', '1', '1', '1', '0']]);
  assert.equal((await ask('ada', 'GET', '/call-figures.csv')).status, 403);
  assert.equal((await ask('ada', 'GET', '/call-figures.csv?userId=ada')).status, 200);
  assert.equal((await fetch(`${server.url}/api/v1/call-figures.csv`)).status, 401);
});

test('each call that has a path of its own is found by it', async () => {
  for (const path of ['/calls', '/calls/live', '/call-figures?userId=ada']) assert.equal((await ask('ada', 'GET', path)).status, 200, path);
});

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { z } from 'zod';
import { CallError } from './errors.ts';
import { createHost, type Host } from './host.ts';
import { startTestHost, type TestHost } from './testing/host.ts';

const Answer = z.object({ outcome: z.string() });
let erp: TestHost, host: Host;
const warnings: unknown[] = [];
const log = { warn: (...said: unknown[]) => { warnings.push(said); } };
before(async () => {
  erp = await startTestHost();
  host = createHost(erp, log);
});
beforeEach(() => { warnings.length = erp.asked.length = 0; });
after(() => erp.close());

const question = { type: 'action', tenant: 'acme', secret: 'confidential' };
const refusal = async (options: { timeoutMs?: number } = {}) => {
  try { await host.ask(question, Answer, options); return 'ok'; }
  catch (error) { if (error instanceof CallError) return [error.code, error.message]; throw error; }
};

test('asks signed, and once more under the same id', async () => {
  erp.answer = () => ({ outcome: 'Approved', more: 1 });
  for (let i = 0; i < 2; i++) assert.deepEqual(await host.ask(question, Answer, { id: 'the-click' }), { outcome: 'Approved' });
  assert.deepEqual(erp.asked.map(({ id, type, tenant }) => [id, type, tenant]), Array(2).fill(['the-click', 'action', 'acme']));
});

test('a host that does not know the question answers nothing', async () => {
  for (const status of [204, 404, 501]) {
    erp.answer = () => status;
    assert.equal(await host.ask(question, Answer), undefined);
  }
});

test('what the host refuses is refused in its words', async () => {
  erp.answer = () => ({ status: 403, message: 'Ben may approve up to € 5,000' });
  assert.deepEqual(await refusal(), ['forbidden', 'Ben may approve up to € 5,000']);
  erp.answer = () => ({ status: 409, message: 'The order was cancelled' });
  assert.deepEqual(await refusal(), ['conflict', 'The order was cancelled']);
  erp.answer = () => 403;
  assert.deepEqual(await refusal(), ['forbidden', 'The host does not allow it']);
});

test('a host that fails, is slow, says something else or too much is unavailable, and the log repeats nothing of what was said', async () => {
  const answers = [() => 500, () => 400, () => undefined, () => ({ outcome: 7 }), () => null, () => ({ outcome: 'confidential'.repeat(30_000) })];
  for (const answer of answers) {
    erp.answer = answer;
    assert.equal((await refusal({ timeoutMs: 100 }))[0], 'unavailable', answer.toString());
  }
  assert.equal(warnings.length, answers.length);
  assert.doesNotMatch(JSON.stringify(warnings), /confidential/);
});

test('a signed question follows no redirect, and a host that is gone is unavailable', async () => {
  let wasFollowed = false;
  const elsewhere = createServer((request, response) => {
    if (request.url === '/elsewhere') wasFollowed = true;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => { elsewhere.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  const moved = createHost({ url, secret: erp.secret }, log);
  await assert.rejects(moved.ask(question, Answer), { code: 'unavailable' });
  assert.equal(wasFollowed, false);
  elsewhere.closeAllConnections();
  await new Promise<void>((resolve) => { elsewhere.close(() => { resolve(); }); });
  await assert.rejects(moved.ask(question, Answer), { code: 'unavailable' });
});

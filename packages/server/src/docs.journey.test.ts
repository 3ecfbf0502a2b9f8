import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium, type Browser } from 'playwright-core';
import type { CorridorServer } from './index.ts';
import { startTestServer } from './testing/server.ts';

let server: CorridorServer, browser: Browser;
before(async () => {
  server = await startTestServer();
  browser = await chromium.launch({ executablePath: process.env.CORRIDOR_BROWSER ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'] });
});
after(async () => { await browser.close(); await server.close(); });

test('the API page shows every operation under its own policy, and asks nobody else for anything', async () => {
  const page = await browser.newPage(), complaints: string[] = [];
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => { if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(server.url)) complaints.push(request.url()); });
  await page.goto(`${server.url}/api/docs`);
  const { paths } = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as { paths: Record<string, Record<string, { summary: string }>> };
  for (const { summary } of Object.values(paths).flatMap((path) => Object.values(path))) {
    await page.locator('h2', { hasText: new RegExp(`^${summary}\\s*$`) }).first().waitFor({ state: 'attached' });
  }
  assert.deepEqual(complaints, []);
});

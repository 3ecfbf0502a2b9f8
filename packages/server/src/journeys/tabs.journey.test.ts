import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, Visitor } from './browser.ts';

let server: CorridorServer;
let browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });

test('two tabs of one person share one socket, also after a lost connection, and the second goes on when the first is closed', async () => {
  const context = await browser.newContext();
  const open = new Map<object, Page>();
  const tab = async () => {
    const visitor = new Visitor(await context.newPage());
    visitor.page.on('websocket', (socket) => {
      open.set(socket, visitor.page);
      socket.on('close', () => open.delete(socket));
    });
    await visitor.page.goto(`${server.url}/orders/PO-1040?user=ada`);
    await visitor.openChat();
    return visitor;
  };
  const first = await tab();
  await first.write('From the first');
  await first.row('From the first').waitFor();
  const second = await tab();
  await second.row('From the first').waitFor();
  await second.write('From the second');
  await first.row('From the second').waitFor();
  assert.equal([...open.values()].filter((page) => !page.isClosed()).length, 1);

  await second.offline(() => second.write('While both are away')); // a context's tabs lose it together
  await first.row('While both are away').waitFor();
  await second.row('While both are away').waitFor();
  assert.equal([...open.values()].filter((page) => !page.isClosed()).length, 1);

  await first.page.close();
  await second.write('Alone now');
  const third = await tab();
  await third.row('Alone now').waitFor();
  assert.equal(await third.row('From the second').count(), 1);
  assert.equal([...open.values()].filter((page) => !page.isClosed()).length, 1);
  await context.close();
});

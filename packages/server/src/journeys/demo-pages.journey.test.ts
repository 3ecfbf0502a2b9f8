import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, Visitor } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server: CorridorServer;
let browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the demo's pages, with the chat open, are accessible and fit a phone, ${colorScheme}`, async () => {
    for (const path of ['/', '/orders', '/orders/PO-1042', '/suppliers']) {
      const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true }); // axe comes from outside
      const visitor = new Visitor(await context.newPage());
      await visitor.page.setViewportSize({ width: 320, height: 640 });
      await visitor.page.goto(server.url + path);
      await visitor.launcher.waitFor();
      assert.equal(await visitor.page.evaluate('document.documentElement.scrollWidth'), 320, path);
      await visitor.page.setViewportSize({ width: 1280, height: 800 });
      await visitor.launcher.click();
      await visitor.page.locator('chat-widget').getByRole(path === '/orders/PO-1042' ? 'log' : 'combobox').waitFor();
      await visitor.page.evaluate(axe);
      const violations = await visitor.page.evaluate<{ id: string; nodes: { target: unknown }[] }[]>('axe.run().then(({ violations }) => violations)');
      assert.deepEqual(violations.map(({ id, nodes }) => [path, id, nodes.map(({ target }) => target)]), []);
      assert.deepEqual(visitor.complaints, []);
      await context.close();
    }
  });

  test(`the demo's page of calls is accessible and fits a phone, ${colorScheme}`, async () => {
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true }), visitor = new Visitor(await context.newPage()); // axe comes from outside
    await visitor.page.setViewportSize({ width: 320, height: 640 });
    await visitor.page.goto(`${server.url}/calls?user=ada`);
    await visitor.page.locator('call-history').getByText('No calls yet.').waitFor();
    await visitor.page.locator('call-figures').getByText('There were no calls in this time.').waitFor();
    assert.equal(await visitor.page.evaluate('document.documentElement.scrollWidth'), 320);
    await visitor.page.evaluate(axe);
    const violations = await visitor.page.evaluate<{ id: string; nodes: { target: unknown }[] }[]>('axe.run().then(({ violations }) => violations)');
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]), []);
    assert.deepEqual(visitor.complaints, []);
    await context.close();
  });

  test(`the demo's page of messages is accessible, with and without details, and fits a phone, ${colorScheme}`, async () => {
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true }); // axe comes from outside
    const visitor = new Visitor(await context.newPage()), app = visitor.page.locator('chat-app');
    await visitor.page.goto(`${server.url}/messages`);
    await visitor.page.evaluate(axe);
    const look = async () => {
      const violations = await visitor.page.evaluate<{ id: string; nodes: { target: unknown }[] }[]>('axe.run().then(({ violations }) => violations)');
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]), []);
    };
    for (const width of [1440, 768, 320]) {
      await visitor.page.setViewportSize({ width, height: 800 });
      await app.getByRole('link', { name: /PO-1042/ }).click();
      await app.getByRole('log').waitFor();
      await look();
      await app.getByRole('button', { name: 'Details', exact: true }).click();
      await app.getByRole('heading', { name: 'Details' }).waitFor();
      await look();
      await app.getByRole('button', { name: 'Close details' }).click();
      assert.equal(await visitor.page.evaluate('document.documentElement.scrollWidth'), width);
      if (width > 700) await visitor.page.goBack();
    }
    assert.deepEqual(visitor.complaints, []);
    await context.close();
  });
}

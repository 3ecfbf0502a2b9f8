import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, until, visit } from './browser.ts';
import { callArgs } from './calls-page.ts';

let server: CorridorServer, browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser({ hasMicrophone: true, args: [...callArgs, '--auto-select-desktop-capture-source=Entire screen'] })]); });
after(async () => { await browser?.close(); await server?.close(); });
afterEach(async () => { for (const context of browser.contexts()) await context.close(); });

/** Inside of the elements, whose shadow roots are open. */
const panel = `[...document.querySelectorAll('call-panel')].find((one) => one.hasAttribute('active'))?.shadowRoot`;
const grid = `${panel}?.querySelector('video-grid')?.shadowRoot`, screen = `${grid}?.querySelector('screen-share')?.shadowRoot`, drawing = `${screen}?.querySelector('screen-drawing')?.shadowRoot`;
/** Frames of it were decoded. */
const moves = (video: string) => `(${video})?.getVideoPlaybackQuality().totalVideoFrames > 5`;

test('from the page of an order somebody is called, answers, sees a shared screen and what is drawn on it, hangs up, and finds the call again', async () => {
  const [ada, ben] = await Promise.all([visit(browser, `${server.url}/orders/PO-1042?user=ada`), visit(browser, `${server.url}/?user=ben`)]);
  await ben.launcher.waitFor();
  await ada.openChat();
  await ada.page.locator('chat-widget').getByRole('button', { name: 'Call', exact: true }).first().click();
  const picker = ada.page.getByRole('dialog', { name: 'Call' });
  await picker.getByRole('button', { name: 'Video call' }).click();
  await picker.getByRole('option', { name: 'Ben' }).first().click();
  await picker.getByRole('button', { name: 'Call', exact: true }).click();
  await ada.page.locator('call-panel[active]').getByText('Ringing…').first().waitFor();

  await ben.page.locator('incoming-call').getByRole('button', { name: 'Pick up' }).click();
  for (const visitor of [ada, ben]) await until(visitor.page, moves(`${grid}?.querySelector('.tile:not(.mirrored) video')`));

  await ada.page.locator('call-panel[active]').getByRole('button', { name: 'Show the call in the whole window' }).click();
  await ada.page.locator('call-panel[active]').getByRole('button', { name: 'Share screen' }).click();
  await ben.page.locator('call-panel[active]').getByRole('button', { name: 'Show the call in the whole window' }).click();
  await until(ben.page, moves(`${screen}?.querySelector('video')`));

  await ben.page.locator('screen-drawing').getByRole('button', { name: 'Draw', exact: true }).click();
  await ben.page.locator('screen-drawing').getByRole('button', { name: 'Lines stay' }).click();
  const paper = (await ben.page.locator('screen-drawing svg.paper').boundingBox())!, at = (x: number, y: number) => [paper.x + x * paper.width, paper.y + y * paper.height] as const;
  await ben.page.mouse.move(...at(0.3, 0.4));
  await ben.page.mouse.down();
  await ben.page.mouse.move(...at(0.6, 0.7), { steps: 5 });
  await ben.page.mouse.up();
  await until(ada.page, `${drawing}?.querySelector('svg.paper path')`);
  const line = await ada.page.evaluate<string>(`${drawing}.querySelector('svg.paper path').getAttribute('d')`), [x, y] = /^M([\d.]+) ([\d.]+)/.exec(line)!.slice(1).map(Number);
  assert.ok(Math.abs(x! - 300) < 5 && Math.abs(y! - 400) < 5, line);
  await ada.page.locator('screen-drawing').getByText('Ben').first().waitFor();
  await ada.page.locator('screen-drawing').getByRole('button', { name: 'Clear all lines' }).click();
  await until(ben.page, `!${drawing}?.querySelector('svg.paper path')`);

  await ada.page.locator('call-panel[active]').getByRole('button', { name: 'Leave the call' }).click();
  await until(ben.page, `!${grid}?.querySelector('.tile:not(.mirrored) video')`);
  await ben.page.locator('call-panel[active]').getByRole('button', { name: 'Leave the call' }).click(); // about a record others could still come
  for (const visitor of [ada, ben]) assert.deepEqual(visitor.complaints, []);

  await ada.page.goto(`${server.url}/calls?user=ada`);
  await ada.page.locator('call-history').getByText('PO-1042').first().waitFor();
  await ada.page.locator('call-history').getByText('Ben').first().waitFor();
});

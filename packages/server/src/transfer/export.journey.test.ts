import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { openBrowser } from '../journeys/browser.ts';
import { signIn, type Reader } from '../journeys/messages-page.ts';
import { startTestServer } from '../testing/server.ts';

let server: CorridorServer;
let browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });

test('who manages a channel saves it as a file, with what somebody else has just written; without a connection nothing is saved, and afterwards all of it', async () => {
  const [ada, ben] = await Promise.all(['ada', 'ben'].map((user) => signIn(browser, server.url, user))) as [Reader, Reader];
  for (const one of [ada, ben]) {
    await one.inSide('Purchasing').click();
    await one.openDetails();
  }
  await ada.app.getByText('Export', { exact: true }).click();
  assert.equal(await ben.app.getByText('Export', { exact: true }).count(), 0);
  await ben.say('Which of these goes into the file?');
  await ada.message('goes into the file').waitFor();

  const save = ada.button('Save as a file');
  await ada.app.locator('channel-export').getByRole('combobox', { name: 'Format' }).selectOption('csv');
  await ada.offline(async () => {
    await save.click();
    await ada.app.locator('channel-export').getByRole('alert').waitFor();
  });
  const [file] = await Promise.all([ada.page.waitForEvent('download'), save.click()]);
  assert.equal(file.suggestedFilename(), 'Purchasing.csv');
  const text = readFileSync(await file.path(), 'utf8');
  for (const words of ['Which of these goes into the file?', '- Thursday 3 December: 3 (Mari Solberg, Ben Haug, Jonas Lind)', 'They also billed the cable twice']) assert.ok(text.includes(words), words);
  await ada.app.getByText('The file is saved where your browser puts downloads.').waitFor();
  assert.deepEqual([ada.complaints, ben.complaints], [[], []]);
});

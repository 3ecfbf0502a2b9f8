import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, visit } from './browser.ts';
import { signIn, type Reader } from './messages-page.ts';

let server: CorridorServer, browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });

const text = (name: string, words: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(words) });
const files = ({ app }: Reader): Locator => app.locator('file-browser');
const row = (reader: Reader, name: string): Locator => files(reader).getByRole('row').filter({ hasText: name });
const details = (reader: Reader): Locator => files(reader).locator('file-details');
const chosen = (reader: Reader, name: string): Locator => files(reader).getByRole('toolbar').getByRole('button', { name, exact: true });
const tab = (reader: Reader, name: string): Promise<void> => details(reader).getByRole('tab', { name }).click();

async function filesOf(user: string, place: string): Promise<Reader> {
  const reader = await signIn(browser, server.url, user);
  await reader.inSide('Files').or(reader.app.locator('chat-sidebar').getByRole('button', { name: 'Files' })).first().click();
  await files(reader).getByRole('button', { name: place, exact: true }).click();
  return reader;
}

async function give(reader: Reader, opener: Locator, file: ReturnType<typeof text>): Promise<void> {
  const [chooser] = await Promise.all([reader.page.waitForEvent('filechooser'), opener.click()]);
  await chooser.setFiles(file);
}

async function open(reader: Reader, name: string): Promise<void> {
  await row(reader, name).click();
  await chosen(reader, 'Details').click();
}

async function contentOf(reader: Reader, act: Locator): Promise<string> {
  const [download] = await Promise.all([reader.page.waitForEvent('download'), act.click()]);
  return readFile(await download.path(), 'utf8');
}

test('a file goes into a folder, to a colleague who comments it, through its versions, and by a link to a stranger until that is revoked', async () => {
  const ada = await filesOf('ada', 'My files'), ben = await filesOf('ben', 'Shared with me');

  await give(ada, files(ada).getByRole('button', { name: 'Upload' }), text('plan.txt', 'the first plan'));
  await row(ada, 'plan.txt').waitFor();
  await files(ada).getByRole('button', { name: 'New folder' }).click();
  await files(ada).getByRole('textbox', { name: 'Name' }).fill('Drawings');
  await ada.page.keyboard.press('Enter');
  await row(ada, 'Drawings').waitFor();
  await row(ada, 'plan.txt').click();
  await chosen(ada, 'Move').click();
  await files(ada).locator('file-move').getByRole('button', { name: 'Drawings' }).click();
  await row(ada, 'plan.txt').waitFor({ state: 'detached' });
  await row(ada, 'Drawings').dblclick();
  await row(ada, 'plan.txt').waitFor();

  await row(ada, 'plan.txt').click();
  await chosen(ada, 'Share').click();
  const share = ada.page.getByRole('dialog', { name: 'Share “plan.txt”' });
  await share.getByRole('combobox', { name: 'Type a name' }).fill('Ben');
  await share.getByRole('option', { name: /Ben Haug/ }).click();
  await share.getByRole('button', { name: 'Share', exact: true }).click();
  await share.getByRole('combobox', { name: 'What Ben Haug may do' }).waitFor();
  await row(ben, 'plan.txt').waitFor();
  await open(ben, 'plan.txt');
  await tab(ben, 'Comments');
  await details(ben).getByRole('textbox', { name: 'Comment' }).fill('Gate 3 is missing');
  await details(ben).getByRole('button', { name: 'Comment' }).click();

  await share.getByRole('button', { name: 'Make a link' }).click();
  const link = await share.getByRole('textbox', { name: 'Link' }).inputValue();
  await share.getByRole('button', { name: 'Close' }).click();
  await chosen(ada, 'Details').click();
  await tab(ada, 'Comments');
  await details(ada).getByText('Gate 3 is missing').waitFor();

  await tab(ada, 'Versions');
  await give(ada, details(ada).getByRole('button', { name: 'Upload a new version' }), text('plan.txt', 'the second plan'));
  await details(ada).getByText('Version 2, the current one').waitFor();
  assert.equal(await contentOf(ben, chosen(ben, 'Download')), 'the second plan');
  await details(ada).getByRole('listitem').filter({ hasText: 'Version 1' }).getByRole('button', { name: 'Restore' }).click();
  await details(ada).getByText('Version 3, the current one').waitFor();
  assert.equal(await contentOf(ben, chosen(ben, 'Download')), 'the first plan');

  const stranger = await visit(browser, link);
  await stranger.page.getByRole('heading', { name: 'plan.txt' }).waitFor();
  const [download] = await Promise.all([stranger.page.waitForEvent('download'), stranger.page.getByRole('button', { name: 'Download' }).click()]);
  assert.deepEqual([download.suggestedFilename(), await readFile(await download.path(), 'utf8')], ['plan.txt', 'the first plan']);
  await chosen(ada, 'Share').click();
  await share.getByText('1 download').waitFor();
  await share.getByRole('button', { name: 'Revoke…' }).click();
  await share.getByRole('button', { name: 'Revoke', exact: true }).click();
  await share.getByText('Revoked').waitFor();
  await stranger.page.reload();
  await stranger.page.getByText('This link was withdrawn by the person who shared it.').waitFor();
  assert.equal(await stranger.page.getByRole('heading', { name: 'plan.txt' }).count(), 0);

  await share.getByRole('button', { name: 'Stop sharing with Ben Haug' }).click();
  await row(ben, 'plan.txt').waitFor({ state: 'detached' });
  assert.deepEqual([ada.complaints, ben.complaints], [[], []]);
});

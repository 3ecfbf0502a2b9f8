import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser } from './browser.ts';
import { cuttable } from './cuttable.ts';
import { signIn, type Reader } from './messages-page.ts';

let server: CorridorServer, browser: Browser;
before(async () => { [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.close(); });

interface Given { name: string; mimeType: string; buffer: Buffer }
const drawing = async (name: string): Promise<Given> => ({ name, mimeType: 'image/png', buffer: await sharp({ create: { width: 640, height: 400, channels: 3, background: '#3a6ea5' } }).png().toBuffer() });
/** Noise does not shrink: megabytes. */
const photo = async (name: string): Promise<Given> => ({ name, mimeType: 'image/png', buffer: await sharp({ create: { width: 900, height: 900, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 60 } } }).png().toBuffer() });
const order: Given = { name: 'order.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n') };

/** Lets go of files over the conversation, as a hand does. */
async function drop(page: Page, files: readonly Given[]): Promise<void> {
  const data = await page.evaluateHandle((all) => {
    const transfer = new (globalThis as unknown as { DataTransfer: new () => { items: { add(file: File): void } } }).DataTransfer();
    for (const { name, mimeType, base64 } of all) transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name, { type: mimeType }));
    return transfer;
  }, files.map(({ buffer, ...file }) => ({ ...file, base64: buffer.toString('base64') })));
  const list = page.locator('chat-app message-list');
  await list.dispatchEvent('dragover', { dataTransfer: data });
  await page.locator('chat-app').getByText('Drop files here to send them').or(page.locator('chat-app .drop')).first().waitFor({ timeout: 1000 }).catch(() => list.dispatchEvent('dragover', { dataTransfer: data }));
  await list.dispatchEvent('drop', { dataTransfer: data });
}

async function choose(reader: Reader, files: Given[]): Promise<void> {
  await reader.field.click();
  const [chooser] = await Promise.all([reader.page.waitForEvent('filechooser'), reader.button('Attach files').click()]);
  await chooser.setFiles(files);
}

const strip = ({ app }: Reader): Locator => app.locator('message-composer upload-list li');
const slow = async (page: Page, bytesASecond: number): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesASecond });
};
/** A picture of a message, once it is drawn. */
async function drawn(picture: Locator): Promise<{ width: number; source: string }> {
  await picture.waitFor();
  return picture.evaluate(async (element) => { const image = element as unknown as { decode(): Promise<void>; naturalWidth: number; src: string }; await image.decode(); return { width: image.naturalWidth, source: image.src }; });
}

test('files dropped on a conversation go out with a word, and the other side sees the picture and saves the document', async () => {
  const ada = await signIn(browser, server.url, 'ada'), ben = await signIn(browser, server.url, 'ben');
  await ada.inSide(/Ben Haug/).click();
  await ben.inSide(/Ada Nilsen/).click();
  await ada.field.click();
  await ada.button('Attach files').waitFor();
  await drop(ada.page, [await drawing('gate.png'), order]);
  await strip(ada).nth(1).waitFor();
  await ada.say('The gate and its order');
  const message = ben.message('The gate and its order');
  assert.ok((await drawn(message.locator('message-files img'))).width > 0);
  const [download] = await Promise.all([ben.page.waitForEvent('download'), message.getByRole('button', { name: 'Download order.pdf' }).click()]);
  assert.equal(download.suggestedFilename(), 'order.pdf');
  assert.deepEqual([await strip(ada).count(), ada.complaints, ben.complaints], [0, [], []]);
});

test('a message sent before its photo has arrived outlasts a lost network and a reload, and arrives once, whole', async () => {
  const wire = await cuttable(server.url);
  const ada = await signIn(browser, wire.url, 'ada'), ben = await signIn(browser, server.url, 'ben');
  await ada.inSide(/Ben Haug/).click();
  await ben.inSide(/Ada Nilsen/).click();
  const site = await photo('site.png');
  await slow(ada.page, 400_000);
  await choose(ada, [site]);
  await strip(ada).filter({ hasText: / of / }).waitFor();
  await ada.say('The whole site');
  const waiting = ada.message('The whole site').locator('upload-list li');
  await waiting.filter({ hasText: / of / }).waitFor();
  wire.cut();
  await waiting.filter({ hasText: 'Waiting for the connection' }).waitFor();
  wire.mend();
  await waiting.filter({ hasText: / of / }).waitFor();
  await ada.page.reload();
  await ada.message('The whole site').waitFor();
  assert.equal(await ben.message('The whole site').count(), 0);
  const { width, source } = await drawn(ben.message('The whole site').locator('message-files img'));
  assert.ok(width > 0);
  const { items } = await (await fetch(`${server.url}/api/v1/files?scope=shared&query=site`, { headers: { authorization: `Bearer ${await tokenOf('ben')}` } })).json() as { items: { sha256: string; name: string }[] };
  assert.deepEqual(items.map(({ name, sha256 }) => [name, sha256]), [['site.png', createHash('sha256').update(site.buffer).digest('hex')]], source);
  assert.equal(await ben.message('The whole site').count(), 1);
  await wire.close();
});

test('by keys alone: a file is chosen, taken off again, another one sent', async () => {
  const ada = await signIn(browser, server.url, 'ada'), { page } = ada;
  await ada.inSide(/Purchasing/).click();
  await choose(ada, [await drawing('wrong.png'), await drawing('right.png')]);
  await strip(ada).filter({ hasText: 'right.png' }).waitFor();
  await ada.button('Remove wrong.png').focus();
  await page.keyboard.press('Enter');
  await strip(ada).filter({ hasText: 'wrong.png' }).waitFor({ state: 'detached' });
  await ada.field.focus();
  await page.keyboard.press('Enter');
  await ada.app.getByRole('button', { name: 'Open right.png' }).waitFor();
  assert.deepEqual(ada.complaints, []);
});

const tokenOf = async (user: string): Promise<string> => ((await (await fetch(`${server.url}/demo/token?user=${user}`)).json()) as { token: string }).token;

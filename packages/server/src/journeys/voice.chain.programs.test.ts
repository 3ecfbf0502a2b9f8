import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { File, Message } from '@corridor/sdk/protocol';
import type { Browser, Response } from 'playwright-core';
import { systemTools } from '../files/processing/tools.ts';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, until, visit, type Visitor } from './browser.ts';

const run = promisify(execFile);
let server: CorridorServer, browser: Browser, folder: string;
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'corridor-voice-chain-'));
  [server, browser] = await Promise.all([startTestServer({ CORRIDOR_DEMO: '1' }, { tools: systemTools }), openBrowser({ hasMicrophone: true })]);
});
after(async () => {
  await browser?.close();
  await server?.close();
  await fs.rm(folder, { recursive: true, force: true });
});

const app = ({ page }: Visitor) => page.locator('chat-app');
const composer = (visitor: Visitor) => app(visitor).locator('conversation-view message-composer');
const view = 'document.querySelector("chat-app").shadowRoot.querySelector("conversation-view").shadowRoot';
const seconds = `Number(${view}.querySelector("message-composer").shadowRoot.querySelector("voice-recorder")?.shadowRoot.querySelector(".time")?.textContent.split(":")[1])`;
const cards = `[...${view}.querySelector("message-list")?.shadowRoot.querySelectorAll("message-row") ?? []].flatMap((row) => row.shadowRoot.querySelector("voice-card") ?? [])`;

async function signedIn(user: string): Promise<Visitor> {
  const visitor = await visit(browser, `${server.url}/messages?user=${user}`);
  await app(visitor).locator('chat-sidebar').getByRole('link', { name: /Building site/ }).click();
  await composer(visitor).getByRole('textbox').click();
  return visitor;
}

async function asker(user: string): Promise<<T>(method: string, path: string, body?: object) => Promise<T>> {
  const { token } = await (await fetch(`${server.url}/demo/token?user=${user}`)).json() as { token: string };
  return async (method, at, body) => (await fetch(`${server.url}/api/v1${at}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) })).json() as never;
}

test('what a microphone hears is recorded, sent, made into the form that all browsers play, and played in that form by the other side, with the waveform of what was said', async () => {
  const [asAda, asBen] = [await asker('ada'), await asker('ben')];
  const { id: channelId } = await asAda<{ id: string }>('POST', '/channels', { kind: 'group', name: 'Building site', members: ['ben'] });
  const ada = await signedIn('ada'), ben = await signedIn('ben');

  await composer(ada).getByRole('button', { name: 'Record a voice message' }).press('Enter');
  await until(ada.page, `${seconds} >= 4`);
  await composer(ada).getByRole('button', { name: 'Stop' }).click();
  await composer(ada).locator('voice-recorder').getByRole('button', { name: 'Send' }).click();
  await until(ben.page, `${cards}.length === 1`);

  // Ben's page is told when the played form is there.
  await until(ben.page, `${cards}[0]?.message?.card?.file?.renditions?.includes("playable")`);
  const { items } = await asBen<{ items: Message[] }>('GET', `/channels/${channelId}/messages`), card = items.at(-1)!.card;
  assert.ok(card?.type === 'voice' && card.file);
  const file = await asBen<File>('GET', `/files/${card.file.id}`), { facts } = file;
  assert.deepEqual([file.mediaType, file.renditions, file.level, facts.peaks?.length], ['audio/webm', ['playable'], 'comment', 120]);
  assert.ok(facts.duration! > 3 && facts.duration! < 15, `${facts.duration} s`);
  assert.equal(Math.max(...facts.peaks!), 100);
  assert.ok(facts.peaks!.filter((peak) => peak > 50).length > 3 && facts.peaks!.some((peak) => peak < 20), `beeps and pauses: ${String(facts.peaks)}`); // the fake microphone beeps once a second
  assert.ok(facts.speech! > 0 && facts.loudness! < 0, JSON.stringify(facts));

  const fetched: Response[] = [];
  ben.page.on('response', (response) => { if (response.url().includes('/files/')) fetched.push(response); });
  const heard = app(ben).locator('message-list voice-message').last();
  await heard.getByRole('button', { name: 'Play' }).click();
  await heard.getByRole('button', { name: 'Pause' }).waitFor();
  const slider = heard.getByRole('slider', { name: 'Position' });
  const position = async () => Number(await slider.getAttribute('aria-valuenow'));
  for (const begun = await position(); await position() <= begun;) assert.ok(await heard.isVisible()); // it goes on
  assert.ok(fetched.length > 0 && fetched.every((response) => response.url().includes(`/${file.id}/1/playable/`)), fetched.map((response) => response.url()).join(' '));

  // A bar for each piece of time, as high as it was loud there.
  const bars = (await Promise.all(['played', 'ahead'].map(async (part) => await heard.locator(`path.${part}`).getAttribute('d') ?? ''))).join('').split('M').slice(1);
  const heights = bars.map((bar) => { const [, top = 0, bottom = 0] = /[ ,](-?[\d.]+)\s*V\s*(-?[\d.]+)/i.exec(bar)?.map(Number) ?? []; return Math.abs(bottom - top); });
  assert.ok(bars.length > 20 && Math.max(...heights) > 3 * Math.min(...heights), `${bars.length} bars: ${bars.slice(0, 3).join(' | ')}`);

  const { items: [address] } = await asBen<{ items: { url: string }[] }>('POST', '/files/urls', { items: [{ fileId: file.id, as: 'playable' }] });
  const answer = await fetch(new URL(address!.url, server.url)), saved = path.join(folder, 'playable.m4a');
  assert.deepEqual([answer.status, answer.headers.get('content-type'), answer.headers.get('accept-ranges')], [200, 'audio/mp4', 'bytes']);
  await fs.writeFile(saved, Buffer.from(await answer.arrayBuffer()));
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name,channels,sample_rate:format=duration', '-of', 'csv=p=0', saved]), [sound, duration] = stdout.trim().split('\n');
  assert.equal(sound, 'aac,48000,1');
  assert.ok(Math.abs(Number(duration) - facts.duration!) < 0.5, `${duration} and ${facts.duration}`);
  for (const visitor of [ada, ben]) assert.deepEqual(visitor.complaints.filter((one) => !/^Loading media/.test(one)), []);
});

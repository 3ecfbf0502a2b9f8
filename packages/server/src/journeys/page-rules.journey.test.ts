import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { CorridorServer } from '../index.ts';
import { startTestServer } from '../testing/server.ts';
import { openBrowser, until, Visitor } from './browser.ts';
import { footprintScript, type Footprint } from './footprint.ts';
import { pageWith, startHost, tokenFrom, type Host, type HostPage } from './host.ts';

let host: Host;
let server: CorridorServer;
let browser: Browser;
before(async () => {
  host = await startHost();
  [server, browser] = await Promise.all([startTestServer({ CORS_ORIGINS: host.url }), openBrowser()]);
  host.pages['/corridor-token'] = tokenFrom(() => server.tokens.mint({ sub: 'ada', tenant: 'acme', name: 'Ada Nilsen' }));
});
after(async () => { await browser?.close(); await server?.close(); await host?.close(); });

const script = () => `<script type="module" src="${server.url}/elements.js"></script>`;
const widget = (record: string) => `<chat-widget server="${server.url}" token-url="/corridor-token" record-type="order" record-id="${record}"></chat-widget>`;
const strict = () => ({
  'Content-Security-Policy': `default-src 'none'; script-src 'self' ${server.url}; style-src 'self'; img-src 'self' ${server.url}; `
    + `connect-src 'self' ${server.url} ${server.url.replace('http', 'ws')}; require-trusted-types-for 'script'`,
});

/** Somebody at the host's page, with what the page's policy forbade among the complaints. */
async function at(page: HostPage, prepare = ''): Promise<Visitor> {
  host.pages['/page'] = page;
  const visitor = new Visitor(await (await browser.newContext()).newPage());
  await visitor.page.addInitScript({ content: `addEventListener('securitypolicyviolation', (event) => { console.error('violation', event.violatedDirective, event.blockedURI, event.sample); }); ${prepare}` });
  await visitor.page.goto(`${host.url}/page`);
  return visitor;
}

test('a strict content security policy with Trusted Types is never violated, and nothing is fetched from elsewhere', async () => {
  const origins = new Set<string>();
  const visitor = await at(pageWith(script(), strict()));
  visitor.page.on('request', (request) => { origins.add(new URL(request.url()).origin); });
  await visitor.page.evaluate(`document.body.append(Object.assign(document.createElement('chat-widget'), { server: '${server.url}', tokenUrl: '/corridor-token', recordType: 'order', recordId: 'strict' }))`);
  await visitor.openChat();
  await visitor.write('See https://example.org and `code` <b>no markup</b>');
  await visitor.row('no markup').hover();
  await visitor.row('no markup').getByRole('button', { name: 'React' }).click();
  await visitor.row('no markup').getByRole('button', { name: '👍' }).click();
  await visitor.row('no markup').getByRole('button', { name: /👍 1/ }).waitFor();
  await visitor.page.getByRole('button', { name: 'Back to conversations' }).click();
  await visitor.page.getByRole('option').first().waitFor();
  assert.deepEqual(visitor.complaints, []);
  assert.deepEqual([...origins].filter((origin) => origin !== host.url && origin !== server.url), []);
});

test('loading the bundle twice is harmless', async () => {
  const visitor = await at(pageWith(`${script()}${script().replace('elements.js', 'elements.js?again')}${widget('twice')}`, strict()));
  await visitor.openChat();
  await visitor.write('Once');
  await visitor.row('Once').waitFor();
  assert.equal(await visitor.rows.count(), 1);
  assert.deepEqual(visitor.complaints, []);
});

test('under a prefix there is one copy beside the host\'s own elements, which loads what the page holds, also later and in a shadow root', async () => {
  const url = `${server.url}/elements.js?prefix=acme`;
  const element = (tag: string) => `<acme-${tag} lang="de" server="${server.url}" token-url="/corridor-token" record-type="order" record-id="prefixed"></acme-${tag}>`;
  const own = `<script>customElements.define('chat-widget', class extends HTMLElement { connectedCallback() { this.textContent = 'Ours'; } })</script><chat-widget></chat-widget>`;
  const visitor = await at(pageWith(`${own}<script type="module" src="${url}"></script>${element('chat-widget')}${element('record-count')}<div id="shadow"></div>`));
  await visitor.page.getByText('Ours').waitFor();
  await visitor.page.getByRole('button', { name: 'Unterhaltungen' }).click();
  await visitor.page.getByRole('textbox').fill('Einmal');
  await visitor.page.keyboard.press('Enter');
  const count = visitor.page.locator('acme-record-count [part~=count]');
  await count.first().getByText('1').first().waitFor();
  await visitor.page.evaluate(`document.body.insertAdjacentHTML('beforeend', \`<p>${element('typing-indicator')}</p>\`)`);
  await until(visitor.page, `!!customElements.get('acme-typing-indicator')`);
  await visitor.page.evaluate(`import('${url}').then(({ loadElements, overrideMessages }) => {
    const shadow = document.querySelector('#shadow').attachShadow({ mode: 'open' });
    shadow.innerHTML = \`${element('search-box')}\`;
    return Promise.all([loadElements(shadow), overrideMessages({ de: { 'Minimise': 'Weg damit' } })]);
  })`);
  await until(visitor.page, `!!document.querySelector('#shadow').shadowRoot.querySelector('acme-search-box').shadowRoot`);
  await visitor.page.getByRole('button', { name: 'Weg damit' }).waitFor();
  const copies = await visitor.page.evaluate<number>(`performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/elements.js')).length`);
  assert.equal(copies, 1);
  assert.deepEqual(visitor.complaints, []);
});

test('moving the element keeps the open conversation, the text and the place in the list', async () => {
  const visitor = await at(pageWith(`${script()}<div id="here">${widget('moving')}</div><div id="there"></div>`));
  await visitor.page.emulateMedia({ reducedMotion: 'reduce' });
  await visitor.openChat();
  for (let count = 1; count <= 25; count++) await visitor.write(`Message ${count}\nwith\nlines`);
  await visitor.row('Message 25').waitFor();
  await visitor.page.locator('message-row [part~=text]', { hasText: 'Message 25' }).waitFor();
  await visitor.composer.fill('Half a sentence');
  const list = visitor.page.getByRole('log');
  await list.evaluate((element: { scrollTop: number }) => { element.scrollTop = 300; });
  await visitor.row('Message 5').first().waitFor();
  const topOf = async () => Math.round((await visitor.row('Message 6').boundingBox())!.y);
  const top = await topOf();
  await visitor.page.evaluate(`document.querySelector('#there').append(document.querySelector('chat-widget'))`);
  assert.equal(await visitor.composer.inputValue(), 'Half a sentence');
  assert.equal(await topOf(), top);
  await visitor.composer.press('Enter');
  await visitor.row('Half a sentence').waitFor();
  assert.deepEqual(visitor.complaints, []);
});

test('a removed element leaves no socket, timer or listener', async () => {
  const visitor = await at(pageWith(script()), footprintScript);
  const footprint = () => visitor.page.evaluate<Footprint>('footprint()');
  const isQuiet = ({ sockets, timers, intervals, channels }: Footprint) => sockets + timers + intervals + channels === 0;
  const comeAndGo = async (text: string) => {
    await visitor.page.evaluate(`document.body.append(Object.assign(document.createElement('chat-widget'), { server: '${server.url}', tokenUrl: '/corridor-token', recordType: 'order', recordId: 'leaving' }))`);
    await visitor.openChat();
    await visitor.write(text);
    await visitor.row(text).waitFor();
    assert.equal((await footprint()).sockets, 1);
    await visitor.page.evaluate(`document.querySelector('chat-widget').remove()`);
    let left = await footprint();
    for (const deadline = Date.now() + 30_000; !isQuiet(left) && Date.now() < deadline;) left = await footprint();
    assert.ok(isQuiet(left), JSON.stringify(left));
    return left.listeners;
  };
  const first = await comeAndGo('First'); // modules that load with the first one listen once and for all
  assert.ok(first.split(' ').length <= 2, first);
  assert.equal(await comeAndGo('Second'), first);
  assert.deepEqual(visitor.complaints, []);
});

test('keys inside never reach a form, a dialog or a shortcut of the host', async () => {
  const visitor = await at(pageWith(`${script()}<dialog><form method="dialog"><input name="own"><button>Save</button>${widget('keys')}</form></dialog>`), 'window.heard = [];');
  await visitor.page.evaluate(`
    document.querySelector('dialog').showModal();
    document.addEventListener('keydown', ({ key }) => heard.push(key));
    document.querySelector('form').addEventListener('submit', () => heard.push('submit'));
    document.querySelector('dialog').addEventListener('close', () => heard.push('close'));`);
  await visitor.openChat();
  await visitor.composer.click();
  await visitor.page.evaluate('heard.length = 0');
  await visitor.page.keyboard.type('e/?');
  await visitor.page.keyboard.press('Enter');
  await visitor.row('e/?').waitFor();
  await visitor.page.keyboard.press('Escape');
  await visitor.composer.waitFor({ state: 'hidden' });
  assert.deepEqual(await visitor.page.evaluate('heard'), []);
  assert.equal(await visitor.page.getByRole('button', { name: 'Save' }).isVisible(), true);
});

for (const name of ['@corridor/sdk', '@corridor/sdk/testing', '@corridor/elements', '@corridor/elements/chat-widget', '@corridor/server']) {
  test(`${name} can be imported in Node, and does nothing then`, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', `await import('${name}')`], { cwd: path.join(import.meta.dirname, '../../../..'), stdio: ['ignore', 'ignore', 'pipe'], timeout: 20_000, env: { ...process.env, NODE_OPTIONS: '' } });
    let words = '';
    child.stderr.on('data', (part: Buffer) => { words += part.toString(); });
    const [code] = await once(child, 'close') as [number | null];
    assert.equal(code, 0, words);
  });
}

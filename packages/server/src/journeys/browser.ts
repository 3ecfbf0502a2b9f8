import { existsSync } from 'node:fs';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

const bundle = new URL('../../../elements/dist/cdn/elements.js', import.meta.url);

/** The machine's Chromium. Journeys show what is built, so the build must be there. */
export async function openBrowser({ hasMicrophone = false, args = [] }: { /** One that beeps once a second, which nobody is asked about. */ hasMicrophone?: boolean; args?: readonly string[] } = {}): Promise<Browser> {
  if (!existsSync(bundle)) throw new Error('packages/elements/dist/cdn/elements.js is not built: npm run build');
  return chromium.launch({
    executablePath: process.env.CORRIDOR_BROWSER ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', ...(hasMicrophone ? ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--mute-audio'] : []), ...args],
  });
}

/** Somebody at a page with the chat in its corner: how they find things, by role and name as anybody would. */
export class Visitor {
  readonly page: Page;
  /** What went wrong on the page: errors, and what its policy forbade. That there was no connection is none. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('ERR_INTERNET_DISCONNECTED')) this.complaints.push([message.text(), message.location().url].filter(Boolean).join(' ')); });
    page.setDefaultTimeout(30_000);
  }

  get launcher() { return this.page.locator('chat-widget [part~=launcher]'); }
  get composer() { return this.page.locator('chat-widget message-composer').getByRole('textbox'); }
  get rows() { return this.page.locator('chat-widget message-row'); }
  row(text: string) { return this.rows.filter({ hasText: text }); }

  /** Opens the panel, unless it has been left open on the page before. */
  async openChat(): Promise<void> {
    await this.launcher.waitFor();
    if (await this.launcher.getAttribute('aria-expanded') !== 'true') await this.launcher.click();
    await this.composer.waitFor();
  }

  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Loses the connection, and has it back after what happens meanwhile. */
  async offline(meanwhile: () => Promise<unknown>): Promise<void> {
    await this.page.context().setOffline(true);
    await meanwhile();
    await this.page.context().setOffline(false);
  }
}

/** Presses a tool that a row shows under the pointer; while others write, a row may move away from it. */
export async function pressTool(row: Locator, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    await row.hover();
    try { await row.getByRole('button', { name }).first().click({ timeout: 3000 }); return; } catch (error) { if (tries === 10) throw error; }
  }
}

/** A visitor in a context of their own, as in another browser. */
export async function visit(browser: Browser, url: string): Promise<Visitor> {
  const visitor = new Visitor(await (await browser.newContext()).newPage());
  await visitor.page.goto(url);
  return visitor;
}

/** Resolves once a page's expression is true. The page's policy allows no function to be made of a text, which is what Playwright's own waiting would do. */
export async function until(page: Page, expression: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!await page.evaluate<boolean>(`Boolean(${expression})`)) {
    if (Date.now() > deadline) throw new Error(`Waited 30 s for ${expression}`);
    await page.evaluate('new Promise((resolve) => { requestAnimationFrame(resolve); })');
  }
}

import type { Browser, Locator, Page } from 'playwright-core';
import { Visitor } from './browser.ts';

/** Somebody at the demo's page of all messages. */
export class Reader extends Visitor {
  get app(): Locator { return this.page.locator('chat-app'); }
  get field(): Locator { return this.app.locator('message-composer').getByRole('textbox'); }
  /** The conversation is open. */
  heading(name: string | RegExp): Locator { return this.app.locator('conversation-view').getByRole('heading', { name }); }
  message(text: string): Locator { return this.app.locator('message-row').filter({ hasText: text }); }
  inSide(name: string | RegExp): Locator { return this.app.locator('chat-sidebar').getByRole('link', { name }); }
  button(name: string | RegExp): Locator { return this.app.getByRole('button', { name, exact: typeof name === 'string' }); }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  async openDetails(): Promise<void> {
    await this.button('Details').click();
    await this.app.getByRole('heading', { name: 'Details' }).waitFor();
  }

  /** Chooses in the menu of a message. */
  async choose(text: string, label: string): Promise<void> {
    const row = this.app.locator('message-row:not([pending])').filter({ hasText: text }).last(); // on its way nothing can be done with it yet
    await row.focus();
    await row.getByRole('button', { name: 'More actions' }).click();
    await row.getByRole('button', { name: label, exact: true }).click();
  }
}

/** One of the demo's people, in a browser of their own; `before` runs there ahead of the page's own scripts. */
export async function signIn(browser: Browser, serverUrl: string, user: string, before?: string): Promise<Reader> {
  const page: Page = await (await browser.newContext()).newPage();
  if (before) await page.addInitScript(before);
  const reader = new Reader(page);
  await page.goto(`${serverUrl}/messages?user=${user}`);
  await reader.app.locator('chat-sidebar').getByRole('navigation').waitFor();
  return reader;
}

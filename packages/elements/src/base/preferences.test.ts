import { expect } from 'chai';
import { html } from 'lit';
import './corridor-provider.ts';
import '../chat/conversation-list.ts';
import type { ConversationList } from '../chat/conversation-list.ts';
import '../chat/message-composer.ts';
import { fixture, office, waitFor, type Office } from '../testing/index.ts';

describe('preferences', () => {
  let at: Office;
  beforeEach(async () => { at = await office(); });

  /** A list on a page, and what it shows. */
  async function show(attributes: { lang?: string; theme?: 'light' | 'host'; pageLang?: string } = {}) {
    const provider = await fixture<HTMLElement>(html`<corridor-provider .corridor=${at.ada} lang=${attributes.lang ?? ''}>
      <div lang=${attributes.pageLang ?? 'en'}><conversation-list .theme=${attributes.theme}></conversation-list></div></corridor-provider>`);
    const list = provider.querySelector<ConversationList>('conversation-list')!;
    await waitFor(() => list.shadowRoot?.querySelector('.state'));
    return { list, text: () => list.shadowRoot?.textContent ?? '', value: (name: string) => getComputedStyle(list).getPropertyValue(name).trim() };
  }
  const choose = (preferences: Parameters<typeof at.ada.people.setPreferences>[0]) => at.server.request('ada', 'people.setPreferences', preferences); // on another device

  it("speaks the person's language instead of the page's, in its direction, and goes back", async () => {
    const { list, text } = await show({ pageLang: 'fr' });
    await waitFor(() => text().includes('Nouveau message'));
    await choose({ language: 'ar' });
    await waitFor(() => text().includes('رسالة جديدة'));
    expect(getComputedStyle(list).direction).to.equal('rtl');
    expect(list.lang).to.equal('ar');
    await choose({ language: null });
    await waitFor(() => text().includes('Nouveau message'));
    expect([list.hasAttribute('lang'), list.hasAttribute('dir')]).to.eql([false, false]);
  });

  it('leaves to the page what it has decided for Corridor', async () => {
    const { list, text, value } = await show({ lang: 'es', pageLang: 'es', theme: 'light' });
    await choose({ language: 'de', theme: 'dark', density: 'compact' });
    await waitFor(() => value('--c-row-padding') === '2px');
    expect(text()).to.include('Mensaje nuevo');
    expect(list.hasAttribute('lang')).to.equal(false);
    expect(value('color-scheme')).to.equal('light');
  });

  it('takes theme, density and motion, and takes them back', async () => {
    const { value } = await show();
    await choose({ theme: 'dark', density: 'compact', motion: 'reduced' });
    await waitFor(() => value('color-scheme') === 'dark');
    expect([value('--c-row-padding'), value('--c-control'), value('--c-motion-in')]).to.eql(['2px', '28px', '0s']);
    await choose({ theme: null, density: null, motion: null });
    await waitFor(() => value('color-scheme') !== 'dark');
    expect([value('--c-row-padding'), value('--c-control')]).to.eql(['6px', '32px']);
  });

  it('tells the time by the chosen clock, in the language of the page', async () => {
    const channel = await at.group();
    await at.say('ben', channel.id, 'hello');
    const provider = await fixture<HTMLElement>(html`<corridor-provider .corridor=${at.ada}><div lang="en-GB"><conversation-list></conversation-list></div></corridor-provider>`);
    const list = provider.querySelector<ConversationList>('conversation-list')!;
    const time = () => list.shadowRoot?.querySelector('time')?.textContent?.trim() ?? '';
    await waitFor(() => /^\d\d:\d\d$/.test(time()));
    await choose({ clock: '12h' });
    await waitFor(() => /[ap]\.?m\.?$/i.test(time()));
    expect(list.lang).to.equal('en-GB-u-hc-h12');
  });

  it('sends by Ctrl and Enter where somebody has chosen so, and lets Enter break the line', async () => {
    const channel = await at.group();
    await choose({ sendKey: 'ctrl-enter' });
    const provider = await fixture<HTMLElement>(html`<corridor-provider .corridor=${at.ada}><message-composer channel-id=${channel.id}></message-composer></corridor-provider>`);
    const composer = provider.querySelector('message-composer')!;
    const field = await waitFor(() => composer.shadowRoot?.querySelector('textarea'));
    await waitFor(() => !field.readOnly && at.ada.me.get()?.preferences?.sendKey);
    field.value = 'hello';
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    const press = (more: KeyboardEventInit = {}) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true, ...more }));
    expect(press()).to.equal(true); // the browser breaks the line
    expect(field.value).to.equal('hello');
    press({ ctrlKey: true });
    await waitFor(async () => (await at.server.request('ada', 'chat.history', { channelId: channel.id })).items.length === 1);
  });
});

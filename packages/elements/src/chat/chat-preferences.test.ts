import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './chat-hint.ts';
import type { ChatHint } from './chat-hint.ts';
import './chat-preferences.ts';
import type { ChatPreferences } from './chat-preferences.ts';

describe('<chat-preferences>', () => {
  let at: Office;
  let element: ChatPreferences;

  async function show(attributes: { density?: 'compact' } = {}): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><chat-preferences .density=${attributes.density}></chat-preferences></corridor-provider>`);
    element = provider.querySelector('chat-preferences')!;
    await waitFor(() => element.shadowRoot?.querySelector('dialog'));
    await element.show();
  }
  const field = (name: string) => element.shadowRoot!.querySelector<HTMLSelectElement>(`select[name=${name}]`)!;
  function choose(name: string, value: string): void {
    field(name).value = value;
    field(name).dispatchEvent(new Event('change', { bubbles: true }));
  }
  const kept = async () => (await at.server.request('ada', 'session.me', {})).preferences;

  beforeEach(async () => { at = await office(); });

  it('keeps each choice at once, and takes it back', async () => {
    await show();
    choose('density', 'compact');
    choose('desktop', 'nothing');
    await waitFor(async () => (await kept())?.desktop === 'nothing');
    expect(await kept()).to.eql({ density: 'compact', desktop: 'nothing' });
    choose('density', '');
    await waitFor(async () => (await kept())?.density === undefined);
    await expectAccessible(element);
  });

  it('stays with the last choice while answers to those before it come', async () => {
    at.line.delay = 30;
    await show();
    const seen: string[] = [];
    const off = at.ada.me.subscribe(() => seen.push(field('theme').value));
    for (const theme of ['auto', 'light', 'dark']) choose('theme', theme);
    await waitFor(() => at.ada.me.get()?.preferences?.theme === 'dark');
    await element.updateComplete;
    off();
    expect([...new Set(seen.slice(1)), field('theme').value]).to.eql(['dark', 'dark']);
  });

  it('keeps the last choice also where an earlier one takes longer on its way', async () => {
    await show();
    at.line.delay = 100;
    const { request } = at.line, asked: string[] = [];
    at.line.request = ((name: string, input: never) => { asked.push(name); return request.call(at.line, name as never, input); }) as typeof request;
    choose('theme', 'light');
    await waitFor(() => asked.includes('people.setPreferences')); // it is on its way
    at.line.delay = 10;
    choose('theme', 'dark');
    await waitFor(async () => (await kept())?.theme === 'light');
    await waitFor(async () => (await kept())?.theme === 'dark');
    await waitFor(() => at.ada.me.get()?.preferences?.theme === 'dark');
  });

  it('shows what was chosen on another device, and languages by their own names', async () => {
    await show();
    await at.server.request('ada', 'people.setPreferences', { clock: '24h' });
    await waitFor(() => field('clock').value === '24h');
    expect([...field('language').options].map(({ text }) => text)).to.include.members(['Deutsch', 'Français', 'Español', 'العربية']);
  });

  it('says what the page has decided', async () => {
    await show({ density: 'compact' });
    expect(field('density').disabled).to.equal(true);
    expect(field('density').closest('label')?.textContent).to.include('The page decides this.');
    expect(field('theme').disabled).to.equal(false);
  });

  it('says why a choice could not be kept, and shows what holds', async () => {
    await show();
    at.line.goOffline();
    choose('theme', 'dark');
    await waitFor(() => element.shadowRoot?.querySelector('[role=alert]')?.textContent === 'You are offline.');
    await element.updateComplete;
    expect(field('theme').value).to.equal('');
  });
});

describe('<chat-hint>', () => {
  let at: Office;
  async function show(): Promise<ChatHint> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><chat-hint></chat-hint></corridor-provider>`);
    await waitFor(() => at.ada.me.get());
    const hint = provider.querySelector('chat-hint')!;
    await hint.updateComplete;
    return hint;
  }
  const words = (hint: ChatHint) => hint.shadowRoot?.querySelector('.hint span')?.textContent ?? '';

  beforeEach(async () => { at = await office(); });

  it('shows one hint a visit, and none that was dismissed', async () => {
    const seen: string[] = [];
    for (let visit = 0; visit < 4; visit++) {
      const hint = await show();
      seen.push(words(hint));
      if (visit < 3) await expectAccessible(hint);
      hint.shadowRoot?.querySelector('button')?.click();
      await waitFor(() => words(hint) === '' && at.ada.me.get()?.preferences?.hintsSeen?.length === Math.min(visit + 1, 3));
    }
    expect(seen.map((one) => one.slice(0, 8))).to.eql(['Ctrl K f', 'Ctrl / s', 'Your nam', '']);
  });
});

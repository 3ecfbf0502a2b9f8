import { expect } from 'chai';
import { html, type PropertyDeclarations } from 'lit';
import { fixture, waitFor } from '../testing/index.ts';
import { CorridorElement } from './corridor-element.ts';
import { overrideMessages } from './languages.ts';
import { msg, plural, str } from './localisation.ts';

class WordTest extends CorridorElement {
  static override properties: PropertyDeclarations = { count: { type: Number }, name: {} };
  count = 3;
  name = 'Ada';
  protected override render() {
    return html`<p>${msg('New message')}</p><p>${plural(this.language, this.count, { one: str`${this.count} reply`, other: str`${this.count} replies` })}</p><p>${msg(str`Join ${this.name}`)}</p>`;
  }
  get lines() {
    return [...this.renderRoot.querySelectorAll('p')].map(({ textContent }) => textContent);
  }
}
customElements.define('word-test', WordTest);

describe('languages', () => {
  const shown = async (template: ReturnType<typeof html>) => {
    const element = (await fixture<HTMLElement>(template)).querySelector<WordTest>('word-test')!;
    await element.updateComplete;
    return element;
  };

  it('speaks the language around an element from its first moment', async () => {
    const element = await shown(html`<div lang="de-AT"><word-test></word-test></div>`);
    expect(element.lines).to.deep.equal(['Neue Nachricht', '3 Antworten', 'Ada beitreten']);
  });

  it('speaks several languages on one page', async () => {
    const page = await fixture<HTMLElement>(html`<div><word-test lang="fr"></word-test><word-test lang="es"></word-test><word-test lang="en"></word-test></div>`);
    const elements = [...page.querySelectorAll<WordTest>('word-test')];
    await Promise.all(elements.map((element) => element.updateComplete));
    for (const element of elements) element.requestUpdate();
    await Promise.all(elements.map((element) => element.updateComplete));
    expect(elements.map(({ lines }) => lines[0])).to.deep.equal(['Nouveau message', 'Mensaje nuevo', 'New message']);
  });

  it('stays English in a language that nobody has translated', async () => {
    expect((await shown(html`<div lang="fi"><word-test></word-test></div>`)).lines[0]).to.equal('New message');
  });

  it('has a form for each plural of a language', async () => {
    const element = await shown(html`<div lang="ar"><word-test></word-test></div>`);
    const forms: (string | null | undefined)[] = [];
    for (const count of [0, 1, 2, 3, 11, 100]) {
      element.count = count;
      await element.updateComplete;
      forms.push(element.lines[1]?.replace(/[\u2068\u2069\d٠-٩]/g, '').trim());
    }
    expect(forms).to.deep.equal(['لا ردود', 'رد واحد', 'ردّان', 'ردود', 'ردًا', 'رد']);
  });

  it('keeps a name of the other direction apart from the words around it', async () => {
    expect((await shown(html`<div lang="ar"><word-test></word-test></div>`)).lines[2]).to.equal('الانضمام إلى \u2068Ada\u2069');
    expect((await shown(html`<div lang="de"><word-test name="سارة"></word-test></div>`)).lines[2]).to.equal('\u2068سارة\u2069 beitreten');
  });

  it('follows a page that changes its language', async () => {
    const page = await fixture<HTMLElement>(html`<div lang="de"><word-test></word-test></div>`);
    page.lang = 'es';
    await waitFor(() => page.querySelector<WordTest>('word-test')?.lines[0] === 'Mensaje nuevo');
  });

  it("says a host's words instead, in a language, in English, and in one that is not Corridor's", async () => {
    const page = await fixture<HTMLElement>(html`<div><word-test lang="de"></word-test><word-test lang="en-GB"></word-test><word-test lang="pl"></word-test></div>`);
    overrideMessages({
      de: { 'New message': 'Nachricht schreiben', '{0} replies': { one: '{0} Reaktion', other: '{0} Reaktionen' } },
      en: { 'New message': 'Write to somebody new' },
      pl: { '{0} replies': { one: '{0} odpowiedź', few: '{0} odpowiedzi', other: '{0} odpowiedzi' } },
    });
    const [german, english, polish] = [...page.querySelectorAll<WordTest>('word-test')];
    await waitFor(() => german?.lines[1] === '3 Reaktionen');
    expect(german?.lines).to.deep.equal(['Nachricht schreiben', '3 Reaktionen', 'Ada beitreten']);
    expect(english?.lines[0]).to.equal('Write to somebody new');
    expect(polish?.lines.slice(0, 2)).to.deep.equal(['New message', '3 odpowiedzi']);
    overrideMessages({ de: { 'New message': 'Neue Nachricht', '{0} replies': { one: '{0} Antwort', other: '{0} Antworten' } }, en: { 'New message': 'New message' } });
    await waitFor(() => german?.lines[0] === 'Neue Nachricht');
  });

  it("keeps a host's words to the elements that they are for, and what is in them", async () => {
    overrideMessages({ de: { 'New message': 'Nur hier' } }, { within: 'inbox-panel' });
    const page = await fixture<HTMLElement>(html`<div lang="de"><word-test></word-test><acme-inbox-panel><word-test></word-test></acme-inbox-panel></div>`);
    await waitFor(() => [...page.querySelectorAll<WordTest>('word-test')].every(({ lines }) => lines[0]));
    expect([...page.querySelectorAll<WordTest>('word-test')].map(({ lines }) => lines[0])).to.deep.equal(['Neue Nachricht', 'Nur hier']);
  });
});

import type { Corridor } from '@corridor/sdk';
import { createMemoryServer } from '@corridor/sdk/testing';
import { expect } from 'chai';
import { html } from 'lit';
import { atom } from 'nanostores';
import { expectAccessible, fixture, nextFrame, waitFor } from '../testing/index.ts';
import { useClient } from './clients.ts';
import { CorridorElement } from './corridor-element.ts';
import './corridor-provider.ts';
import { define } from './define.ts';

const greeting = atom('hello');
let renders = 0;

class TestPart extends CorridorElement {
  get client(): Corridor | undefined {
    return this.corridor;
  }
  protected override render() {
    renders++;
    if (!this.corridor) return this.renderWithoutCorridor();
    return html`<p>${this.watch(greeting)} ${this.watch(this.corridor.connection)}</p><input aria-label="Text" /><slot></slot>`;
  }
}
define('test-part', TestPart);

const part = (root: Element): TestPart => {
  const found = root instanceof TestPart ? root : root.querySelector('test-part');
  if (!(found instanceof TestPart)) throw new Error('No <test-part>');
  return found;
};
const text = (element: TestPart) => element.renderRoot.textContent;

describe('CorridorElement', () => {
  const server = createMemoryServer({ people: [{ id: 'ada', name: 'Ada Nilsen' }] });
  const clients: Corridor[] = [];
  const client = () => {
    const corridor = server.client('ada');
    clients.push(corridor);
    return corridor;
  };
  const errors: unknown[][] = [];
  const { error } = console;

  beforeEach(() => {
    greeting.set('hello');
    errors.length = 0;
    console.error = (...said: unknown[]) => errors.push(said);
  });
  afterEach(() => {
    console.error = error;
    for (const corridor of clients.splice(0)) corridor.close();
  });

  it('takes the client of the provider around it, and another one when the provider changes', async () => {
    const [one, other] = [client(), client()];
    const provider = await fixture(html`<corridor-provider .corridor=${one}><test-part></test-part></corridor-provider>`);
    await waitFor(() => part(provider).client === one);
    (provider as unknown as { corridor: Corridor }).corridor = other;
    await waitFor(() => part(provider).client === other);
  });

  it('renders again when a store changes that it has read, not for one it no longer reads', async () => {
    const provider = await fixture(html`<corridor-provider .corridor=${client()}><test-part></test-part></corridor-provider>`);
    await waitFor(() => text(part(provider))?.includes('hello online'));
    greeting.set('good evening');
    await waitFor(() => text(part(provider))?.includes('good evening online'));
    provider.remove();
    expect(greeting.lc, 'listeners').to.equal(0);
    await nextFrame();
    const before = renders;
    greeting.set('nobody listens');
    await nextFrame();
    expect(renders).to.equal(before);
    expect(greeting.lc, 'listeners').to.equal(0);
  });

  it('keeps its client while it is moved in the page, and lets go of it after it has left', async () => {
    const [one, other] = [await fixture<HTMLElement>(html`<section></section>`), await fixture<HTMLElement>(html`<section></section>`)];
    const element = document.createElement('test-part') as TestPart;
    element.server = '/nowhere';
    element.token = () => new Promise(() => {});
    one.append(element);
    await waitFor(() => element.client);
    const { client: before } = element;
    other.append(element);
    await nextFrame();
    expect(element.client).to.equal(before);
    expect(before?.connection.get()).to.not.equal('closed');
    element.remove();
    await waitFor(() => before?.connection.get() === 'closed');
    expect(element.client).to.equal(undefined);
  });

  it('shares one client with the other lone elements of the same server and token endpoint', async () => {
    const endless = new Promise<Response>(() => {});
    const { fetch } = window;
    let asked = 0;
    window.fetch = () => (asked++, endless);
    try {
      const section = await fixture<HTMLElement>(html`<section>
        <test-part server="/corridor" token-url="/token"></test-part><test-part server="/corridor" token-url="/token"></test-part><test-part server="/corridor" token-url="/other"></test-part>
      </section>`);
      const [first, second, third] = [...section.querySelectorAll('test-part')] as TestPart[];
      await waitFor(() => first?.client && second?.client && third?.client);
      expect(first?.client).to.equal(second?.client);
      expect(first?.client).to.not.equal(third?.client);
      await waitFor(() => asked === 2);
      first?.remove();
      await nextFrame();
      expect(second?.client?.connection.get()).to.not.equal('closed');
    } finally {
      window.fetch = fetch;
    }
  });

  it('hands its own client down to elements inside it', async () => {
    const outer = await fixture<TestPart>(html`<test-part server="/inner" .token=${() => new Promise<string>(() => {})}><test-part></test-part></test-part>`);
    const inner = outer.querySelector('test-part') as TestPart;
    await waitFor(() => inner.client);
    expect(inner.client).to.equal(outer.client);
  });

  it('says in the page and once in the console what is missing', async () => {
    const element = await fixture<TestPart>(html`<test-part></test-part>`);
    await fixture(html`<test-part></test-part>`);
    await waitFor(() => errors.length);
    await nextFrame();
    expect(errors).to.eql([['<test-part> needs a <corridor-provider> around it, or the attributes server and token-url.']]);
    expect(text(element)).to.include('corridor-provider');
    await expectAccessible(element);
  });

  it('passes on what its provider lacks', async () => {
    const provider = await fixture(html`<corridor-provider><test-part></test-part></corridor-provider>`);
    await waitFor(() => text(part(provider))?.includes('needs the attributes server and token-url'));
    expect(errors).to.have.length(1);
  });

  it('waits for a provider that is defined later', async () => {
    const late = await fixture<HTMLElement>(html`<late-corridor-provider><test-part></test-part></late-corridor-provider>`);
    await nextFrame();
    expect(text(part(late))).to.equal('');
    const Provider = customElements.get('corridor-provider')!;
    customElements.define('late-corridor-provider', class extends Provider {});
    (late as unknown as { corridor: Corridor }).corridor = client();
    await waitFor(() => part(late).client);
    expect(errors).to.eql([]);
  });

  it('keeps what is typed in it from the shortcuts of the page, and lets other keys go', async () => {
    const provider = await fixture(html`<corridor-provider .corridor=${client()}><test-part></test-part></corridor-provider>`);
    await waitFor(() => part(provider).renderRoot.querySelector('input'));
    const heard: string[] = [];
    const listen = (event: KeyboardEvent) => heard.push(event.key);
    document.addEventListener('keydown', listen);
    const press = (target: Element, key: string) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true });
      target.dispatchEvent(event);
      return event;
    };
    const input = part(provider).renderRoot.querySelector('input')!;
    const escape = press(input, 'Escape');
    for (const key of ['a', 'Enter']) press(input, key);
    const paragraph = part(provider).renderRoot.querySelector('p')!;
    for (const key of ['Enter', 'F6']) press(paragraph, key);
    document.removeEventListener('keydown', listen);
    expect(heard).to.eql(['F6']);
    expect(escape.defaultPrevented, 'a host dialog stays open').to.equal(true);
  });

  it('keeps a key that it has acted on until it comes up, and changes to its fields', async () => {
    const provider = await fixture(html`<corridor-provider .corridor=${client()}><test-part></test-part></corridor-provider>`);
    await waitFor(() => part(provider).renderRoot.querySelector('input'));
    const heard: string[] = [];
    const listen = (event: Event) => heard.push(`${event.type} ${event instanceof KeyboardEvent ? event.key : ''}`);
    const types = ['keyup', 'input', 'beforeinput', 'paste'];
    for (const type of types) document.addEventListener(type, listen);
    const root = part(provider).renderRoot;
    const key = (target: Element, type: string, key: string) => target.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, composed: true, cancelable: true }));
    const paragraph = root.querySelector('p')!;
    paragraph.addEventListener('keydown', (event) => event.preventDefault(), { once: true });
    key(paragraph, 'keydown', 'Escape');
    key(paragraph, 'keyup', 'Escape');
    key(paragraph, 'keydown', 'Escape');
    key(paragraph, 'keyup', 'Escape');
    for (const type of ['beforeinput', 'input', 'paste']) root.querySelector('input')!.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
    for (const type of types) document.removeEventListener(type, listen);
    expect(heard).to.eql(['keyup Escape']);
  });

  it('has the font of the page, and no serifs where the page has none', async () => {
    const section = await fixture<HTMLElement>(html`<section><p style="font-family: Georgia"><test-part></test-part></p><p><test-part></test-part></p></section>`);
    const fonts = [...section.querySelectorAll('test-part')].map((element) => getComputedStyle(element).fontFamily);
    expect(fonts).to.eql(['Georgia', 'system-ui, sans-serif']);
  });

  it('measures the font around it only where nothing of Corridor is around it, however deep that is: of rows there are many', async () => {
    const section = await fixture<HTMLElement>(html`<section><test-part></test-part></section>`), outer = section.querySelector<HTMLElement & { renderRoot: Node }>('test-part')!;
    const { getComputedStyle: real } = window, measured: Element[] = [];
    const nest = (into: Node) => {
      const host = into.appendChild(document.createElement('div'));
      return host.attachShadow({ mode: 'open' }).appendChild(document.createElement('test-part'));
    };
    window.getComputedStyle = (element, ...more) => { measured.push(element); return real.call(window, element, ...more); };
    const [inside, outside] = [nest(outer.renderRoot), nest(section)];
    window.getComputedStyle = real;
    expect([measured.includes(inside), measured.includes(outside)]).to.eql([false, true]);
  });

  it('follows the theme it is given', async () => {
    const provider = await fixture(html`<corridor-provider .corridor=${client()}><test-part theme="dark"></test-part></corridor-provider>`);
    await waitFor(() => part(provider).client);
    expect(getComputedStyle(part(provider)).colorScheme).to.equal('dark');
    part(provider).theme = 'light';
    await part(provider).updateComplete;
    expect(part(provider).getAttribute('theme')).to.equal('light');
    expect(getComputedStyle(part(provider)).colorScheme).to.equal('light');
  });
});

describe('useClient', () => {
  it('closes the client when its last user lets go, however often one does', () => {
    const address = { server: '/x', token: () => new Promise<string>(() => {}) };
    const [one, other] = [useClient(address), useClient(address)];
    one.release();
    one.release();
    expect(one.corridor.connection.get()).to.not.equal('closed');
    other.release();
    expect(one.corridor.connection.get()).to.equal('closed');
    const next = useClient(address);
    expect(next.corridor).to.not.equal(one.corridor);
    next.release();
  });
});

import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import type { SearchBox } from './search-box.ts';
import './search-box.ts';

describe('<search-box>', () => {
  let at: Office, box: SearchBox, purchasing: string, order: string;

  beforeEach(async () => {
    at = await office();
    purchasing = (await at.group()).id;
    order = (await at.group('Bergen orders')).id;
    await at.say('ben', purchasing, 'The frame contract ends in May');
    await at.say('chloe', purchasing, 'PO-1042 is in <b>Bergen</b>, at gate 3');
    await at.say('ben', order, 'bergen has no room');
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><search-box style="height: 400px; width: 320px"></search-box></corridor-provider>`);
    box = provider.querySelector('search-box')!;
    await waitFor(() => box.shadowRoot?.querySelector('input'));
  });

  const root = () => box.shadowRoot!;
  const field = () => root().querySelector('input')!;
  const options = () => [...root().querySelectorAll<HTMLElement>('[role=option]')];
  const names = () => options().map((option) => option.querySelector('.name')?.textContent?.trim());
  const button = (name: string) => [...root().querySelectorAll('button')].find((one) => one.textContent?.trim() === name);
  const press = (key: string, target: Element = field()) => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
  async function type(text: string): Promise<void> {
    field().value = text;
    field().dispatchEvent(new InputEvent('input', { bubbles: true }));
    await box.updateComplete;
  }
  async function find(text: string): Promise<void> {
    await type(text);
    await waitFor(() => !root().querySelector('[aria-busy=true]') && !root().querySelector('.late'));
  }
  const opened = () => {
    const details: unknown[] = [];
    box.addEventListener('corridor-open', ({ detail }) => details.push(detail));
    return details;
  };

  it('finds channels, people and messages while one types, each group under its name', async () => {
    await find('ber');
    expect(names()).to.eql(['Bergen orders', 'Ben Haug Bergen orders', 'Chloe Renard purchasing']);
    expect([...root().querySelectorAll('.heading')].map((one) => one.textContent)).to.eql(['Channels', 'Messages']);
    await find('chlo');
    expect(names()).to.eql(['Chloe Renard']);
    expect(root().querySelector('[role=status]')?.textContent).to.equal('1 result shown');
    await find('Ada');
    expect(names(), 'oneself').to.eql([]);
  });

  it('finds files beside messages, and choosing one asks for it to be opened', async () => {
    const fileId = await at.server.putFile('ada', new File(['plan'], 'Bergen gate plan.pdf', { type: 'application/pdf' }));
    const asked: unknown[] = [];
    box.addEventListener('corridor-open-file', (event) => { event.preventDefault(); asked.push(event.detail); });
    await find('plan');
    expect(names()).to.eql(['Bergen gate plan.pdf']);
    expect(root().querySelector('.heading')?.textContent).to.equal('Files');
    expect(root().querySelector('.ending')?.textContent).to.equal('PDF');
    expect([...root().querySelectorAll('mark')].map((one) => one.textContent)).to.eql(['plan']);
    expect(options()[0]!.querySelector('.snippet')?.textContent).to.equal('Ada Nilsen');
    press('Enter');
    await waitFor(() => asked.length);
    expect(asked).to.eql([{ fileId, fileIds: [fileId] }]);
    await find('type:pdf bergen');
    expect(names(), 'a type leaves messages out').to.eql(['Bergen gate plan.pdf']);
    await expectAccessible(box);
  });

  it('offers where I was last while nothing is asked, and Enter goes there', async () => {
    const all = opened();
    await waitFor(() => options().length === 2);
    expect(names()).to.eql(['Bergen orders', 'purchasing']);
    expect(root().querySelector('.heading')?.textContent).to.equal('Recent');
    press('ArrowDown');
    await box.updateComplete;
    press('Enter');
    expect(all).to.eql([{ channelId: purchasing }]);
    await expectAccessible(box);
    await find('zzz');
    expect(names()).to.eql([]);
    box.channelId = purchasing;
    await type('');
    expect(names(), 'in one conversation').to.eql([]);
  });

  it('marks what people outside read, conversations and messages', async () => {
    const record = { type: 'order', id: 'PO-7', title: 'Wismar coils', audience: 'external' };
    const { id } = await at.server.request('ada', 'chat.openRecord', record);
    await at.server.request('ada', 'chat.send', { channelId: id, text: 'Wismar has room', record });
    await find('wismar');
    expect(options().map((option) => option.querySelector('audience-mark')?.getAttribute('audience'))).to.eql(['external', 'external']);
  });

  it('marks what was found, and shows markup as it was typed', async () => {
    await find('gate bergen');
    const snippet = root().querySelector('.snippet')!;
    expect(snippet.textContent).to.equal('PO-1042 is in <b>Bergen</b>, at gate 3');
    expect([...snippet.querySelectorAll('mark')].map((one) => one.textContent)).to.eql(['Bergen', 'gate']);
    await expectAccessible(box);
  });

  it('opens a message at its place, a channel, and a direct conversation', async () => {
    const details = opened();
    await find('1042');
    options()[0]!.click();
    await find('bergen orders');
    options()[0]!.click();
    await find('chloe');
    options()[0]!.click();
    await waitFor(() => details.length === 3);
    const { id } = await at.server.request('ada', 'chat.openDirect', { userIds: ['chloe'] });
    expect(details).to.eql([{ channelId: purchasing, seq: 2 }, { channelId: order }, { channelId: id }]);
  });

  it('is used with the keys alone', async () => {
    const details = opened();
    await find('bergen');
    const active = () => root().getElementById(field().getAttribute('aria-activedescendant') ?? '');
    expect(field().getAttribute('aria-expanded')).to.equal('true');
    expect([active(), active()?.ariaSelected]).to.eql([options()[0], 'true']);
    press('ArrowUp');
    press('ArrowDown');
    press('ArrowDown');
    press('ArrowDown');
    await box.updateComplete;
    expect(active()).to.equal(options()[2]);
    press('Home', root().querySelector('[role=listbox]')!);
    press('ArrowDown');
    await box.updateComplete;
    press('Enter');
    expect(details).to.eql([{ channelId: order, seq: 1 }]);
    press('Escape');
    await box.updateComplete;
    expect([field().value, root().querySelector('.heading')?.textContent, root().activeElement]).to.eql(['', 'Recent', field()]);
  });

  it('narrows by what is typed, and offers how', async () => {
    await expectAccessible(box);
    button('from:')!.click();
    await box.updateComplete;
    expect([field().value, root().activeElement]).to.eql(['from:', field()]);
    await find('from:chloe bergen');
    expect(names()).to.eql(['Chloe Renard purchasing']);
  });

  it('looks in one conversation alone where that is asked for', async () => {
    box.channelId = order;
    await find('bergen');
    expect(names()).to.eql(['Ben Haug Bergen orders']);
    expect(field().placeholder).to.equal('Search this conversation');
  });

  it('asks once at a time, and at last for what was typed last', async () => {
    const asked: string[] = [];
    const { request } = at.line;
    at.line.request = ((...[name, input]: Parameters<typeof request>) => {
      if (name === 'search.find') asked.push((input as { query: string }).query);
      return request.call(at.line, name, input);
    }) as never;
    for (const text of ['b', 'be', 'ber', 'berg']) await type(text);
    await find('berge');
    expect(names()).to.have.length(3);
    expect(asked.at(-1)).to.equal('berge');
    expect(asked.length).to.be.lessThan(5);
  });

  it('shows more on request, and goes on there', async () => {
    for (let i = 0; i < 25; i++) await at.say('ben', purchasing, `delivery note ${i}`);
    await find('delivery');
    expect(options()).to.have.length(20);
    button('Show more')!.click();
    await waitFor(() => options().length === 25);
    await waitFor(() => options()[20]?.classList.contains('active'));
    expect(root().activeElement).to.equal(field());
    expect(button('Show more')).to.equal(undefined);
  });

  it('says that nothing was found, and what to try', async () => {
    await find('zeppelin');
    expect(root().querySelector('.none')?.textContent).to.include('Nothing found for “zeppelin”.').and.to.include('Try fewer or shorter words');
    expect(root().querySelector('[role=status]')?.textContent).to.equal('Nothing found');
    await expectAccessible(box);
  });

  it('looks further back where a request has not looked at everything', async () => {
    const { request } = at.line;
    at.line.request = (async () => {
      at.line.request = request;
      return { messages: [], channels: [], people: [], files: [], next: '0' };
    }) as never;
    await find('bergen');
    expect(root().querySelector('.none')?.textContent).to.include('Nothing found for “bergen” so far.');
    button('Look further back')!.click();
    await waitFor(() => options().length === 2);
  });

  it('says why it did not work, and tries again', async () => {
    at.line.goOffline();
    await find('bergen');
    const alert = await waitFor(() => root().querySelector('[role=alert]'));
    expect(alert.textContent).to.include('You are offline.');
    await expectAccessible(box);
    at.line.goOnline();
    await waitFor(() => at.ada.connection.get() === 'online');
    button('Try again')!.click();
    await waitFor(() => options().length === 3);
  });

  it('has the shape of an answer while it waits for the first', async () => {
    at.line.delay = 60_000;
    await type('bergen');
    await waitFor(() => root().querySelector('.late .skeleton'));
    expect(root().querySelector('[aria-busy=true]')).to.be.ok;
    expect(root().querySelector('[role=status]')?.textContent).to.equal('Searching');
    await Promise.all(root().querySelector('.late')!.getAnimations().map(({ finished }) => finished));
    await expectAccessible(box);
  });

  it('fits into 320 pixels, in either direction', async () => {
    for (const dir of ['ltr', 'rtl']) {
      box.dir = dir;
      await find('bergen 1042');
      const scroll = root().querySelector('.scroll')!;
      expect([box.scrollWidth, scroll.scrollWidth], dir).to.eql([box.clientWidth, scroll.clientWidth]);
      const snippet = root().querySelector('.snippet')!;
      expect(snippet.scrollWidth, `${dir}: nothing beyond the ellipsis`).to.be.at.most(snippet.clientWidth + 1);
    }
  });
});

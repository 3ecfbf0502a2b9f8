import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './thread-list.ts';
import type { ThreadList } from './thread-list.ts';

describe('<thread-list>', () => {
  let at: Office;
  let list: ThreadList;
  let channelId: string;
  const roots: Record<string, string> = {};

  beforeEach(async () => {
    at = await office();
    channelId = (await at.group()).id;
    for (const text of ['one', 'two']) roots[text] = await at.say('ada', channelId, text);
  });
  async function answer(user: string, text: string): Promise<string> {
    const { id } = await at.server.request(user, 'chat.openThread', { messageId: roots[text]! });
    await at.server.request(user, 'chat.send', { channelId: id, text: `about ${text}`, threadOf: roots[text]! });
    return id;
  }
  async function show(): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><thread-list style="height: 400px; width: 340px"></thread-list></corridor-provider>`);
    list = provider.querySelector('thread-list')!;
    await waitFor(() => list.shadowRoot?.querySelector('.thread, .state:not(.late)'));
  }
  const rows = () => [...(list.shadowRoot?.querySelectorAll<HTMLElement>('.thread') ?? [])];
  const texts = () => rows().map((row) => row.querySelector('.text')?.textContent);

  it('shows what I follow, latest reply first, with what is new, and leads there', async () => {
    await answer('ben', 'one');
    await answer('chloe', 'two');
    await waitFor(() => at.ada.chat.myThreads.get().length === 2);
    await show();
    await waitFor(() => texts().length === 2);
    expect(texts()).to.eql(['two', 'one']);
    expect(rows()[0]?.querySelector('.figures')?.textContent).to.equal('1 reply · 1 new');
    await expectAccessible(list);
    const opened: object[] = [];
    list.addEventListener('corridor-thread', (event) => opened.push(event.detail));
    rows()[1]!.click();
    expect(opened).to.eql([{ channelId, messageId: roots['one'] }]);
    await answer('chloe', 'one');
    await waitFor(() => texts()[0] === 'one');
  });

  it('is filtered by state and by what is unread', async () => {
    const one = await answer('ben', 'one');
    const two = await answer('ben', 'two');
    await at.server.request('ada', 'chat.setThread', { channelId: one, status: 'resolved' });
    await at.server.request('ada', 'chat.markRead', { channelId: two, seq: 1 });
    await show();
    await waitFor(() => texts().length === 2);
    const select = list.shadowRoot!.querySelector('select')!;
    select.value = 'resolved';
    select.dispatchEvent(new Event('change'));
    await waitFor(() => texts().length === 1 && texts()[0] === 'one');
    select.value = 'open';
    select.dispatchEvent(new Event('change'));
    list.shadowRoot!.querySelector<HTMLElement>('[type=checkbox]')!.click();
    await waitFor(() => list.shadowRoot?.querySelector('.state')?.textContent?.includes('another filter'));
  });

  it('shows all threads of a conversation with their figures, filtered by category, tag and whose they are, and hears of more', async () => {
    const one = await answer('ben', 'one');
    roots['three'] = await at.say('chloe', channelId, 'three');
    const three = await answer('ben', 'three');
    await at.server.request('ben', 'chat.setThread', { channelId: one, category: 'Delivery', tags: ['coils'] });
    await at.server.request('ben', 'chat.setThread', { channelId: three, category: 'Quality', status: 'resolved' });
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><thread-list channel-id=${channelId} style="height: 400px; width: 340px"></thread-list></corridor-provider>`);
    list = provider.querySelector('thread-list')!;
    await waitFor(() => texts().join() === 'three,one');
    expect(rows()[1]?.querySelector('.figures')?.textContent).to.equal('1 reply · 1 new · Delivery · #coils');
    expect(list.shadowRoot?.querySelector('.titles .meta')?.textContent).to.equal('purchasing');
    expect(list.shadowRoot?.querySelector('.sum')?.textContent).to.match(/^1 open · 1 resolved · first reply after: \d+ seconds? \(median\)$/);
    await expectAccessible(list);
    const select = (name: string) => list.shadowRoot!.querySelector<HTMLSelectElement>(`[aria-label="${name}"]`)!;
    const choose = (name: string, value: string) => {
      select(name).value = value;
      select(name).dispatchEvent(new Event('change'));
    };
    expect([...select('Category').options].map(({ text }) => text)).to.eql(['Any category', 'Delivery', 'Quality']);
    choose('Category', 'Quality');
    await waitFor(() => texts().join() === 'three');
    choose('Category', '');
    choose('Tag', 'coils');
    await waitFor(() => texts().join() === 'one');
    choose('Tag', '');
    choose('Whose', 'followed'); // as who wrote the message does
    await waitFor(() => texts().join() === 'one');
    choose('Whose', 'mine');
    await waitFor(() => texts().join() === 'one');
    choose('Whose', '');
    roots['four'] = await at.say('chloe', channelId, 'four');
    await answer('ben', 'four');
    await waitFor(() => texts().join() === 'four,three,one');
  });

  it('says how to come to a thread where there is none', async () => {
    await show();
    await waitFor(() => list.shadowRoot?.querySelector('.state')?.textContent?.includes('Reply to a message in a thread'));
    await expectAccessible(list);
  });

  it('says what went wrong and tries again', async () => {
    await answer('ben', 'one');
    await waitFor(() => at.ada.chat.myThreads.get().length === 1);
    at.line.refuseNext('rate-limited', 'chat.threads');
    await show();
    (await waitFor(() => list.shadowRoot?.querySelector<HTMLElement>('[role=alert] button'))).click();
    await waitFor(() => texts().length === 1);
  });
});

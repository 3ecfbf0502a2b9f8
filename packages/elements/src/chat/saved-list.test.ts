import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import { Conversing } from './message-list.fixture.ts';
import './saved-list.ts';
import type { SavedList } from './saved-list.ts';

describe('<saved-list>', () => {
  let at: Office;
  let list: SavedList;
  let channelId: string;

  beforeEach(async () => {
    at = await office();
    channelId = (await at.group()).id;
  });
  async function save(user: string, where: string, text: string): Promise<string> {
    const messageId = await at.say(user, where, text);
    await at.server.request('ada', 'chat.save', { messageId });
    return messageId;
  }
  async function show(): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><saved-list style="height: 400px; width: 340px"></saved-list></corridor-provider>`);
    list = provider.querySelector('saved-list')!;
    await waitFor(() => list.shadowRoot?.querySelector('li, .state:not(.late)'));
  }
  const texts = () => [...(list.shadowRoot?.querySelectorAll('li') ?? [])].map((item) => item.querySelector('.text, .gone')?.textContent);

  it('begins texts of another direction below their author', async () => {
    await save('ben', channelId, 'السلام عليكم');
    await show();
    const text = await waitFor(() => list.shadowRoot?.querySelector('.text')), range = document.createRange();
    range.selectNodeContents(text);
    expect(range.getBoundingClientRect().left).to.be.closeTo(text.getBoundingClientRect().left, 1);
  });

  it('shows what I saved, latest saved first, also what I save elsewhere meanwhile, and leads there', async () => {
    await save('ben', channelId, 'Gate code 4711');
    await show();
    await save('chloe', channelId, 'The **12th** suits us');
    await waitFor(() => texts().length === 2);
    expect(texts()).to.eql(['The 12th suits us', 'Gate code 4711']);
    await expectAccessible(list);
    const opened = new Promise((resolve) => list.addEventListener('corridor-open', (event) => resolve(event.detail)));
    list.shadowRoot!.querySelectorAll<HTMLElement>('.saved')[1]!.click();
    expect(await opened).to.eql({ channelId, seq: 1 });
  });

  it('says what is gone, and lets it be taken out', async () => {
    const messageId = await save('ben', channelId, 'Wrong one');
    await at.server.request('ben', 'chat.delete', { messageId });
    await show();
    expect(texts()).to.eql(['This message was deleted, or is not shared with you any more.']);
    await expectAccessible(list);
    list.shadowRoot!.querySelector<HTMLElement>('[aria-label="Remove from saved"]')!.click();
    await waitFor(() => list.shadowRoot?.querySelector('.state')?.textContent.includes('Nothing saved yet.'));
    await expectAccessible(list);
  });

  it('leads to a reply in its thread', async () => {
    const root = await at.say('ada', channelId, 'Who orders?');
    const { id: thread } = await at.server.request('ben', 'chat.openThread', { messageId: root });
    const { id: messageId } = await at.server.request('ben', 'chat.send', { channelId: thread, threadOf: root, text: 'I do' });
    await at.server.request('ada', 'chat.save', { messageId });
    await show();
    const opened = new Promise((resolve) => list.addEventListener('corridor-open', (event) => resolve(event.detail)));
    list.shadowRoot!.querySelector<HTMLElement>('.saved')!.click();
    expect(await opened).to.eql({ channelId: thread, seq: 1 });
  });

  it('is filled from a message\'s menu, which takes it out again', async () => {
    const chat = new Conversing();
    await chat.start();
    await chat.say('ben', 'Keep this');
    await chat.show();
    const row = chat.rows[0]!;
    const choose = async (label: string) => (await waitFor(() => [...row.shadowRoot!.querySelectorAll<HTMLElement>('button')].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label), label)).click();
    for (const [label, note, count] of [['Save', 'Saved for you.', 1], ['Remove from saved', 'Removed from saved.', 0]] as const) {
      row.focus();
      await choose('More actions');
      await choose(label);
      await waitFor(() => chat.root.querySelector('quiet-note')?.shadowRoot?.textContent.includes(note));
      expect((await chat.server.request('ada', 'chat.savedIds', {})).items.length).to.equal(count);
    }
    chat.ada.close();
  });
});

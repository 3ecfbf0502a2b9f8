import { expect } from 'chai';
import { html } from 'lit';
import { expectAccessible, fixture, waitFor } from '../testing/index.ts';
import { Conversing } from './message-list.fixture.ts';
import type { MessageRow } from './message-row.ts';
import './profile-card.ts';
import type { ProfileCard } from './profile-card.ts';

describe('<profile-card>', () => {
  let chat: Conversing;
  beforeEach(async () => {
    chat = new Conversing();
    await chat.start();
  });
  afterEach(() => chat.ada.close());

  /** Beside the list, in whatever root that is. */
  const card = () => document.querySelector('profile-card') ?? chat.list?.shadowRoot?.querySelector('profile-card');
  const inside = <E extends Element = HTMLElement>(selector: string) => card()?.shadowRoot?.querySelector<E>(selector);
  const button = (label: string) => waitFor(() => [...card()?.shadowRoot?.querySelectorAll('button') ?? []].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label), label);
  const labels = () => [...card()!.shadowRoot!.querySelectorAll('.ways button')].map(({ textContent }) => textContent.trim());
  async function tooled(row: MessageRow): Promise<MessageRow> {
    row.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
    await waitFor(() => row.tools);
    await row.updateComplete;
    return row;
  }
  const opened = () => waitFor(() => inside<HTMLDialogElement>('dialog[open]'), 'the card');
  async function alone(userId: string): Promise<ProfileCard> {
    await chat.ada.connect();
    const provider = await fixture(html`<corridor-provider .corridor=${chat.ada}><profile-card user-id=${userId} channel-id=${chat.channel.id}></profile-card></corridor-provider>`);
    return provider.querySelector('profile-card')!;
  }

  it('says who somebody is: name, how to be reached, and the role where it is asked for', async () => {
    const shown = await alone('ben');
    await waitFor(() => shown.shadowRoot!.querySelector('#name')?.textContent === 'Ben Haug');
    await expectAccessible(shown);
    expect(shown.shadowRoot!.querySelector('.names .meta')!.textContent).to.match(/^Offline/);
    expect(shown.shadowRoot!.querySelector('dialog')).to.equal(null);
  });

  it('opens at a name or a picture, and gives the focus back to the message', async () => {
    await chat.say('ben', 'hello');
    await chat.show();
    const row = await tooled(chat.rows[0]!);
    for (const selector of ['.who b', '.avatar']) {
      row.shadowRoot!.querySelector<HTMLElement>(selector)!.click();
      const dialog = await opened();
      await waitFor(() => inside('#name')?.textContent === 'Ben Haug' && inside('.role')?.textContent === 'Member of purchasing');
      expect(labels()).to.eql(['Message', 'Copy mention', 'Remove from channel']);
      dialog.close();
      await waitFor(() => !card() && chat.root.activeElement === row);
    }
  });

  it('is reached by keys through the menu of a message', async () => {
    await chat.say('ben', 'hello');
    await chat.show();
    const row = await tooled(chat.rows[0]!);
    row.focus();
    (await waitFor(() => row.shadowRoot!.querySelector<HTMLElement>('[aria-label="More actions"]'))).click();
    (await waitFor(() => [...row.shadowRoot!.querySelectorAll<HTMLElement>('dialog .item')].find(({ textContent }) => textContent.trim() === 'About Ben Haug'))).click();
    (await opened()).close();
    await waitFor(() => chat.root.activeElement === row);
  });

  it('opens at somebody who is named in a text', async () => {
    await chat.say('ben', 'Ask <@chloe>');
    await chat.show();
    (await waitFor(() => chat.rows[0]!.shadowRoot!.querySelector<HTMLElement>('button.mention'))).click();
    await opened();
    await waitFor(() => inside('#name')?.textContent === 'Chloe Renard' && inside('.role'));
  });

  it('lets the page show it instead', async () => {
    await chat.say('ben', 'hello');
    await chat.show();
    const row = await tooled(chat.rows[0]!);
    let asked: unknown;
    chat.list.addEventListener('corridor-profile', (event) => {
      event.preventDefault();
      asked = event.detail;
    });
    row.shadowRoot!.querySelector<HTMLElement>('.who b')!.click();
    await waitFor(() => chat.root.activeElement === row);
    expect([asked, card() ?? null]).to.eql([{ userId: 'ben', channelId: chat.channel.id }, null]);
  });

  it('leads to the conversation with somebody', async () => {
    const shown = await alone('ben');
    const opening = new Promise<{ channelId: string }>((resolve) => shown.addEventListener('corridor-open', (event) => resolve(event.detail)));
    (await button('Message')).click();
    const { channelId } = await opening;
    expect((await chat.server.request('ben', 'chat.channel', { channelId })).people).to.eql(['ada', 'ben']);
  });

  it('takes somebody out of the channel, once it was said again; a plain member is not offered it', async () => {
    await chat.say('ben', 'hello');
    await chat.show();
    const row = await tooled(chat.rows[0]!);
    row.shadowRoot!.querySelector<HTMLElement>('.who b')!.click();
    await opened();
    (await button('Remove from channel')).click();
    (await button('Remove')).click();
    await waitFor(() => !card());
    expect((await chat.server.request('ada', 'chat.channel', { channelId: chat.channel.id })).memberCount).to.equal(2);
  });

  it('offers a plain member neither to remove anybody nor to write to oneself', async () => {
    chat.loginAs({ id: 'chloe', name: 'Chloe Renard' });
    await chat.say('ben', 'hello');
    await chat.say('chloe', 'hi');
    await chat.show();
    for (const [at, expected] of [['Message', 'Copy mention'], ['Copy mention']].entries()) {
      const row = await tooled(chat.rows[at]!);
      row.shadowRoot!.querySelector<HTMLElement>('.who b')!.click();
      const dialog = await opened();
      await waitFor(() => inside('.role'));
      expect(labels()).to.eql(expected);
      dialog.close();
      await waitFor(() => !card());
    }
  });
});

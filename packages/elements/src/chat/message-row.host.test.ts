import type { NoticeAction } from '@corridor/sdk';
import { expect } from 'chai';
import { expectAccessible, waitFor } from '../testing/index.ts';
import { Conversing } from './message-list.fixture.ts';
import type { MessageRow } from './message-row.ts';

const erp = { id: 'key:erp', name: 'Norvik ERP', isKey: true };
const record = { type: 'purchase-order', id: 'PO-1042' };
const actions: NoticeAction[] = [{ id: 'approve', label: 'Approve', style: 'primary' }, { id: 'reject', label: 'Reject', style: 'danger' }];

describe('<message-row> with words of the host', () => {
  let chat: Conversing;
  beforeEach(async () => {
    chat = new Conversing();
    await chat.start();
    chat.channel = await chat.server.request('ada', 'chat.openRecord', record);
    await chat.server.request('ada', 'chat.send', { channelId: chat.channel.id, text: 'first', record });
  });
  afterEach(() => chat.ada.close());

  const post = (text = 'Approve **€ 4,250**?') => chat.server.request(erp, 'records.post', { record, text, actions });
  const root = () => chat.rows.at(-1)!.shadowRoot!;
  const button = (label: string) => waitFor(() => [...root().querySelectorAll<HTMLButtonElement>('.actions button')].find((one) => one.textContent === label));
  async function shown(): Promise<MessageRow> {
    await chat.show();
    await waitFor(() => root().querySelector('.sign'));
    return chat.rows.at(-1)!;
  }

  it('shows them apart from what people say, with the name of who posts', async () => {
    await post();
    const row = await shown();
    expect(row.hasAttribute('notice')).to.equal(true);
    expect(root().querySelector('user-avatar')).to.equal(null);
    await waitFor(() => root().querySelector('[part=name]')?.textContent === 'Norvik ERP');
    await waitFor(() => root().querySelector('.text strong')?.textContent === '€ 4,250');
    expect(chat.rows[0]!.hasAttribute('notice')).to.equal(false);
    await expectAccessible(chat.list);
  });

  it('answers with a button, shows that it waits, and then who has decided, also to those who hear the row', async () => {
    await post();
    const row = await shown();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; }), { transport } = chat, request = transport.request.bind(transport);
    transport.request = async (name, input) => { if (name === 'chat.act') await held; return request(name, input); };
    (await button('Approve')).click();
    await waitFor(() => root().querySelector('[aria-busy=true]')?.textContent === 'Approve');
    expect((await button('Reject')).disabled).to.equal(true);
    await expectAccessible(chat.list);
    release();
    await waitFor(() => root().querySelector('.outcome')?.textContent.includes('Approve · Ada Nilsen, '));
    expect(root().querySelector('.actions')).to.equal(null);
    expect(row.ariaLabel).to.include('Approve · Ada Nilsen');
    await expectAccessible(chat.list);
  });

  it('says why it was refused, and leaves the buttons to try again', async () => {
    await post();
    await shown();
    chat.refuseNext('unavailable', 'chat.act');
    (await button('Approve')).click();
    await waitFor(() => root().querySelector('.notice')?.textContent.includes('does not answer'));
    (await button('Approve')).click();
    await waitFor(() => root().querySelector('.outcome'));
    expect(root().querySelector('.notice')).to.equal(null);
  });

  it('lets the page answer itself', async () => {
    const { id } = await post();
    await shown();
    let told: unknown;
    chat.list.addEventListener('corridor-action', (event) => {
      event.preventDefault();
      const { message, action, record: of } = event.detail;
      told = [message.id, action.id, of?.id];
    });
    (await button('Reject')).click();
    expect(told).to.eql([id, 'reject', 'PO-1042']);
    expect((await chat.server.request('ben', 'chat.history', { channelId: chat.channel.id })).items.at(-1)?.card).to.deep.include({ actions });
  });

  it('disables the buttons where nothing is written any more', async () => {
    await post();
    await shown();
    const approve = await button('Approve'), row = chat.rows.at(-1)!;
    await chat.server.request('ada', 'chat.archive', { channelId: chat.channel.id });
    await waitFor(() => chat.ada.chat.conversation(chat.channel.id).channel.get()?.archivedAt);
    row.requestUpdate();
    await row.updateComplete;
    expect(approve.disabled).to.equal(true);
  });

  describe('made of a message', () => {
    /** Opens the menu of the last row and answers its line, if there is one. */
    async function choice(label: string): Promise<HTMLElement | undefined> {
      await chat.show();
      const row = chat.rows.at(-1)!;
      row.focus();
      const more = await waitFor(() => root().querySelector<HTMLElement>('.bar [aria-label="More actions"]'));
      more.click();
      await waitFor(() => root().querySelector('dialog .item'));
      return [...root().querySelectorAll<HTMLElement>('dialog .item')].find((item) => item.textContent.trim() === label);
    }

    it('is asked of the host, and shows where it was made, with the way to it', async () => {
      (await choice('Create a record'))!.click();
      await waitFor(() => chat.rows.length === 2 && root().querySelector('.outcome'));
      expect(root().querySelector('.outcome')?.textContent).to.include('Created from a message');
      expect(root().querySelector('.outcome a')?.getAttribute('href')).to.equal('/tickets/T-1');
      expect(chat.rows.at(-1)!.canEdit).to.equal(false);
      expect(root().querySelector('.sign')).to.not.equal(null);
      await chat.server.request('ada', 'chat.send', { channelId: chat.channel.id, text: 'after it' });
      await waitFor(() => chat.rows.length === 3 && root().querySelector('user-avatar'));
      await expectAccessible(chat.list);
    });

    it('is left to the page, under the name that the page gives it', async () => {
      await chat.mount();
      (chat.list.closest('corridor-provider'))!.recordAction = 'Create ticket';
      let told: string | undefined;
      chat.list.addEventListener('corridor-create-record', (event) => {
        event.preventDefault();
        told = event.detail.message.text;
      });
      const row = await waitFor(() => chat.rows.at(-1));
      row.focus();
      (await waitFor(() => root().querySelector<HTMLElement>('.bar [aria-label="More actions"]'))).click();
      (await waitFor(() => [...root().querySelectorAll<HTMLElement>('dialog .item')].find((item) => item.textContent.trim() === 'Create ticket'))).click();
      expect(told).to.equal('first');
      expect((await chat.server.request('ben', 'chat.history', { channelId: chat.channel.id })).items).to.have.length(1);
    });

    it('is not offered where neither the page nor the host makes records', async () => {
      const { transport } = chat, request = transport.request.bind(transport);
      transport.request = (async (name: string, input: never) => {
        const answer = await request(name as 'session.me', input);
        return name === 'session.me' ? { ...answer, hasHost: false } : answer;
      }) as typeof transport.request;
      expect(await choice('Create a record')).to.equal(undefined);
    });
  });
});

import { expect } from 'chai';
import { expectAccessible, waitFor } from '../testing/index.ts';
import { Conversing } from './message-list.fixture.ts';

describe('<jump-to-date>', () => {
  let chat: Conversing;
  beforeEach(async () => {
    chat = new Conversing();
    await chat.start(400); // one every so often, up to now
    await chat.show();
  });
  afterEach(() => chat.ada.close());

  const dialog = () => chat.root.querySelector('jump-to-date')?.shadowRoot;
  const input = () => dialog()!.querySelector('input')!;
  const go = () => dialog()!.querySelector<HTMLElement>('[type=submit]')!.click();
  const all = async () => (await chat.server.request('ada', 'chat.history', { channelId: chat.channel.id, after: 0, limit: 200 })).items;
  const opened = () => waitFor(() => dialog()?.querySelector('dialog[open]'));
  const inField = (at: string) => { const date = new Date(at); return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10); };
  function choose(day: string): void {
    input().value = day;
    input().dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    go();
  }

  it('goes from a day in the list to the first message of another, which is not loaded yet', async () => {
    await waitFor(() => chat.root.querySelector<HTMLElement>('.day button'));
    [...chat.root.querySelectorAll<HTMLElement>('.day button')].at(-1)!.click();
    await opened();
    expect(input().max).to.equal(inField(new Date().toISOString()));
    await expectAccessible(chat.list);
    const target = inField((await all())[120]!.sentAt);
    const first = (await all()).find(({ sentAt }) => inField(sentAt) >= target)!;
    choose(target);
    await waitFor(() => !dialog());
    await waitFor(() => chat.row(first.seq)?.matches(':focus, :focus-within'));
    expect(chat.row(first.seq)!.hasAttribute('highlighted')).to.equal(true);
  });

  it('opens by key at a message, with its day', async () => {
    const row = chat.rows.at(-1)!;
    row.focus();
    row.dispatchEvent(new KeyboardEvent('keydown', { key: 'd', bubbles: true, composed: true, cancelable: true }));
    await opened();
    expect(input().value).to.equal(inField(row.message.sentAt));
    dialog()!.querySelector<HTMLElement>('.dialog-bar button')!.click();
    await waitFor(() => !dialog());
  });

  it('says where nothing was written since, where there is no day and where it is refused', async () => {
    const row = chat.rows.at(-1)!;
    row.focus();
    row.dispatchEvent(new KeyboardEvent('keydown', { key: 'd', bubbles: true, composed: true, cancelable: true }));
    await opened();
    const says = (text: string) => waitFor(() => dialog()!.querySelector('[role=alert]')?.textContent.includes(text), text);
    choose('2999-01-01');
    await says('Nothing was written since.');
    choose('');
    await says('Choose a day.');
    await expectAccessible(chat.list);
    chat.refuseNext('not-found', 'chat.seqAt');
    choose('2001-01-01');
    await waitFor(() => dialog()!.querySelector('[role=alert]')?.textContent !== 'Choose a day.');
    choose('2001-01-01');
    await waitFor(() => chat.row(1)?.hasAttribute('highlighted'));
  });
});

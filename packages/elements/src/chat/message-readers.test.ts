import { expect } from 'chai';
import { expectAccessible, waitFor } from '../testing/index.ts';
import { Conversing } from './message-list.fixture.ts';

describe('<message-readers>', () => {
  let chat: Conversing;
  beforeEach(async () => {
    chat = new Conversing();
    await chat.start();
  });
  afterEach(() => chat.ada.close());

  const root = () => chat.root.querySelector('message-readers')?.shadowRoot;
  async function open(): Promise<void> {
    const row = chat.rows.at(-1)!;
    const choose = async (label: string) => (await waitFor(() => [...row.shadowRoot!.querySelectorAll<HTMLElement>('button')].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label), label)).click();
    row.focus();
    await choose('More actions');
    await choose('Read by');
    await waitFor(() => root()?.querySelector('dialog[open]'));
  }
  const names = () => [...(root()?.querySelectorAll('li span') ?? [])].map(({ textContent }) => textContent);

  it('says who has read a message, and who does meanwhile', async () => {
    await chat.say('ada', 'one');
    await chat.show();
    await open();
    await waitFor(() => root()?.querySelector('[role=status]')?.textContent === 'Nobody has read it yet.');
    await chat.server.request('chloe', 'chat.markRead', { channelId: chat.channel.id, seq: 1 });
    await waitFor(() => names().length === 1);
    await chat.server.request('ben', 'chat.markRead', { channelId: chat.channel.id, seq: 1 });
    await waitFor(() => names().length === 2);
    expect(names()).to.eql(['Ben Haug', 'Chloe Renard']);
    await expectAccessible(chat.list);
    root()!.querySelector<HTMLElement>('[aria-label="Close"]')!.click();
    await waitFor(() => !root());
  });

  it('leaves out who wrote it', async () => {
    await chat.say('ben', 'his');
    await chat.server.request('ben', 'chat.markRead', { channelId: chat.channel.id, seq: 1 });
    await chat.show();
    await open();
    await waitFor(() => names().length === 1);
    expect(names()).to.eql(['Ada Nilsen']);
  });
});

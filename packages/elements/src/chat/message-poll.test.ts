import { expect } from 'chai';
import { expectAccessible, waitFor } from '../testing/index.ts';
import { Conversing } from './message-list.fixture.ts';

describe('<message-poll>', () => {
  let chat: Conversing;
  let messageId: string;
  beforeEach(async () => {
    chat = new Conversing();
    await chat.start();
  });
  afterEach(() => chat.ada.close());

  async function show(more: { isMultiple?: boolean; isAnonymous?: boolean; closesAt?: string; by?: string } = {}): Promise<ShadowRoot> {
    const { by = 'ben', ...poll } = more;
    ({ id: messageId } = await chat.server.request(by, 'chat.createPoll', { channelId: chat.channel.id, question: 'Where do we eat?', options: ['Harbour', 'Canteen', 'Nowhere'], ...poll }));
    await chat.show();
    await waitFor(() => root()?.querySelector('fieldset'));
    return root()!;
  }
  const root = () => chat.rows.at(-1)?.shadowRoot?.querySelector('message-poll')?.shadowRoot;
  const inputs = () => [...root()!.querySelectorAll('input')];
  const counts = () => [...root()!.querySelectorAll('.count')].map(({ textContent }) => textContent);
  const end = () => root()!.querySelector('.end .meta')!.textContent;
  const button = (label: string) => waitFor(() => [...root()!.querySelectorAll<HTMLButtonElement>('button')].find((one) => one.textContent === label), label);
  const card = async () => {
    const found = (await chat.server.request('ben', 'chat.history', { channelId: chat.channel.id })).items.at(-1)!.card;
    return found?.type === 'poll' ? found : undefined;
  };

  it('shows the question, its options and how many voted; a choice counts at once, and can be taken back', async () => {
    await show();
    expect([root()!.querySelector('legend')!.textContent, counts(), end()]).to.eql(['Where do we eat?', ['0 votes, 0%', '0 votes, 0%', '0 votes, 0%'], 'Nobody has voted yet']);
    await expectAccessible(chat.list);
    inputs()[1]!.click();
    await waitFor(async () => (await card())?.voters?.[1]?.[0] === 'ada');
    await chat.server.request('ben', 'chat.vote', { messageId, options: [0] });
    await waitFor(() => counts().join() === ['1 vote, 50%', '1 vote, 50%', '0 votes, 0%'].join());
    expect([end(), inputs().map(({ checked }) => checked)]).to.eql(['2 people voted', [false, true, false]]);
    await expectAccessible(chat.list);
    (await button('Take back my vote')).click();
    await waitFor(() => end() === '1 person voted');
    expect(inputs().some(({ checked }) => checked)).to.equal(false);
  });

  it('walks its options by arrow without voting, and votes by the space bar', async () => {
    await show();
    inputs()[0]!.focus();
    for (const [key, at] of [['ArrowDown', 1], ['ArrowRight', 2], ['ArrowDown', 0], ['ArrowUp', 2]] as const) {
      root()!.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
      expect(root()!.activeElement).to.equal(inputs()[at]);
    }
    expect((await card())?.people).to.equal(0);
    (root()!.activeElement as HTMLElement).click(); // what the space bar does
    await waitFor(async () => (await card())?.votes[2] === 1);
  });

  it('lets people choose several, and sends what was chosen quickly as a whole', async () => {
    await show({ isMultiple: true });
    inputs()[0]!.click();
    await chat.rest();
    inputs()[2]!.click();
    await waitFor(async () => (await card())?.votes.join() === '1,0,1');
    await waitFor(() => end() === '1 person voted · Several answers');
    inputs()[0]!.click();
    await waitFor(async () => (await card())?.votes.join() === '0,0,1');
  });

  it('begins an option in another direction beside its box, and gives long ones a line of their own where there is little room', async () => {
    ({ id: messageId } = await chat.server.request('ben', 'chat.createPoll', { channelId: chat.channel.id, question: 'Where?', options: ['مطعم', 'The Italian place around the corner that Jonas likes so very much'] }));
    await chat.show();
    await waitFor(() => root()?.querySelector('fieldset'));
    const words = [...root()!.querySelectorAll<HTMLElement>('.words')], range = document.createRange();
    range.selectNodeContents(words[0]!);
    expect(range.getBoundingClientRect().left).to.be.closeTo(words[0]!.getBoundingClientRect().left, 1);
    chat.list.style.width = '280px';
    const count = root()!.querySelectorAll('.count')[1]!;
    await waitFor(() => count.getBoundingClientRect().top >= words[1]!.getBoundingClientRect().bottom - 1);
  });

  it('names who voted for the option under the pointer or the focus', async () => {
    await show();
    await chat.server.request('ben', 'chat.vote', { messageId, options: [0] });
    await chat.server.request('chloe', 'chat.vote', { messageId, options: [0] });
    await waitFor(() => counts()[0] === '2 votes, 100%');
    inputs()[0]!.focus();
    await waitFor(() => root()!.querySelector('.names')?.textContent === 'Ben Haug and Chloe Renard');
    expect(inputs()[0]!.getAttribute('aria-describedby')).to.equal(root()!.querySelector('.names')!.id);
    await expectAccessible(chat.list);
    inputs()[1]!.focus();
    await waitFor(() => !root()!.querySelector('.names'));
  });

  it('of an anonymous one shows my own vote, and nobody else’s name', async () => {
    await chat.ada.connect();
    const poll = await chat.server.request('ben', 'chat.createPoll', { channelId: chat.channel.id, question: 'Where?', options: ['Harbour', 'Canteen'], isAnonymous: true });
    for (const user of ['ada', 'ben']) await chat.server.request(user, 'chat.vote', { messageId: poll.id, options: [1] });
    await chat.show();
    await waitFor(() => root()?.querySelectorAll('input')[1]?.checked);
    inputs()[1]!.focus();
    await chat.rest();
    expect([root()!.querySelector('.names'), end()]).to.eql([null, '2 people voted · Anonymous']);
    await chat.server.request('ada', 'chat.vote', { messageId: poll.id, options: [0] }); // on another device
    await waitFor(() => inputs()[0]!.checked);
  });

  it('is closed by who asked, after one more question, and then takes no vote', async () => {
    await show({ by: 'ada' });
    (await button('Close poll')).click();
    await waitFor(() => root()!.activeElement?.classList.contains('sure'));
    (await button('Cancel')).click();
    await waitFor(() => !root()!.querySelector('.sure') && root()!.activeElement?.textContent === 'Close poll');
    (await button('Close poll')).click();
    await waitFor(() => root()!.querySelector('.sure'));
    (root()!.querySelector('.sure') as HTMLElement).click();
    await waitFor(() => end() === 'Nobody has voted yet · Closed');
    inputs()[0]!.click();
    expect([inputs()[0]!.checked, inputs()[0]!.ariaDisabled, root()!.querySelector('button')]).to.eql([false, 'true', null]);
    await expectAccessible(chat.list);
    expect((await card())?.people).to.equal(0);
  });

  it('takes back what was chosen where the vote is refused, and says why', async () => {
    await show();
    chat.refuseNext('conflict', 'chat.vote');
    inputs()[0]!.click();
    await waitFor(() => root()!.querySelector('[role=alert]'));
    expect(inputs()[0]!.checked).to.equal(false);
  });

  it('waits for the connection', async () => {
    await show();
    chat.transport.goOffline();
    await waitFor(() => end() === 'Nobody has voted yet · You are offline');
    inputs()[0]!.click();
    expect(inputs()[0]!.checked).to.equal(false);
    await expectAccessible(chat.list);
  });
});

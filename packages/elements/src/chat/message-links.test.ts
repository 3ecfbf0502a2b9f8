import { expect } from 'chai';
import { expectAccessible, waitFor } from '../testing/index.ts';
import { linksIn } from './message-links.ts';
import { Conversing } from './message-list.fixture.ts';

const order = 'https://erp.norvik.example/orders/PO-1042', page = 'https://haldensteel.example/news/winter-rates';

describe('<message-links>', () => {
  let chat: Conversing;
  const asked: string[][] = [];
  beforeEach(async () => {
    chat = new Conversing();
    await chat.start();
    asked.length = 0;
    const { transport } = chat, request = transport.request.bind(transport);
    transport.request = (name, input) => {
      if (name === 'links.preview') asked.push((input as { urls: string[] }).urls);
      return request(name, input);
    };
  });
  afterEach(() => chat.ada.close());
  const cards = (seq: number) => chat.row(seq)?.shadowRoot?.querySelector('message-links')?.shadowRoot ?? undefined;

  it('finds the first addresses of a text, each once, and none in code', () => {
    expect(linksIn(`See ${order}, (${page}), ${order} and [rates](${page}#x).`)).to.eql([order, page, `${page}#x`]);
    expect(linksIn(`\`${order}\` and\n\`\`\`\n${page}\n\`\`\``)).to.eql([]);
    expect(linksIn('javascript:alert(1) mailto:ada@norvik.example www.halden.example')).to.eql([]);
    expect(linksIn(Array.from({ length: 9 }, (_, i) => `https://halden.example/${i}`).join(' '))).to.have.length(3);
  });

  it('shows records and pages below their message, asked together', async () => {
    await chat.say('ben', `Please look at ${order}`);
    await chat.say('ben', `They wrote it: ${page}`);
    await chat.say('ben', 'https://nowhere.example');
    await chat.show();
    await waitFor(() => cards(1)?.querySelector('record-card')?.shadowRoot?.querySelector('.title'));
    await waitFor(() => cards(2)?.querySelector('.page .title')?.textContent === 'Winter freight rates from 1 December');
    expect(cards(2)?.querySelector('.meta')?.textContent).to.equal('Halden Steel · haldensteel.example');
    expect(asked.flat().sort()).to.eql([order, page, 'https://nowhere.example/'].sort());
    expect(cards(3)?.querySelector('article')).to.equal(null);
    expect(cards(2)?.querySelector('.hide')).to.equal(null);
    await waitFor(() => !chat.root.querySelector('.moving')); // the day's line fades then
    await expectAccessible(chat.list);
  });

  it('is taken away by whoever wrote the message, for all', async () => {
    await chat.say('ada', page);
    await chat.show();
    const hide = await waitFor(() => cards(1)?.querySelector<HTMLElement>('.hide'));
    hide.click();
    await waitFor(() => !cards(1));
    expect((await chat.server.request('ben', 'chat.history', { channelId: chat.channel.id })).items[0]?.hidesPreviews).to.equal(true);
  });

  it('asks nothing for a message that is off the screen', async () => {
    await chat.say('ben', page);
    for (let n = 0; n < 40; n++) await chat.say('ben', `line ${n}`);
    await chat.hasRead(41);
    await chat.show();
    await chat.rest();
    expect(asked).to.eql([]);
    chat.scroller.scrollTop = 0;
    await waitFor(() => cards(1)?.querySelector('.page'));
  });
});

import { expect } from 'chai';
import { waitFor } from '../testing/index.ts';
import { Conversing } from './message-list.fixture.ts';
import type { MessageRow } from './message-row.ts';

describe('<message-list> scrolling', () => {
  let chat: Conversing;
  beforeEach(() => {
    chat = new Conversing();
  });
  afterEach(() => chat.ada.close());

  /** Scrolls, and answers the first row in view with its place, once all has come to rest. */
  async function scrollTo(top: number): Promise<{ row: MessageRow; seq: number; top: number }> {
    chat.scroller.scrollTop = top;
    await chat.rest();
    const row = chat.firstInView;
    return { row, seq: row.message.seq, top: chat.topOf(row) };
  }

  it('opens at the end when everything is read', async () => {
    await chat.start(200);
    await chat.show();
    expect(chat.below).to.be.at.most(1);
    expect(chat.rows.at(-1)?.message.seq).to.equal(200);
  });

  it('follows the end while the reader is there', async () => {
    await chat.start(100);
    await chat.show();
    for (const text of ['one', 'two\n\n\nlines', 'three']) await chat.say('ben', text);
    await waitFor(() => chat.row(103));
    await chat.rest();
    expect(chat.below).to.be.at.most(1);
    expect(chat.root.querySelector('.pill')).to.equal(null);
  });

  it('follows the end when the list itself becomes lower or a late row grows', async () => {
    await chat.start(100);
    await chat.show();
    chat.list.style.height = '250px';
    await chat.rest();
    expect(chat.below).to.be.at.most(1);
    chat.rows.at(-2)!.style.paddingBottom = '90px';
    await chat.rest();
    expect(chat.below).to.be.at.most(1);
  });

  it('stays where it is when markup shows late, above the reader and at the end', async () => {
    await chat.start();
    chat.server.fill(chat.channel.id, 100, (index) => ({ text: index % 3 ? 'plain' : '```\ncode\n```\n- **one**\n- two' }));
    await chat.hasRead(100);
    await chat.mount();
    await waitFor(() => chat.rows.some((row) => row.shadowRoot?.querySelector('li')));
    await chat.rest();
    expect(chat.below).to.be.at.most(1);
    const before = await scrollTo(chat.scroller.scrollTop - 900);
    await chat.server.request('ada', 'chat.markRead', { channelId: chat.channel.id, seq: 100 });
    await chat.rest();
    expect(chat.topOf(before.row)).to.equal(before.top);
  });

  it('stays where the reader is when messages come, and offers the way to them', async () => {
    await chat.start(100);
    await chat.show();
    const before = await scrollTo(chat.scroller.scrollTop - 300);
    await chat.say('ben', 'one');
    await chat.say('chloe', 'two');
    await chat.say('ada', 'from my other device');
    await waitFor(() => chat.root.querySelector('.pill')?.textContent?.includes('2 new messages'));
    expect(chat.topOf(before.row)).to.equal(before.top);
    chat.root.querySelector<HTMLElement>('.pill')!.click();
    await waitFor(() => chat.below <= 1 && chat.row(103));
    await waitFor(() => !chat.root.querySelector('.pill'));
  });

  it('shows the day above its rows while they move, and leaves them alone when they rest', async () => {
    await chat.start();
    chat.server.fill(chat.channel.id, 100, () => ({ sentAt: new Date(2026, 0, 5, 12).toISOString() }));
    await chat.hasRead(100);
    await chat.show();
    await scrollTo(chat.scroller.scrollTop - 300);
    const opacity = () => getComputedStyle(chat.root.querySelector('.day button')!).opacity;
    expect(opacity()).to.equal('1');
    await waitFor(() => opacity() === '0');
  });

  it('counts what is new beyond what is loaded', async () => {
    await chat.start(300);
    chat.server.fill(chat.channel.id, 600);
    await chat.show();
    const { unread } = chat.ada.chat.conversation(chat.channel.id).channel.get()!.membership!;
    expect(unread).to.be.greaterThan(300);
    const pill = await waitFor(() => /\d+/.exec(chat.root.querySelector('.pill')?.textContent ?? ''));
    expect(Number(pill[0])).to.be.within(unread - 60, unread);
  });

  it('goes to the end for a message of my own', async () => {
    await chat.start(300);
    await chat.show();
    await scrollTo(100);
    await chat.list.jumpTo(40);
    await chat.ada.chat.send(chat.channel.id, { text: 'mine' });
    await waitFor(() => chat.texts.at(-1) === 'mine' && chat.below <= 1);
  });

  it('prepends history without a jump, wherever the reader is', async () => {
    await chat.start(400);
    await chat.show();
    const conversation = chat.ada.chat.conversation(chat.channel.id);
    for (const top of [333, 120, 1, 0]) {
      const loaded = conversation.messages.get().length;
      chat.scroller.scrollTop = top;
      const { firstInView: row } = chat;
      const place = chat.topOf(row);
      await conversation.loadOlder();
      await chat.rest();
      expect(conversation.messages.get().length).to.be.above(loaded);
      expect(row.isConnected, `row at ${top}`).to.equal(true);
      expect(chat.topOf(row) - place, `drift at ${top}`).to.equal(0);
    }
  });

  it('does not ask for history again and again while there is no connection', async () => {
    await chat.start(400);
    await chat.show();
    chat.transport.goOffline();
    const conversation = chat.ada.chat.conversation(chat.channel.id);
    let asked = 0;
    const loadOlder = conversation.loadOlder.bind(conversation);
    conversation.loadOlder = () => {
      asked++;
      return loadOlder();
    };
    await scrollTo(0);
    await scrollTo(0);
    expect(asked).to.equal(0);
    chat.transport.goOnline();
    await waitFor(() => chat.ada.connection.get() === 'online');
    chat.scroller.scrollTop += 5;
    await waitFor(() => conversation.messages.get().length > 50);
  });

  it('does not move what is in view when rows above it grow late', async () => {
    await chat.start(200);
    await chat.show();
    const before = await scrollTo(chat.scroller.scrollTop - 500);
    const above = chat.rows.filter((row) => row.getBoundingClientRect().bottom < chat.scroller.getBoundingClientRect().top);
    expect(above.length).to.be.above(5);
    for (const [index, row] of above.slice(-4).entries()) {
      const image = new Image(100, 61 + index * 40);
      image.src = `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='100' height='${61 + index * 40}'/>`;
      row.shadowRoot!.querySelector('.main')!.append(image);
      await chat.rest();
      expect(chat.topOf(before.row) - before.top).to.equal(0);
    }
  });

  it('walks through the whole history and back, each row at its place, with few of them in the DOM', async () => {
    await chat.start(700);
    await chat.show();
    let most = 0;
    /** Scrolls by a step and checks that what stays in view has moved by just as much. */
    async function step(by: number): Promise<void> {
      const from = chat.scroller.scrollTop;
      const places = new Map(chat.rows.map((row) => [row, chat.topOf(row)]));
      chat.scroller.scrollTop += by;
      const moved = chat.scroller.scrollTop - from;
      await chat.rest();
      most = Math.max(most, chat.rows.length);
      for (const row of chat.rows) {
        const place = places.get(row);
        const isInView = chat.topOf(row) >= 0 && chat.topOf(row) < 400;
        if (place !== undefined && isInView) expect(chat.topOf(row), `${row.message.seq} after ${by}`).to.equal(place - moved);
      }
    }
    for (let steps = 0; chat.rows[0]?.message.seq !== 1 || chat.scroller.scrollTop > 0; steps++) {
      if (steps > 300) throw new Error(`Stuck at ${chat.rows[0]?.message.seq}`);
      await step(-350);
    }
    for (let steps = 0; chat.rows.at(-1)?.message.seq !== 700 || chat.below > 1; steps++) {
      if (steps > 300) throw new Error(`Stuck at ${chat.rows.at(-1)?.message.seq}`);
      await step(350);
    }
    expect(most).to.be.at.most(70);
  }).timeout(60_000);

  it('opens where reading stopped, also when that is not among the newest messages', async () => {
    for (const readSeq of [390, 120]) {
      chat = new Conversing();
      await chat.start(400);
      await chat.server.request('ada', 'chat.markUnread', { channelId: chat.channel.id, seq: readSeq + 1 });
      await chat.show();
      const line = await waitFor(() => chat.root.querySelector('.new'));
      expect(chat.topOf(line)).to.be.within(0, 400);
      const first = chat.rows.find((row) => line.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING);
      expect(first?.message.seq).to.be.within(readSeq + 1, readSeq + 4);
      expect(first?.message.senderId).not.to.equal('ada');
      expect(chat.root.querySelector('.pill')?.textContent).to.match(/new message/);
      chat.ada.close();
    }
  });

  it('begins anew where reading stopped when too much was missed to catch up', async () => {
    await chat.start(100);
    await chat.show();
    chat.transport.goOffline();
    chat.server.fill(chat.channel.id, 800);
    chat.transport.goOnline();
    const line = await waitFor(() => chat.root.querySelector('.new'));
    await chat.rest();
    expect(chat.topOf(line)).to.be.within(0, 400);
    expect(chat.row(101)).not.to.equal(undefined);
    const { membership } = await chat.server.request('ada', 'chat.channel', { channelId: chat.channel.id });
    expect(membership?.readSeq).to.be.below(130);
  });

  it('jumps to a message that is not loaded, and back to the newest', async () => {
    await chat.start(1000);
    await chat.show();
    expect(await chat.list.jumpTo(250)).to.equal(true);
    const row = chat.row(250)!;
    expect(row.isHighlighted).to.equal(true);
    expect(chat.topOf(row)).to.be.within(0, 400 - row.offsetHeight);
    expect(await chat.list.jumpTo(row.message.id)).to.equal(true);
    expect(await chat.list.jumpTo('nowhere')).to.equal(false);
    await chat.list.jumpToNewest();
    await chat.rest();
    expect(chat.rows.at(-1)?.message.seq).to.equal(1000);
    expect(chat.below).to.be.at.most(1);
  });

  it('keeps its place when it is moved in the page, or hidden for a while', async () => {
    await chat.start(300);
    await chat.show();
    const before = await scrollTo(700);
    const other = document.createElement('section');
    chat.list.parentElement!.append(other);
    other.append(chat.list);
    await waitFor(() => chat.scroller.scrollTop > 0);
    await chat.rest();
    expect(chat.topOf(chat.row(before.seq)!)).to.equal(before.top);
    chat.list.style.display = 'none';
    await chat.say('ben', 'meanwhile');
    await waitFor(() => chat.ada.chat.conversation(chat.channel.id).messages.get().at(-1)?.text === 'meanwhile');
    chat.list.style.display = 'block';
    await chat.rest();
    expect(chat.topOf(chat.row(before.seq)!)).to.equal(before.top);
  });
});

import { expect } from 'chai';
import { expectAccessible, nextFrame, waitFor } from '../testing/index.ts';
import { newMessages } from './message-list.news.ts';
import { Conversing } from './message-list.fixture.ts';

describe('<message-list>', () => {
  let chat: Conversing;
  beforeEach(() => {
    chat = new Conversing();
  });
  afterEach(() => chat.ada.close());

  const press = (key: string, target: Element = deepFocus()) => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
  const deepFocus = () => {
    let element = document.activeElement!;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  };
  const readSeq = async () => (await chat.server.request('ada', 'chat.channel', { channelId: chat.channel.id })).membership?.readSeq;
  async function hasReadUpTo(seq: number): Promise<void> {
    let now: number | undefined;
    await waitFor(() => {
      void readSeq().then((value) => (now = value));
      return now === seq;
    }, `a read position of ${seq}`);
  }
  const live = () => chat.root.querySelector('[aria-live="polite"]')?.textContent;

  describe('shows', () => {
    it('what was said, oldest first, by day and by sender', async () => {
      await chat.start();
      chat.server.fill(chat.channel.id, 5, (index) => ({
        senderId: index < 3 ? 'ben' : 'chloe', text: `${index}`, sentAt: new Date(2026, 0, index < 2 ? 5 : 6, 12, index === 4 ? 30 : index).toISOString(),
      }));
      await chat.hasRead(5);
      await chat.show();
      expect(chat.texts).to.eql(['0', '1', '2', '3', '4']);
      expect(chat.rows.map(({ isContinued }) => isContinued)).to.eql([false, true, false, false, false]);
      expect([...chat.root.querySelectorAll('.day')].map((day) => day.textContent)).to.have.length(2);
    });

    it('a sentence and one action where nobody has written', async () => {
      await chat.start();
      await chat.show();
      let asked = false;
      chat.list.addEventListener('corridor-compose', () => (asked = true));
      chat.root.querySelector<HTMLElement>('.state button')!.click();
      expect(asked).to.equal(true);
      await expectAccessible(chat.list);
    });

    it('rows to come while it loads, and that it is busy', async () => {
      await chat.start(20);
      await chat.ada.connect();
      chat.transport.delay = 300;
      await chat.mount();
      await waitFor(() => chat.root.querySelector('.shapes') && chat.scroller.ariaBusy === 'true');
      await expectAccessible(chat.list);
      await waitFor(() => chat.rows.length === 20 && chat.scroller.ariaBusy === 'false');
    });

    it('why messages could not be loaded, and loads them on request', async () => {
      await chat.start(20);
      chat.refuseNext('internal', 'chat.history');
      await chat.show();
      expect(chat.root.querySelector('.state')?.textContent).to.include('could not be loaded');
      await expectAccessible(chat.list);
      chat.root.querySelector<HTMLElement>('.state button')!.click();
      await waitFor(() => chat.rows.length === 20);
    });

    it('everything it had while offline, and what was written meanwhile as unsent', async () => {
      await chat.start(20);
      await chat.show();
      chat.transport.goOffline();
      void chat.ada.chat.send(chat.channel.id, { text: 'later' });
      await waitFor(() => chat.texts.at(-1) === 'later');
      expect(chat.rows).to.have.length(21);
      await waitFor(() => chat.rows.at(-1)?.shadowRoot?.textContent?.includes('you are offline'));
      chat.transport.goOnline();
      await waitFor(() => chat.rows.at(-1)?.message.status === 'sent');
    });

    it('who has read the last word, when it is mine', async () => {
      await chat.start(5);
      await chat.say('ada', 'Seen?');
      await chat.show();
      expect(chat.root.querySelector('.receipt')).to.equal(null);
      await chat.server.request('ben', 'chat.markRead', { channelId: chat.channel.id, seq: 6 });
      await waitFor(() => chat.root.querySelector('.receipt')?.textContent === 'Read by Ben Haug');
    });
  });

  describe('marks as read', () => {
    it('what has been on the screen, and nothing below it', async () => {
      await chat.start(200);
      await chat.server.request('ada', 'chat.markUnread', { channelId: chat.channel.id, seq: 151 });
      await chat.show();
      const newest = Math.max(...chat.rows.filter((row) => chat.topOf(row) + row.offsetHeight <= chat.scroller.clientHeight + 1).map(({ message }) => message.seq));
      expect(newest).to.be.within(151, 199);
      await hasReadUpTo(newest);
    });

    it('nothing that is outside of the window', async () => {
      await chat.start(30);
      const spacer = document.createElement('div');
      spacer.style.height = '5000px';
      document.body.prepend(spacer);
      await chat.show();
      await chat.say('ben', 'unseen');
      await waitFor(() => chat.texts.at(-1) === 'unseen');
      await chat.rest();
      expect(await readSeq()).to.equal(30);
      spacer.remove();
      await hasReadUpTo(31);
    });

    it('in the conversation it was seen in, when another one is shown right after', async () => {
      await chat.start(30);
      const other = await chat.server.request('ada', 'chat.createChannel', { kind: 'group', name: 'other', members: ['ben'] });
      chat.server.fill(other.id, 300);
      await chat.server.request('ada', 'chat.markUnread', { channelId: other.id, seq: 1 });
      await chat.show();
      for (const text of ['one', 'two']) {
        await chat.say('ben', text);
        await waitFor(() => chat.texts.at(-1) === text);
        await chat.rest();
      }
      chat.list.channelId = other.id;
      await hasReadUpTo(32);
      const { membership } = await chat.server.request('ada', 'chat.channel', { channelId: other.id });
      expect(membership?.readSeq).to.be.below(30);
    });

    it('nothing more once something is marked unread, and moves the line to it', async () => {
      await chat.start(30);
      await chat.show();
      const seq = chat.rows.findLast(({ message }) => message.senderId === 'ben')!.message.seq;
      await chat.ada.chat.markUnread(chat.channel.id, seq);
      await waitFor(() => chat.root.querySelector('.new + .row, .new ~ .row'));
      await chat.say('ben', 'more');
      await waitFor(() => chat.texts.at(-1) === 'more');
      await chat.rest();
      expect(await readSeq()).to.equal(seq - 1);
    });
  });

  describe('by keyboard', () => {
    it('is one stop of the Tab key, from which arrows, Home and End walk through all messages', async () => {
      await chat.start(150);
      await chat.show();
      expect([chat.scroller.tabIndex, ...chat.rows.filter(({ tabIndex }) => tabIndex === 0)]).to.eql([0]);
      const seqOfFocus = () => chat.rows.find((row) => row === chat.root.activeElement)?.message.seq;
      chat.rows.at(-1)!.focus();
      press('ArrowUp');
      await waitFor(() => seqOfFocus() === 149);
      press('Home');
      await waitFor(() => seqOfFocus() !== 149);
      const first = seqOfFocus()!;
      expect(first).to.be.below(120);
      expect(chat.topOf(chat.row(first)!)).to.be.within(0, 400);
      press('ArrowDown');
      await waitFor(() => seqOfFocus() === first + 1);
      press('End');
      await waitFor(() => seqOfFocus() === 150);
      await chat.list.updateComplete;
      expect(chat.rows.filter(({ tabIndex }) => tabIndex === 0)).to.have.length(1);
      expect(chat.scroller.tabIndex, 'the way back leads out of the list').to.equal(-1);
    });

    it('is entered at the first new message on the screen, else at the newest one there, and does not move', async () => {
      await chat.start(150);
      await chat.server.request('ada', 'chat.markUnread', { channelId: chat.channel.id, seq: 101 });
      await chat.show();
      const seqOfFocus = () => chat.rows.find((row) => row === chat.root.activeElement)?.message.seq;
      const { scrollTop } = chat.scroller;
      chat.scroller.focus();
      await waitFor(() => chat.root.activeElement?.matches('.new + .row'));
      expect(chat.scroller.scrollTop).to.equal(scrollTop);
      (document.activeElement as HTMLElement).blur();
      await chat.list.jumpTo(60);
      await chat.rest();
      const newest = chat.rows.findLast((row) => chat.topOf(row) + row.offsetHeight <= 401)!.message.seq;
      const at = chat.scroller.scrollTop;
      chat.scroller.focus();
      await waitFor(() => seqOfFocus() === newest);
      expect(chat.scroller.scrollTop).to.equal(at);
    });

    it('is entered at my own newest message once I have answered what is new', async () => {
      await chat.start(20);
      await chat.server.request('ada', 'chat.markUnread', { channelId: chat.channel.id, seq: 18 });
      await chat.show();
      await chat.ada.chat.send(chat.channel.id, { text: 'I have seen it' });
      await waitFor(() => chat.rows.at(-1)?.message.text === 'I have seen it');
      await chat.rest();
      chat.scroller.focus();
      await waitFor(() => chat.rows.at(-1) === chat.root.activeElement);
    });

    it('takes the focus along with Page Up and Page Down', async () => {
      await chat.start(150);
      await chat.show();
      const row = () => chat.rows.find((one) => one === chat.root.activeElement);
      chat.rows.at(-1)!.focus();
      press('PageUp');
      await waitFor(() => row()?.message.seq !== 150);
      const above = row()!;
      expect(chat.topOf(above)).to.be.within(-1, 100);
      expect(above.message.seq).to.be.below(145);
      press('PageDown');
      await waitFor(() => row()?.message.seq === 150);
    });

    it('keeps the keys when the focused row leaves the DOM', async () => {
      await chat.start(300);
      await chat.show();
      await chat.list.jumpTo(200);
      chat.row(200)!.focus();
      await chat.list.jumpToNewest();
      expect(chat.root.activeElement).to.equal(chat.scroller);
      press('ArrowUp');
      await waitFor(() => chat.root.activeElement?.classList.contains('row'));
    });

    it('opens the thread of a message with T and pins it with P', async () => {
      await chat.start();
      const { id } = await chat.say('ben', 'The gate code is at the desk');
      await chat.show();
      chat.rows[0]!.focus();
      const asked = new Promise((resolve) => chat.list.addEventListener('corridor-thread', ({ detail }) => resolve(detail), { once: true }));
      press('t');
      expect(await asked).to.eql({ channelId: chat.rows[0]!.message.channelId, messageId: id });
      press('P');
      await waitFor(() => chat.rows[0]!.message.pinned?.userId === 'ada');
      press('p');
      await waitFor(() => !chat.rows[0]!.message.pinned);
    });

    it('opens the bar with Enter, walks along it, and comes back with Escape', async () => {
      await chat.start();
      const { id } = await chat.say('ada', 'See https://halden.example');
      await chat.server.request('ben', 'chat.react', { messageId: id, emoji: '👍' });
      await chat.show();
      const row = chat.rows[0]!;
      await waitFor(() => row.shadowRoot!.querySelector('a'));
      row.focus();
      press('Enter');
      await waitFor(() => deepFocus().ariaLabel === 'React');
      press('ArrowRight');
      expect(deepFocus().ariaLabel).to.equal('Reply in thread');
      press('ArrowLeft');
      press('ArrowLeft');
      expect(deepFocus().className).to.include('chip');
      press('ArrowLeft');
      expect(deepFocus().tagName).to.equal('A');
      press('Escape');
      await waitFor(() => chat.root.activeElement === row && !row.shadowRoot!.activeElement);
    });

    it('leaves keys with a modifier, and those it has no use for, to the page', async () => {
      await chat.start(3);
      await chat.show();
      const row = chat.rows[0]!;
      row.focus();
      const heard: string[] = [];
      const listen = (event: KeyboardEvent) => heard.push(event.key);
      document.addEventListener('keydown', listen);
      row.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', ctrlKey: true, bubbles: true, composed: true }));
      press('k');
      press('ArrowDown');
      document.removeEventListener('keydown', listen);
      expect(heard).to.eql(['r', 'k']);
      expect(row.mode).to.equal('idle');
    });

    it('edits the newest own message on request', async () => {
      await chat.start();
      await chat.say('ada', 'mine');
      await chat.say('ben', 'his');
      await chat.show();
      expect(await chat.list.editLastOwn()).to.equal(true);
      expect((deepFocus() as HTMLTextAreaElement).value).to.equal('mine');
    });
  });

  describe('for a screen reader', () => {
    it('is a log of articles with labels, and axe finds nothing', async () => {
      await chat.start(30);
      await chat.show();
      expect(chat.scroller.role).to.equal('log');
      expect(chat.rows.every((row) => row.role === 'article' && row.ariaLabel?.includes(row.message.text))).to.equal(true);
      await expectAccessible(chat.list);
    });

    it('says what others write at the end, and not what I write or what is loaded', async () => {
      await chat.start(300);
      await chat.show();
      await chat.ada.chat.conversation(chat.channel.id).loadOlder();
      await chat.ada.chat.send(chat.channel.id, { text: 'mine' });
      await chat.rest();
      expect(live()).to.equal('');
      await chat.say('ben', 'Gate 3 is closed');
      await waitFor(() => live() === 'Ben Haug: Gate 3 is closed');
    });

    it('says together what comes close together, and only one sentence at a time', async () => {
      await chat.start(3);
      await chat.show();
      const said: (string | null | undefined)[] = [];
      new MutationObserver(() => said.push(live())).observe(chat.root.querySelector('[aria-live="polite"]')!, { childList: true, characterData: true, subtree: true });
      for (let count = 0; count < 25; count++) await chat.say('ben', `${count}`);
      await waitFor(() => live() === '24 new messages', '24 new messages', 8000);
      expect(said.slice(1), 'the first one, and the others').to.eql(['24 new messages']);
    });

    it('says no ids', async () => {
      chat.transport.refuseNext('unavailable', 'people.get');
      await chat.start(3);
      await chat.show();
      await chat.say('ben', 'Gate 3 is closed');
      await waitFor(() => live());
      expect(live()).to.not.match(/^ben:/);
    });

    it('says how many when they come all at once', async () => {
      await chat.start(40);
      await chat.show();
      chat.transport.goOffline();
      for (let count = 0; count < 12; count++) await chat.say('ben', `${count}`);
      chat.transport.goOnline();
      await waitFor(() => live() === '12 new messages');
    });
  });

  it('leaves no timer, observer or subscription behind', async () => {
    await chat.start(30);
    await chat.show();
    const conversation = chat.ada.chat.conversation(chat.channel.id);
    const listeners = conversation.messages.lc;
    chat.list.remove();
    await nextFrame();
    expect(listeners).to.be.above(0);
    expect(conversation.messages.lc).to.equal(0);
  });

  it('shows another conversation when its channel changes', async () => {
    await chat.start(30);
    await chat.show();
    const other = await chat.server.request('ada', 'chat.createChannel', { kind: 'group', name: 'other', members: ['ben'] });
    await chat.server.request('ben', 'chat.send', { channelId: other.id, text: 'elsewhere' });
    chat.list.channelId = other.id;
    await waitFor(() => chat.texts.length === 1 && chat.texts[0] === 'elsewhere');
  });
});

describe('newMessages', () => {
  it('counts no further than 999', () => {
    expect([998, 999].map((count) => newMessages(count, 'en'))).to.eql(['998 new messages', '999+ new messages']);
  });
});

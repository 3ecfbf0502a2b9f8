import { expect } from 'chai';
import { expectAccessible, waitFor } from '../testing/index.ts';
import { Conversing } from './message-list.fixture.ts';
import type { MessageRow } from './message-row.ts';

describe('<message-row> with what the server alone says', () => {
  let chat: Conversing;
  beforeEach(async () => {
    chat = new Conversing();
    await chat.start();
  });
  afterEach(() => chat.ada.close());

  const line = (row: MessageRow | undefined) => row?.shadowRoot!.querySelector('.system span')?.textContent;
  const lines = () => chat.rows.map((row) => line(row) ?? row.shadowRoot!.querySelector('.text')?.textContent);
  const ask: Conversing['server']['request'] = (...asked) => chat.server.request(...asked);

  it('tells what happened in one quiet line each, in order, without a picture', async () => {
    const channelId = chat.channel.id;
    await ask('ada', 'chat.updateChannel', { channelId, name: 'Suppliers', description: 'All of them' });
    await ask('ada', 'chat.updateChannel', { channelId, visibility: 'public', posting: 'admins' });
    await ask('ada', 'chat.updateChannel', { channelId, description: null });
    await ask('ada', 'chat.setMemberRole', { channelId, userId: 'ben', role: 'admin' });
    await ask('ben', 'chat.archive', { channelId });
    await ask('ben', 'chat.restore', { channelId });
    await chat.show();
    await waitFor(() => lines().at(-1) === 'Ben Haug restored this conversation');
    expect(lines()).to.eql([
      'Ada Nilsen renamed this channel to Suppliers', 'Ada Nilsen changed the description: All of them', 'Ada Nilsen opened this channel to everybody in the company', 'Ada Nilsen lets only owners and admins write here',
      'Ada Nilsen removed the description', 'Ada Nilsen made Ben Haug an admin', 'Ben Haug archived this conversation', 'Ben Haug restored this conversation',
    ]);
    expect(chat.rows.some((row) => row.shadowRoot!.querySelector('user-avatar, .who'))).to.equal(false);
    expect(chat.rows[0]!.ariaLabel).to.match(/:\s+Ada Nilsen renamed this channel to Suppliers$/);
    await expectAccessible(chat.list);
  });

  it('names two of many who came, and counts the others', async () => {
    const channelId = chat.channel.id;
    await ask('ada', 'chat.addMembers', { channelId, userIds: ['dan', 'eva', 'fay'] });
    await chat.show();
    await waitFor(() => line(chat.rows[0]) === 'Ada Nilsen added dan, eva, and fay');
    await ask('ada', 'chat.addMembers', { channelId, userIds: ['gil', 'hal'] });
    await waitFor(() => line(chat.rows[0]) === 'Ada Nilsen added dan, eva, and 3 others');
    expect(chat.rows).to.have.length(1);
  });

  it('leads to what was pinned, and offers nothing else to do', async () => {
    const { id: messageId, seq } = await chat.say('ben', 'The gate code is at the desk');
    await ask('ben', 'chat.pin', { messageId });
    await chat.show();
    const row = await waitFor(() => chat.rows.find((one) => line(one) === 'Ben Haug pinned a message'));
    row.focus();
    await waitFor(() => row.tools);
    await row.updateComplete;
    expect(row.shadowRoot!.querySelector('.bar')).to.equal(null);
    for (const mode of ['reacting', 'deleting', 'editing'] as const) {
      await row.setMode(mode);
      expect(row.mode).to.equal('idle');
    }
    const opened = new Promise<unknown>((resolve) => chat.list.addEventListener('corridor-open', (event) => resolve((event as CustomEvent).detail), { once: true }));
    row.shadowRoot!.querySelector<HTMLElement>('.link')!.click();
    expect(await opened).to.eql({ channelId: chat.channel.id, seq });
  });

  it('is not new to anybody: no line, no count, no announcement, and what others said stays the last word', async () => {
    const channelId = chat.channel.id;
    await chat.say('ada', 'mine');
    await chat.hasRead(1);
    await ask('ben', 'chat.leave', { channelId });
    await chat.show();
    await waitFor(() => line(chat.rows[1]) === 'Ben Haug left');
    await ask('chloe', 'chat.leave', { channelId });
    await waitFor(() => line(chat.rows[1]) === 'Ben Haug and Chloe Renard left');
    expect(chat.root.querySelector('.new')).to.equal(null);
    expect(chat.root.querySelector('[aria-live=polite]')!.textContent).to.equal('');
    const [mine] = chat.ada.chat.channels.get();
    expect([mine!.membership?.unread, mine!.lastMessage?.text]).to.eql([0, 'mine']);
  });

  it('says above the first message who made the channel', async () => {
    await chat.say('ben', 'first');
    await chat.show();
    const origin = await waitFor(() => chat.root.querySelector('channel-origin')?.shadowRoot?.textContent?.trim());
    expect(origin).to.match(/^Ada Nilsen created this channel · Today$/);
  });
});

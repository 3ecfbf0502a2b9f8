import { CorridorError } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './conversation-view.ts';
import type { ConversationView } from './conversation-view.ts';

describe('<conversation-view>', () => {
  let at: Office;
  let view: ConversationView;

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
  });

  async function show(channelId: string): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><conversation-view channel-id=${channelId} can-go-back style="height: 500px; width: 380px"></conversation-view></corridor-provider>`);
    view = provider.querySelector('conversation-view')!;
    await waitFor(() => view.shadowRoot?.querySelector('.bar'));
  }
  const part = (selector: string) => view.shadowRoot?.querySelector<HTMLElement>(selector);
  const second = () => part('.second')?.textContent?.trim();
  const inComposer = <E extends Element>(selector: string) => part('message-composer')?.shadowRoot?.querySelector<E>(selector);
  const rows = () => [...(part('message-list')?.shadowRoot?.querySelectorAll('message-row') ?? [])].map((row) => row.shadowRoot?.querySelector('.text')?.textContent);

  it('says who is in a group, and how many are here', async () => {
    const { id } = await at.group();
    await at.say('ben', id, 'hello');
    await show(id);
    await waitFor(() => second() === '3 people');
    expect(part('h2')?.textContent).to.equal('purchasing');
    const ben = at.server.client('ben');
    await ben.connect();
    await ben.chat.open(id);
    await waitFor(() => second() === '3 people, 2 here');
    await waitFor(() => rows().length);
    await expectAccessible(view);
    ben.close();
  });

  it('keeps the words of the page together beside a detail in another direction', async () => {
    const { id } = await at.server.request('ada', 'chat.openRecord', { type: 'order', id: 'PO-9', title: 'PO-9 · شركة الصلب' });
    await at.server.request('ada', 'chat.send', { channelId: id, text: 'hello', record: { type: 'order', id: 'PO-9', title: 'PO-9 · شركة الصلب' } });
    await show(id);
    await waitFor(() => second() === 'شركة الصلب · 1 person');
    const node = [...part('.second')!.childNodes].findLast((one) => one instanceof Text && one.data.trim())!, range = document.createRange();
    range.selectNodeContents(node);
    expect(range.getBoundingClientRect().left).to.be.at.least(part('.second bdi')!.getBoundingClientRect().right - 1);
  });

  it('says whether the other one of two can be reached, in their own words if they have any', async () => {
    const { id } = await at.server.request('ada', 'chat.openDirect', { userIds: ['ben'] });
    await show(id);
    await waitFor(() => part('h2')?.textContent === 'Ben Haug');
    await waitFor(() => second() === 'Offline');
    const ben = at.server.client('ben');
    await ben.connect();
    await waitFor(() => second() === 'Online');
    await ben.presence.set({ status: 'busy', text: 'Month end' });
    await waitFor(() => second() === 'Month end');
    ben.close();
  });

  it('shows what is written in it as a message', async () => {
    const { id } = await at.group();
    await show(id);
    const field = await waitFor(() => inComposer<HTMLTextAreaElement>('textarea:read-write'));
    view.focus();
    expect(part('message-composer')?.shadowRoot?.activeElement).to.equal(field);
    field.value = 'Here it is';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await view.updateComplete;
    inComposer<HTMLButtonElement>('.send')?.click();
    await waitFor(() => rows().includes('Here it is'));
  });

  it('says that what I write waits for me to sign in again, and asks for that on request', async () => {
    const { id } = await at.group();
    await show(id);
    await waitFor(() => inComposer('textarea:read-write'));
    const problem = at.ada.problem as unknown as { set(error: CorridorError): void };
    at.line.goOffline();
    problem.set(new CorridorError('unauthenticated', 'nobody is signed in'));
    at.ada.chat.send(id, { text: 'later' }).catch(() => undefined);
    const row = await waitFor(() => part('message-list')?.shadowRoot?.querySelector('message-row'));
    await waitFor(() => row.shadowRoot?.querySelector('.sending')?.textContent.includes('signed in again'));
    let asked = 0;
    at.ada.connect = () => Promise.resolve(void asked++);
    (await waitFor(() => part('.connection button'))).click();
    expect(asked).to.equal(1);
  });

  it('says who is writing once somebody is, and nothing moves', async () => {
    const { id } = await at.group();
    await show(id);
    const composer = await waitFor(() => inComposer('textarea:read-write') && part('message-composer'));
    const { top } = composer.getBoundingClientRect();
    const ben = at.server.client('ben');
    await ben.connect();
    await ben.chat.open(id);
    ben.chat.typing(id);
    await waitFor(() => part('typing-indicator')?.shadowRoot?.querySelector('[role=status]')?.textContent === 'Ben is writing…');
    expect(composer.getBoundingClientRect().top).to.equal(top);
    ben.close();
  });

  it('moves the focus to what takes the place of a field, and back to the field', async () => {
    const { id } = await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'quality', visibility: 'public', members: ['chloe'] });
    await show(id);
    const join = await waitFor(() => inComposer<HTMLElement>('.instead button'));
    join.focus();
    join.click();
    const input = await waitFor(() => inComposer('textarea'));
    await waitFor(() => input.matches(':focus'));
    await at.server.request('ben', 'chat.removeMember', { channelId: id, userId: 'ada' });
    await waitFor(() => inComposer('.instead:focus'));
  });

  it('keeps the focus when I am removed from a private group while I write', async () => {
    const { id } = await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'private', visibility: 'private', members: ['ada'] });
    await show(id);
    (await waitFor(() => inComposer<HTMLElement>('textarea:read-write'))).focus();
    await at.server.request('ben', 'chat.removeMember', { channelId: id, userId: 'ada' });
    await waitFor(() => part('.state:focus')?.textContent.includes('not open to you'));
    let isBack = false;
    view.addEventListener('corridor-back', () => (isBack = true));
    part('.state button')!.click();
    expect(isBack).to.equal(true);
  });

  it('edits the last own message with arrow up in the field', async () => {
    const { id } = await at.group();
    await at.say('ada', id, 'mine');
    await at.say('ben', id, 'his');
    await show(id);
    await waitFor(() => rows().length === 2);
    const field = await waitFor(() => inComposer<HTMLTextAreaElement>('textarea:read-write'));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true, composed: true, cancelable: true }));
    const editor = await waitFor(() => [...(part('message-list')?.shadowRoot?.querySelectorAll('message-row') ?? [])].map((row) => row.shadowRoot?.querySelector('textarea')).find(Boolean));
    expect(editor.value).to.equal('mine');
    editor.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    await waitFor(() => view.shadowRoot?.activeElement === part('message-composer'), 'the next letters are words, no keys of the message');
  });

  it('goes to the field from a conversation in which nobody has written', async () => {
    const { id } = await at.group();
    await show(id);
    const begin = await waitFor(() => part('message-list')?.shadowRoot?.querySelector<HTMLElement>('.state button'));
    await waitFor(() => inComposer('textarea:read-write'));
    await expectAccessible(view);
    begin.click();
    expect(view.shadowRoot?.activeElement).to.equal(part('message-composer'));
  });

  it('shows nothing of a conversation that is not mine', async () => {
    const { id } = await at.server.request('ben', 'chat.openDirect', { userIds: ['chloe'] });
    await at.say('ben', id, 'between us');
    await show(id);
    await waitFor(() => part('.state')?.textContent?.includes('not shared with you'));
    expect(part('message-composer')).to.equal(null);
    await expectAccessible(view);
  });

  it('keeps what I could not send to a group that I am no longer in', async () => {
    const { id } = await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'private', visibility: 'private', members: ['ada'] });
    await at.say('ben', id, 'hello');
    await show(id);
    await waitFor(() => rows().includes('hello'));
    at.line.goOffline();
    at.ada.chat.send(id, { text: 'a long answer' }).catch(() => undefined);
    await waitFor(() => rows().includes('a long answer'));
    await at.server.request('ben', 'chat.removeMember', { channelId: id, userId: 'ada' });
    at.line.goOnline();
    await waitFor(() => part('.state')?.textContent?.includes('not open to you'));
    expect(rows()).to.eql(['a long answer']);
    expect(part('message-composer')).to.equal(null);
    const kept = part('message-list')!.shadowRoot!.querySelector('message-row')!.shadowRoot!;
    await waitFor(() => kept.querySelector('.notice'));
    await expectAccessible(view);
    kept.querySelector<HTMLButtonElement>('.notice .quiet')?.click();
    await waitFor(() => !rows().length);
  });

  it('begins a line below its title, whichever way it is written', async () => {
    const { id } = await at.group();
    await at.say('ben', id, 'متى تصل الشحنة؟');
    await show(id);
    const text = await waitFor(() => part('message-list')?.shadowRoot?.querySelector('message-row')?.shadowRoot?.querySelector('.text'));
    expect([getComputedStyle(text).direction, getComputedStyle(text).textAlign]).to.eql(['rtl', 'left']);
  });

  it('tells when the way back is chosen', async () => {
    const { id } = await at.group();
    await show(id);
    let backs = 0;
    view.addEventListener('corridor-back', () => backs++);
    part('.bar button')?.click();
    expect(backs).to.equal(1);
  });

  it('shows a thread over the conversation that it belongs to, at the reply that was asked for, also where it stands by itself', async () => {
    const { id } = await at.group();
    const messageId = await at.say('ben', id, 'Who orders?');
    const thread = await at.server.request('ben', 'chat.openThread', { messageId });
    for (const text of ['I do', 'Forty']) await at.server.request('ben', 'chat.send', { channelId: thread.id, text, threadOf: messageId });
    await show(thread.id);
    void view.jumpTo(1);
    const over = await waitFor(() => part('thread-view'));
    const replies = () => [...(over.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelectorAll('message-row') ?? [])];
    await waitFor(() => replies()[0]?.isHighlighted);
    await waitFor(() => part('h2')?.textContent === 'purchasing');
    expect([view.channelId, part('message-list')?.inert]).to.eql([id, true]);
    over.shadowRoot!.querySelector<HTMLElement>('[aria-label="Close the thread"]')!.click();
    await waitFor(() => !part('thread-view') && !part('message-list')?.inert);
  });
});

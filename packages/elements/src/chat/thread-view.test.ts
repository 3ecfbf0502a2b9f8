import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './conversation-view.ts';
import './thread-view.ts';
import type { ConversationView } from './conversation-view.ts';
import type { ThreadView } from './thread-view.ts';

describe('<thread-view>', () => {
  let at: Office;
  let view: ThreadView;
  let channelId: string, messageId: string;

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
    channelId = (await at.group()).id;
    messageId = await at.say('ben', channelId, 'Who orders the coils?');
  });

  async function show(): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><thread-view channel-id=${channelId} message-id=${messageId} style="height: 500px; width: 340px"></thread-view></corridor-provider>`);
    view = provider.querySelector('thread-view')!;
    await waitFor(() => field());
  }
  const part = <E extends Element = HTMLElement>(selector: string) => view.shadowRoot?.querySelector<E>(selector);
  const field = () => part('message-composer')?.shadowRoot?.querySelector<HTMLTextAreaElement>('textarea:enabled');
  const replies = () => [...(part('message-list')?.shadowRoot?.querySelectorAll('message-row') ?? [])].map((row) => row.shadowRoot?.querySelector('.text')?.textContent);
  const button = (name: string) => part<HTMLButtonElement>(`[aria-label="${name}"]`);
  async function reply(text: string): Promise<void> {
    field()!.value = text;
    field()!.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await view.updateComplete;
    part('message-composer')!.shadowRoot!.querySelector<HTMLButtonElement>('.send')!.click();
  }

  it('shows the message, takes the first reply and hears the next ones', async () => {
    await show();
    await waitFor(() => part('.root message-row')?.shadowRoot?.querySelector('.text')?.textContent === 'Who orders the coils?');
    expect(button('Follow')).to.equal(null);
    await reply('I do');
    await waitFor(() => replies().includes('I do'));
    const thread = await at.server.request('ben', 'chat.openThread', { messageId });
    await at.say('ben', thread.id, 'Thanks');
    await waitFor(() => replies().length === 2);
    await expectAccessible(view);
  });

  it('edits my last reply with arrow up in the field', async () => {
    await show();
    await reply('I dp');
    await waitFor(() => replies().includes('I dp'));
    field()!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true, composed: true, cancelable: true }));
    await waitFor(() => part('message-list')?.shadowRoot?.querySelector('message-row')?.shadowRoot?.querySelector('textarea')?.value === 'I dp');
  });

  it('resolves and opens again, is followed and not', async () => {
    const thread = await at.server.request('ben', 'chat.openThread', { messageId });
    await at.server.request('ben', 'chat.send', { channelId: thread.id, text: 'I do', threadOf: messageId });
    await show();
    const state = async () => {
      const { thread: now, membership } = await at.server.request('ada', 'chat.channel', { channelId: thread.id });
      return [now?.status, !!membership];
    };
    (await waitFor(() => button('Follow'))).click();
    await waitFor(async () => (await state())[1]);
    await waitFor(() => button('Follow')?.getAttribute('aria-pressed') === 'true');
    button('Resolved')!.click();
    await waitFor(() => part('.status')?.textContent === 'Resolved');
    button('Resolved')!.click();
    await waitFor(async () => (await state())[0] === 'open');
    button('Follow')!.click();
    await waitFor(async () => !(await state())[1]);
  });

  it('takes no replies once it is archived', async () => {
    const thread = await at.server.request('ben', 'chat.openThread', { messageId });
    await at.server.request('ben', 'chat.send', { channelId: thread.id, text: 'I do', threadOf: messageId });
    await show();
    await at.server.request('ben', 'chat.setThread', { channelId: thread.id, status: 'archived' });
    await waitFor(() => !field() && part('.note')?.textContent === 'This thread is archived.');
  });

  it('says why a thread does not open', async () => {
    at.line.refuseNext('rate-limited', 'chat.openThread');
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><thread-view channel-id=${channelId} message-id=${messageId}></thread-view></corridor-provider>`);
    view = provider.querySelector('thread-view')!;
    (await waitFor(() => part('[role=alert] button'))).click();
    await waitFor(() => field());
  });

  it('lies over its conversation, where it is opened from a message, and gives way again', async () => {
    const thread = await at.server.request('ben', 'chat.openThread', { messageId });
    await at.server.request('chloe', 'chat.send', { channelId: thread.id, text: 'I do', threadOf: messageId });
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><conversation-view channel-id=${channelId} style="height: 500px; width: 380px"></conversation-view></corridor-provider>`);
    const conversation = provider.querySelector<ConversationView>('conversation-view')!;
    const row = await waitFor(() => conversation.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelector('message-row'));
    const chip = await waitFor(() => row.shadowRoot?.querySelector<HTMLElement>('.thread'));
    expect(chip.textContent?.replace(/\s+/g, ' ')).to.include('1 reply');
    await expectAccessible(conversation);
    chip.click();
    view = await waitFor(() => conversation.shadowRoot?.querySelector('thread-view'));
    await waitFor(() => replies().includes('I do'));
    await expectAccessible(conversation);
    button('Close the thread')!.click();
    await waitFor(() => !conversation.shadowRoot?.querySelector('thread-view'));
  });
});

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
  const facts = () => part('thread-facts')?.shadowRoot;
  const fact = (selector: string) => facts()?.querySelector(selector)?.textContent;
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
    await waitFor(() => fact('.status') === 'Resolved');
    button('Resolved')!.click();
    await waitFor(async () => (await state())[0] === 'open');
    button('Follow')!.click();
    await waitFor(async () => !(await state())[1]);
  });

  describe('sorts it', () => {
    let thread: string;
    const stored = async () => (await at.server.request('ada', 'chat.channel', { channelId: thread })).thread;
    const field = (id: string) => facts()!.querySelector<HTMLInputElement>(`#${id}`)!;
    const chips = () => [...(facts()?.querySelectorAll('.chip') ?? [])].map(({ textContent }) => textContent);
    const key = (name: string) => field('tag').dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true, cancelable: true }));
    const named = (label: string) => waitFor(() => [...(facts()?.querySelectorAll<HTMLElement>('button') ?? [])].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label), label);
    function type(id: string, text: string): void {
      field(id).value = text;
      field(id).dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    }
    async function edit(): Promise<void> {
      (await named('Change state, category and tags')).click();
      await waitFor(() => facts()?.querySelector('form'));
    }

    beforeEach(async () => {
      ({ id: thread } = await at.server.request('ben', 'chat.openThread', { messageId }));
      await at.server.request('ben', 'chat.send', { channelId: thread, text: 'I do', threadOf: messageId });
    });

    it('by state, category and tags, with those of the channel to choose from, and shows what others change', async () => {
      const other = await at.say('ben', channelId, 'Another one');
      const { id } = await at.server.request('ben', 'chat.openThread', { messageId: other });
      await at.server.request('ben', 'chat.send', { channelId: id, text: 'yes', threadOf: other });
      await at.server.request('ben', 'chat.setThread', { channelId: id, category: 'Delivery', tags: ['coils'] });
      await show();
      await edit();
      await waitFor(() => facts()?.querySelector('#categories option')?.getAttribute('value') === 'Delivery');
      expect(facts()?.querySelector('#known option')?.getAttribute('value')).to.equal('coils');
      expect(facts()?.activeElement?.id).to.equal('status');
      await expectAccessible(view);
      field('status').value = 'resolved';
      field('status').dispatchEvent(new Event('change'));
      type('category', ' Delivery ');
      type('tag', '#coils, north  hall,');
      await waitFor(() => chips().join() === 'coils,north hall');
      type('tag', 'coils');
      key('Enter');
      type('tag', 'late');
      await named('Save').then((save) => save.click());
      await waitFor(() => fact('.facts'));
      expect(await stored()).to.include({ status: 'resolved', category: 'Delivery' }).and.to.deep.include({ tags: ['coils', 'late', 'north hall'] });
      await waitFor(() => facts()?.querySelectorAll('.tag').length === 3);
      expect(facts()?.activeElement?.className).to.include('edit');
      await expectAccessible(view);
      await at.server.request('ben', 'chat.setThread', { channelId: thread, category: 'Quality', tags: [] });
      await waitFor(() => fact('.category') === 'Quality' && !fact('.tag'));
    });

    it('leaves alone what others have changed meanwhile, takes tags out by key, and gives up with Escape', async () => {
      await at.server.request('ben', 'chat.setThread', { channelId: thread, category: 'Delivery', tags: ['a', 'b'] });
      await show();
      await edit();
      key('Backspace');
      await waitFor(() => chips().join() === 'a');
      let isHeard = false;
      document.addEventListener('keydown', () => (isHeard = true), { once: true });
      key('Escape');
      await waitFor(() => fact('.facts'));
      expect([isHeard, (await stored())?.tags]).to.eql([false, ['a', 'b']]);
      await edit();
      await at.server.request('ben', 'chat.setThread', { channelId: thread, tags: ['c'] });
      type('category', '');
      (await named('Save')).click();
      await waitFor(async () => (await stored())?.category === null);
      expect((await stored())?.tags).to.eql(['c']);
    });

    it('says who closes it where that is not me, and what was refused', async () => {
      await at.server.request('ada', 'chat.updateChannel', { channelId, threadRules: { open: 'everyone', reply: 'everyone', close: 'admins' } });
      await at.server.request('ada', 'chat.setMemberRole', { channelId, userId: 'ben', role: 'owner' });
      await at.server.request('ben', 'chat.setMemberRole', { channelId, userId: 'ada', role: 'member' });
      await show();
      await edit();
      await waitFor(() => field('status').disabled);
      expect(facts()?.textContent).to.include('Who began the thread and admins of the channel close it.');
      await expectAccessible(view);
      for (const tag of 'abcdefghij') { type('tag', `${tag},`); await waitFor(() => chips().includes(tag)); }
      await waitFor(() => facts()?.textContent?.includes('A thread has at most 10 tags.'));
      expect(field('tag')).to.equal(null);
      at.line.refuseNext('rate-limited', 'chat.setThread');
      (await named('Save')).click();
      await waitFor(() => facts()?.querySelector('[role=alert]'));
      expect(chips().length).to.equal(10);
    });
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

  it('opens without a connection where it is known, and with the next one where it is not', async () => {
    const thread = await at.server.request('ben', 'chat.openThread', { messageId });
    await at.server.request('ada', 'chat.send', { channelId: thread.id, text: 'I do', threadOf: messageId });
    const other = await at.say('ben', channelId, 'And the plates?');
    await waitFor(() => at.ada.chat.myThreads.get().length === 1);
    at.line.goOffline();
    await waitFor(() => at.ada.connection.get() !== 'online');
    await show();
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><thread-view channel-id=${channelId} message-id=${other}></thread-view></corridor-provider>`);
    const unknown = provider.querySelector('thread-view')!;
    await waitFor(() => unknown.shadowRoot?.querySelector('[role=alert]'));
    at.line.goOnline();
    await waitFor(() => unknown.shadowRoot?.querySelector('message-composer') && !unknown.shadowRoot.querySelector('[role=alert]'));
    await waitFor(() => replies().includes('I do') && part('.root'));
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

import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './message-composer.ts';
import type { MessageComposer } from './message-composer.ts';
import { nextMorning } from './send-later.ts';

describe('<send-later>', () => {
  let at: Office;
  let composer: MessageComposer;
  let channelId: string;

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
    channelId = (await at.group()).id;
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><div style="padding-top: 300px"><message-composer channel-id=${channelId}></message-composer></div></corridor-provider>`);
    composer = provider.querySelector('message-composer')!;
    await waitFor(() => field() && !field().readOnly);
  });
  const field = () => composer.shadowRoot!.querySelector('textarea')!;
  const button = (root: ParentNode | null | undefined, label: string) => waitFor(() => [...(root?.querySelectorAll<HTMLElement>('button') ?? [])].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label), label);
  const dialog = () => composer.shadowRoot!.querySelector('send-later')?.shadowRoot;
  async function open(): Promise<ShadowRoot> {
    field().focus();
    (await button(composer.shadowRoot, 'More ways to write')).click();
    const item = await button(composer.shadowRoot, 'Send later');
    await waitFor(() => composer.shadowRoot!.activeElement === item);
    await expectAccessible(composer);
    item.click();
    await waitFor(() => dialog()?.querySelector('dialog[open]'));
    return dialog()!;
  }
  const waiting = async () => (await at.server.request('ada', 'chat.scheduled', {})).items;

  it('sends what was begun at a time that was chosen, and empties the field', async () => {
    field().value = 'Good morning';
    field().dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    const root = await open();
    expect(root.querySelector<HTMLTextAreaElement>('#text')!.value).to.equal('Good morning');
    await expectAccessible(composer);
    (await button(root, 'Monday at 9:00')).click();
    (await button(root, 'Schedule')).click();
    await waitFor(async () => (await waiting()).length === 1);
    await waitFor(() => !dialog());
    expect([(await waiting())[0]!.text, (await waiting())[0]!.sendAt]).to.eql(['Good morning', nextMorning(new Date(), 1).toISOString()]);
    await waitFor(() => field().value === '');
    await waitFor(() => composer.shadowRoot!.querySelector('.note')?.textContent.trim() === '1 message waits to be sent');
  });

  it('changes, sends and cancels what waits', async () => {
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    for (const text of ['first', 'second', 'third']) await at.server.request('ada', 'chat.schedule', { channelId, text, sendAt });
    const root = await open();
    await waitFor(() => root.querySelectorAll('li').length === 3);
    await expectAccessible(composer);
    (await button(root, 'Cancel “second”')).click();
    await waitFor(() => root.querySelectorAll('li').length === 2);
    (await button(root.querySelector('li'), 'Send now')).click();
    await waitFor(() => root.querySelectorAll('li').length === 1);
    await waitFor(async () => (await at.server.request('ben', 'chat.history', { channelId })).items.length === 1);
    (await button(root.querySelector('li'), 'Edit')).click();
    await waitFor(() => root.querySelector<HTMLTextAreaElement>('#text')!.value !== '');
    root.querySelector<HTMLTextAreaElement>('#text')!.value = 'changed';
    root.querySelector('#text')!.dispatchEvent(new InputEvent('input', { bubbles: true }));
    (await button(root, 'Save')).click();
    await waitFor(async () => (await waiting())[0]?.text === 'changed');
  });

  it('says what could not be sent and why, also where one may not write any more', async () => {
    const { id: closed } = await at.server.request('ben', 'chat.createChannel', { kind: 'group', members: ['ada'] });
    const { messageId } = await at.server.request('ada', 'chat.schedule', { channelId: closed, text: 'late', sendAt: new Date(Date.now() + 86_400_000).toISOString() });
    await at.server.request('ben', 'chat.archive', { channelId: closed });
    await at.server.request('ada', 'chat.reschedule', { messageId, sendAt: new Date(0).toISOString() });
    await waitFor(async () => (await waiting())[0]?.refusal?.code === 'conflict');
    const root = await open();
    await waitFor(() => root.querySelector('li .problem')?.textContent.includes('The channel is archived'));
    await expectAccessible(composer);
  });
});

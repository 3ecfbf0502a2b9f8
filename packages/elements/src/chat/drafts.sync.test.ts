import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './chat-sidebar.ts';
import './message-composer.ts';
import type { MessageComposer } from './message-composer.ts';

describe('drafts on all devices', () => {
  let at: Office;
  let channelId: string, other: string;

  beforeEach(async () => {
    sessionStorage.clear();
    at = await office();
    channelId = (await at.group()).id;
    other = (await at.group('warehouse')).id;
    await waitFor(() => at.ada.chat.channels.get().length === 2);
  });
  async function show(where = channelId): Promise<MessageComposer> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><message-composer channel-id=${where}></message-composer></corridor-provider>`);
    return provider.querySelector('message-composer')!;
  }
  const field = (composer: MessageComposer) => composer.shadowRoot!.querySelector('textarea')!;
  async function type(composer: MessageComposer, text: string): Promise<void> {
    await waitFor(() => !field(composer).readOnly);
    field(composer).value = text;
    field(composer).dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await composer.updateComplete;
  }
  const stored = async () => (await at.server.request('ada', 'chat.drafts', {})).items.map((draft) => draft.text);
  const elsewhere = (text: string, where = channelId) => at.server.request('ada', 'chat.saveDraft', { channelId: where, text });

  it('shows what was begun elsewhere, and what goes on there while nobody types here', async () => {
    await elsewhere('Steel is');
    const composer = await show();
    await waitFor(() => field(composer).value === 'Steel is');
    await elsewhere('Steel is up');
    await waitFor(() => field(composer).value === 'Steel is up');
    await elsewhere('');
    await waitFor(() => field(composer).value === '');
  });

  it('writes down what is typed after a pause, and at once when the field is left', async () => {
    const composer = await show();
    await type(composer, 'When does');
    await waitFor(async () => (await stored())[0] === 'When does');
    await type(composer, 'When does it come');
    composer.channelId = other;
    await waitFor(async () => (await stored())[0] === 'When does it come');
    expect(field(composer).value).to.equal('');
    composer.channelId = channelId;
    await waitFor(() => field(composer).value === 'When does it come');
    composer.shadowRoot!.querySelector<HTMLElement>('.send')!.click();
    await waitFor(async () => (await stored())[0] === '');
  });

  it('never replaces what is being typed here', async () => {
    const composer = await show();
    await type(composer, 'Mine');
    await waitFor(async () => (await stored())[0] === 'Mine');
    field(composer).focus();
    let heard = false;
    at.ada.on('chat.draft', ({ text }) => (heard ||= text === 'Theirs'));
    await elsewhere('Theirs');
    await waitFor(() => heard);
    await composer.updateComplete;
    expect(field(composer).value).to.equal('Mine');
    await type(composer, 'Mine, too');
    composer.remove();
    await waitFor(async () => (await stored())[0] === 'Mine, too');
  });

  it('keeps what was typed without a connection, and tells it with the next one', async () => {
    const composer = await show();
    await type(composer, 'On');
    await waitFor(async () => (await stored())[0] === 'On');
    at.line.goOffline();
    await type(composer, 'On the train');
    composer.remove();
    expect((await stored())[0]).to.equal('On');
    at.line.goOnline();
    await waitFor(async () => (await stored())[0] === 'On the train');
  });

  it('shows a pencil at conversations with a draft', async () => {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><chat-sidebar style="height: 400px; width: 264px"></chat-sidebar></corridor-provider>`);
    const sidebar = provider.querySelector('chat-sidebar')!;
    const drafts = () => [...(sidebar.shadowRoot?.querySelectorAll('nav .row') ?? [])].filter((row) => row.querySelector('.draft')).map((row) => row.querySelector('.name')?.textContent);
    await elsewhere('Gate', other);
    await waitFor(() => drafts().length === 1);
    expect(drafts()).to.eql(['warehouse']);
    await expectAccessible(sidebar);
    await elsewhere('', other);
    await waitFor(() => drafts().length === 0);
  });
});

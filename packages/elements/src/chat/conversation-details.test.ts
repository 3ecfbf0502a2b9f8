import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './conversation-details.ts';
import type { ConversationDetails } from './conversation-details.ts';

describe('<conversation-details>', () => {
  let at: Office;
  let details: ConversationDetails;

  beforeEach(async () => { at = await office(); });

  async function show(channelId: string): Promise<void> {
    await at.ada.chat.open(channelId);
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><conversation-details channel-id=${channelId} style="height: 560px; width: 320px"></conversation-details></corridor-provider>`);
    details = provider.querySelector('conversation-details')!;
    await waitFor(() => details.shadowRoot?.querySelector('li'));
  }
  const all = <E extends Element = HTMLElement>(selector: string) => [...(details.shadowRoot?.querySelectorAll<E>(selector) ?? [])];
  const button = (name: string) => all('button').find((one) => (one.getAttribute('aria-label') ?? one.textContent)?.trim() === name);
  const members = () => all('li').map((member) => [member.querySelector('.who span')?.textContent, member.querySelector('.meta')?.textContent?.split(' · ')[0]]);

  it('says what the conversation is and who is in it', async () => {
    const { id } = await at.group();
    await show(id);
    await waitFor(() => members().some(([name]) => name === 'Chloe Renard'));
    expect(details.shadowRoot?.querySelector('strong')?.textContent).to.equal('purchasing');
    expect(details.shadowRoot?.querySelector('.about > .meta')?.textContent).to.match(/^Private channel, made by Ada Nilsen on /);
    expect(members()).to.deep.include(['Ada Nilsen (you)', 'Owner']);
    await expectAccessible(details);
  });

  it('lets an owner give roles, and remove somebody', async () => {
    const { id } = await at.group();
    await show(id);
    (await waitFor(() => button('What to do about Ben Haug'))).click();
    (await waitFor(() => button('Make admin'))).click();
    await waitFor(() => members().some(([name, role]) => name === 'Ben Haug' && role === 'Admin'));
    (await waitFor(() => button('What to do about Chloe Renard'))).click();
    (await waitFor(() => button('Remove'))).click();
    await waitFor(() => members().length === 2);
    expect((await at.server.request('ada', 'chat.members', { channelId: id })).items.map(({ userId, role }) => [userId, role])).to.have.deep.members([['ada', 'owner'], ['ben', 'admin']]);
  });

  it('closes what can be done about somebody with Escape, and nothing around it', async () => {
    const { id } = await at.group();
    await show(id);
    const more = await waitFor(() => button('What to do about Ben Haug'));
    more.click();
    (await waitFor(() => button('Write a message'))).focus();
    const isLeft = button('Write a message')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    expect(isLeft, 'nobody else closes for it').to.equal(false);
    await waitFor(() => !button('Write a message') && more.matches(':focus'));
  });

  it('offers a plain member nothing that would be refused', async () => {
    const { id } = await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'theirs', members: ['ada', 'chloe'] });
    await show(id);
    (await waitFor(() => button('What to do about Chloe Renard'))).click();
    await waitFor(() => button('Write a message'));
    expect(['Make admin', 'Make owner', 'Remove', 'Add people'].filter((name) => button(name))).to.eql([]);
  });

  it('asks before I leave, with the focus on the answer; Escape gives it back', async () => {
    const { id } = await at.group();
    await show(id);
    const leave = await waitFor(() => button('Leave'));
    leave.focus();
    leave.click();
    const answer = await waitFor(() => details.shadowRoot?.querySelector<HTMLElement>('.danger:focus'));
    const isLeft = answer.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    expect(isLeft, 'nobody else closes for it').to.equal(false);
    await waitFor(() => !button('Cancel') && button('Leave')?.matches(':focus'));
  });

  it('gives the focus back when nobody is to be added after all', async () => {
    const { id } = await at.group();
    await show(id);
    (await waitFor(() => button('Add people'))).click();
    const cancel = await waitFor(() => button('Cancel'));
    cancel.focus();
    cancel.click();
    await waitFor(() => !button('Cancel') && button('Add people')?.matches(':focus'));
  });

  it('adds people by name', async () => {
    const { id } = await at.server.request('ada', 'chat.createChannel', { kind: 'group', name: 'small', members: ['ben'] });
    await show(id);
    (await waitFor(() => button('Add people'))).click();
    const picker = await waitFor(() => details.shadowRoot?.querySelector('people-picker'));
    const field = await waitFor(() => picker.shadowRoot?.querySelector('input'));
    await waitFor(() => picker.shadowRoot?.activeElement === field);
    field.value = 'chl';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await waitFor(() => picker.shadowRoot?.querySelector('[role=option]'));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }));
    const add = await waitFor(() => all<HTMLButtonElement>('.adding button').find((one) => one.textContent === 'Add' && !one.disabled));
    await expectAccessible(details);
    add.click();
    await waitFor(() => members().length === 3);
  });

  it('asks again before leaving', async () => {
    const { id } = await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'theirs', members: ['ada'] });
    await show(id);
    (await waitFor(() => button('Leave'))).click();
    (await waitFor(() => button('Cancel'))).click();
    await waitFor(() => !button('Cancel'));
    button('Leave')!.click();
    await waitFor(() => button('Cancel'));
    button('Leave')!.click();
    await waitFor(() => at.ada.chat.channels.get().every((channel) => channel.id !== id));
  });

  it('says why something was refused', async () => {
    const { id } = await at.group();
    await show(id);
    button('Leave')!.click();
    await waitFor(() => button('Cancel'));
    at.line.refuseNext('rate-limited', 'chat.leave');
    button('Leave')!.click();
    const problem = await waitFor(() => details.shadowRoot?.querySelector('.problem'));
    expect(problem.textContent?.trim()).not.to.equal('');
  });

  it('begins to write to somebody in it', async () => {
    const { id } = await at.group();
    await show(id);
    const opened: string[] = [];
    details.addEventListener('corridor-open', (event) => opened.push(event.detail.channelId));
    (await waitFor(() => button('What to do about Ben Haug'))).click();
    (await waitFor(() => button('Write a message'))).click();
    await waitFor(() => opened.length === 1);
    expect(opened[0]).to.equal((await at.server.request('ada', 'chat.openDirect', { userIds: ['ben'] })).id);
  });

  it('renames, hides, archives and restores a channel, for those who may', async () => {
    const { id } = await at.group();
    await show(id);
    button('Settings')!.click();
    const editor = details.shadowRoot!.querySelector('channel-editor')!;
    const inEditor = <E extends HTMLElement>(selector: string) => waitFor(() => editor.shadowRoot?.querySelector<E>(selector));
    await inEditor('dialog[open]');
    await expectAccessible(editor);
    (await inEditor<HTMLInputElement>('[name=name]')).value = 'Buying';
    (await inEditor<HTMLTextAreaElement>('textarea')).value = 'All we buy';
    (await inEditor('[name=posting][value=admins]')).click();
    (await inEditor<HTMLSelectElement>('[name=thread-close]')).value = 'admins';
    (await inEditor('[type=submit]')).click();
    await waitFor(() => details.shadowRoot?.querySelector('strong')?.textContent === 'Buying');
    await waitFor(() => !editor.shadowRoot?.querySelector('dialog')?.open);
    const { description, posting, visibility, threadRules } = await at.server.request('ada', 'chat.channel', { channelId: id });
    expect([description, posting, visibility, threadRules]).to.eql(['All we buy', 'admins', 'private', { open: 'everyone', reply: 'everyone', close: 'admins' }]);
    button('Settings')!.click();
    (await inEditor('.last button')).click();
    await waitFor(() => details.shadowRoot?.querySelector('.tag')?.textContent === 'Archived');
    button('Settings')!.click();
    (await waitFor(() => [...editor.shadowRoot!.querySelectorAll('button')].find((one) => one.textContent === 'Restore'))).click();
    await waitFor(() => !details.shadowRoot?.querySelector('.tag'));
  });

  it('deletes a channel once its name is typed, for administrators alone', async () => {
    const { id } = await at.group();
    await show(id);
    button('Settings')!.click();
    const editor = details.shadowRoot!.querySelector('channel-editor')!;
    await waitFor(() => editor.shadowRoot?.querySelector('dialog[open]'));
    expect([...editor.shadowRoot!.querySelectorAll('button')].map(({ textContent }) => textContent)).not.to.include('Delete…');
  });

  it('keeps, silences and sorts a conversation as I want it', async () => {
    const { id } = await at.group();
    await show(id);
    details.shadowRoot!.querySelector('summary')!.click();
    const mine = details.shadowRoot!.querySelector('channel-preferences')!;
    const inMine = <E extends HTMLElement>(selector: string) => waitFor(() => mine.shadowRoot?.querySelector<E>(selector));
    (await inMine('[name=pinned]')).click();
    const membership = () => at.ada.chat.conversation(id).channel.get()?.membership;
    await waitFor(() => membership()?.isPinned);
    const notify = await inMine<HTMLSelectElement>('select');
    notify.value = 'nothing';
    notify.dispatchEvent(new Event('change'));
    await waitFor(() => membership()?.notify === 'nothing');
    const section = await inMine<HTMLInputElement>('[name=section]');
    section.value = ' Suppliers ';
    section.dispatchEvent(new Event('change'));
    await waitFor(() => membership()?.section === 'Suppliers');
    await expectAccessible(details);
  });

  const pins = () => [...(details.shadowRoot?.querySelector('pinned-messages')?.shadowRoot?.querySelectorAll<HTMLElement>('.pin') ?? [])];
  it('shows what is pinned, and leads there', async () => {
    const { id } = await at.group();
    const messageId = await at.say('ben', id, 'The gate code is at the desk');
    await at.server.request('ada', 'chat.pin', { messageId });
    await show(id);
    const pin = await waitFor(() => pins()[0]);
    expect(pin.textContent).to.include('The gate code');
    const opened: object[] = [];
    details.addEventListener('corridor-open', (event) => opened.push(event.detail));
    pin.click();
    expect(opened).to.eql([{ channelId: id, seq: 1 }]);
    const second = await at.say('ben', id, 'And the alarm code');
    await at.server.request('ben', 'chat.pin', { messageId: second });
    await waitFor(() => pins().length === 2);
    expect(pins()[0]?.textContent).to.include('alarm');
    for (const one of [messageId, second]) await at.server.request('ada', 'chat.unpin', { messageId: one });
    await waitFor(() => !pins().length);
  });
});

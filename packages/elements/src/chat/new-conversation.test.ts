import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './new-conversation.ts';
import type { NewConversation } from './new-conversation.ts';

describe('<new-conversation>', () => {
  let at: Office;
  let dialog: NewConversation;
  let opened: string[];

  beforeEach(async () => {
    at = await office();
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><new-conversation></new-conversation></corridor-provider>`);
    dialog = provider.querySelector('new-conversation')!;
    opened = [];
    dialog.addEventListener('corridor-open', (event) => opened.push(event.detail.channelId));
  });
  const part = <E extends Element = HTMLElement>(selector: string) => dialog.shadowRoot?.querySelector<E>(selector);
  const submit = () => part<HTMLButtonElement>('[type=submit]')!;
  const isOpen = () => !!part<HTMLDialogElement>('dialog')?.open;

  async function choose(...names: string[]): Promise<void> {
    const picker = part('people-picker')!;
    for (const name of names) {
      const field = await waitFor(() => picker.shadowRoot?.querySelector('input'));
      field.value = name;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await waitFor(() => picker.shadowRoot?.querySelector('[role=option]'));
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }));
      await waitFor(() => field.value === '');
    }
  }

  it('offers with whom I talked last, until somebody is chosen', async () => {
    const { id } = await at.server.request('ada', 'chat.openDirect', { userIds: ['ben'] });
    await at.say('ben', id, 'hello');
    await waitFor(() => at.ada.chat.channels.get().some((channel) => channel.id === id));
    await dialog.show('direct');
    const picker = part('people-picker')!.shadowRoot!;
    await waitFor(() => picker.querySelector('[role=option]')?.textContent.trim() === 'Ben Haug');
    await expectAccessible(dialog);
    picker.querySelector('input')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true }));
    await waitFor(() => !submit().disabled && !picker.querySelector('[role=option]'));
    submit().click();
    await waitFor(() => opened.length);
    expect(opened).to.eql([id]);
  });

  it('closes on a press beside it, unless somebody has written in it', async () => {
    const pressBeside = () => {
      part('dialog')!.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
      part('dialog')!.click();
    };
    await dialog.show('group');
    pressBeside();
    expect(isOpen()).to.equal(false);
    await dialog.show('group');
    part<HTMLInputElement>('input')!.value = 'Quality';
    part('input')!.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    pressBeside();
    expect(isOpen()).to.equal(true);
  });

  it('opens the conversation with the people chosen', async () => {
    await dialog.show('direct');
    expect(submit().disabled).to.equal(true);
    await choose('ben', 'chl');
    await waitFor(() => !submit().disabled);
    await expectAccessible(dialog);
    submit().click();
    await waitFor(() => opened.length === 1 && !isOpen());
    expect(opened[0]).to.equal((await at.server.request('ada', 'chat.openDirect', { userIds: ['chloe', 'ben'] })).id);
  });

  it('says what is missing when a channel has no name', async () => {
    await dialog.show('group');
    const name = await waitFor(() => part<HTMLInputElement>('input[type=text]'));
    part<HTMLElement>('textarea')!.focus();
    name.form!.requestSubmit();
    await waitFor(() => part('[role=alert]')?.textContent?.includes('needs a name'));
    expect(dialog.shadowRoot?.activeElement).to.equal(name);
    expect(isOpen()).to.equal(true);
  });

  it('makes a channel with a name, seen by those who are added or by everybody', async () => {
    await dialog.show('group');
    const name = await waitFor(() => part<HTMLInputElement>('input[type=text]'));
    expect(dialog.shadowRoot?.activeElement).to.equal(name);
    name.value = 'Quality';
    name.dispatchEvent(new InputEvent('input', { bubbles: true }));
    part<HTMLInputElement>('input[value=public]')!.click();
    part<HTMLTextAreaElement>('textarea')!.value = 'Complaints and returns';
    await waitFor(() => !submit().disabled);
    await expectAccessible(dialog);
    submit().click();
    await waitFor(() => opened.length === 1);
    const made = await at.server.request('ada', 'chat.channel', { channelId: opened[0]! });
    expect([made.name, made.visibility, made.description, made.memberCount]).to.eql(['Quality', 'public', 'Complaints and returns', 1]);
  });

  it('stays open with its contents when it is refused, and says why', async () => {
    await dialog.show('direct');
    await choose('ben');
    at.line.refuseNext('rate-limited', 'chat.openDirect');
    await waitFor(() => !submit().disabled);
    submit().click();
    await waitFor(() => part('.problem'));
    expect([isOpen(), opened]).to.eql([true, []]);
    submit().click();
    await waitFor(() => opened.length === 1);
  });

  it('is empty when it opens again', async () => {
    await dialog.show('direct');
    await choose('ben');
    part<HTMLDialogElement>('dialog')!.close();
    await dialog.show('direct');
    await waitFor(() => submit().disabled);
    expect(part('people-picker')?.shadowRoot?.querySelector('.chip')).to.equal(null);
  });
});

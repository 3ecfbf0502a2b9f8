import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, type Office, waitFor } from '../testing/index.ts';
import './call-card.ts';
import './coming-calls.ts';
import { showCalls } from './call-layer.ts';

describe('scheduled calls', () => {
  let at: Office, channelId: string;
  beforeEach(async () => {
    at = await office();
    ({ id: channelId } = await at.group());
  });
  const startsIn = (minutes: number, ms = 0) => new Date(Date.now() + minutes * 60_000 + ms).toISOString();
  const show = async (template: unknown) => (await fixture(html`<corridor-provider .corridor=${at.ada}>${template}</corridor-provider>`)).firstElementChild!;
  const text = (element: Element) => element.shadowRoot!.textContent.replace(/\s+/g, ' ');
  const button = (element: Element, label: string) => [...element.shadowRoot!.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === label);

  it('lists what is to come, where one answers and sees others answer', async () => {
    const { id } = await at.server.request('ben', 'calls.schedule', { channelId, title: 'Loading plan', startsAt: startsIn(60), minutes: 45, userIds: ['ada'] });
    const list = await show(html`<coming-calls></coming-calls>`), card = await waitFor(() => list.shadowRoot?.querySelector('scheduled-call')?.shadowRoot?.querySelector('.card') && list.shadowRoot.querySelector('scheduled-call'));
    await expectAccessible(list);
    expect([text(card).includes('Loading plan'), button(card, 'Join'), button(card, 'Change')]).to.eql([true, undefined, undefined]);
    button(card, 'Decline')!.click();
    await waitFor(() => button(card, 'Decline')!.getAttribute('aria-pressed') === 'true' && text(card).includes('not coming'));
    await at.server.request('ben', 'calls.unschedule', { scheduledId: id });
    await waitFor(() => list.shadowRoot!.querySelector('.state'));
  });

  it('schedules one from a conversation: those of it are invited, and the form is kept where it is refused', async () => {
    const list = await show(html`<coming-calls channel-id=${channelId}></coming-calls>`);
    (await waitFor(() => button(list, 'Schedule a call'))).click();
    const form = await waitFor(() => list.shadowRoot!.querySelector('schedule-call')?.shadowRoot?.querySelector('dialog[open]') && list.shadowRoot!.querySelector('schedule-call')!), root = form.shadowRoot!;
    await expectAccessible(form);
    const field = <T extends HTMLElement>(name: string) => root.querySelector<T & { value: string }>(`[name=${name}]`)!;
    field('title').value = 'Weekly';
    const value = field('at').value;
    field<HTMLInputElement>('at').min = '';
    field('at').value = '2001-01-01T09:00';
    root.querySelector('form')!.requestSubmit();
    await waitFor(() => root.querySelector('[role=alert]'));
    field('at').value = value;
    root.querySelector('form')!.requestSubmit();
    const card = await waitFor(() => list.shadowRoot!.querySelector('scheduled-call')?.shadowRoot?.querySelector('.card') && list.shadowRoot!.querySelector('scheduled-call'));
    const [planned] = (await at.ada.calls.scheduled()).items;
    expect([planned!.title, planned!.startsAt, planned!.people.length > 1, planned!.reminders]).to.eql(['Weekly', new Date(value).toISOString(), true, [10, 0]]);
    button(card, 'Change')!.click();
    const change = await waitFor(() => card.shadowRoot!.querySelector('schedule-call')?.shadowRoot?.querySelector('dialog[open]') && card.shadowRoot!.querySelector('schedule-call')!.shadowRoot!);
    expect(change.querySelector<HTMLInputElement>('[name=title]')!.value).to.equal('Weekly');
    change.querySelector<HTMLInputElement>('[name=title]')!.value = 'Monthly';
    change.querySelector('form')!.requestSubmit();
    await waitFor(() => text(card).includes('Monthly'));
    button(card, 'Cancel the call')!.click();
    await waitFor(() => list.shadowRoot!.querySelector('.state'));
  });

  it('shows in its conversation, and is joined from a quarter of an hour before', async () => {
    const { id } = await at.server.request('ben', 'calls.schedule', { channelId, title: 'Soon', startsAt: startsIn(14), kind: 'audio' });
    const { items: [message] } = await at.server.request('ada', 'chat.history', { channelId, limit: 1 });
    const card = await show(html`<call-card .message=${message}></call-card>`), inner = await waitFor(() => card.shadowRoot?.querySelector('scheduled-call')?.shadowRoot?.querySelector('.card') && card.shadowRoot.querySelector('scheduled-call'));
    button(inner, 'Join')!.click();
    await waitFor(() => at.ada.calls.current.get()?.call.get().channelId === channelId);
    expect((await at.ada.calls.scheduledCall(id)).state).to.equal('active');
    await at.ada.calls.current.get()!.end();
  });

  it('reminds those who are on a page, without a call so far, and is put away', async () => {
    const host = await show(html`<coming-calls></coming-calls>`);
    showCalls(host, at.ada);
    await at.server.request('ben', 'calls.schedule', { channelId, title: 'Now', startsAt: startsIn(10, 300), reminders: [10], userIds: ['ada'] });
    const toast = await waitFor(() => document.querySelector('call-reminder')?.shadowRoot?.querySelector('.one') && document.querySelector('call-reminder')!);
    expect(text(toast)).to.include('Now').and.to.include('It starts in 10 minutes');
    await expectAccessible(toast);
    toast.shadowRoot!.querySelector<HTMLElement>('.icon')!.click();
    await waitFor(() => !toast.shadowRoot!.querySelector('.one'));
  });
});

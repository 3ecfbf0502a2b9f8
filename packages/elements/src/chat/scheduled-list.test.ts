import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './scheduled-list.ts';
import type { ScheduledList } from './scheduled-list.ts';

describe('<scheduled-list>', () => {
  let at: Office;
  let list: ScheduledList;
  let channelId: string;
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

  beforeEach(async () => {
    at = await office();
    channelId = (await at.group()).id;
    await waitFor(() => at.ada.chat.channels.get().length === 1);
  });
  async function show(): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><scheduled-list style="height: 400px; width: 340px"></scheduled-list></corridor-provider>`);
    list = provider.querySelector('scheduled-list')!;
    await waitFor(() => list.shadowRoot?.querySelector('li, .state:not(.late)'));
  }
  const schedule = async (text: string, hours: number, where = channelId) => (await at.server.request('ada', 'chat.schedule', { channelId: where, text, sendAt: inHours(hours) })).messageId;
  const items = () => [...(list.shadowRoot?.querySelectorAll('li') ?? [])];
  const texts = () => items().map((item) => item.querySelector('.text')?.textContent);
  const button = (label: string, root: ParentNode | null | undefined = list.shadowRoot) =>
    waitFor(() => [...(root?.querySelectorAll<HTMLElement>('button') ?? [])].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label), label);

  it('shows what waits in all conversations, the next one first, also what is scheduled elsewhere meanwhile, and leads there', async () => {
    const direct = await at.server.request('ada', 'chat.openDirect', { userIds: ['ben'] });
    await schedule('the day after', 48);
    await show();
    await schedule('**tomorrow**', 24, direct.id);
    await waitFor(() => texts().length === 2);
    expect(texts()).to.eql(['tomorrow', 'the day after']);
    await waitFor(() => items().map((item) => item.querySelector('.place')?.textContent).join() === 'Ben Haug,purchasing');
    await expectAccessible(list);
    const opened = new Promise((resolve) => list.addEventListener('corridor-open', (event) => resolve(event.detail)));
    items()[1]!.querySelector<HTMLElement>('.place')!.click();
    expect(await opened).to.eql({ channelId });
  });

  it('sends one now, changes its text and time, and cancels one, which can be taken back', async () => {
    for (const [text, hours] of [['first', 1], ['second', 2], ['third', 3]] as const) await schedule(text, hours);
    await show();
    await waitFor(() => texts().length === 3);
    (await button('Send now: first')).click();
    await waitFor(async () => (await at.server.request('ben', 'chat.history', { channelId })).items[0]?.text === 'first');
    await waitFor(() => texts().join() === 'second,third');
    (await button('Edit: second')).click();
    const dialog = await waitFor(() => list.shadowRoot?.querySelector('send-later')?.shadowRoot);
    const field = await waitFor(() => dialog.querySelector<HTMLTextAreaElement>('dialog[open] #text'));
    expect([field.value, dialog.querySelector('.waiting')]).to.eql(['second', null]);
    await expectAccessible(list);
    field.value = 'later';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    (await button('Monday at 9:00', dialog)).click();
    (await button('Save', dialog)).click();
    await waitFor(() => texts().join() === 'third,later' || texts().join() === 'later,third');
    await waitFor(() => !dialog.querySelector('dialog[open]'));
    (await button('Cancel: third')).click();
    await waitFor(() => texts().join() === 'later');
    const note = await waitFor(() => list.shadowRoot?.querySelector('quiet-note')?.shadowRoot);
    (await button('Undo', note)).click();
    await waitFor(() => texts().includes('third'));
  });

  it('says what could not be sent, why and what to do, and sends it again', async () => {
    const { id: closed } = await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'closed', visibility: 'public', members: ['ada'] });
    const messageId = await schedule('late', 1, closed);
    await at.server.request('ben', 'chat.removeMember', { channelId: closed, userId: 'ada' });
    await at.server.request('ada', 'chat.reschedule', { messageId, sendAt: new Date(0).toISOString() });
    await show();
    const why = await waitFor(() => list.shadowRoot?.querySelector('.problem'));
    expect(why.textContent).to.include('Not sent').and.include('Join the channel first').and.include('Once that has changed, send it again');
    await expectAccessible(list);
    await at.server.request('ben', 'chat.addMembers', { channelId: closed, userIds: ['ada'] });
    (await button('Send again: late')).click();
    await waitFor(() => list.shadowRoot?.querySelector('.state')?.textContent.includes('Nothing waits to be sent.'));
    await expectAccessible(list);
  });

  it('says what went wrong, and tries again', async () => {
    await schedule('waits', 1);
    at.line.refuseNext('rate-limited', 'chat.scheduled');
    await show();
    (await waitFor(() => list.shadowRoot?.querySelector<HTMLElement>('[role=alert] button'))).click();
    await waitFor(() => texts().length === 1);
    at.line.refuseNext('conflict', 'chat.unschedule');
    (await button('Cancel: waits')).click();
    await waitFor(() => list.shadowRoot?.querySelector('.refused'));
  });
});

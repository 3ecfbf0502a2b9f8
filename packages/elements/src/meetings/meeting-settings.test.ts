import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, type Office, waitFor } from '../testing/index.ts';
import './meeting-settings.ts';
import type { MeetingSettings } from './meeting-settings.ts';

describe('<meeting-settings>', () => {
  let at: Office, element: MeetingSettings;
  beforeEach(async () => { at = await office(); });
  const root = () => element.shadowRoot!;
  const field = (name: string) => root().querySelector<HTMLInputElement>(`[name=${name}]`)!;
  const button = (label: string) => [...root().querySelectorAll('button')].find(({ textContent }) => textContent.trim() === label)!;
  async function show(roomId = ''): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><meeting-settings room-id=${roomId}></meeting-settings></corridor-provider>`);
    element = provider.querySelector('meeting-settings')!;
    await waitFor(() => element.shadowRoot?.querySelector('form'));
  }

  it('makes a room, and changes how it is', async () => {
    await show();
    await expectAccessible(element);
    field('name').value = 'Weekly';
    field('mayChat').checked = false;
    root().querySelector('form')!.requestSubmit();
    await waitFor(() => root().querySelector('section'));
    const [made] = (await at.ada.meetings.list({})).items;
    expect([made!.name, made!.settings.mayChat, made!.settings.mayShare, made!.capacity]).to.eql(['Weekly', false, true, null]);
    await expectAccessible(element);
    Object.assign(field('access'), { value: 'password' }).dispatchEvent(new Event('change'));
    (await waitFor(() => field('password'))).value = 'long enough';
    field('capacity').value = '8';
    field('mostHeight').value = '360';
    root().querySelector('form')!.requestSubmit();
    await waitFor(() => root().textContent.includes('Saved.'));
    const now = await at.ada.meetings.room({ roomId: made!.id });
    expect([now.access, now.capacity, now.settings.mostHeight, now.settings.mayChat]).to.eql(['password', 8, 360, false]);
  });

  it('gives roles until a time and takes them, makes a new link, closes, opens and deletes', async () => {
    const { id: roomId, code } = await at.ada.meetings.create({ name: 'Weekly' });
    await at.server.request('ben', 'session.me', {});
    await show(roomId);
    await waitFor(() => root().querySelectorAll('li').length === 1);
    root().querySelector('people-picker')!.dispatchEvent(new CustomEvent('corridor-people', { detail: { people: [at.ada.people.person('ben').get()] } }));
    await element.updateComplete;
    field('until').value = '2100-01-01T10:00';
    root().querySelector<HTMLFormElement>('.grant')!.requestSubmit();
    await waitFor(() => root().querySelectorAll('li').length === 2);
    const [, role] = (await at.ada.meetings.roles({ roomId })).items;
    expect([role!.userId, role!.level, role!.until]).to.eql(['ben', 'presenter', new Date('2100-01-01T10:00').toISOString()]);
    [...root().querySelectorAll('li')].at(-1)!.querySelector('button')!.click();
    await waitFor(() => root().querySelectorAll('li').length === 1);
    root().querySelector('li button')!.dispatchEvent(new MouseEvent('click')); // the only owner stays
    await waitFor(() => root().querySelector('.problem'));
    button('Make a new link').click();
    await waitFor(() => !root().querySelector('code')!.textContent.includes(code));
    button('Close the room').click();
    await waitFor(() => button('Open the room'));
    expect((await at.ada.meetings.room({ roomId })).status).to.equal('closed');
    button('Delete the room').click();
    (await waitFor(() => button('Delete'))).click();
    await waitFor(() => !element.roomId);
    expect((await at.ada.meetings.list({})).items).to.eql([]);
  });
});

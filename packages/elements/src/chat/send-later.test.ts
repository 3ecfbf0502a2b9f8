import { expect } from 'chai';
import { expectAccessible, waitFor, type Office } from '../testing/index.ts';
import { button, composing, type Composing } from './message-composer.fixture.ts';
import { nextMorning } from './send-later.ts';

describe('<send-later>', () => {
  let at: Office;
  let composer: Composing['composer'], field: Composing['field'], write: Composing['write'], choose: Composing['choose'];
  let channelId: string;

  beforeEach(async () => { ({ at, composer, channelId, field, write, choose } = await composing()); });
  const dialog = () => composer.shadowRoot!.querySelector('send-later')?.shadowRoot;
  async function open(): Promise<ShadowRoot> {
    await choose('Send later');
    await waitFor(() => dialog()?.querySelector('dialog[open]'));
    return dialog()!;
  }
  const waiting = async () => (await at.server.request('ada', 'chat.scheduled', {})).items;

  it('sends what was begun at a time that was chosen, and empties the field', async () => {
    write('Good morning');
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

  it('takes along the files beside the field, once they have arrived, also without a word', async () => {
    const upload = await at.ada.files.upload(new File(['%PDF'], 'offer.pdf', { type: 'application/pdf' }), { place: channelId, name: 'offer.pdf' });
    const root = await open();
    expect(root.querySelector('upload-list')).to.not.equal(null);
    await expectAccessible(composer);
    (await button(root, 'Tomorrow at 9:00')).click();
    (await button(root, 'Schedule')).click();
    await waitFor(async () => (await waiting()).length === 1);
    expect((await waiting()).map(({ text, fileIds }) => [text, fileIds])).to.eql([['', [upload.fileId]]]);
    await waitFor(() => !dialog() && at.ada.files.uploads.get().length === 0);
    const again = await open();
    await waitFor(() => again.querySelector('li')?.textContent.includes('1 file'));
    (await button(again.querySelector('li'), 'Send now')).click();
    await waitFor(async () => (await at.server.request('ben', 'chat.history', { channelId })).items.some(({ card }) => card?.type === 'files'));
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
    write('changed', root.querySelector<HTMLTextAreaElement>('#text')!);
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

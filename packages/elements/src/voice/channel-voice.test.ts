import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import '../chat/conversation-details.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import type { ChannelVoice } from './channel-voice.ts';
import './channel-voice.ts';
import { speech, tone } from './voice.fixture.ts';
import { voiceRules } from './voice-rules.ts';

describe('<channel-voice>', () => {
  let at: Office;
  let part: ChannelVoice;
  beforeEach(async () => { at = await office(); });

  async function show(channelId: string): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><channel-voice channel-id=${channelId} style="width: 288px"></channel-voice></corridor-provider>`);
    part = provider.querySelector('channel-voice')!;
    await waitFor(() => find('select[name]') ?? find('[role=alert]'));
  }
  const find = <E extends Element = HTMLElement>(selector: string) => part.shadowRoot?.querySelector<E>(selector);
  const choose = (name: string, value: string) => { const field = find<HTMLSelectElement>(`select[name=${name}]`)!; field.value = value; field.dispatchEvent(new Event('change')); };
  const rulesOf = async (channelId: string) => (await at.server.request('ada', 'voice.channel', { channelId })).rules;
  async function say(user: string, channelId: string): Promise<string> {
    const client = at.server.client(user);
    await client.connect();
    const { message } = await client.voice.send(channelId, { blob: tone(2), duration: 95, peaks: speech }), { id } = await message;
    client.close();
    return id;
  }
  const cells = () => [...(part.shadowRoot?.querySelectorAll('tbody tr') ?? [])].map((row) => [...row.querySelectorAll('th, td')].map(({ textContent }) => textContent));

  it('narrows who does what with voice messages, and says what they may be at most', async () => {
    const { id } = await at.group();
    await show(id);
    expect(find<HTMLSelectElement>('select[name=record]')!.value).to.equal('everybody');
    await expectAccessible(part);
    choose('record', 'admins');
    await waitFor(async () => (await rulesOf(id)).record === 'admins');
    choose('download', 'nobody');
    await waitFor(async () => (await rulesOf(id)).download === 'nobody');
    expect((await rulesOf(id)).record).to.equal('admins');
    await waitFor(() => voiceRules(at.ada, id).get()?.rules.download === 'nobody');
    find('[name=transcribed]')!.click();
    await waitFor(async () => (await rulesOf(id)).isTranscribed);
    expect(find('.limits')!.textContent).to.contain('15 minutes').and.to.contain('10 MB');
  });

  it('shows how many were sent, how long they are, and who listens', async () => {
    const { id } = await at.group(), first = await say('ben', id);
    await say('ben', id);
    await say('chloe', id);
    for (const user of ['ada', 'ada', 'chloe']) await at.server.request(user, 'voice.played', { messageId: first });
    await show(id);
    await waitFor(() => cells().length === 2);
    expect(cells()).to.eql([['Ben Haug', '2', '3:10', '3', '2'], ['Chloe Renard', '1', '1:35', '0', '0']]);
    expect([...find('tfoot')!.querySelectorAll('td')].map(({ textContent }) => textContent)).to.eql(['3', '4:45', '3', '2']);
    await expectAccessible(part);
  });

  it('says when nothing was said, and what a refusal is about, with the choice as it was', async () => {
    const { id } = await at.group();
    await show(id);
    await waitFor(() => find('p[role=status]')?.textContent === 'No voice message was sent in this time.');
    at.line.refuseNext('forbidden', 'voice.setRules');
    choose('listen', 'nobody');
    await waitFor(() => find('[role=alert]'));
    expect(find<HTMLSelectElement>('select[name=listen]')!.value).to.equal('everybody');
    expect((await rulesOf(id)).listen).to.equal('everybody');
  });

  it('tries again when it could not be loaded', async () => {
    const { id } = await at.group();
    at.line.refuseNext('unavailable', 'voice.channel');
    await show(id);
    find('[role=alert] button')!.click();
    await waitFor(() => find('select[name=record]'));
  });

  it('stands in the details of a channel for who manages it, and for nobody else', async () => {
    const theirs = await at.server.request('ben', 'chat.createChannel', { kind: 'group', name: 'theirs', members: ['ada'] }), { id } = await at.group();
    for (const channelId of [id, theirs.id]) await at.ada.chat.open(channelId);
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><conversation-details channel-id=${id} style="height: 560px; width: 320px"></conversation-details></corridor-provider>`);
    const details = provider.querySelector('conversation-details')!, voice = () => details.shadowRoot?.querySelector<HTMLDetailsElement>('.voice');
    const found = await waitFor(voice);
    expect(details.shadowRoot!.querySelector('channel-voice')).to.equal(null);
    found.open = true;
    await waitFor(() => details.shadowRoot!.querySelector('channel-voice')?.shadowRoot?.querySelector('select'));
    details.channelId = theirs.id;
    await waitFor(() => details.shadowRoot!.querySelector('strong')?.textContent === 'theirs');
    expect(voice()).to.equal(null);
  });
});

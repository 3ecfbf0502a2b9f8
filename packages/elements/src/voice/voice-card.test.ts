import { expect } from 'chai';
import { Conversing } from '../chat/message-list.fixture.ts';
import '../chat/message-composer.ts';
import { expectAccessible, waitFor } from '../testing/index.ts';
import { speech, tone } from './voice.fixture.ts';

describe('a voice message in a conversation', () => {
  let chat: Conversing;
  beforeEach(async () => {
    localStorage.clear();
    chat = new Conversing();
    await chat.start();
  });
  afterEach(() => chat.ada.close());

  const card = () => chat.rows.at(-1)?.shadowRoot?.querySelector('voice-card')?.shadowRoot;
  const voice = () => card()?.querySelector('voice-message')?.shadowRoot;
  const named = (label: string) => voice()!.querySelector<HTMLElement>(`[aria-label="${label}"]`);
  /** Said by Ben, and shown to Ada. */
  async function said(): Promise<string> {
    const ben = chat.server.client('ben');
    await ben.connect();
    const { message } = await ben.voice.send(chat.channel.id, { blob: tone(2), duration: 2, peaks: speech });
    const { id } = await message;
    ben.close();
    await chat.show();
    await waitFor(() => voice()?.querySelector('.play'));
    return id;
  }

  it('shows its length and its waveform, is played, and counts as heard once', async () => {
    const messageId = await said();
    expect(voice()!.querySelector('.time')!.textContent).to.equal('0:02');
    await expectAccessible(chat.list);
    for (let times = 0; times < 2; times++) named('Play')!.click();
    await waitFor(() => named('Pause') ?? named('Play'));
    await waitFor(async () => (await chat.server.request({ id: 'mod', roles: ['admin'] }, 'voice.figures', {})).items[0]?.plays === 1);
    expect((await chat.server.request('ben', 'voice.figures', { userId: 'ben' })).items[0]).to.include({ count: 1, duration: 2, listeners: 1 });
    expect(messageId).to.be.a('string');
  });

  it('is downloaded where the channel allows it', async () => {
    await said();
    await waitFor(() => named('Download'));
  });

  it('says who can allow it, where it may not be heard', async () => {
    await chat.server.request({ id: 'mod', roles: ['admin'] }, 'voice.setRules', { channelId: chat.channel.id, download: 'nobody', listen: 'nobody' });
    await said();
    await waitFor(() => voice()!.querySelector('.note')?.textContent.startsWith('You may not listen'));
    expect(named('Download')).to.equal(null);
    await expectAccessible(chat.list);
  });

  it('shows what is said in it, once that is written down', async () => {
    await said();
    await waitFor(() => chat.list.shadowRoot);
    const element = chat.rows.at(-1)!.shadowRoot!.querySelector('voice-card')!;
    const { message } = element, heard = message.card?.type === 'voice' ? message.card : undefined;
    element.message = { ...message, card: { ...heard!, transcription: 'waiting' } };
    await waitFor(() => named('Transcript'));
    named('Transcript')!.click();
    await waitFor(() => voice()!.querySelector('.words')?.textContent === 'It is being written down.');
    element.message = { ...message, card: { ...heard!, transcript: 'Halden liefert am Donnerstag.', language: 'de' } };
    await waitFor(() => voice()!.querySelector<HTMLElement>('.words p')?.lang === 'de');
    element.message = { ...message, card: { ...heard!, file: null } };
    await waitFor(() => voice()!.querySelector('.note')?.textContent === 'The sound has been deleted.');
    element.message = { ...message, card: { ...heard!, file: { ...heard!.file!, state: 'checking' } } };
    await waitFor(() => voice()!.querySelector('.note')?.textContent === 'It is being checked.');
    await expectAccessible(chat.list);
  });
});

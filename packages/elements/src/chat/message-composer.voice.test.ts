import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, type Office, waitFor } from '../testing/index.ts';
import './message-composer.ts';
import type { MessageComposer } from './message-composer.ts';

describe('the microphone of <message-composer>', () => {
  let here: Office, channelId: string, composer: MessageComposer;
  beforeEach(async () => {
    localStorage.clear();
    here = await office();
    ({ id: channelId } = await here.group());
  });

  async function show(): Promise<void> {
    const around = await fixture<HTMLElement>(html`<corridor-provider .corridor=${here.ada}><message-composer channel-id=${channelId}></message-composer></corridor-provider>`);
    composer = around.querySelector('message-composer')!;
    (await waitFor(() => composer.shadowRoot?.querySelector<HTMLElement>('textarea:not([readonly])'))).focus();
    await waitFor(() => composer.shadowRoot!.querySelector('.smile'));
  }
  const mic = () => composer.shadowRoot!.querySelector<HTMLElement>('.mic');
  const recorder = () => composer.shadowRoot!.querySelector('voice-recorder')?.shadowRoot;
  const is = (state: string) => waitFor(() => recorder()?.querySelector(`.bar.${state}`), state, 10_000);
  const recorded = (seconds: number) => waitFor(() => Number(recorder()!.querySelector('.time')?.textContent.split(':')[1]) >= seconds, `${seconds} s`, 10_000);
  const message = async () => (await here.server.request('ben', 'chat.history', { channelId })).items.at(-1);

  it('records above the field, and sends it as a voice message', async () => {
    await show();
    (await waitFor(mic)).click();
    await is('recording');
    await recorded(1);
    await expectAccessible(composer);
    recorder()!.querySelector<HTMLElement>('.record')!.click();
    await is('preview');
    recorder()!.querySelector<HTMLElement>('.primary')!.click();
    const card = await waitFor(async () => { const found = (await message())?.card; return found?.type === 'voice' ? found : undefined; });
    expect(card.file).to.include({ kind: 'audio', mediaType: 'audio/webm' });
    expect(card.file!.facts.peaks).to.have.length(100);
    expect(card.file!.facts.duration).to.be.within(0.8, 4);
    await waitFor(() => !recorder() && composer.shadowRoot!.activeElement?.localName === 'textarea');
  });

  it('records while it is held, also where the pointer has left it', async () => {
    await show();
    const press = { bubbles: true, composed: true, cancelable: true, pointerId: 7, clientX: 200, clientY: 300 };
    (await waitFor(mic)).dispatchEvent(new PointerEvent('pointerdown', press));
    await is('recording');
    await recorded(1);
    expect(recorder()!.querySelector('.sliding')).to.not.equal(null);
    document.body.dispatchEvent(new PointerEvent('pointerup', press));
    await is('preview');
  });

  it('keeps what was said where it cannot be handed over, and what is written meanwhile', async () => {
    await show();
    (await waitFor(mic)).click();
    await is('recording');
    const field = composer.shadowRoot!.querySelector('textarea')!;
    field.value = 'and this';
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await recorded(1);
    here.line.goOffline();
    recorder()!.querySelector<HTMLElement>('.primary')!.click();
    await waitFor(() => !recorder());
    expect(await message()).to.equal(undefined);
    here.line.goOnline();
    await waitFor(async () => (await message())?.card?.type === 'voice', 'the voice message', 10_000);
    expect(field.value).to.equal('and this');
  });

  it('is not there where the channel’s rules do not allow it', async () => {
    await here.server.request('ada', 'voice.setRules', { channelId, record: 'nobody' });
    await show();
    await here.ada.voice.channel({ channelId });
    await composer.updateComplete;
    expect(mic()).to.equal(null);
  });
});

import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, nextFrame, office, waitFor } from '../testing/index.ts';
import { speech, tone } from './voice.fixture.ts';
import type { VoiceMessage } from './voice-message.ts';
import './voice-message.ts';

describe('<voice-message>', () => {
  const urls: string[] = [];
  beforeEach(() => localStorage.clear());
  afterEach(() => urls.splice(0).forEach((url) => URL.revokeObjectURL(url)));
  const urlOf = (blob: Blob) => { const url = URL.createObjectURL(blob); urls.push(url); return url; };

  async function show(more: Partial<VoiceMessage> = {}, dir = 'ltr'): Promise<VoiceMessage> {
    const { ada } = await office();
    const around = await fixture<HTMLElement>(html`<corridor-provider .corridor=${ada}><voice-message dir=${dir} .duration=${4} .peaks=${speech}></voice-message></corridor-provider>`);
    const voice = Object.assign(around.querySelector('voice-message')!, { source: () => Promise.resolve(urlOf(tone(4))), ...more });
    await waitFor(() => voice.shadowRoot?.querySelector('.play'));
    await voice.updateComplete;
    return voice;
  }
  const one = (voice: VoiceMessage, selector: string) => voice.shadowRoot!.querySelector<HTMLElement>(selector)!;
  const label = (voice: VoiceMessage) => one(voice, '.play').ariaLabel;
  const position = (voice: VoiceMessage) => Number(one(voice, '.wave').ariaValueNow);
  const press = (voice: VoiceMessage, key: string) => one(voice, '.wave').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));

  it('plays, shows how far it is, and pauses', async () => {
    const voice = await show();
    expect([label(voice), one(voice, '.time').textContent]).to.eql(['Play', '0:04']);
    await expectAccessible(voice);
    const played: Event[] = [];
    voice.addEventListener('corridor-voice-played', (event) => played.push(event));
    one(voice, '.play').click();
    await waitFor(() => label(voice) === 'Pause');
    await waitFor(() => position(voice) >= 1);
    expect(one(voice, '.played').getAttribute('d')).to.not.equal('');
    one(voice, '.play').click();
    await waitFor(() => label(voice) === 'Play');
    await voice.play();
    expect(played).to.have.length(1);
    await expectAccessible(voice);
  });

  it('is sought by keys and by pointer, before it has played too', async () => {
    const voice = await show();
    for (const [key, at] of [['ArrowRight', 1], ['ArrowUp', 2], ['ArrowLeft', 1], ['End', 4], ['Home', 0], ['PageUp', 1]] as const) {
      expect(press(voice, key)).to.equal(false);
      await voice.updateComplete;
      expect(position(voice)).to.equal(at);
    }
    expect(one(voice, '.wave').ariaValueText).to.equal('1 second of 4 seconds');
    const wave = one(voice, '.wave'), { left, width, top } = wave.getBoundingClientRect();
    wave.setPointerCapture = () => {};
    wave.dispatchEvent(new PointerEvent('pointerdown', { clientX: left + width / 2, clientY: top + 5, bubbles: true, pointerId: 1 }));
    wave.dispatchEvent(new PointerEvent('pointermove', { clientX: left + width * 0.75, clientY: top + 5, buttons: 1, bubbles: true, pointerId: 1 }));
    await voice.updateComplete;
    expect(position(voice)).to.equal(3);
    await voice.play();
    await waitFor(() => label(voice) === 'Pause');
    expect(position(voice)).to.be.least(3);
    await waitFor(() => label(voice) === 'Play' && position(voice) === 0, 'its end', 5000);
  });

  it('plays and pauses by the space bar on the waveform', async () => {
    const voice = await show();
    press(voice, ' ');
    await waitFor(() => label(voice) === 'Pause');
    press(voice, 'Enter');
    await waitFor(() => label(voice) === 'Play');
  });

  it('falls silent when another one on the page begins', async () => {
    const [first, second] = [await show(), await show()];
    await first.play();
    await waitFor(() => label(first) === 'Pause');
    await second.play();
    await waitFor(() => label(first) === 'Play' && label(second) === 'Pause');
  });

  it('says in a narrow place how long it is, and while it plays how fast', async () => {
    const voice = await show({ download: () => Promise.resolve(urlOf(tone(1))) });
    voice.style.inlineSize = '230px';
    const seen = () => ['.time', '.speed', '.save'].filter((selector) => one(voice, selector).checkVisibility());
    await waitFor(() => seen().join() === '.time,.save');
    await voice.play();
    await waitFor(() => seen().join() === '.time,.speed');
    expect(one(voice, '.voice').scrollWidth).to.be.at.most(230);
  });

  it('has three speeds, and remembers the last', async () => {
    const voice = await show();
    const speed = () => one(voice, '.speed').textContent;
    one(voice, '.speed').click();
    await waitFor(() => speed() === '1.5×');
    one(voice, '.speed').click();
    await waitFor(() => speed() === '2×');
    expect(one(await show(), '.speed').textContent).to.equal('2×');
    one(voice, '.speed').click();
    await waitFor(() => speed() === '1×');
  });

  it('plays what it holds itself, without an address', async () => {
    const voice = await show({ source: tone(1), duration: 1 });
    await voice.play();
    await waitFor(() => label(voice) === 'Pause');
    await waitFor(() => label(voice) === 'Play', 'its end');
  });

  it('asks for a new address when the first has expired', async () => {
    const good = urlOf(tone(2)), gone = urlOf(tone(1));
    URL.revokeObjectURL(gone);
    const addresses = ['/no-such-sound', good];
    const voice = await show({ source: () => Promise.resolve(addresses.shift() ?? good) });
    await voice.play();
    await waitFor(() => label(voice) === 'Pause' && one(voice, '.play').ariaBusy === 'false');
    expect(addresses).to.eql([]);
  });

  it('says when it cannot be played, and tries again', async () => {
    let url = urlOf(new Blob(['no sound'], { type: 'audio/wav' }));
    const voice = await show({ source: () => Promise.resolve(url) });
    one(voice, '.play').click();
    await waitFor(() => one(voice, '[role=alert]'));
    await expectAccessible(voice);
    url = urlOf(tone(2));
    one(voice, '[role=alert] button').click();
    await waitFor(() => label(voice) === 'Pause' && !one(voice, '[role=alert]'));
  });

  it('unfolds its words, and asks for them where there are none', async () => {
    const voice = await show({ canTranscribe: true });
    let asked = 0;
    voice.addEventListener('corridor-voice-transcribe', () => asked++);
    one(voice, '[aria-expanded]').click();
    await waitFor(() => one(voice, '.words'));
    expect([asked, one(voice, '.words').textContent]).to.eql([1, 'It is being written down.']);
    voice.transcript = { state: 'ready', text: 'Der Wagen kommt um neun.', language: 'de' };
    await waitFor(() => one(voice, '.words p').lang === 'de');
    await expectAccessible(voice);
    voice.transcript = { state: 'failed' };
    await waitFor(() => one(voice, '.words button'));
    one(voice, '.words button').click();
    expect(asked).to.equal(2);
  });

  it('is downloaded where that is offered', async () => {
    const voice = await show();
    expect(one(voice, '[aria-label=Download]')).to.equal(null);
    let asked = 0;
    voice.download = () => Promise.reject(new Error(String(asked++)));
    await waitFor(() => one(voice, '[aria-label=Download]'));
    one(voice, '[aria-label=Download]').click();
    await waitFor(() => asked === 1);
  });

  it('waits for what is not there yet, and says why', async () => {
    const voice = await show({ note: 'It is being checked.' });
    one(voice, '.play').click();
    press(voice, 'ArrowRight');
    await nextFrame();
    expect([label(voice), position(voice), one(voice, '.note').textContent]).to.eql(['Play', 0, 'It is being checked.']);
    await expectAccessible(voice);
  });

  it('goes on when it is moved in the page, and falls silent when it is taken away', async () => {
    const voice = await show(), around = voice.parentElement!;
    await voice.play();
    await waitFor(() => label(voice) === 'Pause');
    const box = document.createElement('div');
    around.append(box);
    box.append(voice);
    await nextFrame();
    expect(label(voice)).to.equal('Pause');
    voice.remove();
    await nextFrame();
    around.append(voice);
    await voice.updateComplete;
    expect(label(voice)).to.equal('Play');
  });

  it('draws fewer bars where there is little room, from left to right in every script', async () => {
    const voice = await show({}, 'rtl');
    const bars = () => Number(one(voice, 'svg[preserveAspectRatio]').getAttribute('viewBox')!.split(' ')[2]);
    await waitFor(() => bars() > 40);
    expect(getComputedStyle(one(voice, '.wave')).direction).to.equal('ltr');
    voice.style.width = '200px';
    await waitFor(() => bars() < 36);
  });
});

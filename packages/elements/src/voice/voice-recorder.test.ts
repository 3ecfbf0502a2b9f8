import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, nextFrame, office, waitFor } from '../testing/index.ts';
import { decoded, type VoiceRecording } from './recording.ts';
import type { VoiceRecorder } from './voice-recorder.ts';
import './voice-recorder.ts';

describe('<voice-recorder>', () => {
  let heard: VoiceRecording[], discarded: number;
  const opened: MediaStream[] = [], { mediaDevices } = navigator;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  let asked: MediaStreamConstraints[] = [];

  beforeEach(() => {
    localStorage.clear();
    [heard, discarded, asked] = [[], 0, []];
    mediaDevices.getUserMedia = async (constraints) => {
      asked.push(constraints!);
      const stream = await original(constraints);
      opened.push(stream);
      return stream;
    };
  });
  afterEach(() => {
    mediaDevices.getUserMedia = original;
    for (const stream of opened.splice(0)) for (const track of stream.getTracks()) track.stop();
  });
  const isOpen = () => opened.some((stream) => stream.getTracks().some(({ readyState }) => readyState === 'live'));

  async function show(more: Partial<VoiceRecorder> = {}, dir = 'ltr'): Promise<VoiceRecorder> {
    const { ada } = await office();
    const around = await fixture<HTMLElement>(html`<corridor-provider .corridor=${ada}><voice-recorder dir=${dir}></voice-recorder></corridor-provider>`);
    const recorder = Object.assign(around.querySelector('voice-recorder')!, more);
    recorder.addEventListener('corridor-voice-recorded', ({ detail }) => heard.push(detail));
    recorder.addEventListener('corridor-voice-discarded', () => discarded++);
    await waitFor(() => recorder.shadowRoot?.querySelector('.record'));
    return recorder;
  }
  const one = (recorder: VoiceRecorder, selector: string) => recorder.shadowRoot!.querySelector<HTMLElement>(selector)!;
  const named = (recorder: VoiceRecorder, label: string) => waitFor(() => [...recorder.shadowRoot!.querySelectorAll('button')].find((one) => one.ariaLabel === label || one.textContent?.trim() === label), label);
  const is = (recorder: VoiceRecorder, state: string) => waitFor(() => recorder.shadowRoot!.querySelector(`.bar.${state}`), state, 10_000);
  /** Until so many seconds were recorded. */
  const recorded = (recorder: VoiceRecorder, seconds: number) => waitFor(() => Number(one(recorder, '.time')?.textContent?.split(':')[1]) >= seconds, `${seconds} s`, 10_000);
  const pointer = (target: HTMLElement, type: string, more: PointerEventInit = {}) => {
    target.setPointerCapture = () => {};
    target.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true, cancelable: true, pointerId: 1, clientX: 300, clientY: 300, ...more }));
  };
  const escape = (recorder: VoiceRecorder) => one(recorder, 'button').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));

  it('records by keys, plays it back, and hands it over when it is sent', async () => {
    const recorder = await show();
    await expectAccessible(recorder);
    one(recorder, '.record').focus();
    one(recorder, '.record').click();
    await is(recorder, 'recording');
    await recorded(recorder, 1);
    await expectAccessible(recorder);
    expect(one(recorder, '.levels .ahead').getAttribute('d')).to.match(/(M.*){6}/);
    one(recorder, '.record').click();
    await is(recorder, 'preview');
    await waitFor(() => recorder.shadowRoot!.activeElement?.ariaLabel === 'Send');
    expect([isOpen(), heard.length]).to.eql([false, 0]);
    await waitFor(() => one(recorder, 'voice-message').shadowRoot!.querySelector('.wave'));
    await expectAccessible(recorder);
    (await named(recorder, 'Send')).click();
    const [{ blob, mediaType, duration, peaks }] = heard as [VoiceRecording];
    expect([mediaType, blob.type, peaks.length]).to.eql(['audio/webm', 'audio/webm', 100]);
    expect(duration).to.be.within(0.8, 3);
    expect((await decoded(await blob.arrayBuffer()))!.duration).to.be.closeTo(duration, 0.2);
    recorder.reset();
    await is(recorder, 'idle');
    expect(discarded).to.equal(0);
  });

  it('is sent at once from the recording', async () => {
    const recorder = await show();
    one(recorder, '.record').click();
    await is(recorder, 'recording');
    await recorded(recorder, 1);
    (await named(recorder, 'Send')).click();
    await waitFor(() => heard.length === 1);
  });

  it('records while it is held, and stops when it is let go', async () => {
    const recorder = await show();
    pointer(one(recorder, '.record'), 'pointerdown');
    await is(recorder, 'recording');
    await recorded(recorder, 1);
    expect(one(recorder, '.sliding').textContent).to.include('Slide to cancel');
    await expectAccessible(recorder);
    pointer(one(recorder, '.record'), 'pointerup');
    await is(recorder, 'preview');
    recorder.discard();
    recorder.sendsOnRelease = true;
    pointer(await waitFor(() => one(recorder, '.record')), 'pointerdown');
    await is(recorder, 'recording');
    await recorded(recorder, 1);
    pointer(one(recorder, '.record'), 'pointerup');
    await waitFor(() => heard.length === 1);
  });

  it('goes on after a short press, and after a slide upwards', async () => {
    const recorder = await show();
    pointer(one(recorder, '.record'), 'pointerdown');
    pointer(one(recorder, '.record'), 'pointerup');
    await is(recorder, 'recording');
    await named(recorder, 'Pause');
    recorder.discard();
    pointer(await waitFor(() => one(recorder, '.bar.idle .record')), 'pointerdown');
    await is(recorder, 'recording');
    pointer(one(recorder, '.record'), 'pointermove', { clientY: 200 });
    await named(recorder, 'Pause');
    pointer(one(recorder, '.record'), 'pointerup', { clientY: 200 });
    await nextFrame();
    await is(recorder, 'recording');
  });

  for (const [dir, by] of [['ltr', -100], ['rtl', 100]] as const) {
    it(`is cancelled by a slide towards the start of the line, ${dir}`, async () => {
      const recorder = await show({}, dir);
      pointer(one(recorder, '.record'), 'pointerdown');
      await is(recorder, 'recording');
      pointer(one(recorder, '.record'), 'pointermove', { clientX: 300 - by });
      await nextFrame();
      await is(recorder, 'recording');
      pointer(one(recorder, '.record'), 'pointermove', { clientX: 300 + by });
      await is(recorder, 'idle');
      await waitFor(() => !isOpen());
      expect(discarded).to.equal(1);
    });
  }

  it('is cancelled by Escape, after a question where much would be lost', async () => {
    const recorder = await show();
    one(recorder, '.record').click();
    await is(recorder, 'recording');
    escape(recorder);
    await is(recorder, 'idle');
    const now = performance.now.bind(performance);
    one(recorder, '.record').click();
    await is(recorder, 'recording');
    performance.now = () => now() + 12_000;
    try {
      await recorded(recorder, 12);
      escape(recorder);
      await waitFor(() => recorder.shadowRoot!.activeElement?.classList.contains('keep'));
      await expectAccessible(recorder);
      (await named(recorder, 'Keep')).click();
      await named(recorder, 'Go on');
      escape(recorder);
      await waitFor(() => one(recorder, '.keep'));
      (await named(recorder, 'Discard')).click();
      await is(recorder, 'idle');
      expect(discarded).to.equal(2);
    } finally {
      performance.now = now;
    }
  });

  it('pauses and goes on, and counts only what was recorded', async () => {
    const recorder = await show();
    one(recorder, '.record').click();
    await is(recorder, 'recording');
    await recorded(recorder, 1);
    (await named(recorder, 'Pause')).click();
    await waitFor(() => one(recorder, '[role=status]').textContent === 'Paused');
    const at = one(recorder, '.time').textContent;
    await nextFrame();
    expect(one(recorder, '.time').textContent).to.equal(at);
    (await named(recorder, 'Go on')).click();
    await recorded(recorder, 2);
    one(recorder, '.record').click();
    await is(recorder, 'preview');
  });

  it('warns before its end, stops there and keeps what was said', async () => {
    const recorder = await show({ maxDuration: 1.5 });
    one(recorder, '.record').click();
    await is(recorder, 'recording');
    await waitFor(() => one(recorder, '.warn').textContent === '2 seconds left');
    await is(recorder, 'preview');
    expect(one(recorder, '.note').textContent).to.equal('It has reached the longest that can be sent.');
    (await named(recorder, 'Send')).click();
    expect(heard[0]!.duration).to.be.closeTo(1.5, 0.6);
    expect((await show({ maxBytes: 12_000 })).maxBytes).to.equal(12_000);
  });

  it('stops before it has more bytes than can be sent', async () => {
    const recorder = await show({ maxBytes: 12_000 });
    one(recorder, '.record').click();
    await is(recorder, 'preview');
    (await named(recorder, 'Send')).click();
    expect(heard[0]!.blob.size).to.be.below(12_000);
  });

  it('keeps what was said when the microphone is disconnected', async () => {
    const recorder = await show();
    one(recorder, '.record').click();
    await is(recorder, 'recording');
    await recorded(recorder, 1);
    opened[0]!.getAudioTracks()[0]!.dispatchEvent(new Event('ended'));
    await is(recorder, 'preview');
    expect(one(recorder, '.note').textContent).to.include('disconnected');
  });

  it('goes on when it is moved in the page; taken away, it gives the microphone back and keeps what was said', async () => {
    const recorder = await show(), around = recorder.parentElement!;
    one(recorder, '.record').click();
    await is(recorder, 'recording');
    await recorded(recorder, 1);
    const box = document.createElement('div');
    around.append(box);
    box.append(recorder);
    await recorded(recorder, 2);
    expect(isOpen()).to.equal(true);
    recorder.remove();
    await waitFor(() => !isOpen());
    around.append(recorder);
    await is(recorder, 'preview');
    (await named(recorder, 'Send')).click();
    expect(heard[0]!.duration).to.be.least(1.5);
  });

  const failures = { NotAllowedError: 'Allow it beside the address', NotFoundError: 'No microphone was found', NotReadableError: 'Close other programs' };
  for (const [name, words] of Object.entries(failures)) {
    it(`says what to do: ${words}`, async () => {
      const recorder = await show(), works = mediaDevices.getUserMedia;
      mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name));
      one(recorder, '.record').click();
      await waitFor(() => one(recorder, '[role=alert]')?.textContent?.includes(words));
      await expectAccessible(recorder);
      mediaDevices.getUserMedia = works;
      (await named(recorder, 'Try again')).click();
      await is(recorder, 'recording');
    });
  }

  it('asks for what was chosen, and remembers it', async () => {
    const recorder = await show();
    (await named(recorder, 'Recording settings')).click();
    await waitFor(() => one(recorder, '.settings'));
    await expectAccessible(recorder);
    const [noise] = recorder.shadowRoot!.querySelectorAll<HTMLInputElement>('.settings input');
    noise!.click();
    const quality = [...recorder.shadowRoot!.querySelectorAll('select')].at(-1)!;
    quality.value = 'high';
    quality.dispatchEvent(new Event('change'));
    const other = await show();
    one(other, '.record').click();
    await is(other, 'recording');
    expect(asked.at(-1)!.audio).to.include({ noiseSuppression: false, echoCancellation: true });
    expect(JSON.parse(localStorage.getItem('corridor-voice')!)).to.eql({ noiseSuppression: false, quality: 'high' });
  });

  it('does not record when it was cancelled while the browser asked', async () => {
    const recorder = await show(), works = mediaDevices.getUserMedia;
    let allow!: () => void;
    mediaDevices.getUserMedia = async (constraints) => { await new Promise<void>((resolve) => { allow = resolve; }); return works(constraints); };
    one(recorder, '.record').click();
    await is(recorder, 'asking');
    escape(recorder);
    allow();
    await waitFor(() => opened.length === 1 && !isOpen());
    await is(recorder, 'idle');
  });

  it('leaves out silence at both ends where that was chosen', async () => {
    const context = new AudioContext(), end = context.createMediaStreamDestination(), tone = context.createOscillator();
    mediaDevices.getUserMedia = () => Promise.resolve(end.stream);
    tone.connect(end);
    const recorder = await show({ trimSilence: true });
    one(recorder, '.record').click();
    await is(recorder, 'recording');
    await recorded(recorder, 2);
    tone.start();
    await recorded(recorder, 3);
    one(recorder, '.record').click();
    await is(recorder, 'preview');
    (await named(recorder, 'Send')).click();
    await context.close();
    expect(heard[0]!.duration).to.be.within(0.9, 2.2);
    expect((await decoded(await heard[0]!.blob.arrayBuffer()))!.duration).to.be.closeTo(heard[0]!.duration, 0.2);
  });

  it('shows how much of it was sent, and why it was not', async () => {
    const recorder = await show();
    one(recorder, '.record').click();
    await is(recorder, 'recording');
    await recorded(recorder, 1);
    (await named(recorder, 'Send')).click();
    await waitFor(() => heard.length);
    recorder.progress = 0.4;
    await waitFor(() => one(recorder, 'progress'));
    expect((await named(recorder, 'Send')).disabled).to.equal(true);
    await expectAccessible(recorder);
    Object.assign(recorder, { progress: undefined, failure: 'You are offline.' });
    await waitFor(() => one(recorder, '[role=alert]')?.textContent === 'You are offline.');
    (await named(recorder, 'Send')).click();
    await waitFor(() => heard.length === 2);
    expect(heard[1]).to.equal(heard[0]);
  });
});

import { expect } from 'chai';
import { atom } from 'nanostores';
import { CorridorError } from '../../core/errors.ts';
import { Captions as Stub } from '../call.captions.ts';
import type { CallPhase, CallSession, Tracks } from '../call.ts';
import { becomes } from '../media/media.testing.ts';

describe('captions of what I say', () => {
  let audio: AudioContext, gain: GainNode, track: MediaStreamTrack, sent: { path: string; body: Blob | undefined }[], answer: () => Response, levels: ReturnType<typeof atom<Record<string, number>>>, tracks: ReturnType<typeof atom<Tracks>>, phase: ReturnType<typeof atom<CallPhase>>, captions: Stub;

  beforeEach(() => {
    audio = new AudioContext({ sampleRate: 48_000 });
    const voice = new OscillatorNode(audio, { frequency: 300 }), out = new MediaStreamAudioDestinationNode(audio, { channelCount: 1 });
    gain = new GainNode(audio, { gain: 0 });
    voice.connect(gain).connect(out);
    voice.start();
    [track] = out.stream.getAudioTracks() as [MediaStreamTrack];
    sent = [];
    answer = () => new Response(null, { status: 204 });
    [levels, tracks, phase] = [atom<Record<string, number>>({}), atom<Tracks>({ microphone: track }), atom<CallPhase>('connected')];
    captions = new Stub({ participantId: 'me', levels, tracks, phase } as unknown as CallSession, (path, { body }) => {
      sent.push({ path, body: body as Blob | undefined });
      return Promise.resolve(answer());
    });
  });
  afterEach(async () => {
    await captions.turnOff();
    track.stop();
    await audio.close();
  });
  const speak = (isSpeaking: boolean) => { gain.gain.value = isSpeaking ? 0.5 : 0; levels.set({ me: isSpeaking ? 0.4 : 0 }); };
  /** By the clock of the sound itself: so long somebody speaks, or does not. */
  const heard = (seconds: number) => { const end = audio.currentTime + seconds; return becomes(`${seconds} s of sound`, () => audio.currentTime >= end); };
  const pieces = () => sent.filter(({ body }) => body);

  it('are sent in pieces that end with a pause, each a file of its own that can be played', async () => {
    await captions.turnOn('de');
    expect(sent).to.eql([{ path: '/participants/me/captions?language=de', body: undefined }]);
    for (const count of [1, 2]) {
      speak(true);
      await heard(0.7);
      speak(false);
      await becomes(`${count} sent`, () => pieces().length === count);
    }
    for (const { body } of pieces()) {
      expect(body!.type).to.equal('audio/webm');
      const heard = await audio.decodeAudioData(await body!.arrayBuffer()), samples = heard.getChannelData(0);
      expect(heard.duration).to.be.within(0.6, 4);
      expect(Math.max(...samples)).to.be.above(0.3);
      expect(body!.size).to.be.below(40_000);
    }
  });

  it('are cut where nobody makes a pause', async function () {
    this.timeout(40_000);
    await captions.turnOn();
    speak(true);
    await becomes('a piece without a pause', () => pieces().length === 1);
    const heard = await audio.decodeAudioData(await pieces()[0]!.body!.arrayBuffer());
    expect(heard.duration).to.be.below(6.5);
  });

  it('are not sent of silence, nor of a muted microphone, nor once they are off or the call is over', async () => {
    await captions.turnOn();
    await heard(2); // a piece of silence would be over
    track.enabled = false;
    speak(true);
    await heard(1);
    expect(pieces()).to.eql([]);
    track.enabled = true;
    await heard(0.3);
    phase.set('over');
    await becomes('they are off', () => !captions.state.get().isOn);
    await heard(0.3);
    expect(pieces()).to.eql([]);
  });

  it('stay off where they are refused, go on after what was lost, and end with what would be refused again', async () => {
    const refusal = (code: string, status: number) => () => new Response(JSON.stringify({ error: { code, message: 'No' } }), { status });
    answer = refusal('conflict', 409);
    const refused = await captions.turnOn().then(() => undefined, (error: unknown) => error as CorridorError);
    expect([refused instanceof CorridorError && refused.code, captions.state.get().isOn]).to.eql(['conflict', false]);
    answer = () => new Response(null, { status: 204 });
    await captions.turnOn();
    answer = refusal('unavailable', 503);
    speak(true);
    await becomes('a piece has begun', () => audio.currentTime > 1);
    speak(false);
    await becomes('it is said', () => (captions.state.get().problem as CorridorError | undefined)?.code === 'unavailable');
    expect(captions.state.get().isOn).to.equal(true);
    answer = refusal('forbidden', 403);
    speak(true);
    await becomes('another has begun', () => audio.currentTime > 3);
    speak(false);
    await becomes('they are off', () => !captions.state.get().isOn && (captions.state.get().problem as CorridorError).code === 'forbidden');
  });
});
